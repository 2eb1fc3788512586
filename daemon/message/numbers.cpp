// Reads the number out of an answer, and refuses to guess: dates, amounts, durations and sizes are numbers too.
#include "message/numbers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "message/doubt.hpp"

namespace dialogd::message {
namespace {

struct NumberWord {
    std::string_view text;
    int value;
    std::string_view only;  // languages in which it surely is one; empty: in all
};

// Folded. WordList that mean something else in one of the languages count only as the whole answer.
constexpr std::array<NumberWord, 76> kNumberWords = {{
    {"nul", 0, ""},     {"null", 0, ""},     {"noll", 0, ""},     {"zero", 0, ""},   {"en", 1, "da sv nb"},
    {"et", 1, "da nb"}, {"ett", 1, "sv nb"}, {"een", 1, ""},      {"one", 1, "en"},  {"to", 2, "da nb"},
    {"two", 2, ""},     {"tvaa", 2, ""},     {"tre", 3, ""},      {"three", 3, ""},  {"fire", 4, "da nb"},
    {"fyra", 4, ""},    {"four", 4, ""},     {"fem", 5, ""},      {"five", 5, ""},   {"seks", 6, ""},
    {"sex", 6, "sv"},   {"six", 6, ""},      {"syv", 7, ""},      {"sju", 7, ""},    {"seven", 7, ""},
    {"otte", 8, ""},    {"aatta", 8, ""},    {"aatte", 8, ""},    {"eight", 8, ""},  {"ni", 9, "da nb"},
    {"nio", 9, ""},     {"nine", 9, ""},     {"ti", 10, "da nb"}, {"tio", 10, ""},   {"ten", 10, ""},
    {"elleve", 11, ""}, {"elva", 11, ""},    {"eleven", 11, ""},  {"tolv", 12, ""},  {"twelve", 12, ""},
    {"otter", 8, ""},   {"syver", 7, ""},    {"sekser", 6, ""},   {"femmer", 5, ""}, {"firer", 4, ""},
    {"treer", 3, ""},   {"toer", 2, ""},     {"etter", 1, ""},    {"nier", 9, ""},   {"tier", 10, ""},
    {"aattan", 8, ""},  {"nian", 9, ""},     {"tian", 10, ""},    {"sjuan", 7, ""},  {"sexa", 6, ""},
    {"femma", 5, ""},   {"fyra", 4, ""},     {"trea", 3, ""},     {"tvaaa", 2, ""},  {"etta", 1, ""},
    {"atta", 8, ""},    {"aatter", 8, ""},   {"atte", 8, ""},     {"tva", 2, ""},    {"nia", 9, ""},
    {"tia", 10, ""},    {"sjua", 7, ""},     {"sjuer", 7, ""},    {"toer", 2, ""},   {"ener", 1, ""},
    {"nital", 9, ""},   {"ottetal", 8, ""},  {"syvtal", 7, ""},   {"tital", 10, ""}, {"femtal", 5, ""},
    {"sekstal", 6, ""},
}};

const NumberWord* find_number_word(std::string_view text) {
    for (const NumberWord& word : kNumberWords)
        if (word.text == text) return &word;
    return nullptr;
}

struct Candidate {
    std::size_t at = 0;   // first word
    std::size_t end = 0;  // behind the last, with "ud af ti"
    double value = 0;
    bool ambiguous = false;  // a word that is no number in some language
    bool scaled = false;     // "of 10"
    bool wrong_scale = false;
};

std::optional<double> digits(const Word& word) {
    std::string text = word.text;
    std::replace(text.begin(), text.end(), ',', '.');
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

const PhraseSet& of_words() {
    static const PhraseSet set("ud af | af | av | of | out of | ut av | utav | fra | mulige af");
    return set;
}

std::optional<double> number_at(const WordList& words, std::size_t at) {
    if (at >= words.size()) return std::nullopt;
    if (words[at].number) return digits(words[at]);
    if (const NumberWord* word = find_number_word(words[at].text)) return word->value;
    return std::nullopt;
}

bool same(double a, double b) {
    return std::abs(a - b) < 1e-9;
}

// "8/10", "8 av 10", "otte ud af ti".
void read_scale(const WordList& words, Candidate& found, double max) {
    std::size_t next = found.end;
    if (next >= words.size() || words[next].before == Break::stop) return;
    const bool slash = words[next].mark == '/';
    if (!slash) {
        const std::size_t length = of_words().match_at(words, next);
        if (length == 0) return;
        next += length;
        static const PhraseSet article("de | the | total | i alt");
        next += article.match_at(words, next);
    }
    const auto scale = number_at(words, next);
    if (!scale) return;
    found.scaled = same(*scale, max);
    found.wrong_scale = !found.scaled;
    found.end = next + 1;
}

// "1-10", "fra 0 til 10", "0 to 10": the scale itself, when the answer repeats it.
std::size_t scale_length(const WordList& words, std::size_t at, double min, double max) {
    const auto first = number_at(words, at);
    if (!first || (!same(*first, min) && !same(*first, 1) && !same(*first, 0))) return 0;
    std::size_t next = at + 1;
    if (next >= words.size()) return 0;
    if (words[next].mark != '-') {
        static const PhraseSet until("til | till | to | - | og | och | and");
        const std::size_t length = until.match_at(words, next);
        if (length == 0) return 0;
        next += length;
    }
    const auto last = number_at(words, next);
    return last && same(*last, max) ? next + 1 - at : 0;
}

std::vector<Candidate> candidates(const WordList& words, double min, double max, std::string_view language) {
    std::vector<Candidate> found;
    const std::string_view base = language.substr(0, 2);
    for (std::size_t at = 0; at < words.size();) {
        static const PhraseSet scale_words(
            "skala | skalaen | skalan | scale | fra | fraan | from | mellem | mellan | mellom | between | of");
        const bool named = at > 0 && scale_words.match_at(words, at - 1) > 0;
        const std::size_t scale = scale_length(words, at, min, max);
        if (scale > 0 && (named || words.size() > scale)) {
            at += scale;
            continue;
        }
        const auto value = number_at(words, at);
        if (!value) {
            ++at;
            continue;
        }
        Candidate candidate{at, at + 1, *value};
        if (!words[at].number) {
            const NumberWord* word = find_number_word(words[at].text);
            candidate.ambiguous = !word->only.empty();
            if (candidate.ambiguous && base.size() == 2 &&
                word->only.find(base == "nn" || base == "no" ? "nb" : base) == std::string_view::npos) {
                ++at;
                continue;
            }
        } else if (words[at].mark == '-' && words[at].before != Break::glued) {
            candidate.value = -candidate.value;
        }
        static const PhraseSet half("og en halv | og et halvt | och en halv | and a half | en halv");
        if (const std::size_t length = half.match_at(words, candidate.end)) {
            candidate.value += 0.5;
            candidate.end += length;
        }
        read_scale(words, candidate, max);
        at = candidate.end;
        found.push_back(candidate);
    }
    return found;
}

// "3 dage", "2 stk", "20 %": an amount of something, no score.
bool counts_something(const WordList& words, const Candidate& found) {
    static const PhraseSet units(
        "dag | dage | dagen | dagar | dager | days | day | uge | uger | uke | uker | vecka | veckor | week | weeks | "
        "time | timer | timmar | timme | hours | hour | "
        "minut | minutter | minuter | min | minutes | maaned | maaneder | maanad | maanader | months | month | aar | "
        "years | year | kr | kroner | kronor | dkk | sek | nok | "
        "euro | eur | usd | dollar | dollars | procent | prosent | percent | stk | st | stykker | pieces | gang | "
        "gange | ganger | gaanger | times | personer | people | "
        "boern | barn | kids | children | km | kg | cm | mm | meter | m | gb | aars | grader | varer | varor | items | "
        "pakker | paket | packages | ordrer | par | pairs | "
        "stjerner | stjaernor | stars | star | stjerne | stjaerna | am | pm | bestillinger | personar | x | ud | of us "
        "| af os | av oss | kopper | flasker | ting | saker | things");
    static const PhraseSet clock("kl | klokken | klockan | at");
    const std::size_t next = found.end;
    if (next < words.size() && words[next].before != Break::stop && words[next].before != Break::comma &&
        units.match_at(words, next) > 0)
        return true;
    if (next < words.size() && words[next].number && words[next].before != Break::stop &&
        words[next].before != Break::none)
        return true;
    static const PhraseSet before(
        "kl | klokken | klockan | str | stoerrelse | stoerrelsen | size | storlek | ordre | ordrenummer | order | nr | "
        "nummer | number | no | uge | uke | vecka | week | side | page | d | den | "
        "etage | vaerelse | koebte | koebt | koepte | koept | kjoepte | kjoept | bestilte | bestilt | bestaellde | "
        "bought | ordered | tog | tok | took | ventede | ventet | waited | "
        "i | om | in | siden | sedan | for over | terningkast | kast | at | ved | vid | kapitel | aargang | version | "
        "model | modell | efter | after | etter");
    if (found.at == 0 || words[found.at].before == Break::stop || words[found.at].before == Break::comma) return false;
    // "I give it 8", "a score of 8": said of the score.
    static const PhraseSet given(
        "give | giver | gir | ger | faar | score | scoren | karakter | karakteren | betyg | betyget | vurdering | "
        "rating | ligger | lander | bedoemmelse");
    const std::size_t begin = sentence_begin(words, found.at);
    if (given.any_in(words, std::max(begin, found.at > 4 ? found.at - 4 : std::size_t{0}), found.at)) return false;
    static const PhraseSet at_age("paa");
    return before.match_at(words, found.at - 1) > 0 || at_age.match_at(words, found.at - 1) > 0;
}

bool is_hedged(const WordList& words, const Candidate& found) {
    static const PhraseSet about(
        "mindst | minst | hoejst | hoegst | max | maks | maksimalt | under | over | oever | mere end | mer aen | mer "
        "enn | less | more | mindre | at least | at most | naesten | naestan | nesten | almost | "
        "nearly | ellers | annars | otherwise | hvis | if | om | tidligere | foer | foerr | foerut | used to | plejer "
        "| brukar | pleier | last time | sidste gang | sidst | foerra | sist | would have | "
        "ville have | ville vaeret | could have | kunne have | kunne vaert | havde | hade | hadde | skulle have | "
        "should have | between | mellem | mellan | mellom | enten | antingen | either | eller | or | "
        "min mand | min kone | my wife | my husband | min fru | min man | forventede | expected | foer var det");
    const std::size_t begin = sentence_begin(words, found.at);
    const std::size_t from = std::max(begin, found.at > 5 ? found.at - 5 : std::size_t{0});
    if (about.any_in(words, from, found.at)) return true;
    // "8 if it had come in time"
    static const PhraseSet only_if(
        "hvis | if | om det | om jag | om ni | dersom | unless | medmindre | or | eller | minus | plus | maaske | "
        "kanske | kanskje | maybe | i bedste fald");
    const std::size_t last = sentence_end(words, found.at);
    static const PhraseSet once(
        "last time | sidste gang | foerra gaangen | forrige gang | sist gang | tidligere | tidigare | previously | "
        "before this");
    return only_if.any_in(words, found.end, std::min(last, found.end + 3)) || once.any_in(words, found.end, last);
}

// Everything in the clause before and right behind it is what people put around a score: whoever writes
// "missing 2 screws" or "room 7" speaks of something else.
bool said_as_score(const WordList& words, const Candidate& found) {
    static const PhraseSet before(
        "jeg | jag | i | vi | we | ill | id | im | du | man | vil | ville | vill | skulle | would | will | must | maa "
        "| kan | can | giver | give | gir | ger | ge | gi | given | siger | sige | saeger | saega | sier | si | say | "
        "saetter | saetta | setter | scorer | rate | rates | rating | score | scoren | scores | karakter | karakteren "
        "| betyg | betyget | svar | svaret | answer | vurdering | vurderer | bedoemmer | faar | fik | get | gets | "
        "gives | "
        "lander | ligger | blive | bli | be | bliver | blir | it | its | this | is | that | this is | a | an | en | et "
        "| ett | een | the "
        "| den | det | dem | jer | er | dere | you | your | jeres | mig | meg | me | min | mit | mitt | mine | my | "
        "fra | fraan | from | "
        "paa | til | till | to | of | paa en skala | skala | skalaen | on | scale | out | herfra | her | here | nok | "
        "nog | klart | klar | klare | helt | ren | rent | solid | solidt | strong | stark | sterk | staerk | staerkt | "
        "stort | stor | stora | big | "
        "flot | fin | fint | god | good | clear | full | fuld | fulde | rund | rundt | definitely | absolut | absolutt "
        "| probably | prob | sandsynligvis | troligen | trolig | sannsynligvis | sikkert | bestemt | about | around | "
        "ca | cirka | circa | omkring | "
        "hej | hejsa | hi | hei | hello | hey | tak | tack | takk | thanks | thank | sorry | beklager | mente | meant "
        "| menade | mener | menar | mean | ok | okay | ja | yes | jo | aer | vaere | be | overall | alt i alt | samlet "
        "| samlat | total | "
        "nu | naa | now | saa | so | well | tja | hmm | hm | oh | derfor | daerfoer | therefore | ogsaa | also | again "
        "| igen | bare | bara | just | kun | only | for | foer | tal | tallet | nummer et | number one | jeg tror | "
        "jag tror | i think | think | tror | synes | tycker | syns | mener | "
        "super | top | perfekt | perfect | fantastisk | great | maybe | och | og | and | stjerner | points | point | "
        "kaere | venner | team | 🙂 | 😊 | 👍 | med | with | the answer");
    for (std::size_t at = found.at; at > sentence_begin(words, found.at);) {
        if (words[at].before == Break::comma) break;
        --at;
        bool known = words[at].number;  // another mention, or the scale
        for (std::size_t length = 3; length > 0 && !known; --length)
            if (at + 1 >= length) known = before.match_at(words, at + 1 - length, at + 1) == length;
        if (!known) return false;
    }
    static const PhraseSet behind(
        "fordi | because | cause | cuz | for | foer | da | since | eftersom | siden | then | saa | so | og | och | and "
        "| but | men | fra | fraan | from | herfra | af mig | av mig | av meg | of me | til | till | to | tak | tack | "
        "takk | thanks | thank | "
        "point | points | poeng | poaeng | er | ere | a | an | tal | talet | tallet | ud | out | of | af | av | in "
        "total | desvaerre | tyvaerr | dessverre | unfortunately | sadly | sorry | would | ville | skulle | i alt | "
        "totalt | all in all | "
        "paa | on | med | with | super | great | perfekt | perfect | hilsen | mvh | vh | jeg | jag | we | vi | det | "
        "den | it | never | aldrig | aldri | ikke | inte | not | definitely | helt | klart | bestemt | absolut | og en "
        "halv | herifra | 🙂 | 😊 | 👍 | stort | stor | tror | synes | tycker | please | ja | yes | overall | "
        "lige "
        "nu "
        "| hej");
    return found.end >= words.size() || words[found.end].before == Break::stop ||
           words[found.end].before == Break::comma || words[found.end].mark == '-' ||
           behind.match_at(words, found.end) > 0;
}

// The sentence is the number and politeness alone: then even "to" and "ni" are numbers.
bool stands_alone(const WordList& words, const Candidate& found) {
    static const PhraseSet filler(
        "en | et | ett | a | an | tal | er | hej | hi | hei | hello | tak | tack | takk | thanks | thank you | please "
        "| det er | det bliver | det blir | det aer | it is | its | jeg giver | jag ger | jeg gir | "
        "i give | giver | ger | gir | score | karakter | betyg | svar | svaret er | min | my | helt klart | klart | "
        "ren | rent | points | point | poeng | poaeng | for mig | fra mig | herfra | den | it | her | fra");
    for (std::size_t at = sentence_begin(words, found.at); at < sentence_end(words, found.at);) {
        if (at == found.at) {
            at = found.end;
            continue;
        }
        const std::size_t length = filler.match_at(words, at);
        if (length == 0) return false;
        at += length;
    }
    return true;
}

}  // namespace

NumberReading read_number(const WordList& words, double min, double max, std::string_view language) {
    std::vector<Candidate> all = candidates(words, min, max, language);
    const bool clear = std::any_of(all.begin(), all.end(), [](const Candidate& c) { return !c.ambiguous || c.scaled; });
    std::erase_if(all,
                  [&](const Candidate& c) { return c.ambiguous && !c.scaled && (clear || !stands_alone(words, c)); });
    if (all.empty()) return {};
    for (const Candidate& c : all)
        if (!same(c.value, all.front().value)) return {std::nullopt, true, "several different numbers"};
    for (const Candidate& c : all) {
        if (c.wrong_scale) return {std::nullopt, true, "a number on another scale"};
        static const PhraseSet times("gange | ganger | gaanger | times");
        if (c.scaled && times.match_at(words, c.end) > 0) return {std::nullopt, true, "a number that counts something"};
        if (!c.scaled && counts_something(words, c)) return {std::nullopt, true, "a number that counts something"};
        if (!c.scaled && !said_as_score(words, c)) return {std::nullopt, true, "a number that is perhaps no score"};
        if (is_hedged(words, c)) return {std::nullopt, true, "a number that is not quite said"};
        if (negated_before(words, c.at)) return {std::nullopt, true, "a negation before the number"};
        if (words[c.at].question) return {std::nullopt, true, "a question"};
        if (!words[c.at].number && !c.scaled && !stands_alone(words, c) && c.value <= 1)
            return {std::nullopt, true, "a number that is perhaps none"};
        static const PhraseSet denied(
            "er ikke | aer inte | er ikkje | is not | isnt | is too | var ikke | var inte | was not | wasnt");
        if (denied.match_at(words, c.end) > 0) return {std::nullopt, true, "a negation after the number"};
    }
    const double value = all.front().value;
    if (value < min - 1e-9 || value > max + 1e-9) return {};
    return {value, false, {}};
}

}  // namespace dialogd::message
