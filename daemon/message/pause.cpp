// Reads pauses: "pause til august", "skriv igen om to uger", "not before Monday".
#include <algorithm>
#include <charconv>

#include "message/days.hpp"
#include "message/stop_words.hpp"

namespace dialogd::message {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// A pause without a length: long enough to be one, short enough that nobody is forgotten.
constexpr Duration kPlainPause = kDay * 30;
// A longer one is an opt-out in other words, or a mistake.
constexpr Duration kLongestPause = kDay * 732;

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
    static const PhraseSet easter_words("paaske | paasken | paask | paasken | paaskeferien | paasklovet | easter");
    if (easter_words.match_at(words, at) > 0) {
        const auto before = [&](int offset) {
            const Day sunday = easter(now.year());
            return sunday + days(offset) > today ? sunday + days(offset)
                                                 : easter(now.year() + std::chrono::years(1)) + days(offset);
        };
        const bool over =
            at > 0 && (words[at - 1].text == "efter" || words[at - 1].text == "after" ||
                       words[at - 1].text == "etter" || words[at - 1].text == "over" || words[at - 1].text == "oever");
        // The day after Easter Monday; else Maundy Thursday, when the holidays begin.
        return before(over ? 2 : -3);
    }
    static const PhraseSet numbered("uge | uke | vecka | week");
    if (numbered.match_at(words, at) > 0)
        if (const auto number = integer_at(words, at + 1); number && words[at + 1].number)
            return next_week(*number, today);
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
        "fram till | frem til | fram til | til | till | until | til og med | indtil | tills | inntil | foer | foerend "
        "| foerraen | foerr | before | "
        "efter | etter | after | i | in | om | for | foer om | foerst | foerst i | first in | paa | till och med | "
        "igen i | again in | naar vi er i | over | resten af | rest of | the rest of | no earlier than | tidligst | "
        "tidigast | naeste | naesta | neste | next | once it is");
    return set;
}

// The first day that is named behind "til" or "before" in words[from, to).
std::optional<Instant> first_bound(const WordList& words, std::size_t from, std::size_t to, const Clock& clock) {
    static const PhraseSet bound(
        "fram till | frem til | fram til | foer | foerr | foerend | foerraen | innan | before | until | till | til | "
        "tills | indtil | inntil | foer om | "
        "til og med | "
        "till och med | igen til | again in");
    for (std::size_t at = from; at < to; ++at) {
        const std::size_t length = bound.match_at(words, at);
        if (length == 0) continue;
        std::size_t place = at + length;
        static const PhraseSet in("i | in | paa | on | om");
        auto day = point_at(words, place, clock.today());
        if (!day) day = point_at(words, place + in.match_at(words, place), clock.today());
        if (!day) continue;
        const Instant then = clock.start_of(*day);
        if (then > clock.now && then - clock.now <= kLongestPause) return then;
    }
    return std::nullopt;
}

// "don't mail me before 4 May", "inga sms förrän efter påsk", "away until 12 April, don't write before then",
// "skriv ikke den næste uge".
std::optional<Instant> read_not_before(const WordList& words, std::size_t from, std::size_t to, const Clock& clock) {
    static const PhraseSet no(
        "lad vaere | la vaere | laat bli | undlad | "
        "ikke | inte | ikkje | ej | dont | not | no | nothing | never | ingen | inga | inget | intet | "
        "ingenting | vent | vente | vaenta | wait | hold off"),
        act("mere | mer | more | hoer | hoere | try | proev | send | sende | skicka | skicke | skriv | skrive | skriva "
            "| write | text | email | mail | message | "
            "contact | kontakt | "
            "kontakte | kontakta | maile | mejla | smse | smsa | forstyr | noget | noe | naagot | inget | nothing | "
            "intet | "
            "ingenting | hoere | hoera | hear"),
        ours(
            "ordre | ordren | order | pakke | pakken | paket | paketet | parcel | levering | leveringen | leverans | "
            "delivery | faktura | fakturaen | vare | varen | varer | sofa | bestilling | regning | penge"),
        week(
            "den naeste uge | den kommende uge | naeste uge | naesta vecka | neste uke | next week | the next week | "
            "denne "
            "uge | den haer veckan | this week | for a week | en uge | en uke | en vecka");
    std::size_t denied = to;
    for (std::size_t at = from; at < to && denied == to; ++at)
        if (no.match_at(words, at) > 0) denied = at;
    if (denied == to || ours.any_in(words, from, to)) return std::nullopt;
    bool about_us = act.any_in(words, from, to);
    for (std::size_t at = from; at < to && !about_us; ++at) about_us = message_at(words, at) > 0;
    static const PhraseSet told(
        "fik | fick | fikk | got | received | modtog | faaet | faatt | tilbuddet gaelder | why | hvorfor | varfoer");
    if (!about_us || told.any_in(words, from, to) || words[from].question) return std::nullopt;
    if (const auto then = first_bound(words, denied, to, clock)) return then;
    static const PhraseSet then_word("da | daa | dess | innan dess | then | det | foer da | until then | before then");
    static const PhraseSet bound("foer | foerr | innan | before | until | tills | indtil | till | til | inntil");
    for (std::size_t at = denied; at < to; ++at)
        if (bound.match_at(words, at) > 0 && then_word.match_at(words, at + bound.match_at(words, at)) > 0)
            return first_bound(words, 0, denied, clock);
    // "they are away until 28 March: no mails meanwhile", "i oktober, ikke før"
    static const PhraseSet meanwhile(
        "imens | i mellemtiden | under tiden | meanwhile | in the meantime | saa laenge | saa lenge");
    if (meanwhile.any_in(words, denied, to)) return first_bound(words, 0, denied, clock);
    if (bound.match_at(words, to - 1) > 0)
        for (std::size_t at = from; at < denied; ++at)
            if (month_at(words, at) > 0)
                if (const auto day = point_at(words, at, clock.today())) return clock.start_of(*day);
    // "the next 10 days", "i 5 dage", "de närmaste två veckorna"
    static const PhraseSet lasting(
        "i | for | next | naeste | neste | naesta | naermaste | kommande | kommende | foerste | de");
    for (std::size_t at = denied + 1; at + 1 < to; ++at)
        if (const auto count = integer_at(words, at); count && lasting.match_at(words, at - 1) > 0)
            if (const auto day = add_units(clock.today(), *count, words, at + 1)) return clock.start_of(*day);
    if (week.any_in(words, denied, to)) return clock.start_of(clock.today() + days(7));
    return std::nullopt;
}

}  // namespace

std::optional<Instant> read_pause(const WordList& words, const Clock& clock) {
    static const PhraseSet pausing(
        "uppehaall | ophold | opphold | vila | hvil | leave me be | leave me alone until | pausere | pust i baggen | "
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
    for (std::size_t from = 0; from < words.size(); from = sentence_end(words, from))
        if (const auto until = read_not_before(words, from, sentence_end(words, from), clock)) return until;
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
        const sys_days today = clock.today();
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
            const Instant then = clock.start_of(*until);
            if (then > clock.now && then - clock.now <= kLongestPause) return then;
            continue;
        }
        std::size_t from = begin, to = end;
        strip_courtesies(words, from, to);
        static const PhraseSet bare(
            "pause | paus | pausa | hold pause | take a break | tag en pause | ta en paus | ta en pause | en pause | "
            "snooze | pause messages | pause mails | pause sms | hold en pause | pause alt | pausa allt | pause all | "
            "pausa utskicken | pausere");
        if (pause && (bare.makes_up(words, from, to) || (wish.any_in(words, begin, at + 1) && end - begin <= 10)))
            return clock.now + kPlainPause;
    }
    return std::nullopt;
}

}  // namespace dialogd::message
