// Makes gzip bodies for the tests.
#pragma once

#include <string>
#include <string_view>

namespace dialogd::intake {

std::string gzipped(std::string_view text);

}  // namespace dialogd::intake
