// When: the customer's time zone, quiet hours, what a `wait` waits for.
#pragma once

#include <optional>

#include "dialogd/turn.hpp"

namespace dialogd::engine {

std::string_view zone_of(const Ruleset& rules, const Customer& customer);

// The end of the quiet hours that `now` lies in (the customer's own, else the configured); nothing
// when it lies in none.
std::optional<Instant> quiet_until(const Ruleset& rules, const Customer& customer, Instant now);

// Do quiet hours hold service on that channel? By SMS, unless the customer wrote a moment ago.
bool holds_service(const Customer& customer, ChannelKind channel, Instant now);

// Until when a `wait` that begins now waits; an error when its expression gives no time.
Result<Instant> wait_until(const Ruleset& rules, const Customer& customer, const step::Wait& wait, const Scope& scope,
                           Instant now);

// When to look again at what nobody knows the end of: after as long as it has waited, at most four hours.
Instant look_again(Instant since, Instant now);

// A share of `spread` that is always the same for that rule and customer.
Duration draw_within(Duration spread, std::string_view rule, CustomerNumber customer);

// The first instant after `after` at which the local clock shows `minute` of the day.
Instant next_at_minute(const Calendar& calendar, std::string_view zone, Instant after, std::int32_t minute);

}  // namespace dialogd::engine
