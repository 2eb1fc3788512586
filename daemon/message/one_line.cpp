// UTF-8 walked one code point at a time, and texts made fit for headers, URLs and SMS.
#include "message/one_line.hpp"

#include <array>

namespace dialogd::message {

namespace {

bool is_line_breaker(char32_t c) {
    return c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

bool is_plain_ascii(std::string_view text) {
    for (const char c : text)
        if (c < 0x20 || c == 0x7F) return false;
    return true;
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto octet = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const std::uint32_t lead = octet(at);
    if (lead < 0x80) {
        ++at;
        return lead;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4) {
        ++at;
        return 0xFFFD;
    }
    char32_t code = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((octet(at + i) & 0xC0U) != 0x80U) {
            at += i;
            return 0xFFFD;
        }
        code = (code << 6U) | (octet(at + i) & 0x3FU);
    }
    at += length;
    static constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
    const bool bad = code < kSmallest[length] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000);
    return bad ? 0xFFFD : code;
}

std::string as_utf8(std::string text) {
    std::string out;
    std::size_t done = 0;  // up to here `out` has it
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const std::size_t begin = at;
        if (next_code_point(text, at) != 0xFFFD || text.compare(begin, at - begin, "\xEF\xBF\xBD") == 0) continue;
        out.append(text, done, begin - done);
        out += "\xEF\xBF\xBD";
        done = at;
    }
    if (done == 0) return text;
    return out.append(text, done);
}

std::string as_one_line(std::string text) {
    if (is_plain_ascii(text) && !text.empty() && text.front() != ' ' && text.back() != ' ') return text;
    std::string out;
    bool space = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        if (is_line_breaker(c)) {
            space = true;
            continue;
        }
        if (space && !out.empty() && out.back() != ' ' && c != ' ') out += ' ';
        space = false;
        if (c == ' ' && out.empty()) continue;
        if (c == 0xFFFD)
            out += "\xEF\xBF\xBD";
        else
            out.append(text, begin, at - begin);
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::string as_url(std::string text) {
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    static constexpr std::string_view kNever = " \"<>\\^`{|}";
    std::string out;
    for (const char c : as_one_line(std::move(text))) {
        const auto u = static_cast<unsigned char>(c);
        if (u < 0x80 && kNever.find(c) == std::string_view::npos) {
            out += c;
            continue;
        }
        out += '%';
        out += kHex[u >> 4U];
        out += kHex[u & 15U];
    }
    return out;
}

std::string as_sms(std::string text) {
    std::string out;
    std::size_t done = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        const bool space = c == 0xA0 || c == 0x202F || c == 0x2007 || c == 0x2009;
        if (!space && c != 0x2212) continue;
        out.append(text, done, begin - done);
        out += space ? ' ' : '-';
        done = at;
    }
    if (done == 0) return text;
    return out.append(text, done);
}

}  // namespace dialogd::message
