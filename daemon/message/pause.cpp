// Reads pauses: "pause til august", "skriv igen om to uger", "not before Monday". Days are UTC's.
#include <algorithm>
#include <charconv>

#include "message/steering.hpp"

namespace dialogd::message {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// A pause without a length: long enough to be one, short enough that nobody is forgotten.
constexpr Duration kPlainPause = kDay * 30;
// A longer one is an opt-out in other words, or a mistake.
constexpr Duration kLongestPause = kDay * 732;

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
        {"en", 1},    {"et", 1},   {"ett", 1},  {"een", 1},  {"one", 1},   {"a", 1},       {"an", 1},
        {"to", 2},    {"tvaa", 2}, {"two", 2},  {"tre", 3},  {"three", 3}, {"fire", 4},    {"fyra", 4},
        {"four", 4},  {"fem", 5},  {"five", 5}, {"seks", 6}, {"sex", 6},   {"six", 6},     {"otte", 8},
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
        PhraseSet("mandag | maandag | monday"), PhraseSet("tirsdag | tisdag | tuesday"),
        PhraseSet("onsdag | wednesday"),        PhraseSet("torsdag | thursday"),
        PhraseSet("fredag | friday"),           PhraseSet("loerdag | loerdag | saturday"),
        PhraseSet("soendag | soendag | sunday")};
    for (int day = 1; day <= 7; ++day)
        if (kWeekdays[day - 1].match_at(words, at) > 0) return day;
    return 0;
}

// The next such day after today.
sys_days next_date(int day, int month, sys_days today) {
    const year_month_day now(today);
    for (int offset = 0; offset <= 1; ++offset) {
        const auto year = now.year() + std::chrono::years(offset);
        auto date = year_month_day(year, std::chrono::month(static_cast<unsigned>(month)),
                                   std::chrono::day(static_cast<unsigned>(day)));
        if (!date.ok()) date = year / std::chrono::month(static_cast<unsigned>(month)) / std::chrono::last;
        if (sys_days(date) > today) return sys_days(date);
    }
    return today;
}

std::optional<sys_days> add_units(sys_days today, int count, const WordList& words, std::size_t at) {
    static const PhraseSet day("dag | dage | dagar | dager | day | days"),
        week("uge | uger | uke | uker | vecka | veckor | week | weeks | ugers | veckors"),
        month("maaned | maaneder | maanad | maanader | month | months | md | mdr | mnd"), year("aar | year | years");
    if (count <= 0 || count > 1000) return std::nullopt;
    if (day.match_at(words, at) > 0) return today + days(count);
    if (week.match_at(words, at) > 0) return today + days(7 * count);
    if (year.match_at(words, at) > 0)
        count *= 12;
    else if (month.match_at(words, at) == 0)
        return std::nullopt;
    const year_month_day now(today);
    const year_month_day later = now + std::chrono::months(count);
    return later.ok() ? sys_days(later) : sys_days(later.year() / later.month() / std::chrono::last);
}

// A point in time that words[at…] name: "2 uger", "august", "den 12. august", "mandag", "næste uge", "1/8".
std::optional<sys_days> point_at(const WordList& words, std::size_t at, sys_days today) {
    static const PhraseSet article(
        "den | the | d | et par | ett par | a couple of | a few | nogle | naagra | noen | efter | after | start | "
        "starten af | starten paa | begyndelsen af | beginning of | midten af | slutningen af | en gang i | engang i | "
        "naeste | naesta | neste | next | foerste | i | in | on");
    static const PhraseSet few("et par | ett par | a couple of | a few | nogle | naagra | noen");
    static const PhraseSet following("naeste | naesta | neste | next");
    static const PhraseSet week("uge | uke | vecka | week"), month("maaned | maanad | month"), year("aar | year");
    int assumed = 0;
    bool coming = false;
    for (int step = 0; step < 4; ++step) {
        const std::size_t length = article.match_at(words, at);
        if (length == 0 || at + length >= words.size()) break;
        if (few.match_at(words, at) > 0) assumed = 2;
        if (following.match_at(words, at) > 0) coming = true;
        at += length;
    }
    if (at >= words.size()) return std::nullopt;
    const year_month_day now(today);
    if (coming) {
        const unsigned weekday = std::chrono::weekday(today).iso_encoding();
        if (week.match_at(words, at) > 0) return today + days(8 - static_cast<int>(weekday));
        if (month.match_at(words, at) > 0) return sys_days((now.year() / now.month() / 1) + std::chrono::months(1));
        if (year.match_at(words, at) > 0) return sys_days((now.year() + std::chrono::years(1)) / 1 / 1);
    }
    if (assumed > 0)
        if (const auto then = add_units(today, assumed, words, at)) return then;
    if (const auto count = integer_at(words, at)) {
        if (const auto then = add_units(today, *count, words, at + 1)) return then;
        if (*count >= 1 && *count <= 31) {
            if (const int named = month_at(words, at + 1)) return next_date(*count, named, today);
            static const PhraseSet of("i | of | in");
            if (of.match_at(words, at + 1) > 0)
                if (const int named = month_at(words, at + 2)) return next_date(*count, named, today);
            // "1/8" and "1.8.": day and month, as the four countries write
            if (words[at].number && at + 1 < words.size() && words[at + 1].number && words[at + 1].mark == '/')
                if (const auto number = integer_at(words, at + 1); number && *number >= 1 && *number <= 12)
                    return next_date(*count, *number, today);
            if (words[at].number && words[at].before != Break::comma && at > 0 &&
                (words[at - 1].text == "den" || words[at - 1].text == "d" || words[at - 1].text == "the")) {
                const unsigned this_month = static_cast<unsigned>(now.month());
                if (static_cast<unsigned>(*count) > static_cast<unsigned>(now.day()))
                    return next_date(*count, static_cast<int>(this_month), today);
                return next_date(*count, static_cast<int>(this_month % 12 + 1), today);
            }
        }
        if (*count >= 2000 && *count <= 2100) return sys_days(std::chrono::year(*count) / 1 / 1);
    }
    // "1.8." is one word with a decimal point.
    if (words[at].number) {
        const std::size_t point = words[at].text.find('.');
        if (point != std::string::npos) {
            int day = 0, number = 0;
            std::from_chars(words[at].text.data(), words[at].text.data() + point, day);
            std::from_chars(words[at].text.data() + point + 1, words[at].text.data() + words[at].text.size(), number);
            if (day >= 1 && day <= 31 && number >= 1 && number <= 12) return next_date(day, number, today);
        }
    }
    if (const int named = month_at(words, at)) {
        // "5 August" was taken above; "August 5"
        if (const auto count = integer_at(words, at + 1); count && words[at + 1].number && *count >= 1 && *count <= 31)
            return next_date(*count, named, today);
        return next_date(1, named, today);
    }
    if (const int named = weekday_at(words, at)) {
        const int today_is = static_cast<int>(std::chrono::weekday(today).iso_encoding());
        const int ahead = (named - today_is + 7) % 7;
        return today + days(ahead == 0 ? 7 : ahead);
    }
    static const PhraseSet tomorrow("i morgen | imorgen | i morgon | imorgon | tomorrow | morgen | morgon");
    if (tomorrow.match_at(words, at) > 0) return today + days(1);
    static const PhraseSet new_year(
        "nytaar | nyaar | new year | new years | nyttaar | aarsskiftet | aarsskifte | newyear");
    if (new_year.match_at(words, at) > 0) return next_date(1, 1, today);
    static const PhraseSet christmas("jul | christmas | xmas | julen"),
        summer("sommeren | sommer | sommar | sommaren | summer | sommerferien | the summer | ferien | semestern"),
        autumn("efteraaret | efteraar | hoesten | hoest | autumn | fall | haust"),
        spring("foraaret | foraar | vaaren | vaar | spring"), winter("vinteren | vinter | vintern | winter");
    const bool after = at > 0 && (words[at - 1].text == "efter" || words[at - 1].text == "after" ||
                                  words[at - 1].text == "etter" || words[at - 1].text == "over");
    if (christmas.match_at(words, at) > 0) return after ? next_date(27, 12, today) : next_date(24, 12, today);
    if (summer.match_at(words, at) > 0) return after ? next_date(1, 9, today) : next_date(1, 6, today);
    if (autumn.match_at(words, at) > 0) return next_date(1, 9, today);
    if (spring.match_at(words, at) > 0) return next_date(1, 3, today);
    if (winter.match_at(words, at) > 0) return next_date(1, 12, today);
    return std::nullopt;
}

const PhraseSet& until_words() {
    static const PhraseSet set(
        "til | till | until | til og med | indtil | tills | inntil | foer | foerend | foerraen | foerr | before | "
        "efter | etter | after | i | in | om | for | foer om | foerst | foerst i | first in | paa | till och med | "
        "igen i | again in | naar vi er i | over | resten af | rest of | the rest of | no earlier than | tidligst | "
        "tidigast | naeste | naesta | neste | next | once it is");
    return set;
}

}  // namespace

std::optional<Instant> read_pause(const WordList& words, Instant now) {
    static const PhraseSet pausing(
        "a break | pause | paus | pausa | pauser | pausere | take a break | tag en pause | hold pause | holde pause | "
        "ta en paus "
        "| ta en pause | hold en pause | snooze | sove | mute | paa pause | en pause | pausing | udsaet | break from");
    static const PhraseSet waiting(
        "vent | vent med | vent venligst | vaenta | vaenta med | vente | wait | hold off | hold back | hold inne | "
        "hold igen | ikke foer | ikke noget foer | inte foerraen | inte foerraen i | inget foerraen | not before | not "
        "until | nothing until | nothing before | no messages until | no emails until | no texts until | ingen "
        "beskeder foer | ingen mails foer | ingen mails foerend | ingenting foer | stop til | stop indtil | stop until "
        "| stopp til | stoppa till | stoppa tills | skriv igen | skriv til mig igen | skriv foerst | kontakt mig igen "
        "| kontakt mig foerst | kontakta mig igen | hoer av er igen | hoer av dig igen | aaterkom | vend tilbage | "
        "prov igen | proev igen | ta kontakt igjen | kontakt meg igjen | skriv igjen | write again | write me again | "
        "write to me again | contact me again | text me again | email me again | try again | get back to me | come "
        "back to me | ask me again | spoerg igen | spoer igjen | fraaga igen | send igen | skicka igen");
    static const PhraseSet things(
        "ordre | ordren | order | orders | bestilling | bestillingen | bestaellning | bestaellningen | abonnement | "
        "abonnementet | prenumeration | prenumerationen | subscription | levering | leveringen | leverans | delivery | "
        "pakke | pakken | paket | paketet | parcel | package | betaling | betalingen | betalning | payment | faktura | "
        "fakturaen | invoice | film | filmen | movie | spillet | game | musik | music | medlemskab | membership | "
        "kaffe | coffee | trykke paa | press | knap | knappen | button | at koebe | att koepa | aa kjoepe | to buy | "
        "med at betale | med at koebe | with buying");
    static const PhraseSet oneself("jeg | jag | i | ill | vi | we | im | well | han | hun | she | he");
    for (std::size_t at = 0; at < words.size(); ++at) {
        std::size_t length = pausing.match_at(words, at);
        const bool pause = length > 0;
        if (!pause) length = waiting.match_at(words, at);
        if (length == 0) continue;
        const std::size_t begin = sentence_begin(words, at), end = sentence_end(words, at);
        if (things.any_in(words, begin, end)) continue;
        static const PhraseSet wish(
            "vil gerne | vil gjerne | vill gaerna | vill | would like | want | need | oensker | oenskar | kan jeg | "
            "kan jag | can i | kan i | kan ni | kan du | kan dere | can you | could you | please | may i | maa jeg | "
            "skal have | behoever | har brug for | trenger");
        if (at > begin && oneself.match_at(words, at - 1) > 0 && !wish.any_in(words, begin, at + 1)) continue;
        static const PhraseSet cannot(
            "cant | cannot | can not | kan ikke | kan inte | kunne ikke | hardly | kan knapt | kan naesten ikke");
        if (cannot.any_in(words, at > begin + 3 ? at - 3 : begin, at)) continue;
        const sys_days today = std::chrono::floor<days>(now);
        std::optional<sys_days> until;
        for (std::size_t next = at + length; next < end && !until; ++next) {
            if (until_words().match_at(words, next) == 0) continue;
            std::size_t place = next + until_words().match_at(words, next);
            until = point_at(words, place, today);
            if (!until) until = point_at(words, next + 1, today);
            if (!until) until = point_at(words, next, today);
        }
        // "ikke før august": the phrase ends with the preposition.
        if (!until && !pause) until = point_at(words, at + length, today);
        // "en uges pause", "2 weeks break", "pause 2 uger"
        if (!until && pause) until = point_at(words, at + length, today);
        if (!until && pause)
            for (std::size_t place = begin; place + 1 < at && !until; ++place)
                if (const auto count = integer_at(words, place)) until = add_units(today, *count, words, place + 1);
        if (until) {
            const Instant then(*until);
            if (then > now && then - now <= kLongestPause) return then;
            continue;
        }
        std::size_t from = begin, to = end;
        strip_courtesies(words, from, to);
        static const PhraseSet bare(
            "pause | paus | pausa | hold pause | take a break | tag en pause | ta en paus | ta en pause | en pause | "
            "snooze | pause messages | pause mails | pause sms | hold en pause | pause alt | pausa allt | pause all | "
            "pausa utskicken | pausere");
        if (pause && (bare.makes_up(words, from, to) || (wish.any_in(words, begin, at + 1) && end - begin <= 10)))
            return now + kPlainPause;
    }
    return std::nullopt;
}

}  // namespace dialogd::message
