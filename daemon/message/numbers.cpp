// Reads the number out of an answer, and refuses to guess: dates, amounts, durations and sizes are numbers too.
#include "message/numbers.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "message/doubt.hpp"
#include "message/score.hpp"
#include "message/spelling.hpp"

namespace dialogd::message {
namespace {

std::optional<double> digits(const Word& word) {
    std::string text = word.text;
    std::replace(text.begin(), text.end(), ',', '.');
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

const PhraseSet& of_words() {
    static const PhraseSet set("ud af | af | av | of | out of | outta | ut av | utav | fra | mulige af");
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

}  // namespace

namespace {

// "Zero, never again": nobody opens a sentence with it for another reason.
bool is_plain_zero(const WordList& words, const Candidate& found) {
    return same(found.value, 0) && found.at == sentence_begin(words, found.at) && found.end < words.size() &&
           words[found.end].before == Break::comma;
}

// Whether a number is plainly said as what is given, and closes its clause: "dere får 3", "nå blir det 4".
bool is_given(const WordList& words, const Candidate& found) {
    if (found.end < words.size() && words[found.end].before != Break::stop && words[found.end].before != Break::comma)
        return false;
    static const PhraseSet giving(
        "i faar | ni faar | dere faar | du faar | faar i | faar ni | faar dere | faar du | you get | giver | gir | ger "
        "| give | giving | blir det | bliver det | det bliver | det blir | score | rating | karakter | betyg | ellers "
        "| "
        "otherwise | annars | men | but | utan | its a"),
        filler(
            "kun | bare | bara | only | just | et | en | ett | a | an | dog | alligevel | aendaa | likevel | jer | er "
            "| "
            "dere | you | derfor | paa");
    const std::size_t begin = sentence_begin(words, found.at);
    std::size_t at = found.at;
    while (at > begin) {
        for (std::size_t length = 1; length <= 2 && length <= at - begin; ++length)
            if (giving.match_at(words, at - length, at) == length) return true;
        if (filler.match_at(words, at - 1) == 0) return false;
        --at;
    }
    return false;
}

// "10 %", "8 uker", "hadde gitt 10": no score, where another number is.
bool is_beside(const WordList& words, const Candidate& found) {
    if (found.scaled) return false;
    if (found.end < words.size() && words[found.end].mark == '%') return true;
    static const PhraseSet would(
        "havde givet | ville have givet | ville give | hadde gitt | ville gitt | ville ha gitt | hade gett | skulle "
        "gett | skulle ha gett | would have given | would have been | wouldve been | wouldve given | havde faaet | "
        "hade faatt | hadde faatt");
    const std::size_t begin = sentence_begin(words, found.at);
    if (would.any_in(words, std::max(begin, found.at > 4 ? found.at - 4 : begin), found.at)) return true;
    static const PhraseSet unit(
        "dag | dage | dagar | dager | days | day | uge | uger | uke | uker | vecka | veckor | weeks | week | time | "
        "timer "
        "| timmar | timme | hours | hour | minutter | minuter | minutes | kr | kroner | kronor | procent | prosent | "
        "percent | gange | ganger | gaanger | times | mails | mailer | emails | calls | maaneder | months | aar | "
        "years");
    return found.end < words.size() && words[found.end].before != Break::stop && unit.match_at(words, found.end) > 0;
}

// "ikke 10 men 8": the first is denied for the second. What merely stands beside the score goes as well, where
// exactly one number is left and plainly given.
// Tells whether it dropped any.
bool drop_beside(const WordList& words, std::vector<Candidate>& all) {
    std::vector<Candidate> left;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool denied =
            i + 1 < all.size() && negated_before(words, all[i].at) && is_contrasted(words, all[i + 1].at);
        if (!denied && !is_beside(words, all[i])) left.push_back(all[i]);
    }
    if (left.size() != 1 || left.size() == all.size()) return false;
    // "4, leveringen tog 3 uger": it opens the text by itself.
    const Candidate& only = left.front();
    const bool opens = only.at == 0 && words[0].number && only.end < words.size() &&
                       (words[only.end].before == Break::comma || words[only.end].before == Break::stop);
    if (!opens && (only.at < all.back().at || !is_given(words, only))) return false;
    all = std::move(left);
    return true;
}

}  // namespace

NumberReading read_number(const WordList& written, double min, double max, std::string_view language) {
    const WordList words = respelt(written);
    std::vector<Candidate> all = candidates(words, min, max, language);
    const bool clear = std::any_of(all.begin(), all.end(), [](const Candidate& c) { return !c.ambiguous || c.scaled; });
    std::erase_if(all,
                  [&](const Candidate& c) { return c.ambiguous && !c.scaled && (clear || !stands_alone(words, c)); });
    if (all.empty()) return {};
    const bool dropped = drop_beside(words, all);
    for (const Candidate& c : all)
        if (!same(c.value, all.front().value)) return {std::nullopt, true, "several different numbers"};
    for (const Candidate& c : all) {
        if (c.wrong_scale) return {std::nullopt, true, "a number on another scale"};
        static const PhraseSet times("gange | ganger | gaanger | times");
        if (c.scaled && times.match_at(words, c.end) > 0) return {std::nullopt, true, "a number that counts something"};
        if (!c.scaled && counts_something(words, c)) return {std::nullopt, true, "a number that counts something"};
        if (!c.scaled && !dropped && !said_as_score(words, c))
            return {std::nullopt, true, "a number that is perhaps no score"};
        if (!dropped && is_hedged(words, c)) return {std::nullopt, true, "a number that is not quite said"};
        if (negated_before(words, c.at)) return {std::nullopt, true, "a negation before the number"};
        if (words[c.at].question) return {std::nullopt, true, "a question"};
        if (!words[c.at].number && !c.scaled && !stands_alone(words, c) && c.value <= 1 && !is_plain_zero(words, c))
            return {std::nullopt, true, "a number that is perhaps none"};
        static const PhraseSet denied(
            "er ikke | aer inte | er ikkje | is not | isnt | is too | var ikke | var inte | was not | wasnt");
        if (denied.match_at(words, c.end) > 0) return {std::nullopt, true, "a negation after the number"};
    }
    // "10 for the worst service ever": irony.
    static const PhraseSet scorn(
        "daarlig | daarligste | elendig | elendigt | usel | uselt | skandale | terrible | awful | horrible | worst | "
        "vaerste | "
        "vaersta | saemst | katastrof | katastrofe | pinligt | pinlig");
    const double value = all.front().value;
    if (value > min + (max - min) / 2 && scorn.any_in(words))
        return {std::nullopt, true, "a high number with harsh words"};
    if (value < min - 1e-9 || value > max + 1e-9) return {};
    return {value, false, {}};
}

}  // namespace dialogd::message
