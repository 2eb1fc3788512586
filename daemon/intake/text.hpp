// What HTTP and gateways do to text (percent, form, base64, case), undone; and the shapes that names,
// addresses, languages and zones must have.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dialogd::intake {

std::string lower_case(std::string_view text);                     // ASCII only
bool same_name(std::string_view a, std::string_view b);            // without regard to ASCII case
std::string_view trimmed(std::string_view text);                   // without blanks and line ends around it
std::string_view cut(std::string_view text, std::size_t longest);  // not inside a UTF-8 character
std::string quoted(std::string_view text);                         // 'text' for an error, cut at 60 bytes

// "%C3%B8" to octets; nothing when a percent sign is not followed by two hex digits.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank);
// "a=1&b=2", also a form body (WHATWG URL, application/x-www-form-urlencoded). Of a name that comes
// twice the first counts. A pair that does not decode is kept as it is. At most 200 pairs.
std::map<std::string, std::string> read_form(std::string_view text);
// The same, every pair as it came: what a signature covers.
std::vector<std::pair<std::string, std::string>> read_pairs(std::string_view text);
std::optional<std::string> base64_decoded(std::string_view text);  // RFC 4648, padding may be missing
std::string base64_encoded(std::string_view octets);               // with padding
std::string base64url_encoded(std::string_view octets);            // RFC 4648, section 5, without padding

// Whether the two are equal, in a time that depends on the length of `given` only.
bool same_secret(std::string_view given, std::string_view secret);

inline constexpr std::size_t kLongestName = 200;  // of an event, a topic, an attribute
inline constexpr std::size_t kLongestId = 500;    // of a customer or an event

bool is_utf8(std::string_view text);
// Not empty, not longer than `longest` bytes, without control characters.
bool is_name(std::string_view text, std::size_t longest = kLongestName);
bool is_email(std::string_view text);      // an addr-spec as people have them: no quotes, comments or blanks
bool is_language(std::string_view text);   // BCP 47: "da", "nb-NO", "zh-Hant-TW"
bool is_time_zone(std::string_view text);  // looks like an IANA name: "Europe/Copenhagen", "UTC"

}  // namespace dialogd::intake
