// JSON that a person gives a command, as a Value.
#pragma once

#include <string_view>

#include "dialogd/event.hpp"
#include "dialogd/result.hpp"

namespace dialogd::app {

// Numbers are doubles, as in events that come in. `what` names the text for errors.
Result<Value> parse_json(std::string_view text, std::string_view what);

// What stands behind the `=` of name=value: JSON where it is some (12, true, null, "12", [1]), else text.
Value loose_value(std::string_view text);

}  // namespace dialogd::app
