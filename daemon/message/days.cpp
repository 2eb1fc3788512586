// Reads days out of words, and refuses to guess which of two was meant.
#include "message/days.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "message/doubt.hpp"

namespace dialogd::message {

using std::chrono::days;
using std::chrono::year_month_day;

namespace {

struct Named {
    std::optional<Day> day;  // nothing: a day that is none, such as 31/2
    std::size_t from = 0, to = 0;
    bool weekday = false;  // by the name of a weekday alone
};

// The next such day after today, or in that year; nothing where there is no such day.
std::optional<Day> exact(int day, int month, std::optional<int> year, Day today) {
    if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    const auto in = [&](std::chrono::year which) {
        return which / std::chrono::month(static_cast<unsigned>(month)) / std::chrono::day(static_cast<unsigned>(day));
    };
    if (year) {
        const year_month_day date = in(std::chrono::year(*year));
        return date.ok() ? std::optional<Day>(date) : std::nullopt;
    }
    // 29 February comes within eight years at the latest.
    for (int ahead = 0; ahead <= 8; ++ahead) {
        const year_month_day date = in(year_month_day(today).year() + std::chrono::years(ahead));
        if (date.ok() && Day(date) >= today) return Day(date);
    }
    return std::nullopt;
}

// "2026", or "26" behind a date of digits.
std::optional<int> year_at(const WordList& words, std::size_t at, char mark) {
    if (at >= words.size() || !words[at].number || words[at].before == Break::comma) return std::nullopt;
    const auto value = integer_at(words, at);
    if (!value) return std::nullopt;
    if (words[at].text.size() == 4 && *value >= 1900 && *value <= 2199) return value;
    if (mark != '\0' && words[at].mark == mark && words[at].text.size() == 2) return 2000 + *value;
    return std::nullopt;
}

// "2026-05-03", "3/5", "3/5-26", "3.5.2026", "03-05-2026".
std::optional<Named> digits_at(const WordList& words, std::size_t at, Day today, bool month_first) {
    if (!words[at].number) return std::nullopt;
    const std::string& text = words[at].text;
    int first = 0, second = 0;
    std::size_t next = at + 1;
    char mark = '.';
    if (const std::size_t point = text.find('.'); point != std::string::npos) {
        std::from_chars(text.data(), text.data() + point, first);
        std::from_chars(text.data() + point + 1, text.data() + text.size(), second);
    } else if (next < words.size() && words[next].number && (words[next].mark == '/' || words[next].mark == '-')) {
        const auto left = integer_at(words, at), right = integer_at(words, next);
        if (!left || !right) return std::nullopt;
        first = *left, second = *right, mark = words[next].mark;
        ++next;
        if (text.size() == 4) {
            const auto day = next < words.size() && words[next].mark == mark ? integer_at(words, next) : std::nullopt;
            if (!day) return std::nullopt;
            return Named{exact(*day, second, first, today), at, next + 1};
        }
    } else {
        return std::nullopt;
    }
    std::optional<int> year = year_at(words, next, mark);
    if (!year) year = year_at(words, next, '-');
    if (!year && mark == '-') return std::nullopt;  // "3-5" is a range
    if (month_first && mark == '/') std::swap(first, second);
    if (!year && (second > 12 || first > 31 || first < 1 || second < 1)) return std::nullopt;
    return Named{exact(first, second, year, today), at, year ? next + 1 : next};
}

// "3", "3rd", "tredje": the day of a month, and how many words it takes.
std::pair<int, std::size_t> ordinal_at(const WordList& words, std::size_t at) {
    if (at >= words.size()) return {0, 0};
    static const PhraseSet kOrdinals[] = {PhraseSet("foerste | foersta | first"),
                                          PhraseSet("anden | andra | second"),
                                          PhraseSet("tredje | third"),
                                          PhraseSet("fjerde | fjaerde | fourth"),
                                          PhraseSet("femte | fifth"),
                                          PhraseSet("sjette | sjaette | sixth"),
                                          PhraseSet("syvende | sjuende | sjunde | seventh"),
                                          PhraseSet("ottende | aattonde | aattende | eighth"),
                                          PhraseSet("niende | nionde | ninth"),
                                          PhraseSet("tiende | tionde | tenth")};
    if (!words[at].number) {
        for (int day = 1; day <= 10; ++day)
            if (kOrdinals[day - 1].match_at(words, at) > 0) return {day, 1};
        return {0, 0};
    }
    const auto value = integer_at(words, at);
    if (!value || *value < 1 || *value > 31) return {0, 0};
    static const PhraseSet ending("st | nd | rd | th | e | a | te");
    const bool ends = at + 1 < words.size() && ending.match_at(words, at + 1) > 0 &&
                      (words[at + 1].before == Break::glued || words[at + 1].before == Break::comma);
    return {*value, ends ? 2 : 1};
}

// "3. maj 2026", "the 3rd of May", "May 3", "den 3."
std::optional<Named> written_at(const WordList& words, std::size_t at, Day today) {
    const auto [day, length] = ordinal_at(words, at);
    if (day > 0) {
        static const PhraseSet of("of | i | in");
        std::size_t next = at + length;
        next += of.match_at(words, next);
        if (const int month = month_at(words, next))
            return Named{exact(day, month, year_at(words, next + 1, '\0'), today), at,
                         next + 1 + (year_at(words, next + 1, '\0') ? 1 : 0)};
        static const PhraseSet article("den | d | the");
        if (at == 0 || article.match_at(words, at - 1) == 0 || (length == 1 && !words[at].number)) return std::nullopt;
        static const PhraseSet counted(
            "time | timer | gang | stk | dag | dage | uge | uger | days | weeks | sofa | ting | kr | kl");
        if (counted.match_at(words, at + length) > 0) return std::nullopt;
        const year_month_day now(today);
        for (int ahead = 0; ahead <= 2; ++ahead) {
            const auto month = now.year() / now.month() + std::chrono::months(ahead);
            const year_month_day date = month / std::chrono::day(static_cast<unsigned>(day));
            if (date.ok() && Day(date) > today) return Named{Day(date), at, at + length};
        }
        return std::nullopt;
    }
    if (const int month = month_at(words, at)) {
        const auto [late, size] = ordinal_at(words, at + 1);
        if (late == 0 || !words[at + 1].number || words[at + 1].before == Break::stop) return std::nullopt;
        const auto year = year_at(words, at + 1 + size, '\0');
        return Named{exact(late, month, year, today), at, at + 1 + size + (year ? 1 : 0)};
    }
    return std::nullopt;
}

// "i morgen", "om 3 dage", "fredag", "næste tirsdag", "i fredags".
std::optional<Named> relative_at(const WordList& words, std::size_t at, Day today) {
    static const std::pair<PhraseSet, int> kNear[] = {
        {PhraseSet("i overmorgen | overmorgen | i oevermorgon | oevermorgon | i overmorgon | day after tomorrow"), 2},
        {PhraseSet("i morgen | imorgen | i morgon | imorgon | tomorrow"), 1},
        {PhraseSet("i dag | idag | i aften | i aftes | i kvaell | ikvaell | i kveld | today | tonight"), 0},
        {PhraseSet("day before yesterday | i forgaars | i forgaar | i foerrgaar | i forgars"), -2},
        {PhraseSet("i gaar | igaar | yesterday"), -1},
    };
    for (const auto& [words_of, ahead] : kNear)
        if (const std::size_t length = words_of.match_at(words, at)) return Named{today + days(ahead), at, at + length};
    static const PhraseSet in("om | in");
    if (in.match_at(words, at) > 0)
        if (const auto count = integer_at(words, at + 1))
            if (const auto then = add_units(today, *count, words, at + 2)) return Named{then, at, at + 3};
    const int today_is = static_cast<int>(std::chrono::weekday(today).iso_encoding());
    static const PhraseSet kPast[] = {PhraseSet("mandags | maandags | mandages"),
                                      PhraseSet("tirsdags | tisdags"),
                                      PhraseSet("onsdags"),
                                      PhraseSet("torsdags"),
                                      PhraseSet("fredags"),
                                      PhraseSet("loerdags"),
                                      PhraseSet("soendags")};
    for (int day = 1; day <= 7; ++day) {
        if (kPast[day - 1].match_at(words, at) == 0 || at == 0 || words[at - 1].text != "i") continue;
        const int back = (today_is - day + 6) % 7 + 1;
        return Named{today - days(back), at, at + 1};
    }
    const int day = weekday_at(words, at);
    if (day == 0) return std::nullopt;
    static const PhraseSet next("naeste | naesta | neste | next"),
        last("sidste | sist | sista | siste | forrige | foerra | last");
    // Said in one week, "next Tuesday" is the Tuesday of the week that follows.
    if (at > 0 && next.match_at(words, at - 1) > 0) return Named{today + days(7 - today_is + day), at - 1, at + 1};
    if (at > 0 && last.match_at(words, at - 1) > 0)
        return Named{today - days((today_is - day + 6) % 7 + 1), at - 1, at + 1};
    const int ahead = (day - today_is + 7) % 7;
    return Named{today + days(ahead == 0 ? 7 : ahead), at, at + 1, true};
}

// "fredag den 3. april": one day, if that is a Friday.
bool names_the_same(const Named& weekday, const Named& date) {
    return weekday.weekday && weekday.day && date.day &&
           std::chrono::weekday(*weekday.day) == std::chrono::weekday(*date.day);
}

std::vector<Named> all_days(const WordList& words, Day today, bool month_first) {
    std::vector<Named> found;
    for (std::size_t at = 0; at < words.size();) {
        std::optional<Named> named = digits_at(words, at, today, month_first);
        if (!named) named = written_at(words, at, today);
        if (!named) named = relative_at(words, at, today);
        if (!named) {
            ++at;
            continue;
        }
        at = named->to;
        if (!found.empty() && found.back().weekday && named->from <= found.back().to + 2 && !named->weekday &&
            names_the_same(found.back(), *named))
            found.back() = {named->day, found.back().from, named->to};
        else
            found.push_back(*named);
    }
    return found;
}

// "before Friday", "either", "if": the day is a bound or one of several.
std::string_view doubt_of_day(const WordList& words, const Named& named) {
    static const PhraseSet bound(
        "foer | foerr | inden | innan | before | efter | etter | after | senest | senast | seinast | latest | by | "
        "until | "
        "til | till | fra | fraan | from | since | siden | sedan | mellem | mellan | mellom | between | maaske | "
        "kanske "
        "| kanskje | maybe | hvis | if | om inte | dersom | enten | antingen | either | undtagen | except");
    const std::size_t begin = sentence_begin(words, named.from);
    if (bound.any_in(words, std::max(begin, named.from > 3 ? named.from - 3 : std::size_t{0}), named.from))
        return "a day that bounds a time, or one of several";
    static const PhraseSet or_so("eller | or | hvis | if | om det | dersom | maaske | kanske | kanskje | maybe");
    if (or_so.any_in(words, named.to, std::min(sentence_end(words, named.from), named.to + 3)))
        return "a day with a condition";
    static const PhraseSet deny("ikke | inte | ikkje | not | cant | cannot | ej");
    if (negated_before(words, named.from)) return "a negation before it";
    if (deny.any_in(words, named.to, std::min(sentence_end(words, named.from), named.to + 4)))
        return "a negation after it";
    if (words[named.from].question) return "a question";
    return {};
}

}  // namespace

DayReading read_day(const WordList& words, Day today, bool month_first) {
    const std::vector<Named> found = all_days(words, today, month_first);
    if (found.empty()) return {};
    for (const Named& named : found) {
        if (!named.day) return {std::nullopt, true, "a day that is none"};
        if (*named.day != *found.front().day) return {std::nullopt, true, "several different days"};
        if (const std::string_view doubt = doubt_of_day(words, named); !doubt.empty())
            return {std::nullopt, true, doubt};
    }
    return {found.front().day, false, {}};
}

}  // namespace dialogd::message
