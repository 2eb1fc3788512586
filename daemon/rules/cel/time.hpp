// Timestamps and durations: their text, their range, and sums of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/cel/cell.hpp"

namespace dialogd::rules::cel {

// Nanoseconds. "1h30m", "-1.5s", "300ms", "1us", "1ns" as CEL has it, and dialogd's d and w.
// Nothing when it is none, or beyond what 64 bits of nanoseconds hold (292 years).
std::optional<std::int64_t> parse_span(std::string_view text);
std::string span_text(std::int64_t nanoseconds);  // seconds: "6347s", "1.5s"

// RFC 3339, years 1 to 9999, down to nanoseconds.
std::optional<Timestamp> parse_timestamp(std::string_view text);
std::string timestamp_text(Timestamp timestamp);
bool in_range(Timestamp timestamp);
Timestamp timestamp_of(Instant instant);
// The milliseconds of it.
Instant instant_of(Timestamp timestamp);

// A time and a duration, or two durations; else no such overload.
Cell add_times(const Cell& a, const Cell& b);
Cell subtract_times(const Cell& a, const Cell& b);

}  // namespace dialogd::rules::cel
