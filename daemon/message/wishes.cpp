// Reads wishes for how often: "en gang om ugen", "max 2 a month".
#include <algorithm>
#include <charconv>

#include "message/steering.hpp"

namespace dialogd::message {
namespace {

// Nobody means more by "at most"; it is a typing mistake or another number.
constexpr std::uint32_t kMostMessages = 100;

std::optional<std::uint32_t> count_at(const WordList& words, std::size_t at) {
    if (at >= words.size()) return std::nullopt;
    const std::string& text = words[at].text;
    if (words[at].number) {
        std::uint32_t value = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
        if (read.ec != std::errc() || read.ptr != text.data() + text.size() || value == 0 || value > kMostMessages)
            return std::nullopt;
        return value;
    }
    static const std::pair<std::string_view, std::uint32_t> kCounts[] = {
        {"en", 1},   {"een", 1},  {"et", 1},  {"ett", 1},   {"one", 1},  {"a", 1},    {"an", 1},   {"to", 2},
        {"tvaa", 2}, {"two", 2},  {"tre", 3}, {"three", 3}, {"fire", 4}, {"fyra", 4}, {"four", 4}, {"fem", 5},
        {"five", 5}, {"seks", 6}, {"sex", 6}, {"six", 6},   {"ti", 10},  {"tio", 10}, {"ten", 10}};
    for (const auto& [word, value] : kCounts)
        if (word == text) return value;
    return std::nullopt;
}

std::optional<Duration> unit_at(const WordList& words, std::size_t at) {
    if (at >= words.size()) return std::nullopt;
    struct Unit {
        PhraseSet words;
        Duration length;
    };
    // As the caps of the configuration have it: a month is 30 days, a year 365.
    static const Unit kUnits[] = {
        {PhraseSet("dag | dagen | day | doegn | doegnet | dygn"), kDay},
        {PhraseSet("uge | ugen | uke | uken | uka | week | vecka | veckan | wk | ugentligt"), kDay * 7},
        {PhraseSet("maaned | maaneden | maanad | maanaden | month | md | mdr | mnd | mth"), kDay * 30},
        {PhraseSet("kvartal | kvartalet | quarter"), kDay * 91},
        {PhraseSet("aar | aaret | year"), kDay * 365},
    };
    for (const Unit& unit : kUnits)
        if (unit.words.match_at(words, at) > 0) return unit.length;
    return std::nullopt;
}

}  // namespace

std::optional<Frequency> frequency_at(const WordList& words, std::size_t at) {
    static const std::pair<PhraseSet, Limit> kFixed[] = {
        {PhraseSet("weekly | ugentligt | ugentlig | veckovis | ukentlig | ukentlig | hver uge | hver uke | every week "
                   "| each week | varje vecka"),
         {1, kDay * 7}},
        {PhraseSet(
             "monthly | maanedligt | maanedlig | maanadsvis | hver maaned | every month | each month | varje maanad"),
         {1, kDay * 30}},
        {PhraseSet("daily | dagligt | daglig | dagligen | hver dag | every day | varje dag"), {1, kDay}},
        {PhraseSet("hver anden uge | hveranden uge | hver fjortende dag | annenhver uke | varannan vecka | every other "
                   "week | every second week | every two weeks | every 2 weeks | fortnightly | biweekly | hver 14 dag "
                   "| hver 2 uge | var 14 dag | en gang hver anden uge"),
         {1, kDay * 14}},
        {PhraseSet("hver anden maaned | annenhver maaned | varannan maanad | every other month | every second month | "
                   "every two months"),
         {1, kDay * 60}},
        {PhraseSet("once a fortnight"), {1, kDay * 14}},
    };
    for (const auto& [set, limit] : kFixed)
        if (const std::size_t length = set.match_at(words, at)) return Frequency{limit, at, at + length};
    std::uint32_t max = 0;
    std::size_t next = at;
    static const PhraseSet once("once"), twice("twice"), thrice("thrice");
    if (once.match_at(words, at) > 0) {
        max = 1, ++next;
    } else if (twice.match_at(words, at) > 0) {
        max = 2, ++next;
    } else if (thrice.match_at(words, at) > 0) {
        max = 3, ++next;
    } else if (const auto count = count_at(words, at)) {
        max = *count, ++next;
        static const PhraseSet each(
            "gang | gange | ganger | gaang | gaanger | times | time | x | mail | mails | mailer | mejl | email | "
            "emails | e mail | e mails | e post | epost | e poster | sms | sms er | smser | besked | beskeder | "
            "meddelande | meddelanden | melding | meldinger | message | messages | text | texts | nyhedsbrev | "
            "nyhedsbreve | nyhetsbrev | newsletter | tilbud | offer | offers | stk | henvendelse | henvendelser");
        next += each.match_at(words, next);
    } else {
        return std::nullopt;
    }
    static const PhraseSet every(
        "om | i | per | pr | a | an | each | every | hver | varje | in | on | the | in a | in the | i en | om den | "
        "paa en | for each | per each | inden for en | ad");
    const std::size_t link = every.match_at(words, next);
    const bool slash = next < words.size() && words[next].mark == '/';
    if (link == 0 && !slash) return std::nullopt;
    next += link;
    static const PhraseSet other("anden | annen | annan | other | second");
    const std::size_t doubled = other.match_at(words, next);
    next += doubled;
    const auto unit = unit_at(words, next);
    if (!unit) return std::nullopt;
    return Frequency{{max, doubled > 0 ? *unit * 2 : *unit}, at, next + 1};
}

namespace {

const PhraseSet& strict_limits() {
    static const PhraseSet set(
        "ikke flere end | ikke flere enn | inte fler aen | inte flera aen | not over | never more than | aldrig mere "
        "end | "
        "max | maks | maksimalt | maksimum | maximalt | maximum | maximally | hoejst | hoeyst | hoejest | hoeyest | "
        "hoegst | at most | no more than | not more than | ikke mere end | ikke oftere end | ikke oftere | inte mer "
        "aen | inte oftare aen | inte oftare | ikke mer enn | ikke oftere enn | not more often than | ikke over | "
        "begraens | begraense | begraensa | begrens | limit | limit it to | limited to | skru ned | tops");
    return set;
}

bool tells_about_oneself(const WordList& words, std::size_t from, std::size_t to) {
    static const PhraseSet set(
        "leverer | levererar | deliver | delivers | leveres | handler | koeber | koebte | bruger | spiser | traener | "
        "loeber | besoeger | kommer | betaler | handlar | "
        "koeper | anvaender | aeter | traenar | betalar | kjoeper | handler | bruker | trener | spiser | shop | buy | "
        "bought | use | eat | go | come | visit | pay | order | bestiller | bestaeller | run | train | drink | vasker "
        "| vask | vaska | lukket | closed | open | aaben | tager | take | see | ser | kigger | check | checks | "
        "tjekker");
    return set.any_in(words, from, to);
}

}  // namespace

std::optional<Limit> read_limit(const WordList& words) {
    // What a limit is put on goes before what is only mentioned: "not every day, once a week at most".
    for (std::size_t at = 0; at < words.size(); ++at) {
        const auto found = frequency_at(words, at);
        if (!found || tells_about_oneself(words, sentence_begin(words, at), sentence_end(words, at))) continue;
        const std::size_t begin = sentence_begin(words, at);
        if (strict_limits().any_in(words, std::max(begin, at > 4 ? at - 4 : std::size_t{0}), at)) return found->limit;
    }
    for (std::size_t at = 0; at < words.size(); ++at) {
        const auto found = frequency_at(words, at);
        if (!found) continue;
        const std::size_t begin = sentence_begin(words, at), end = sentence_end(words, at);
        if (tells_about_oneself(words, begin, end) || words[at].question) {
            static const PhraseSet ask(
                "kunne i | kunne du | kunne vi | maatte i | ville i | kan vi | could we | kan i | kan du | kan ni | "
                "kan dere | can you | could you | vil i | kan man");
            if (!ask.any_in(words, begin, at) || tells_about_oneself(words, begin, end)) continue;
        }
        if (strict_limits().any_in(words, begin, end)) return found->limit;
        static const PhraseSet get(
            "faar | fik | get | getting | received | receive | modtager | modtog | fick | sender i | skriver i | i "
            "sender | you send | you write | ni skickar | dere sender | kommer der");
        static const PhraseSet asking(
            "kunne i | kunne du | kunne vi | maatte i | ville i | kan vi | could we | kan i | kan du | kan ni | kan "
            "dere | can you | could you | vil i | maa i | must");
        if (get.any_in(words, begin, end) && !asking.any_in(words, begin, at)) continue;
        static const PhraseSet wish(
            "noeja er | noejas | noejes | noeye dere | noeyes | settle for | "
            "kun | only | bare | bara | endast | just | rigeligt | rikelig | plenty | passende | passar | hold jer | "
            "holde jer | haall er | holde dere | stick to | raekker | noejes med | er nok | nok | enough | raecker | "
            "holder | is "
            "fine | er fint | aer lagom | lagom | passer | prefer | foretraekker | foredrar | foeredrar | send | sende "
            "| skriv | skrive | skicka | skriva | write | email me | mail me | text me | kontakt | kontakta | contact "
            "| hoere fra jer | hoera fraan er | hear from you | gerne | gaerna | gjerne | please | tak | tack | takk | "
            "okay | ok | i stedet | istaellet | instead | mindre | ned til | cut down | reduce | reducer | hellere | "
            "heller | hellre");
        static const PhraseSet alone("max | en | mail | mails | sms | email | tak | tack | takk | please | only");
        std::size_t from = begin, to = end;
        strip_courtesies(words, from, to);
        const bool by_itself = from >= found->from && to <= found->to;
        if (by_itself || wish.any_in(words, begin, end)) return found->limit;
    }
    return std::nullopt;
}

}  // namespace dialogd::message
