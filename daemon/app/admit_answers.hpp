// What comes back because of a message: replies and receipts, and whose they are.
#pragma once

#include "app/admit.hpp"

namespace dialogd::app {

// By its token, else by the sender's address. From nobody known: a dead letter.
Admitted admit_reply(Round& round, const intake::About& about, Reply& reply);
// By its token. Of no message of ours: a dead letter.
Admitted admit_receipt(Round& round, intake::About& about, Receipt& receipt);

}  // namespace dialogd::app
