// Reads days out of words, and refuses to guess which of two was meant.
#include "message/days.hpp"

#include <algorithm>
#include <vector>

#include "message/doubt.hpp"
#include "message/named_days.hpp"

namespace dialogd::message {

using std::chrono::days;

namespace {

// "fredag den 3. april": one day, if that is a Friday.
bool names_the_same(const Named& weekday, const Named& date) {
    return weekday.weekday && weekday.day && date.day &&
           std::chrono::weekday(*weekday.day) == std::chrono::weekday(*date.day);
}

// "the day after" one that was named before it.
std::optional<Named> day_after_at(const WordList& words, std::size_t at, const Named& before) {
    static const PhraseSet after("dagen efter | dagen etter | dagen derpaa | the day after | a day later");
    const std::size_t length = after.match_at(words, at);
    if (length == 0 || !before.day || before.to > at || at - before.to > 2) return std::nullopt;
    return Named{*before.day + days(1), at, at + length};
}

std::vector<Named> all_days(const WordList& words, Day today, bool month_first) {
    std::vector<Named> found;
    for (std::size_t at = 0; at < words.size();) {
        std::optional<Named> named = date_at(words, at, today, month_first);
        if (!named) named = relative_at(words, at, today);
        if (!named && !found.empty()) named = day_after_at(words, at, found.back());
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

// "after 16 on friday", "efter kl 16 på fredag": words[at, to) begin with an hour.
bool bounds_hour(const WordList& words, std::size_t at, std::size_t to) {
    static const PhraseSet clock(
        "kl | klokken | klokka | klockan | lunch | frokost | work | arbejde | jobb | noon | middag");
    const std::size_t length = clock.match_at(words, at, to);
    return at < to && (length > 0 || words[at].number);
}

// Who waits, checks or changes their mind has named no day yet.
bool hesitates(const WordList& words) {
    static const PhraseSet set(
        "actually wait | wait | hold on | hang on | need to check | have to check | must check | let me check | will "
        "check | ill check | not sure | no idea | dont know | depends | get back to you | vent | vent lidt | skal lige "
        "tjekke | maa lige tjekke | skal tjekke | tjekker lige | lige se | ved ikke | er ikke sikker | ikke sikker | "
        "kommer an paa | vender tilbage | vaenta | maaste kolla | ska kolla | faar kolla | vet inte | inte saeker | "
        "osaeker | beror paa | aaterkommer | maa sjekke | skal sjekke | maa bare sjekke | vet ikke | usikker | kommer "
        "tilbake | scratch that | on second thought | cancel that");
    return set.any_in(words);
}

// "before Friday", "either", "if": the day is a bound or one of several.
std::string_view doubt_of_day(const WordList& words, const Named& named) {
    static const PhraseSet bound(
        "day but | days but | time but | all but | dag men ikke | "
        "or | eller | "
        "foer | foerr | inden | innan | before | efter | etter | after | senest | senast | seinast | latest | by | "
        "until | "
        "til | till | fra | fraan | from | since | siden | sedan | mellem | mellan | mellom | between | maaske | "
        "kanske "
        "| kanskje | week of | week commencing | week beginning | ugen med | veckan med | uken med | tidligst | "
        "tidigast | earliest | every | each | hver | hvert | varje | kvar | maybe | hvis | if | "
        "om inte | dersom | enten | "
        "antingen | either | undtagen | except");
    const std::size_t begin = sentence_begin(words, named.from);
    for (std::size_t at = std::max(begin, named.from > 3 ? named.from - 3 : std::size_t{0}); at < named.from; ++at) {
        const std::size_t length = bound.match_at(words, at, named.from);
        // "after 16 on friday" bounds the hour, "not friday but monday" no day.
        if (length > 0 && !bounds_hour(words, at + length, named.from) && !is_contrasted(words, named.from))
            return "a day that bounds a time, or one of several";
    }
    static const PhraseSet or_so("eller | or | hvis | if | om det | dersom | maaske | kanske | kanskje | maybe");
    static const PhraseSet if_you_can(
        "if you can | if possible | if thats ok | if that works | hvis muligt | hvis det er muligt | hvis i kan | hvis "
        "det passer | om det gaar | om det passar | om ni kan | hvis det gaar | hvis dere kan | om mulig");
    static const PhraseSet deny("ikke | inte | ikkje | not | cant | cannot | ej");
    const std::size_t end = sentence_end(words, named.from);
    for (std::size_t at = named.to; at < std::min(end, named.to + 3); ++at)
        if (or_so.match_at(words, at) > 0 && if_you_can.match_at(words, at) == 0) return "a day with a condition";
    static const PhraseSet unless("hvis | if | dersom | unless | medmindre | ifall | om jag | om inte"),
        onwards(
            "tidligst | tidigast | at the earliest | at the latest | earliest | senest | senast | latest | onwards | "
            "onward | and after | and later | or later | or after | or before | eller senere | eller senare | eller "
            "foer | eller foerr | eller efter | eller etter | og frem | og fremover | og utover | och framaat | "
            "framaat | fremover"),
        taken(
            "said | promised | ordered | nobody | birthday | sagde | lovede | lovet | lovade | lovte | sa | sade | "
            "bestilte | "
            "bestilt | bestaellde | bestaellt | foedselsdag | foedelsedag | bursdag | fridag | no good | bad | is out "
            "| impossible | doesnt work | other day | another day | any other | anden dag | "
            "annan dag | annen dag | andre dager | andre dage | andra dagar | away | busy | optaget | upptagen | "
            "opptatt | bortrejst | bortrest | off | at work | working | paa arbejde | arbejder | jobber | jobbar | "
            "ferie | vacation | holiday | semester | umuligt | umulig | omoejligt | daarligt | daarlig | daaligt | "
            "too late | too soon | for sent | for seint | foer sent | for tidligt | foer tidigt");
    for (std::size_t at = named.to; at < end; ++at)
        if (unless.match_at(words, at) > 0 && if_you_can.match_at(words, at) == 0) return "a day with a condition";
    if (onwards.any_in(words, named.to, std::min(end, named.to + 4))) return "a day that bounds a time";
    if (taken.any_in(words, begin, end)) return "a day that is perhaps taken";
    if (negated_before(words, named.from)) return "a negation before it";
    if (deny.any_in(words, named.to, end)) return "a negation after it";
    if (named.from > begin && words[named.from].mark == '-' && words[named.from - 1].number)
        return "the last of several days";
    if (words[named.from].question) return "a question";
    return {};
}

}  // namespace

DayReading read_day(const WordList& words, Day today, bool month_first) {
    std::vector<Named> found = all_days(words, today, month_first);
    if (found.empty()) return {};
    if (hesitates(words)) return {std::nullopt, true, "who names it is not sure yet"};
    // "ikke fredag, men mandag": the second.
    while (found.size() > 1 && negated_before(words, found.front().from) && is_contrasted(words, found[1].from))
        found.erase(found.begin());
    for (const Named& named : found) {
        if (!named.day) return {std::nullopt, true, "a day that is none"};
        if (*named.day != *found.front().day) return {std::nullopt, true, "several different days"};
        if (const std::string_view doubt = doubt_of_day(words, named); !doubt.empty())
            return {std::nullopt, true, doubt};
    }
    return {found.front().day, false, {}};
}

}  // namespace dialogd::message
