// What the literals of CEL stand for.
#include "rules/cel/literals.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace dialogd::rules::cel {

namespace {

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 99;
}

// `count` digits of that base, all of which have to be there.
std::optional<std::uint32_t> take_digits(std::string_view text, std::size_t& at, std::size_t count, int base) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const int digit = at < text.size() ? digit_of(text[at]) : 99;
        if (digit >= base) return std::nullopt;
        value = value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
        ++at;
    }
    return value;
}

std::optional<char> simple_escape(char c) {
    constexpr std::string_view kLetters = "abfnrtv\\?\"'`";
    constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\?\"'`";
    const std::size_t found = kLetters.find(c);
    if (found == std::string_view::npos) return std::nullopt;
    return kMeanings[found];
}

// The escape that begins behind the backslash at `at`. In bytes \x and octal are octets and \u is
// nothing; in text they are code points.
bool take_escape(std::string_view text, std::size_t& at, bool bytes, std::string& out) {
    const char c = text[at];
    if (const auto meaning = simple_escape(c)) {
        ++at;
        out += *meaning;
        return true;
    }
    std::optional<std::uint32_t> value;
    bool octet = true;
    if (c == 'x' || c == 'X') {
        value = take_digits(text, ++at, 2, 16);
    } else if (c >= '0' && c <= '3') {
        value = take_digits(text, at, 3, 8);
    } else if (!bytes && (c == 'u' || c == 'U')) {
        value = take_digits(text, ++at, c == 'u' ? 4 : 8, 16);
        octet = false;
    }
    if (!value) return false;
    if (bytes && octet) {
        out += static_cast<char>(*value);
        return true;
    }
    if (*value > 0x10FFFF || (*value >= 0xD800 && *value <= 0xDFFF)) return false;
    append_utf8(out, *value);
    return true;
}

}  // namespace

Result<std::string> unescape(std::string_view literal) {
    bool raw = false;
    bool bytes = false;
    while (literal.front() != '\'' && literal.front() != '"') {
        raw = raw || literal.front() == 'r' || literal.front() == 'R';
        bytes = bytes || literal.front() == 'b' || literal.front() == 'B';
        literal.remove_prefix(1);
    }
    const char quote = literal.front();
    const bool triple = literal.size() >= 6 && literal[1] == quote && literal[2] == quote;
    const std::size_t quotes = triple ? 3 : 1;
    const std::string_view body = literal.substr(quotes, literal.size() - 2 * quotes);
    if (raw) return std::string(body);
    std::string out;
    out.reserve(body.size());
    std::size_t at = 0;
    while (at < body.size()) {
        if (body[at] != '\\') {
            out += body[at++];
            continue;
        }
        const std::size_t begin = at++;
        if (at >= body.size() || !take_escape(body, at, bytes, out))
            return Error{ErrorCode::invalid, "`" + std::string(body.substr(begin, 2)) + "...` is no escape" +
                                                 (bytes ? " in bytes" : "") + ": a backslash itself is written \\\\"};
    }
    return out;
}

std::optional<std::uint64_t> parse_unsigned(std::string_view digits) {
    int base = 10;
    if (digits.size() > 2 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) {
        base = 16;
        digits.remove_prefix(2);
    }
    std::uint64_t value = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (failed != std::errc{} || end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
    return value;
}

std::optional<std::int64_t> parse_integer(std::string_view digits, bool negative) {
    const auto magnitude = parse_unsigned(digits);
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!magnitude || *magnitude > kMax + (negative ? 1U : 0U)) return std::nullopt;
    // 0 - x in unsigned arithmetic is right also for the most negative number.
    return static_cast<std::int64_t>(negative ? 0U - *magnitude : *magnitude);
}

std::optional<double> parse_number(std::string_view text) {
    std::string_view rest = text;
    bool negative = false;
    if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
        negative = rest.front() == '-';
        rest.remove_prefix(1);
    }
    if (rest.empty() || rest.front() == '-') return std::nullopt;
    double value = 0;
    const auto [end, failed] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (end != rest.data() + rest.size()) return std::nullopt;
    if (failed == std::errc::result_out_of_range) return std::nullopt;
    if (failed != std::errc{}) return std::nullopt;
    return negative ? -value : value;
}

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&out](char32_t octet) { out += static_cast<char>(static_cast<unsigned char>(octet)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0U | (c >> 6U));
        put(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        put(0xE0U | (c >> 12U));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    } else {
        put(0xF0U | (c >> 18U));
        put(0x80U | ((c >> 12U) & 0x3FU));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    }
}

namespace {

// The length of the well-formed sequence at `at`; 0 when there is none. Overlong forms and surrogates are none.
std::size_t sequence(std::string_view text, std::size_t at, char32_t& code_point) {
    const auto octet = [&](std::size_t i) -> std::uint32_t {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const std::uint32_t first = octet(0);
    if (first < 0x80) {
        code_point = first;
        return 1;
    }
    std::size_t length = 0;
    if (first >= 0xC2 && first <= 0xDF) length = 2;
    if (first >= 0xE0 && first <= 0xEF) length = 3;
    if (first >= 0xF0 && first <= 0xF4) length = 4;
    if (length == 0) return 0;
    std::uint32_t value = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((octet(i) & 0xC0U) != 0x80U) return 0;
        value = (value << 6U) | (octet(i) & 0x3FU);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return 0;
    code_point = value;
    return length;
}

}  // namespace

bool valid_utf8(std::string_view text) {
    char32_t ignored = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequence(text, at, ignored);
        if (length == 0) return false;
        at += length;
    }
    return true;
}

char32_t take_code_point(std::string_view text, std::size_t& at) {
    char32_t code_point = 0xFFFD;
    const std::size_t length = sequence(text, at, code_point);
    at += length == 0 ? 1 : length;
    return code_point;
}

std::size_t count_code_points(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) take_code_point(text, at);
    return count;
}

}  // namespace dialogd::rules::cel
