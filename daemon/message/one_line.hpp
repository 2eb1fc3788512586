// What is done to rendered text before it goes where line ends and odd characters do harm.
#pragma once

#include <string>
#include <string_view>

namespace dialogd::message {

// For headers: control characters and Unicode's line ends become one space, none at the ends.
std::string as_one_line(std::string text);

// As one line; what no URL may hold (spaces, quotes, <>\^`{|}, letters beyond ASCII) percent-encoded.
std::string as_url(std::string text);

// Spaces that do not break and minus signs, as formats of a language use them, become those of GSM-7:
// one of them would turn the whole SMS into UCS-2, and cost twice as much.
std::string as_sms(std::string text);

// Valid UTF-8: what is not becomes U+FFFD. Gives back `text` itself when there is nothing to mend.
std::string as_utf8(std::string text);

// The code point at `at`, which moves on behind it; U+FFFD for octets that are no UTF-8.
char32_t next_code_point(std::string_view text, std::size_t& at);

}  // namespace dialogd::message
