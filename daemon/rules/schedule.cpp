// Reads schedules: weekdays with a time, and days of the calendar.
#include "rules/schedule.hpp"

#include <array>
#include <chrono>

#include "rules/scalars.hpp"
#include "rules/suggest.hpp"

namespace dialogd::rules {

namespace {

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::uint8_t kEveryDay = 0x7F;
constexpr std::string_view kExample = "write it as in \"mon,thu 09:00\", \"mon-fri 09:00\" or \"daily 09:00\"";
constexpr std::size_t kMaxTimes = 50;  // of one trigger; each is looked at for each customer

std::string quote(std::string_view text) {
    return "`" + std::string(text) + "`";
}

std::optional<std::size_t> day_named(std::string_view text) {
    for (std::size_t day = 0; day < kDays.size(); ++day)
        if (kDays[day] == text) return day;
    return std::nullopt;
}

class WeekdaysReader {
public:
    WeekdaysReader(const YamlNode& node, Findings& findings) : node_(node), findings_(findings) {}

    // "mon,wed-fri" or "daily"; 0 after having said what is wrong.
    std::uint8_t read(std::string_view text) {
        if (text == "daily") return kEveryDay;
        std::uint8_t days = 0;
        for (;;) {
            const std::size_t comma = text.find(',');
            const std::uint8_t part = read_part(text.substr(0, comma));
            if (part == 0) return 0;
            if ((days & part) != 0) {
                findings_.error(node_.where, quote(node_.text) + " says a day twice: once is enough");
                return 0;
            }
            days |= part;
            if (comma == std::string_view::npos) return days;
            text.remove_prefix(comma + 1);
        }
    }

private:
    // A day, or the days from one to another, over the weekend too.
    std::uint8_t read_part(std::string_view part) {
        const std::size_t dash = part.find('-');
        const auto from = known(part.substr(0, dash));
        const auto to = dash == std::string_view::npos ? from : known(part.substr(dash + 1));
        if (!from || !to) return 0;
        std::uint8_t days = 0;
        for (std::size_t day = *from;; day = (day + 1) % kDays.size()) {
            days = static_cast<std::uint8_t>(days | (1U << day));
            if (day == *to) return days;
        }
    }

    std::optional<std::size_t> known(std::string_view name) {
        if (const auto day = day_named(name)) return day;
        std::string advice = did_you_mean(name, {kDays.begin(), kDays.end()});
        // "monday", "Mon" and "mandag" are all near enough to say which.
        if (name.size() > 3)
            for (const std::string_view day : kDays)
                if (name.starts_with(day)) advice = "; write " + quote(day);
        if (advice.empty()) advice = "; there are: mon, tue, wed, thu, fri, sat, sun, daily";
        findings_.error(node_.where, quote(name) + " is no weekday" + advice);
        return std::nullopt;
    }

    const YamlNode& node_;
    Findings& findings_;
};

std::optional<Schedule::Time> read_weekly(const YamlNode& node, Findings& findings) {
    const auto text = read_text(node, "schedule", findings);
    if (!text) return std::nullopt;
    const std::size_t blank = text->rfind(' ');
    if (blank == std::string::npos || blank == 0) {
        findings.error(node.where, "`schedule` is days and a time, not " + quote(*text) + ": " + std::string(kExample));
        return std::nullopt;
    }
    std::string days;
    for (const char c : text->substr(0, blank))
        if (c != ' ') days += c;
    if (parse_instant(days)) {
        findings.error(node.where,
                       quote(*text) + " is one day of the calendar: write `schedule: {once: \"" + *text + "\"}`");
        return std::nullopt;
    }
    const auto minute = parse_time_of_day(std::string_view(*text).substr(blank + 1));
    if (!minute) {
        findings.error(node.where, quote(text->substr(blank + 1)) + " is no time of the day: " + std::string(kExample));
        return std::nullopt;
    }
    Schedule::Time time;
    time.weekdays = WeekdaysReader(node, findings).read(days);
    time.minute = *minute;
    if (time.weekdays == 0) return std::nullopt;
    return time;
}

// The day part of "2026-12-01 09:00"; nothing (and said) when there is no such day.
std::optional<std::chrono::year_month_day> read_day(const YamlNode& node, std::string_view text, Findings& findings) {
    const auto number = [&](std::size_t at, std::size_t length) { return parse_integer(text.substr(at, length)); };
    const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
    const auto year = shaped ? number(0, 4) : std::nullopt;
    const auto month = shaped ? number(5, 2) : std::nullopt;
    const auto day = shaped ? number(8, 2) : std::nullopt;
    if (!year || !month || !day || *year < 1 || *month < 0 || *day < 0) {
        findings.error(node.where, "`once` is a day and a time as in \"2026-12-01 09:00\", not " + quote(node.text));
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (date.ok()) return date;
    std::string advice = "; months are 01 to 12";
    if (date.month().ok()) {
        const std::chrono::year_month_day_last last{date.year() / date.month() / std::chrono::last};
        advice = "; that month has " + std::to_string(static_cast<unsigned>(last.day())) + " days";
    }
    findings.error(node.where, quote(text) + " is no day of the calendar" + advice);
    return std::nullopt;
}

std::optional<Schedule::Once> read_once(const YamlNode& node, Findings& findings) {
    const auto text = read_text(node, "once", findings);
    if (!text) return std::nullopt;
    const std::size_t between = text->find_first_of(" T");
    const auto day = read_day(node, std::string_view(*text).substr(0, between), findings);
    if (!day) return std::nullopt;
    if (between == std::string::npos) {
        findings.error(node.where, "`once` wants a time of the day too, as in \"" + *text + " 09:00\"");
        return std::nullopt;
    }
    const auto minute = parse_time_of_day(std::string_view(*text).substr(between + 1));
    if (!minute) {
        const bool zoned = text->size() > between + 6;
        findings.error(node.where,
                       quote(text->substr(between + 1)) + " is no time of the day as in 09:00" +
                           (zoned ? "; it is each customer's own time, so leave seconds and zone out" : std::string()));
        return std::nullopt;
    }
    return Schedule::Once{static_cast<int>(day->year()), static_cast<std::int32_t>(static_cast<unsigned>(day->month())),
                          static_cast<std::int32_t>(static_cast<unsigned>(day->day())), *minute};
}

std::optional<Schedule> read_schedule_map(const YamlNode& node, Findings& findings) {
    if (!check_keys(node, "schedule", {"once", "spread"}, findings)) return std::nullopt;
    Schedule schedule;
    const YamlNode* once = node.find("once");
    const YamlNode* spread = node.find("spread");
    if (once == nullptr) {
        findings.error(
            spread != nullptr ? spread->where : node.where,
            spread != nullptr
                ? "`spread` without `once`: what comes again each week is spread by itself; write "
                  "`schedule: \"mon 09:00\"`"
                : "`schedule` wants `once: \"2026-12-01 09:00\"`; for days of the week " + std::string(kExample));
        return std::nullopt;
    }
    schedule.once = read_once(*once, findings);
    if (spread != nullptr) {
        schedule.spread = read_duration(*spread, "spread", findings).value_or(Duration{});
        if (schedule.spread > kDay * 31)
            findings.error(spread->where, "`spread` is at most 31d, not " + quote(spread->text));
    }
    if (!schedule.once) return std::nullopt;
    return schedule;
}

}  // namespace

std::optional<Schedule> read_schedule(const YamlNode& node, Findings& findings) {
    if (node.kind == YamlNode::Kind::map) return read_schedule_map(node, findings);
    Schedule schedule;
    if (node.kind != YamlNode::Kind::list) {
        const auto time = read_weekly(node, findings);
        if (!time) return std::nullopt;
        schedule.times.push_back(*time);
        return schedule;
    }
    if (node.items.empty()) findings.error(node.where, "`schedule` is an empty list: " + std::string(kExample));
    if (node.items.size() > kMaxTimes) findings.error(node.where, "more than 50 times in one schedule");
    for (const YamlNode& item : node.items)
        if (const auto time = read_weekly(item, findings)) schedule.times.push_back(*time);
    if (schedule.times.size() != node.items.size() || schedule.times.empty()) return std::nullopt;
    return schedule;
}

}  // namespace dialogd::rules
