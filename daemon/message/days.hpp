// Days as people name them: "fredag", "den 3. maj", "3/5", "2026-05-03", "om tre dage".
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "message/phrases.hpp"

namespace dialogd::message {

using Day = std::chrono::sys_days;

// The number at words[at], in digits or as a word; nothing where there is none.
std::optional<int> integer_at(const WordList& words, std::size_t at);
// 1..12 and 1..7 from Monday; 0: no such name is there.
int month_at(const WordList& words, std::size_t at);
int weekday_at(const WordList& words, std::size_t at);
// The next such day after today; a day beyond the month's end is its last.
Day next_date(int day, int month, Day today);
// Monday of the next ISO week of that number after today.
std::optional<Day> next_week(int week, Day today);
// Easter Sunday, Gregorian.
Day easter(std::chrono::year year);
// "3 uger" from today on, with the unit at words[at].
std::optional<Day> add_units(Day today, int count, const WordList& words, std::size_t at);

// The one day that a text names. Without a year it is the next such day.
struct DayReading {
    std::optional<Day> day;
    bool unsure = false;  // several days, or one with a condition or a negation
    std::string_view why;
};
// `month_first`: "3/5" is the fifth of March, as in the United States.
DayReading read_day(const WordList& words, Day today, bool month_first);

}  // namespace dialogd::message
