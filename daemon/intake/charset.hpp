// Text from gateways, in whatever charset they say it is, as UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dialogd::intake {

// Nothing when the octets are no such text. Without a charset, or with one that iconv does not know:
// UTF-8 if it is that, else Windows-1252, which takes nearly everything.
std::optional<std::string> to_utf8(std::string_view octets, std::string_view charset);

}  // namespace dialogd::intake
