// How often a customer may be contacted: caps of the configuration and the customer's own limit.
#pragma once

#include <optional>
#include <string>

#include "dialogd/turn.hpp"

namespace dialogd::engine {

// The message that wants a place.
struct Place {
    ChannelKind channel = ChannelKind::email;
    std::string_view topic;
    std::string_view rule;
    const Content* content = nullptr;  // null: caps on content and tags are not looked at
};

struct Full {
    Reason reason = Reason::cap;
    std::string cap;    // as written
    Instant free_at{};  // when there is room again, if nothing else is sent meanwhile
};

// The cap that has no room for it now, the one that is full longest; nothing when there is room.
// Counts marketing that we began (Contact::counted). What is queued counts as if it went now. A window is
// (now - d, now]. For a message that has its place already and asks once more (`claimed`), others count if
// they took theirs before it, or have gone: of two that are too many, the first may go.
std::optional<Full> full_cap(const Ruleset& rules, const Customer& customer, const Place& place, Instant now,
                             const OpenMessage* claimed = nullptr);

}  // namespace dialogd::engine
