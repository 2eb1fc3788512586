// Wall clocks and waits, through the Calendar.
#include "engine/timing.hpp"

#include <algorithm>

namespace dialogd::engine {

namespace {

constexpr int kMinutesADay = 24 * 60;
constexpr Duration kWroteJustNow = kMinute * 15;  // service by SMS may answer at night within it

// The instant at which that day's local clock shows `minute`.
Instant at_minute(const Calendar& calendar, std::string_view zone, LocalTime day, std::int32_t minute) {
    day.minute = minute % kMinutesADay;
    day.second = 0;
    return calendar.instant(day, zone);
}

LocalTime day_after(const Calendar& calendar, std::string_view zone, LocalTime day) {
    day.minute = kMinutesADay / 2;  // noon, so that daylight saving does not move the date
    return calendar.local(calendar.instant(day, zone) + kDay, zone);
}

Result<Instant> instant_of(const Value& value, const std::string& text) {
    if (const Timestamp* t = value.timestamp())
        return Instant(std::chrono::seconds(t->seconds)) + Duration(t->nanos / 1'000'000);
    if (const std::string* written = value.text()) return parse_instant(*written);
    return Error{ErrorCode::invalid, "`" + text + "` gives no time"};
}

}  // namespace

std::string_view zone_of(const Ruleset& rules, const Customer& customer) {
    if (!customer.time_zone.empty() && rules.services.calendar->knows(customer.time_zone)) return customer.time_zone;
    return rules.household.time_zone;
}

Instant next_at_minute(const Calendar& calendar, std::string_view zone, Instant after, std::int32_t minute) {
    const LocalTime today = calendar.local(after, zone);
    const Instant candidate = at_minute(calendar, zone, today, minute);
    if (candidate > after) return candidate;
    return at_minute(calendar, zone, day_after(calendar, zone, today), minute);
}

std::optional<Instant> quiet_until(const Ruleset& rules, const Customer& customer, Instant now) {
    const std::optional<QuietHours>& quiet = customer.quiet_hours ? customer.quiet_hours : rules.household.quiet_hours;
    if (!quiet || quiet->from == quiet->to) return std::nullopt;
    const Calendar& calendar = *rules.services.calendar;
    const std::string_view zone = zone_of(rules, customer);
    const int minute = calendar.local(now, zone).minute;
    const bool inside = quiet->from < quiet->to ? minute >= quiet->from && minute < quiet->to
                                                : minute >= quiet->from || minute < quiet->to;
    if (!inside) return std::nullopt;
    return next_at_minute(calendar, zone, now, quiet->to);
}

Duration draw_within(Duration spread, std::string_view rule, CustomerNumber customer) {
    const std::uint64_t draw = hash_text(rule, hash_text("spread", to_integer(customer)));
    const double share = static_cast<double>(draw >> 11U) * 0x1.0p-53;
    return Duration(static_cast<std::int64_t>(share * static_cast<double>(spread.count())));
}

Instant look_again(Instant since, Instant now) {
    return now + std::clamp(now - since, kMinute, kHour * 4);
}

bool holds_service(const Customer& customer, ChannelKind channel, Instant now) {
    return channel == ChannelKind::sms && customer.wrote_at <= now - kWroteJustNow;
}

Result<Instant> wait_until(const Ruleset& rules, const Customer& customer, const step::Wait& wait, const Scope& scope,
                           Instant now) {
    const Calendar& calendar = *rules.services.calendar;
    const std::string_view zone = zone_of(rules, customer);
    if (wait.duration) return now + *wait.duration;
    if (wait.until == nullptr) return next_at_minute(calendar, zone, now, wait.at_minute.value_or(0));
    const Result<Value> value = wait.until->evaluate(scope);
    if (!value) return value.error();
    Result<Instant> until = instant_of(*value, wait.until->text());
    if (!until) return until;
    *until += wait.offset;
    if (!wait.at_minute) return until;
    // Midnight UTC is a day without a time: the same day in every zone.
    const bool day_only = std::chrono::floor<std::chrono::days>(*until) == *until;
    return at_minute(calendar, zone, calendar.local(*until, day_only ? "UTC" : zone), *wait.at_minute);
}

}  // namespace dialogd::engine
