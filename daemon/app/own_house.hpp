// Rules and store for a command that changes something while the daemon is down.
#pragma once

#include "app/house.hpp"

namespace dialogd::app {

struct OwnHouse {
    Tools tools;
    std::shared_ptr<const Ruleset> rules;
    std::unique_ptr<Store> store;  // to write, no daemon can start meanwhile
    Instant now{};
};
// As the daemon's start does it, so that the store stays as the daemon wants it.
// `read_only`: beside a running daemon too; nothing can be changed.
Result<OwnHouse> open_own_house(const Config& config, bool read_only = false);

}  // namespace dialogd::app
