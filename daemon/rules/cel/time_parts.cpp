// Functions of time: the parts of a timestamp in a zone, of a duration, and durations by their unit.
#include <date/tz.h>

#include <array>
#include <charconv>
#include <cmath>

#include "rules/cel/functions.hpp"
#include "rules/cel/time.hpp"

namespace dialogd::rules::cel {

namespace {

constexpr std::int64_t kNanos = 1'000'000'000;

// "+02:00", "-09:30", "02:00" as seconds east of UTC.
std::optional<std::int64_t> fixed_offset(std::string_view zone) {
    const bool west = zone.starts_with('-');
    if (west || zone.starts_with('+')) zone.remove_prefix(1);
    if (zone.size() != 5 || zone[2] != ':') return std::nullopt;
    int hours = 0;
    int minutes = 0;
    const auto first = std::from_chars(zone.data(), zone.data() + 2, hours);
    const auto second = std::from_chars(zone.data() + 3, zone.data() + 5, minutes);
    if (first.ptr != zone.data() + 2 || second.ptr != zone.data() + 5 || hours < 0 || minutes < 0 || minutes > 59)
        return std::nullopt;
    return (west ? -60 : 60) * (hours * 60 + minutes);
}

// Seconds east of UTC at that time; nothing for an unknown zone.
std::optional<std::int64_t> offset_at(std::string_view zone, std::int64_t seconds) {
    if (zone == "UTC" || zone == "Z" || zone.empty()) return 0;
    if (const auto fixed = fixed_offset(zone)) return fixed;
    try {
        const date::sys_seconds time{std::chrono::seconds(seconds)};
        return date::locate_zone(std::string(zone))->get_info(time).offset.count();
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

enum class Part : std::uint8_t {
    year,
    month,
    day_of_month,
    date,
    day_of_week,
    day_of_year,
    hour,
    minute,
    second,
    millisecond
};

std::int64_t part_of(Part part, Timestamp time, std::int64_t offset) {
    const std::chrono::sys_seconds local{std::chrono::seconds(time.seconds + offset)};
    const auto days = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date(days);
    const std::int64_t second_of_day = (local - days).count();
    switch (part) {
        case Part::year: return static_cast<int>(date.year());
        case Part::month: return static_cast<std::int64_t>(static_cast<unsigned>(date.month())) - 1;
        case Part::day_of_month: return static_cast<std::int64_t>(static_cast<unsigned>(date.day())) - 1;
        case Part::date: return static_cast<std::int64_t>(static_cast<unsigned>(date.day()));
        case Part::day_of_week: return std::chrono::weekday(days).c_encoding();
        case Part::day_of_year: return (days - std::chrono::sys_days(date.year() / std::chrono::January / 1)).count();
        case Part::hour: return second_of_day / 3600;
        case Part::minute: return second_of_day / 60 % 60;
        case Part::second: return second_of_day % 60;
        case Part::millisecond: return time.nanos / 1'000'000;
    }
    return 0;
}

Cell part_of_timestamp(Part part, const Call& call) {
    std::int64_t offset = 0;
    if (call.size() == 2) {
        if (call[1].kind != Kind::text || !call.work.spend(10)) return no_overload();
        const auto found = offset_at(call[1].as.text, call[0].as.timestamp.seconds);
        if (!found) return call.work.fail("`" + std::string(call[1].as.text.substr(0, 60)) + "` is no time zone");
        offset = *found;
    }
    return Cell::of(part_of(part, call[0].as.timestamp, offset));
}

template <Part part>
Cell timestamp_part(const Call& call) {
    return call[0].kind == Kind::timestamp ? part_of_timestamp(part, call) : no_overload();
}

// Of a duration all of it in that unit, except for milliseconds, which are those beside the seconds.
template <Part part, std::int64_t unit>
Cell either_part(const Call& call) {
    if (call[0].kind == Kind::timestamp) return part_of_timestamp(part, call);
    if (call[0].kind != Kind::span || call.size() != 1) return no_overload();
    const std::int64_t nanos = call[0].as.integer;
    return Cell::of(part == Part::millisecond ? nanos % kNanos / unit : nanos / unit);
}

// days(180): also of JSON's doubles, as days(customer.trial_days).
template <std::int64_t unit_seconds>
Cell span_of(const Call& call) {
    if (!call[0].is_number()) return no_overload();
    const double nanos = call[0].to_double() * static_cast<double>(unit_seconds) * 1e9;
    if (!(std::abs(nanos) < 0x1p63)) return Cell::error("range: a duration is at most 292 years");
    if (call[0].kind == Kind::number) return Cell::span(static_cast<std::int64_t>(nanos));
    std::int64_t exact =
        call[0].kind == Kind::integer ? call[0].as.integer : static_cast<std::int64_t>(call[0].as.unsigned_integer);
    if (__builtin_mul_overflow(exact, unit_seconds * kNanos, &exact))
        return Cell::error("range: a duration is at most 292 years");
    return Cell::span(exact);
}

constexpr std::int64_t kMinuteSeconds = 60;
constexpr std::int64_t kHourSeconds = 3600;
constexpr std::int64_t kDaySeconds = 86'400;

constexpr std::array kFunctions{
    Function{"getFullYear", true, 1, 2, "ts", Type::integer, timestamp_part<Part::year>},
    Function{"getMonth", true, 1, 2, "ts", Type::integer, timestamp_part<Part::month>},
    Function{"getDate", true, 1, 2, "ts", Type::integer, timestamp_part<Part::date>},
    Function{"getDayOfMonth", true, 1, 2, "ts", Type::integer, timestamp_part<Part::day_of_month>},
    Function{"getDayOfWeek", true, 1, 2, "ts", Type::integer, timestamp_part<Part::day_of_week>},
    Function{"getDayOfYear", true, 1, 2, "ts", Type::integer, timestamp_part<Part::day_of_year>},
    Function{"getHours", true, 1, 2, ".s", Type::integer, either_part<Part::hour, kHourSeconds * kNanos>},
    Function{"getMinutes", true, 1, 2, ".s", Type::integer, either_part<Part::minute, kMinuteSeconds * kNanos>},
    Function{"getSeconds", true, 1, 2, ".s", Type::integer, either_part<Part::second, kNanos>},
    Function{"getMilliseconds", true, 1, 2, ".s", Type::integer, either_part<Part::millisecond, 1'000'000>},
    Function{"weeks", false, 1, 1, "n", Type::span, span_of<7 * kDaySeconds>},
    Function{"days", false, 1, 1, "n", Type::span, span_of<kDaySeconds>},
    Function{"hours", false, 1, 1, "n", Type::span, span_of<kHourSeconds>},
    Function{"minutes", false, 1, 1, "n", Type::span, span_of<kMinuteSeconds>},
    Function{"seconds", false, 1, 1, "n", Type::span, span_of<1>},
};

}  // namespace

bool is_time_zone(std::string_view zone) {
    return offset_at(zone, 0).has_value();
}

std::span<const Function> time_functions() {
    return kFunctions;
}

}  // namespace dialogd::rules::cel
