// What is said to an SMS gateway: its provider file's templates, filled for one message.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "channels/channels.hpp"

namespace dialogd::channels {

struct GatewayRequest {
    std::string method;  // GET or POST
    std::string url;     // with its query
    std::string body;    // POST only
    std::vector<std::string> headers;
};

// Where a value goes decides how it is written there.
enum class Place : std::uint8_t {
    percent,  // URLs, queries and form bodies: all but unreserved characters of RFC 3986 as %XX
    json,     // inside a JSON string
    header,   // a header line, which it can't leave
};
std::string escape(Place place, std::string_view value);

using Values = std::map<std::string, std::string>;

// The mustache that provider files use: {{name}}, {{&name}} and {{{name}}}, and the sections
// {{#name}}…{{/name}} (there is a value) and {{^name}}…{{/name}} (there is none). Values go in as they are.
std::string fill_template(std::string_view text, const Values& values);
// What is wrong with a template: an unknown name, a section without an end. Nothing when it is good.
std::optional<std::string> template_fault(std::string_view text, const Values& values);

// The names that templates see, for one message: to, to_digits, from, text, user, password, token, receipt_url,
// secret (as it stands in a URL), coding ("0" GSM 7 bit, "2" UCS-2), ucs2 (empty for GSM 7 bit), and the provider's
// settings.
Values values_for(const GatewaySettings& settings, const Outgoing& outgoing);

// Parameters whose template gives an empty text are left out. May throw what settings.fill throws.
GatewayRequest make_request(const GatewaySettings& settings, const Outgoing& outgoing);

// Everything that is wrong with a provider and its settings and can be known before the first message.
Result<void> check_provider(const GatewaySettings& settings);

}  // namespace dialogd::channels
