// May this be sent to this customer at all, by what they have said? The one place that knows consent,
// opt-outs, topics, pauses and addresses; asked when deciding and again when claiming.
#pragma once

#include <optional>
#include <string>

#include "dialogd/turn.hpp"

namespace dialogd::engine {

struct Forbidden {
    Reason reason = Reason::none;
    std::string detail;
    std::optional<Instant> until;  // it is a matter of time: look again then
};

struct Wish {
    ChannelKind channel = ChannelKind::email;
    std::string_view topic;
    bool marketing = true;
    std::string_view to;  // empty: the customer's newest address of that channel
};

std::optional<Forbidden> forbidden(const Customer& customer, const Wish& wish, Instant now);

// The address that would be used; null when there is none that may be.
const Address* usable_address(const Customer& customer, ChannelKind channel, bool marketing);

bool consents(const Customer& customer, std::string_view topic, ChannelKind channel);

}  // namespace dialogd::engine
