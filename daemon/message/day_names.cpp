// The names and numbers that days are made of, and the calendar's arithmetic.
#include <charconv>

#include "message/days.hpp"

namespace dialogd::message {

using std::chrono::days;
using std::chrono::year_month_day;

std::optional<int> integer_at(const WordList& words, std::size_t at) {
    if (at >= words.size()) return std::nullopt;
    const std::string& text = words[at].text;
    if (words[at].number) {
        int value = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
        if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
        return value;
    }
    static const std::pair<std::string_view, int> kNumbers[] = {
        {"en", 1},    {"ein", 1},  {"ei", 1},   {"eit", 1},  {"et", 1},    {"ett", 1},     {"een", 1},   {"one", 1},
        {"a", 1},     {"an", 1},   {"to", 2},   {"tvaa", 2}, {"two", 2},   {"tre", 3},     {"three", 3}, {"fire", 4},
        {"fyra", 4},  {"four", 4}, {"fem", 5},  {"five", 5}, {"seks", 6},  {"sex", 6},     {"six", 6},   {"otte", 8},
        {"eight", 8}, {"ti", 10},  {"tio", 10}, {"ten", 10}, {"tolv", 12}, {"fjorten", 14}};
    for (const auto& [word, value] : kNumbers)
        if (word == text) return value;
    return std::nullopt;
}

int month_at(const WordList& words, std::size_t at) {
    if (at >= words.size()) return 0;
    static const PhraseSet kMonths[] = {PhraseSet("januar | januari | january | jan"),
                                        PhraseSet("februar | februari | february | feb"),
                                        PhraseSet("marts | mars | march | mar"),
                                        PhraseSet("april | apr"),
                                        PhraseSet("maj | mai | may"),
                                        PhraseSet("juni | june | jun"),
                                        PhraseSet("juli | july | jul"),
                                        PhraseSet("august | augusti | aug"),
                                        PhraseSet("september | sept | sep"),
                                        PhraseSet("oktober | october | okt | oct"),
                                        PhraseSet("november | nov"),
                                        PhraseSet("december | desember | dec | des")};
    for (int month = 1; month <= 12; ++month)
        if (kMonths[month - 1].match_at(words, at) > 0) return month;
    return 0;
}

int weekday_at(const WordList& words, std::size_t at) {
    if (at >= words.size()) return 0;
    static const PhraseSet kWeekdays[] = {
        PhraseSet("mandag | maandag | monday"), PhraseSet("tirsdag | tisdag | tysdag | tuesday"),
        PhraseSet("onsdag | wednesday"),        PhraseSet("torsdag | thursday"),
        PhraseSet("fredag | friday"),           PhraseSet("loerdag | laurdag | saturday"),
        PhraseSet("soendag | sunday | sundag")};
    for (int day = 1; day <= 7; ++day)
        if (kWeekdays[day - 1].match_at(words, at) > 0) return day;
    return 0;
}

Day next_date(int day, int month, Day today) {
    const year_month_day now(today);
    for (int offset = 0; offset <= 1; ++offset) {
        const auto year = now.year() + std::chrono::years(offset);
        auto date = year_month_day(year, std::chrono::month(static_cast<unsigned>(month)),
                                   std::chrono::day(static_cast<unsigned>(day)));
        if (!date.ok()) date = year / std::chrono::month(static_cast<unsigned>(month)) / std::chrono::last;
        if (Day(date) > today) return Day(date);
    }
    return today;
}

std::optional<Day> add_units(Day today, int count, const WordList& words, std::size_t at) {
    static const PhraseSet day("dag | dage | dagar | dager | dagene | dagarna | day | days"),
        week("ugerne | ukene | veckorna | uge | uger | uke | uker | vecka | veckor | week | weeks | ugers | veckors"),
        month(
            "maanederne | maanedene | maanaderna | maaned | maaneder | maanad | maanader | month | months | md | mdr | "
            "mnd"),
        year("aar | year | years");
    if (count <= 0 || count > 1000) return std::nullopt;
    if (day.match_at(words, at) > 0) return today + days(count);
    if (week.match_at(words, at) > 0) return today + days(7 * count);
    if (year.match_at(words, at) > 0)
        count *= 12;
    else if (month.match_at(words, at) == 0)
        return std::nullopt;
    const year_month_day now(today);
    const year_month_day later = now + std::chrono::months(count);
    return later.ok() ? Day(later) : Day(later.year() / later.month() / std::chrono::last);
}

Day easter(std::chrono::year which) {
    // The anonymous Gregorian computus (Meeus, Jones and Butcher).
    const int year = int(which), a = year % 19, b = year / 100, c = year % 100;
    const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int sum = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
    return which / (sum / 31) / (sum % 31 + 1);
}

std::optional<Day> next_week(int week, Day today) {
    if (week < 1 || week > 53) return std::nullopt;
    const auto first_monday = [](std::chrono::year year) {
        const Day fourth(year / 1 / 4);
        return fourth - days(std::chrono::weekday(fourth).iso_encoding() - 1);
    };
    const auto year = year_month_day(today).year();
    for (int ahead = 0; ahead <= 1; ++ahead) {
        const Day monday = first_monday(year + std::chrono::years(ahead)) + days(7 * (week - 1));
        if (monday > today) return monday;
    }
    return std::nullopt;
}

}  // namespace dialogd::message
