// What the literals of CEL stand for: escapes, quotes, digits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dialogd/result.hpp"

namespace dialogd::rules::cel {

// The text of a string or bytes literal, as the lexer cut it: prefix, quotes and all.
Result<std::string> unescape(std::string_view literal);

// Nothing when it does not fit 64 bits. `digits` may begin with 0x.
std::optional<std::int64_t> parse_integer(std::string_view digits, bool negative);
std::optional<std::uint64_t> parse_unsigned(std::string_view digits);
// Takes what strtod takes, and the words Infinity and NaN; nothing when anything is left over.
std::optional<double> parse_number(std::string_view text);

void append_utf8(std::string& out, char32_t code_point);
bool valid_utf8(std::string_view text);
// The code point at `at`, which is moved past it. Octets that are no UTF-8 count as one each.
char32_t take_code_point(std::string_view text, std::size_t& at);
std::size_t count_code_points(std::string_view text);

}  // namespace dialogd::rules::cel
