// Looks into the text around a YAML scalar, and turns the parser's complaints into advice.
#include "rules/yaml_text.hpp"

#include <algorithm>

namespace dialogd::rules {

namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Length of the well-formed UTF-8 sequence at the front (RFC 3629); 0 when there is none.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : '\0'); };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (!follows(1) || !follows(2) || (first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F))
            return 0;
        return 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (!follows(1) || !follows(2) || !follows(3)) return 0;
        if ((first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) return 0;
        return 4;
    }
    return 0;
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// `key: 'a' == 'b'`: the quotes end before the value does.
bool ends_quotes_early(std::string_view line) {
    const std::size_t colon = line.find(": ");
    std::size_t begin = colon == std::string_view::npos ? line.find("- ") : colon;
    if (begin == std::string_view::npos) return false;
    begin = line.find_first_not_of(' ', begin + 2);
    if (begin == std::string_view::npos || (line[begin] != '\'' && line[begin] != '"')) return false;
    const std::size_t end = line.find(line[begin], begin + 1);
    if (end == std::string_view::npos) return false;
    const std::size_t rest = line.find_first_not_of(' ', end + 1);
    return rest != std::string_view::npos && line[rest] != '#' && line[rest] != ',' && line[rest] != '}' &&
           line[rest] != ']';
}

std::string_view explain(std::string_view complaint, std::string_view line) {
    if (has(complaint, "anchor")) return kAliasAdvice;
    if (line.starts_with('\t')) return "a tab: YAML is indented with spaces";
    if (ends_quotes_early(line))
        return "the quotes end before the text does: quote all of it, with the other kind of quotes, or write it below "
               "`|`";
    if (has(complaint, "illegal map value") || has(complaint, "map key"))
        return "`: ` inside a text begins a map: put the text in single quotes";
    if (has(complaint, "EOF in scalar") || has(complaint, "end of scalar")) return "a quote is opened and not closed";
    if (has(complaint, "flow")) return "a [ or { is not closed, or a text in it needs single quotes";
    if (has(complaint, "end of map not found") || has(complaint, "end of sequence not found"))
        return "this does not fit the lines above: compare the indentation, and quote texts with : # [ { in them";
    if (has(complaint, "block entry") || has(complaint, "block sequence"))
        return "a list can't begin here: put `- ` on a line of its own, further in";
    return "quote texts with : # [ { } ] , & * ! | > % @ ` in them";
}

}  // namespace

YamlText::YamlText(std::string_view text) : text_(text) {}

std::optional<YamlText::Place> YamlText::not_text() const {
    Place place{1, 1};
    for (std::size_t i = 0; i < text_.size();) {
        const std::size_t length = sequence_length(text_.substr(i));
        const auto c = static_cast<unsigned char>(text_[i]);
        if (length == 0 || (c < 0x20 && !is_blank(text_[i])) || c == 0x7F) return place;
        place.column += static_cast<int>(length);
        if (c == '\n') {
            ++place.line;
            place.column = 1;
        }
        i += length;
    }
    return std::nullopt;
}

std::string YamlText::null_at(std::size_t offset) const {
    for (const std::string_view word : {"null", "Null", "NULL", "~"}) {
        if (!text_.substr(std::min(offset, text_.size())).starts_with(word)) continue;
        const char next = at(offset + word.size());
        if (next == '\0' || is_blank(next) || next == ',' || next == ']' || next == '}') return std::string(word);
    }
    return {};
}

bool YamlText::closes_quote(std::size_t offset) const {
    const char quote = at(offset);
    for (std::size_t i = offset + 1; i < text_.size(); ++i) {
        if (quote == '"' && text_[i] == '\\') {
            ++i;
        } else if (text_[i] == quote) {
            if (quote == '"' || at(i + 1) != quote) return true;
            ++i;
        }
    }
    return false;
}

std::string YamlText::rest_of_line(std::size_t offset) const {
    const std::string_view rest = text_.substr(std::min(offset, text_.size()));
    return std::string(rest.substr(0, rest.find_first_of("\r\n")));
}

YamlText::Place YamlText::text_start(std::size_t offset, int line, int column) const {
    const char first = at(offset);
    if (first == '\'' || first == '"') return {line, column + 1};
    if (first != '|' && first != '>') return {line, column};
    // The first line with something in it below the `|`.
    std::size_t i = text_.find('\n', offset);
    while (i != std::string_view::npos) {
        ++line;
        const std::size_t begin = i + 1;
        const std::size_t text = text_.find_first_not_of(' ', begin);
        if (text == std::string_view::npos) break;
        if (text_[text] != '\n' && text_[text] != '\r') return {line, static_cast<int>(text - begin) + 1};
        i = text_.find('\n', begin);
    }
    return {line, column};
}

bool YamlText::comment_follows(std::size_t offset, std::string_view value) const {
    // The value may have been folded from several lines: blanks in one stand for blanks in the other.
    std::size_t i = std::min(offset, text_.size());
    for (std::size_t v = 0; v < value.size();) {
        if (is_blank(value[v])) {
            while (v < value.size() && is_blank(value[v])) ++v;
            while (i < text_.size() && is_blank(text_[i])) ++i;
            continue;
        }
        if (at(i) != value[v]) return false;
        ++i;
        ++v;
    }
    const std::size_t blanks = text_.find_first_not_of(" \t", i);
    return blanks != std::string_view::npos && blanks > i && text_[blanks] == '#';
}

std::string YamlText::line_text(int line) const {
    std::size_t begin = 0;
    for (int i = 1; i < line && begin != std::string_view::npos; ++i) {
        begin = text_.find('\n', begin);
        if (begin != std::string_view::npos) ++begin;
    }
    if (begin == std::string_view::npos) return {};
    const std::string whole = rest_of_line(begin);
    const std::size_t first = whole.find_first_not_of(' ');
    constexpr std::size_t kShown = 120;
    return first == std::string::npos ? std::string() : whole.substr(first, kShown);
}

std::string YamlText::advice(const std::string& complaint, int line) const {
    const std::string text = line_text(line);
    std::string message = "not YAML: " + std::string(explain(complaint, text));
    if (!text.empty()) message += ": `" + text + "`";
    return message;
}

}  // namespace dialogd::rules
