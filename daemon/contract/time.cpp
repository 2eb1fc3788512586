// Durations and instants as text.
#include "dialogd/time.hpp"

#include <array>
#include <cctype>
#include <charconv>
#include <cstdio>

namespace dialogd {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t milliseconds;
};
// Longest first, as to_text needs them; "ms" is told apart from "m" by its second letter.
constexpr std::array<Unit, 6> kUnits{
    {{"w", 604'800'000}, {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::int64_t kLongest = 100LL * 366 * 86'400'000;

Error bad_duration(std::string_view text) {
    return {ErrorCode::invalid,
            "'" + std::string(text) + "' is no duration: write a number and ms, s, m, h, d or w, as in 30m, 2h, 7d"};
}

Error bad_instant(std::string_view text) {
    return {ErrorCode::invalid,
            "'" + std::string(text) + "' is no time: write it as in 2026-12-01, or 2026-12-01T09:00:00Z"};
}

// Takes exactly `digits` digits off the front.
bool take_digits(std::string_view& text, std::size_t digits, int& out) {
    if (text.size() < digits) return false;
    for (std::size_t i = 0; i < digits; ++i)
        if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) return false;
    std::from_chars(text.data(), text.data() + digits, out);
    text.remove_prefix(digits);
    return true;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

// Milliseconds of ".123456"; what is finer is cut off.
bool take_fraction(std::string_view& text, int& milliseconds) {
    if (!take(text, '.')) return true;
    int scale = 100;
    bool any = false;
    while (!text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0) {
        milliseconds += (text.front() - '0') * scale;
        scale /= 10;
        any = true;
        text.remove_prefix(1);
    }
    return any;
}

// "Z", "+01:00" or "-0100"; minutes east of UTC.
bool take_offset(std::string_view& text, int& minutes) {
    if (take(text, 'Z') || take(text, 'z')) return true;
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return false;
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    int hours = 0;
    int rest = 0;
    if (!take_digits(text, 2, hours)) return false;
    take(text, ':');
    if (!take_digits(text, 2, rest) || hours > 23 || rest > 59) return false;
    minutes = sign * (hours * 60 + rest);
    return true;
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
    std::int64_t total = 0;
    std::string_view rest = text;
    if (rest.empty()) return bad_duration(text);
    while (!rest.empty()) {
        std::int64_t count = 0;
        const auto [end, failed] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
        if (failed != std::errc{} || count < 0) return bad_duration(text);
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        std::size_t letters = 0;
        while (letters < rest.size() && std::isalpha(static_cast<unsigned char>(rest[letters])) != 0) ++letters;
        const std::string_view name = rest.substr(0, letters);
        rest.remove_prefix(letters);
        const Unit* unit = nullptr;
        for (const Unit& candidate : kUnits)
            if (candidate.name == name) unit = &candidate;
        if (unit == nullptr || count > (kLongest - total) / unit->milliseconds) return bad_duration(text);
        total += count * unit->milliseconds;
    }
    return Duration(total);
}

std::string to_text(Duration duration) {
    std::int64_t rest = duration.count();
    if (rest == 0) return "0s";
    std::string text;
    if (rest < 0) {
        text = "-";
        rest = -rest;
    }
    for (const Unit& unit : kUnits) {
        // Weeks only when they come out even: 30 days read better than 4w2d.
        if (unit.name == "w" && rest % unit.milliseconds != 0) continue;
        if (unit.name == "w" && rest == 604'800'000) continue;  // 7d
        const std::int64_t count = rest / unit.milliseconds;
        rest %= unit.milliseconds;
        if (count != 0) text += std::to_string(count) + std::string(unit.name);
    }
    return text;
}

Result<Instant> parse_instant(std::string_view text) {
    std::string_view rest = text;
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millisecond = 0, offset = 0;
    if (!take_digits(rest, 4, year) || !take(rest, '-') || !take_digits(rest, 2, month) || !take(rest, '-') ||
        !take_digits(rest, 2, day))
        return bad_instant(text);
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return bad_instant(text);
    if (!rest.empty()) {
        if (!take(rest, 'T') && !take(rest, 't') && !take(rest, ' ')) return bad_instant(text);
        if (!take_digits(rest, 2, hour) || !take(rest, ':') || !take_digits(rest, 2, minute)) return bad_instant(text);
        if (take(rest, ':') && !take_digits(rest, 2, second)) return bad_instant(text);
        if (!take_fraction(rest, millisecond) || !take_offset(rest, offset) || !rest.empty()) return bad_instant(text);
        if (hour > 23 || minute > 59 || second > 60) return bad_instant(text);
    }
    const auto days = std::chrono::sys_days(date);
    return Instant(days.time_since_epoch()) + std::chrono::hours(hour) + std::chrono::minutes(minute - offset) +
           std::chrono::seconds(second) + Duration(millisecond);
}

std::string to_text(Instant instant) {
    if (instant == kNever) return "never";
    const auto days = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(days);
    const std::int64_t of_day = (instant - days).count();
    std::array<char, 64> out{};
    const int length = std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d",
                                     static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                     static_cast<unsigned>(date.day()), static_cast<int>(of_day / 3'600'000),
                                     static_cast<int>(of_day / 60'000 % 60), static_cast<int>(of_day / 1'000 % 60));
    std::string text(out.data(), static_cast<std::size_t>(length));
    if (of_day % 1'000 != 0) {
        std::snprintf(out.data(), out.size(), ".%03d", static_cast<int>(of_day % 1'000));
        text += out.data();
    }
    return text + "Z";
}

}  // namespace dialogd
