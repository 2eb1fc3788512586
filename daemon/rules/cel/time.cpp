// Timestamps and durations.
#include "rules/cel/time.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "rules/cel/workspace.hpp"

namespace dialogd::rules::cel {

namespace {

constexpr std::int64_t kNanos = 1'000'000'000;
constexpr std::int64_t kFirstSecond = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z

struct Unit {
    std::string_view name;
    std::int64_t nanoseconds;
};
constexpr std::array<Unit, 10> kUnits{{{"ns", 1},
                                       {"us", 1'000},
                                       {"\xC2\xB5s", 1'000},  // micro sign
                                       {"\xCE\xBCs", 1'000},  // Greek mu
                                       {"ms", 1'000'000},
                                       {"s", kNanos},
                                       {"m", 60 * kNanos},
                                       {"h", 3600 * kNanos},
                                       {"d", 24 * 3600 * kNanos},
                                       {"w", 7 * 24 * 3600 * kNanos}}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t digits_of(std::string_view text) {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    return count;
}

// One "12.5h" off the front, in nanoseconds.
bool take_part(std::string_view& text, std::int64_t& out) {
    const std::size_t whole_digits = digits_of(text);
    const std::string_view whole_text = text.substr(0, whole_digits);
    text.remove_prefix(whole_digits);
    std::string_view fraction;
    if (!text.empty() && text.front() == '.') {
        const std::size_t count = digits_of(text.substr(1));
        fraction = text.substr(1, count);
        text.remove_prefix(count + 1);
    }
    if (whole_text.empty() && fraction.empty()) return false;
    std::int64_t whole = 0;
    const auto parsed = std::from_chars(whole_text.data(), whole_text.data() + whole_text.size(), whole);
    if (!whole_text.empty() && parsed.ec != std::errc{}) return false;
    std::size_t letters = 0;
    while (letters < text.size() && !is_digit(text[letters]) && text[letters] != '.') ++letters;
    const std::string_view name = text.substr(0, letters);
    text.remove_prefix(letters);
    for (const Unit& unit : kUnits) {
        if (unit.name != name) continue;
        if (__builtin_mul_overflow(whole, unit.nanoseconds, &out)) return false;
        std::int64_t scale = unit.nanoseconds;
        std::int64_t part = 0;
        for (const char digit : fraction) {
            scale /= 10;
            part += (digit - '0') * scale;
        }
        return !__builtin_add_overflow(out, part, &out);
    }
    return false;
}

// `count` digits of ASCII.
bool take_number(std::string_view& text, std::size_t count, int& out) {
    if (digits_of(text) < count) return false;
    std::from_chars(text.data(), text.data() + count, out);
    text.remove_prefix(count);
    return true;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

bool take_fraction(std::string_view& text, std::int32_t& nanos) {
    if (!take(text, '.')) return true;
    const std::size_t count = digits_of(text);
    if (count == 0 || count > 9) return false;
    std::int32_t scale = 100'000'000;
    for (std::size_t i = 0; i < count; ++i, scale /= 10) nanos += (text[i] - '0') * scale;
    text.remove_prefix(count);
    return true;
}

// "Z" or "+01:00", as seconds east of UTC.
bool take_offset(std::string_view& text, int& seconds) {
    if (take(text, 'Z') || take(text, 'z')) return true;
    const bool west = !text.empty() && text.front() == '-';
    if (!take(text, '+') && !take(text, '-')) return false;
    int hours = 0;
    int minutes = 0;
    if (!take_number(text, 2, hours) || !take(text, ':') || !take_number(text, 2, minutes)) return false;
    seconds = (west ? -60 : 60) * (hours * 60 + minutes);
    return hours < 24 && minutes < 60;
}

std::string fraction_text(std::int64_t nanos) {
    if (nanos == 0) return "";
    std::array<char, 16> out{};
    std::snprintf(out.data(), out.size(), ".%09d", static_cast<int>(nanos));
    std::string text(out.data());
    text.erase(text.find_last_not_of('0') + 1);
    return text;
}

Cell shifted(Timestamp time, std::int64_t nanoseconds) {
    std::int64_t seconds = time.seconds + nanoseconds / kNanos;
    std::int64_t nanos = time.nanos + nanoseconds % kNanos;
    if (nanos < 0) {
        nanos += kNanos;
        --seconds;
    } else if (nanos >= kNanos) {
        nanos -= kNanos;
        ++seconds;
    }
    const Timestamp result{seconds, static_cast<std::int32_t>(nanos)};
    return in_range(result) ? Cell::of(result) : Cell::error("range: a time is between the years 1 and 9999");
}

Cell span_out_of_range() {
    return Cell::error("range: a duration is at most 292 years");
}

}  // namespace

std::optional<std::int64_t> parse_span(std::string_view text) {
    const bool negative = !text.empty() && text.front() == '-';
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    if (text == "0") return 0;
    if (text.empty()) return std::nullopt;
    std::int64_t total = 0;
    while (!text.empty()) {
        std::int64_t part = 0;
        if (!take_part(text, part) || __builtin_add_overflow(total, part, &total)) return std::nullopt;
    }
    return negative ? -total : total;
}

std::string span_text(std::int64_t nanoseconds) {
    const std::string sign = nanoseconds < 0 ? "-" : "";
    return sign + std::to_string(std::abs(nanoseconds / kNanos)) + fraction_text(std::abs(nanoseconds % kNanos)) + "s";
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offset = 0;
    std::int32_t nanos = 0;
    if (!take_number(text, 4, year) || !take(text, '-') || !take_number(text, 2, month) || !take(text, '-') ||
        !take_number(text, 2, day))
        return std::nullopt;
    if (!take(text, 'T') && !take(text, 't')) return std::nullopt;
    if (!take_number(text, 2, hour) || !take(text, ':') || !take_number(text, 2, minute) || !take(text, ':') ||
        !take_number(text, 2, second) || !take_fraction(text, nanos) || !take_offset(text, offset) || !text.empty())
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const Timestamp result{days * 86'400 + hour * 3'600 + minute * 60 + second - offset, nanos};
    return in_range(result) ? std::optional(result) : std::nullopt;
}

std::string timestamp_text(Timestamp timestamp) {
    // Whole seconds have a text already; what is finer than milliseconds is put between.
    std::string text = dialogd::to_text(Instant(std::chrono::seconds(timestamp.seconds)));
    text.pop_back();
    return text + fraction_text(timestamp.nanos) + "Z";
}

bool in_range(Timestamp timestamp) {
    return timestamp.seconds >= kFirstSecond && timestamp.seconds <= kLastSecond;
}

Timestamp timestamp_of(Instant instant) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
    return {seconds.time_since_epoch().count(), static_cast<std::int32_t>((instant - seconds).count() * 1'000'000)};
}

Instant instant_of(Timestamp timestamp) {
    return Instant(std::chrono::seconds(timestamp.seconds)) + Duration(timestamp.nanos / 1'000'000);
}

Cell add_times(const Cell& a, const Cell& b) {
    if (a.kind == Kind::timestamp && b.kind == Kind::span) return shifted(a.as.timestamp, b.as.integer);
    if (a.kind == Kind::span && b.kind == Kind::timestamp) return shifted(b.as.timestamp, a.as.integer);
    if (a.kind != Kind::span || b.kind != Kind::span) return no_overload();
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.as.integer, b.as.integer, &sum)) return span_out_of_range();
    return Cell::span(sum);
}

Cell subtract_times(const Cell& a, const Cell& b) {
    std::int64_t difference = 0;
    if (a.kind == Kind::timestamp && b.kind == Kind::timestamp) {
        const std::int64_t seconds = a.as.timestamp.seconds - b.as.timestamp.seconds;
        if (__builtin_mul_overflow(seconds, kNanos, &difference) ||
            __builtin_add_overflow(difference, a.as.timestamp.nanos - b.as.timestamp.nanos, &difference))
            return span_out_of_range();
        return Cell::span(difference);
    }
    if (b.kind != Kind::span) return no_overload();
    if (a.kind == Kind::timestamp) {
        if (b.as.integer == std::numeric_limits<std::int64_t>::min()) return span_out_of_range();
        return shifted(a.as.timestamp, -b.as.integer);
    }
    if (a.kind != Kind::span) return no_overload();
    if (__builtin_sub_overflow(a.as.integer, b.as.integer, &difference)) return span_out_of_range();
    return Cell::span(difference);
}

}  // namespace dialogd::rules::cel
