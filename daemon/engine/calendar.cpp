// The Calendar over the date library and the system's time zones.
#include "engine/calendar.hpp"

#include <date/date.h>
#include <date/tz.h>

#include <algorithm>
#include <string>
#include <unordered_map>

#include "dialogd/ids.hpp"

namespace dialogd::engine {

namespace {

using date::local_days;
using Milliseconds = std::chrono::milliseconds;

date::sys_time<Milliseconds> to_date(Instant instant) {
    return date::sys_time<Milliseconds>(instant.time_since_epoch());
}

class TzCalendar : public Calendar {
public:
    explicit TzCalendar(const date::tzdb& database) {
        for (const date::time_zone& zone : database.zones) {
            zone.get_info(to_date(Instant(kDay * 365 * 50)));  // reads its file now, not in a turn
            zones_.emplace(zone.name(), &zone);
        }
        for (const char* const name : {"UTC", "Etc/UTC", "GMT", "Europe/Copenhagen", "Europe/Oslo", "Europe/Stockholm"})
            locate(name);
        utc_ = zones_.find("Etc/UTC")->second;
    }

    bool knows(std::string_view zone) const override { return zones_.find(zone) != zones_.end(); }

    LocalTime local(Instant instant, std::string_view zone) const override {
        const auto time = find(zone).to_local(to_date(instant));
        const auto day = date::floor<date::days>(time);
        const date::year_month_day ymd(day);
        LocalTime result;
        result.year = static_cast<int>(ymd.year());
        result.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
        result.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
        const auto of_day = (time - day).count();
        result.minute = static_cast<int>(of_day / 60'000);
        result.second = static_cast<int>(of_day / 1'000 % 60);
        result.weekday = static_cast<int>(date::weekday(day).iso_encoding());
        return result;
    }

    Instant instant(const LocalTime& local, std::string_view zone) const override {
        const auto year = date::year(local.year);
        const auto month = date::month(static_cast<unsigned>(std::clamp(local.month, 1, 12)));
        const auto last = static_cast<unsigned>((year / month / date::last).day());
        const auto day = date::day(std::clamp(static_cast<unsigned>(std::max(local.day, 1)), 1U, last));
        const date::local_time<Milliseconds> time =
            local_days(year / month / day) + std::chrono::minutes(local.minute) + std::chrono::seconds(local.second);
        const date::local_info info = find(zone).get_info(time);
        // What daylight saving skips is the first instant after; what comes twice is the first.
        if (info.result == date::local_info::nonexistent) return to_instant(info.second.begin);
        return to_instant(date::sys_time<Milliseconds>(time.time_since_epoch()) - info.first.offset);
    }

    Instant start_of(CalendarUnit unit, Instant instant, std::string_view zone) const override {
        LocalTime start = local(instant, zone);
        start.minute = 0;
        start.second = 0;
        if (unit == CalendarUnit::month) start.day = 1;
        if (unit == CalendarUnit::week) {
            const auto monday =
                local_days(date::year(start.year) / start.month / start.day) - date::days(start.weekday - 1);
            const date::year_month_day ymd(monday);
            start.year = static_cast<int>(ymd.year());
            start.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
            start.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
        }
        return this->instant(start, zone);
    }

private:
    template <class Time>
    static Instant to_instant(Time time) {
        return Instant(std::chrono::duration_cast<Milliseconds>(time.time_since_epoch()));
    }

    // Links (old names, and UTC on some systems) are no zones of their own in the database.
    void locate(const char* name) {
        if (zones_.find(std::string_view(name)) != zones_.end()) return;
        zones_.emplace(name, date::locate_zone(name));
    }

    const date::time_zone& find(std::string_view zone) const {
        const auto found = zones_.find(zone);
        return found == zones_.end() ? *utc_ : *found->second;
    }

    std::unordered_map<std::string, const date::time_zone*, TextHash, std::equal_to<>> zones_;
    const date::time_zone* utc_ = nullptr;
};

}  // namespace

Result<std::unique_ptr<const Calendar>> load_calendar() {
    try {
        return std::unique_ptr<const Calendar>(std::make_unique<TzCalendar>(date::get_tzdb()));
    } catch (const std::exception& problem) {
        return Error{ErrorCode::internal,
                     std::string("the time zone database could not be read (is tzdata installed?): ") + problem.what()};
    }
}

}  // namespace dialogd::engine
