// Finds a value of a given form in a reply: an address, a telephone number, whatever fits a pattern.
#pragma once

#include <string>
#include <string_view>

namespace dialogd::message {

// The one value of that form. Several different ones, or a negation before it, are unsure.
struct FormReading {
    std::string value;  // empty: none
    bool unsure = false;
    std::string why;
};

// An addr-spec (RFC 5322, without quoted local parts, comments and literals).
FormReading read_email(std::string_view text);
// A valid telephone number, as E.164. `country` (ISO 3166) is taken where it has no country code.
FormReading read_phone(std::string_view text, const std::string& country);
// RE2, unanchored: its first group if it has one, else the whole match. The first match counts; a pattern that
// does not compile or takes more than its bound fits nothing.
FormReading read_pattern(std::string_view text, const std::string& pattern);

}  // namespace dialogd::message
