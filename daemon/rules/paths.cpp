// A scan over CEL text that knows no more than quotes, comments and names.
#include "rules/paths.hpp"

#include <cctype>

namespace dialogd::rules {

namespace {

bool begins_name(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool goes_on(char c) {
    return begins_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}

// The place behind the literal that begins at `at` with a quote; npos when it is not closed.
std::size_t skip_quoted(std::string_view text, std::size_t at) {
    const char quote = text[at];
    const std::string triple(3, quote);
    if (text.substr(at).starts_with(triple)) {
        const std::size_t end = text.find(triple, at + 3);
        return end == std::string_view::npos ? end : end + 3;
    }
    const bool raw = at > 0 && (text[at - 1] == 'r' || text[at - 1] == 'R');
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\' && !raw)
            ++i;
        else if (text[i] == quote)
            return i + 1;
    }
    return std::string_view::npos;
}

std::size_t skip_name(std::string_view text, std::size_t at) {
    while (at < text.size() && goes_on(text[at])) ++at;
    return at;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
    return at;
}

DottedName read_name(std::string_view text, std::size_t& at) {
    DottedName name;
    name.offset = at;
    for (;;) {
        const std::size_t end = skip_name(text, at);
        name.parts.emplace_back(text.substr(at, end - at));
        at = end;
        const std::size_t dot = skip_blanks(text, at);
        if (dot >= text.size() || text[dot] != '.') return name;
        const std::size_t next = skip_blanks(text, dot + 1);
        if (next >= text.size() || !begins_name(text[next])) return name;
        at = next;
    }
}

}  // namespace

std::vector<DottedName> dotted_names(std::string_view text) {
    std::vector<DottedName> names;
    bool behind_has = false;  // `has (` was the last that we saw
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '"' || c == '\'') {
            at = skip_quoted(text, at);
            if (at == std::string_view::npos) break;
        } else if (text.substr(at).starts_with("//")) {
            at = text.find('\n', at);
            if (at == std::string_view::npos) break;
        } else if (begins_name(c)) {
            DottedName name = read_name(text, at);
            name.in_has = behind_has;
            const std::size_t next = skip_blanks(text, at);
            behind_has =
                name.parts.size() == 1 && name.parts.front() == "has" && next < text.size() && text[next] == '(';
            if (behind_has) at = next + 1;
            names.push_back(std::move(name));
            continue;
        } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
            at = skip_name(text, at);  // 1e5, 0x1F: no names
        } else {
            if (std::isspace(static_cast<unsigned char>(c)) != 0) {
                ++at;
                continue;
            }
            ++at;
        }
        behind_has = false;
    }
    return names;
}

bool has_odd_quotes(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] != '"' && text[at] != '\'') {
            ++at;
            continue;
        }
        at = skip_quoted(text, at);
        if (at == std::string_view::npos) return true;
    }
    return false;
}

}  // namespace dialogd::rules
