// A message as the bytes that a channel sends.
#pragma once

#include "app/sender.hpp"

namespace dialogd::app {

Outgoing compose(const Attempt& attempt, const Calendar& calendar);

}  // namespace dialogd::app
