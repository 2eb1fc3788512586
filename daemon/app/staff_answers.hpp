// What somebody behind a queue answers to its mail: their words go to the customer, by the customer's channel.
#pragma once

#include "app/admit.hpp"

namespace dialogd::app {

// `queue`: whose mail it answers. The token in the Reply-To has said so: any mail program and any of their addresses
// will do. What an opt-out forbids does not go, also not from a person; they are told.
Admitted admit_staff_answer(Round& round, CustomerNumber queue, const Reply& reply);

}  // namespace dialogd::app
