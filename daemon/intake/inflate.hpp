// Request bodies that come compressed.
#pragma once

#include <string>
#include <string_view>

#include "dialogd/result.hpp"

namespace dialogd::intake {

// A gzip (RFC 1952, also several members) or zlib (RFC 1950) body, inflated. `refused` when it would
// become longer than `longest`, found out without making it so; `invalid` when it is cut short or broken.
Result<std::string> inflated(std::string_view body, std::size_t longest);

}  // namespace dialogd::intake
