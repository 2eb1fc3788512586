// A mail that LMTP handed over, as what it is to us: a reply, a bounce, a complaint, an opt-out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "intake/intake.hpp"

namespace dialogd::app {

struct MailTaken {
    std::vector<intake::Arrival> arrivals;
    std::string dead;  // not empty: for the dead letters, with this reason
};

// Never fails: what can't be understood is a dead letter. `recipient` is the envelope's.
MailTaken read_mail(const std::string& bytes, const std::string& recipient, const Signer& signer, Instant now);

}  // namespace dialogd::app
