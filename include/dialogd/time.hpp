// Time as a value. Nobody below app/ reads a clock: `now` is an argument.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "dialogd/result.hpp"

namespace dialogd {

using Duration = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Duration>;  // UTC, milliseconds since 1970

inline constexpr Instant kNever = Instant(Duration(std::numeric_limits<std::int64_t>::max()));

// Of the real time line: a day in a duration is 24 hours; calendar days are `Calendar`'s.
inline constexpr Duration kMinute = std::chrono::minutes(1);
inline constexpr Duration kHour = std::chrono::hours(1);
inline constexpr Duration kDay = std::chrono::hours(24);

// "2h", "30d", "1h30m", "500ms", "2w": units ms, s, m, h, d, w; not negative, at most 100 years.
Result<Duration> parse_duration(std::string_view text);
std::string to_text(Duration duration);  // the shortest such text: "90m" gives "1h30m"

// RFC 3339: "2026-11-24T08:53:42.123Z"; parsing takes offsets, a space for the T, and a bare date.
Result<Instant> parse_instant(std::string_view text);
std::string to_text(Instant instant);

// A wall clock reading in some time zone.
struct LocalTime {
    int year = 1970;
    int month = 1;   // 1..12
    int day = 1;     // 1..31
    int minute = 0;  // of the day, 0..1439
    int second = 0;
    int weekday = 4;  // ISO 8601: Monday 1 .. Sunday 7; ignored by Calendar::instant

    bool operator==(const LocalTime&) const = default;
};

enum class CalendarUnit : std::uint8_t { day, week, month };  // week: ISO week, from Monday

// Time zones (IANA names), loaded before the first turn and unchanged after; safe to share.
class Calendar {
public:
    virtual ~Calendar() = default;
    virtual bool knows(std::string_view zone) const = 0;
    // An unknown zone is UTC: the loader has refused it before.
    virtual LocalTime local(Instant instant, std::string_view zone) const = 0;
    // A time that daylight saving skips is the first instant after; one that comes twice, the first.
    // A day beyond the month's end is its last day (29 February is the 28th).
    virtual Instant instant(const LocalTime& local, std::string_view zone) const = 0;
    // When the unit that `instant` lies in began.
    virtual Instant start_of(CalendarUnit unit, Instant instant, std::string_view zone) const = 0;
};

}  // namespace dialogd
