// The headers of a message, as a person reads them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dialogd/message.hpp"

namespace dialogd::app {

// Of the bytes that would be sent, in their order; unfolded, and Subject and From without encoded words.
std::vector<std::pair<std::string, std::string>> headers_of(const Message& message, const Calendar& calendar);

}  // namespace dialogd::app
