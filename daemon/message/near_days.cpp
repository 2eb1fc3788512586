// Reads days that are named from today on: weekdays, weeks, "in three days".
#include <algorithm>

#include "message/named_days.hpp"

namespace dialogd::message {

using std::chrono::days;

namespace {

// Monday of the week that words[at] names ("i næste uge", "of next week", "uge 49"), and where its words end.
std::pair<std::optional<Day>, std::size_t> week_at(const WordList& words, std::size_t at, Day today) {
    static const PhraseSet link("i | in | of | on | paa | the | den");
    static const PhraseSet next(
        "naeste uges | naesta veckas | neste ukes | next weeks | naeste uge | naesta vecka | neste uke | neste veke | "
        "next week | kommende uge | kommande vecka | kommende uke "
        "| "
        "ugen efter | veckan efter | uken etter | uka etter | the week after | week after | naeste veke | nestuke"),
        same("denne uge | denne uken | denne uka | denne veka | den haer veckan | this week"),
        later("naestnaeste uge | week after next | om to uger | om tvaa veckor | om to uker | in two weeks"),
        numbered("uge | uke | vecka | veke | week | v");
    const Day monday = today - days(std::chrono::weekday(today).iso_encoding() - 1);
    for (int step = 0; step < 2; ++step) {
        if (at >= words.size() || (step > 0 && words[at].before == Break::stop)) return {std::nullopt, 0};
        if (const std::size_t length = later.match_at(words, at)) return {monday + days(14), at + length};
        if (const std::size_t length = next.match_at(words, at)) return {monday + days(7), at + length};
        if (const std::size_t length = same.match_at(words, at)) return {monday, at + length};
        if (numbered.match_at(words, at) > 0 && at + 1 < words.size() && words[at + 1].number)
            if (const auto number = integer_at(words, at + 1))
                if (const auto start = next_week(*number, today - days(7))) return {start, at + 2};
        const std::size_t length = link.match_at(words, at);
        if (length == 0) return {std::nullopt, 0};
        at += length;
    }
    return {std::nullopt, 0};
}

// "man", "sat": a weekday where nothing else can be meant, before a date or a time of day, or all that is said.
int short_weekday_at(const WordList& words, std::size_t at) {
    static const PhraseSet kShort[] = {PhraseSet("man | maan | mon"), PhraseSet("tir | tirs | tis | tue | tues"),
                                       PhraseSet("ons | wed | weds"), PhraseSet("tor | tors | thu | thur | thurs"),
                                       PhraseSet("fre | fri"),        PhraseSet("loer | lau | sat"),
                                       PhraseSet("soen | sun")};
    static const PhraseSet follows(
        "morning | afternoon | evening | am | pm | the | den | d | morgen | formiddag | eftermiddag | ettermiddag | "
        "kl | please | tak | tack | takk | thanks | naeste | naesta | neste | next");
    constexpr std::size_t kNearlyAlone = 2;
    const std::size_t next = at + 1;
    const bool dated = next < words.size() && words[next].before != Break::stop &&
                       (words[next].number || month_at(words, next) > 0 || follows.match_at(words, next) > 0);
    if (!dated && words.size() > kNearlyAlone) return 0;
    for (int day = 1; day <= 7; ++day)
        if (kShort[day - 1].match_at(words, at) > 0) return day;
    return 0;
}

// "fredag", "næste tirsdag", "torsdag i næste uge", "fredag om en uge", "friday week".
std::optional<Named> weekday_named_at(const WordList& words, std::size_t at, Day today) {
    int day = weekday_at(words, at);
    if (day == 0) day = short_weekday_at(words, at);
    if (day == 0) return std::nullopt;
    const int today_is = static_cast<int>(std::chrono::weekday(today).iso_encoding());
    const int ahead = (day - today_is + 6) % 7 + 1;
    // "the first monday in december", "sidste fredag i måneden": found by counting, and not here.
    static const PhraseSet counted(
        "foerste | foersta | fyrste | first | anden | andra | andre | second | tredje | third | fjerde | fjaerde | "
        "fourth"),
        final("sidste | sista | siste | last"), of("i | in | of");
    if (at > 0 && words[at].before != Break::stop && words[at].before != Break::comma &&
        (counted.match_at(words, at - 1) > 0 || (final.match_at(words, at - 1) > 0 && of.match_at(words, at + 1) > 0)))
        return Named{std::nullopt, at - 1, at + 1};
    const auto in_week = [&](Day monday) {
        const Day named = monday + days(day - 1);
        return named > today ? std::optional<Day>(named) : std::nullopt;
    };
    if (const auto [monday, end] = week_at(words, at + 1, today); monday && words[at + 1].before != Break::stop)
        return Named{in_week(*monday), at, end};
    // "next week on thursday"
    static const PhraseSet on("paa | on | i | om");
    const std::size_t begin = sentence_begin(words, at);
    for (std::size_t back = 2; back <= 5 && back <= at - begin; ++back) {
        const auto [monday, end] = week_at(words, at - back, today);
        const bool linked = end == at || (end + 1 == at && on.match_at(words, end) > 0);
        if (monday && end <= at && linked) return Named{in_week(*monday), at - back, at + 1};
    }
    static const PhraseSet in("om | in"), week("week");
    if (week.match_at(words, at + 1) > 0 && words[at + 1].before != Break::stop)
        return Named{today + days(ahead % 7 + 7), at, at + 2};
    if (in.match_at(words, at + 1) > 0)
        if (const auto count = integer_at(words, at + 2))
            if (const auto then = add_units(today + days(ahead % 7), *count, words, at + 3))
                return Named{std::chrono::weekday(*then) == std::chrono::weekday(today + days(ahead))
                                 ? then
                                 : std::optional<Day>(),
                             at, at + 4};
    static const PhraseSet next("naeste | naesta | neste | next"),
        last("sidste | sist | sista | siste | forrige | foerra | last");
    // Said in one week, "next Tuesday" is the Tuesday of the week that follows.
    if (at > 0 && next.match_at(words, at - 1) > 0) return Named{today + days(7 - today_is + day), at - 1, at + 1};
    if (at > 0 && last.match_at(words, at - 1) > 0)
        return Named{today - days((today_is - day + 6) % 7 + 1), at - 1, at + 1};
    return Named{today + days(ahead), at, at + 1, true};
}

// "i fredags": the last one.
std::optional<Named> past_weekday_at(const WordList& words, std::size_t at, Day today) {
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
    return std::nullopt;
}

// "i morgen", "om 3 dage", "fredag".
std::optional<Named> near_at(const WordList& words, std::size_t at, Day today) {
    static const std::pair<PhraseSet, int> kNear[] = {
        {PhraseSet("i overmorgen | overmorgen | i oevermorgon | oevermorgon | i overmorgon | day after tomorrow"), 2},
        {PhraseSet("i morgen | imorgen | i morgon | imorgon | imorra | i morra | tomorrow | tomoz | tmrw"), 1},
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
    if (const auto past = past_weekday_at(words, at, today)) return past;
    return weekday_named_at(words, at, today);
}

}  // namespace

// The same, and "a week on friday", "en uge fra i dag", "tomorrow week".
std::optional<Named> relative_at(const WordList& words, std::size_t at, Day today) {
    static const PhraseSet from("from | on | fra | fraan"), now("now | nu | naa"), week("week");
    if (const auto count = integer_at(words, at); count && add_units(today, *count, words, at + 1)) {
        std::size_t next = at + 2 + from.match_at(words, at + 2);
        if (next > at + 2 && now.match_at(words, next) > 0)
            return Named{add_units(today, *count, words, at + 1), at, next + 1};
        const auto base = next < words.size() && words[next].before != Break::stop && words[next].before != Break::comma
                              ? near_at(words, next, today)
                              : std::nullopt;
        if (base && base->day) return Named{add_units(*base->day, *count, words, at + 1), at, base->to};
    }
    std::optional<Named> named = near_at(words, at, today);
    // "i dag om en uge"
    static const PhraseSet in("om | in");
    if (named && named->day && !named->weekday && in.match_at(words, named->to) > 0)
        if (const auto count = integer_at(words, named->to + 1))
            if (const auto then = add_units(*named->day, *count, words, named->to + 2))
                return Named{then, at, named->to + 3};
    if (named && named->day && *named->day <= today + days(1) && week.match_at(words, named->to) > 0 &&
        words[named->to].before == Break::none)
        return Named{*named->day + days(7), at, named->to + 1};
    return named;
}

}  // namespace dialogd::message
