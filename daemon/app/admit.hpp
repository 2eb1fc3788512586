// Who an arrival is about, and whether it may be taken as it is: the step between intake and the turn.
#pragma once

#include "app/round.hpp"
#include "intake/intake.hpp"

namespace dialogd::app {

struct Admitted {
    std::optional<Error> error;       // not taken, and why
    std::optional<std::string> dead;  // nobody known: for the dead letters, with this reason
};

// Names the customer (making one when an event names somebody new), renames what other systems call
// differently, checks what only the rules can check (topics, zones), and takes the turns.
Admitted admit(Round& round, intake::Arrival arrival);

}  // namespace dialogd::app
