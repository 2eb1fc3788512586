// Runs of plain characters are copied; the rest is written as =XX, and lines are kept to 76.
#include "message/quoted_printable.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace dialogd::message {

namespace {

constexpr std::size_t kWidth = 75;  // and one for the "=" of a soft line break

constexpr std::array<bool, 256> plain_characters() {
    std::array<bool, 256> plain{};
    for (std::size_t c = 0x20; c < 0x7F; ++c) plain[c] = c != '=';
    plain['\t'] = true;
    return plain;
}
constexpr std::array<bool, 256> kPlain = plain_characters();

bool is_plain(char c) {
    return kPlain[static_cast<unsigned char>(c)];
}

// Whether eight octets are all plain, looked at in one go; a tab is left to the slow look.
bool are_plain(const char* text) {
    constexpr std::uint64_t kOnes = 0x0101010101010101U;
    constexpr std::uint64_t kHighs = kOnes * 0x80U;
    std::uint64_t octets = 0;
    std::memcpy(&octets, text, sizeof octets);
    const auto is_zero = [](std::uint64_t x) { return (x - kOnes) & ~x & kHighs; };
    const std::uint64_t below_space = (octets - kOnes * 0x20U) & ~octets & kHighs;
    return ((octets & kHighs) | below_space | is_zero(octets ^ (kOnes * '=')) | is_zero(octets ^ (kOnes * 0x7FU))) == 0;
}

void append_octet(char c, std::string& out) {
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    const auto u = static_cast<unsigned char>(c);
    const char encoded[3] = {'=', kHex[u >> 4U], kHex[u & 15U]};
    out.append(encoded, 3);
}

// One line of the text, without its end.
void append_line(std::string_view line, std::string& out) {
    // A space at the end of a line would be lost on the way.
    const bool ends_in_space = !line.empty() && (line.back() == ' ' || line.back() == '\t');
    const std::size_t plain_end = line.size() - (ends_in_space ? 1 : 0);
    std::size_t column = 0;
    for (std::size_t at = 0; at < line.size();) {
        const bool marked = column == 0 && (line[at] == '.' || line.substr(at).starts_with("From "));
        if (!marked) {
            const std::size_t most = std::min(plain_end, at + kWidth - column);
            std::size_t end = at;
            while (end + 8 <= most && are_plain(line.data() + end)) end += 8;
            while (end < most && is_plain(line[end])) ++end;
            out.append(line, at, end - at);
            column += end - at;
            at = end;
            if (at == line.size()) break;
        }
        const bool encodes = marked || at >= plain_end || !is_plain(line[at]);
        if (encodes && column + 3 <= kWidth) {
            append_octet(line[at++], out);
            column += 3;
        } else {
            out += "=\r\n";
            column = 0;
        }
    }
}

}  // namespace

void append_quoted_printable(std::string_view text, std::string& out) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (end == std::string_view::npos) return append_line(line, out);
        if (line.ends_with('\r')) line.remove_suffix(1);
        append_line(line, out);
        out += "\r\n";
        text.remove_prefix(end + 1);
    }
}

}  // namespace dialogd::message
