// Colours, complaints and widths of the commands.
#include "app/terminal.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <sstream>

namespace dialogd::app {

namespace {

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// Where the character that begins at `at` ends.
std::size_t behind(std::string_view text, std::size_t at) {
    ++at;
    while (at < text.size() && continues(text[at])) ++at;
    return at;
}

}  // namespace

bool is_terminal(int descriptor) {
    return isatty(descriptor) == 1;
}

Paint Paint::of_stdout() {
    const char* refused = std::getenv("NO_COLOR");
    return Paint(is_terminal(STDOUT_FILENO) && (refused == nullptr || *refused == '\0'));
}

int complain(const Error& error, int code) {
    std::cerr << to_string(error) << "\n";
    return code;
}

int complain(std::string_view message, int code) {
    std::cerr << message << "\n";
    return code;
}

std::optional<Config> config_or_say(const std::filesystem::path& file) {
    ConfigReport report = read_config(file);
    for (const Error& error : report.errors) complain(error);
    if (!report.errors.empty()) return std::nullopt;
    return std::move(report.config);
}

std::size_t width_of(std::string_view utf8) {
    std::size_t width = 0;
    for (const char c : utf8) width += continues(c) ? 0U : 1U;
    return width;
}

std::string padded(std::string_view utf8, std::size_t width) {
    const std::size_t has = width_of(utf8);
    return std::string(utf8) + std::string(has < width ? width - has : 0, ' ');
}

std::string shortened(std::string_view utf8, std::size_t width) {
    if (width_of(utf8) <= width) return std::string(utf8);
    std::size_t end = 0;
    for (std::size_t i = 1; i < width && end < utf8.size(); ++i) end = behind(utf8, end);
    return std::string(utf8.substr(0, end)) + "…";
}

std::string harmless(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        // U+0080..U+009F steer terminals as well; in UTF-8 they begin with C2.
        const bool c1 = c == 0xC2U && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0U;
        if (c1) ++i;
        if (c1 || (c < 0x20U && c != '\n' && c != '\t') || c == 0x7FU) continue;
        out.push_back(text[i]);
    }
    return out;
}

std::string wrapped(std::string_view text, std::size_t width, std::string_view before) {
    std::istringstream lines{std::string(text)};
    std::string out;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string row(line.substr(0, std::min(line.find_first_not_of(' '), line.size())));
        bool empty = true;
        for (std::string word; words >> word; empty = false) {
            if (!empty && width_of(row) + 1 + width_of(word) > width) {
                out += std::string(before) + row + "\n";
                row.clear();
                empty = true;
            }
            row += (empty ? "" : " ") + word;
        }
        if (empty) row.clear();
        out += (row.empty() ? std::string() : std::string(before) + row) + "\n";
    }
    return out;
}

}  // namespace dialogd::app
