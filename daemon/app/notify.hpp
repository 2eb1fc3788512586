// What systemd is told about the service (sd_notify(3)'s protocol, without its library).
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace dialogd::app {

// Sends "READY=1" and the like to $NOTIFY_SOCKET; does nothing where there is none.
void notify(const std::string& state);

// Half of $WATCHDOG_USEC: how often systemd wants to hear from us; nothing when it does not.
std::optional<std::chrono::milliseconds> watchdog_interval();

}  // namespace dialogd::app
