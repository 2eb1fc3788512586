// Folds nynorsk, slang and typing mistakes into the vocabulary that the readers of wishes know.
#include "message/spelling.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace dialogd::message {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 39> kSisters = {{
    {"stpo", "stop"},
    {"sotp", "stop"},
    {"tsop", "stop"},
    {"stp", "stop"},
    {"sjuar", "sju"},
    {"ku", "kunne"},
    {"sleppe", "slippe"},
    {"ikkje", "ikke"},
    {"ikk", "ikke"},
    {"ik", "ikke"},
    {"ikkj", "ikke"},
    {"itj", "ikke"},
    {"eg", "jeg"},
    {"fleire", "flere"},
    {"meir", "mer"},
    {"fraa", "fra"},
    {"dykk", "dere"},
    {"dykkar", "deres"},
    {"dokker", "dere"},
    {"noko", "noe"},
    {"ein", "en"},
    {"eit", "et"},
    {"gong", "gang"},
    {"gonger", "ganger"},
    {"veke", "uke"},
    {"veka", "uka"},
    {"veker", "uker"},
    {"berre", "bare"},
    {"meldingar", "meldinger"},
    {"tilbod", "tilbud"},
    {"korleis", "hvordan"},
    {"kva", "hva"},
    {"oenskjer", "oensker"},
    {"oenskjar", "oensker"},
    {"femmar", "femmer"},
    {"seier", "sier"},
    {"nyheitsbrev", "nyhetsbrev"},
    {"nyheitsbrevet", "nyhetsbrevet"},
    {"sluttar", "slutter"},
}};

// Long enough that a near miss is a mistake and no other word.
constexpr std::array<std::string_view, 39> kLongWords = {
    "afmeld",       "afmelde",       "afmelder",        "afmeldes",      "afmelding",      "framelde",
    "framelder",    "frameldes",     "framelding",      "unsubscribe",   "unsubscribed",   "unsubscribing",
    "avregistrera", "avregistrer",   "avregistrere",    "avregistreras", "avprenumerera",  "avmelding",
    "nyhedsbrev",   "nyhedsbrevet",  "nyhedsbreve",     "nyhetsbrev",    "nyhetsbrevet",   "newsletter",
    "newsletters",  "beskeder",      "meddelanden",     "meldinger",     "reklamer",       "messages",
    "erbjudanden",  "prenumeration", "prenumerationen", "marketing",     "markedsfoering", "marknadsfoering",
    "utskicken",    "udsendelser",   "maillisten"};
// One letter from a long word, and words of their own.
constexpr std::array<std::string_view, 21> kOwnWords = {
    "anmeld",  "anmelde",  "anmelder",     "anmeldes", "anmelding", "anmeldelse",    "anmaeld",
    "massage", "massages", "meddelande",   "afmeldt",  "afmeldte",  "frameldt",      "frameldte",
    "frameld", "avmeldt",  "unsubscribes", "melding",  "reklame",   "avregistrerar", "avregistrerer"};
// Short words that people shout with letters repeated.
constexpr std::array<std::string_view, 10> kShouted = {"stop", "stopp", "slet", "slett", "sluta",
                                                       "nej",  "nei",   "no",   "quit",  "slutt"};

// Whether `a` becomes `b` by at most `most` letters added, dropped, changed or swapped with the next.
bool within(std::string_view a, std::string_view b, std::size_t most) {
    if (a.size() > b.size() + most || b.size() > a.size() + most) return false;
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, now);
    }
    return last[b.size()] <= most;
}

std::string without_runs(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (out.empty() || out.back() != c) out += c;
    return out;
}

bool has_long_run(std::string_view text) {
    for (std::size_t i = 2; i < text.size(); ++i)
        if (text[i] == text[i - 1] && text[i] == text[i - 2]) return true;
    return false;
}

std::string meant(const std::string& text) {
    for (const auto& [from, to] : kSisters)
        if (from == text) return std::string(to);
    if (has_long_run(text))
        for (const std::string_view word : kShouted)
            if (without_runs(text) == without_runs(word)) return std::string(word);
    constexpr std::size_t kShort = 6, kLong = 11, kLongest = 20;
    if (text.size() < kShort - 1 || text.size() > kLongest) return text;
    if (std::find(kOwnWords.begin(), kOwnWords.end(), text) != kOwnWords.end()) return text;
    if (std::find(kLongWords.begin(), kLongWords.end(), text) != kLongWords.end()) return text;
    // People begin a word right; "subscribe" is no slip of "unsubscribe".
    for (const std::string_view word : kLongWords)
        if (word.front() == text.front() && !word.starts_with(text) && !text.starts_with(word) &&
            within(text, word, word.size() >= kLong ? 2 : 1))
            return std::string(word);
    return text;
}

// Emoji say how, not what.
void drop_signs(WordList& words) {
    Break before = Break::none;
    WordList kept;
    for (Word& word : words) {
        constexpr unsigned char kFirstOfThreeBytes = 0xE2;  // where the signs begin, in UTF-8
        const bool sign = !word.text.empty() && static_cast<unsigned char>(word.text.front()) >= kFirstOfThreeBytes;
        if (sign) {
            before = std::max(before, word.before);
            continue;
        }
        if (before != Break::none) word.before = std::max(before, word.before);
        before = Break::none;
        kept.push_back(std::move(word));
    }
    words = std::move(kept);
}

}  // namespace

WordList respelt(WordList words) {
    drop_signs(words);
    // In nynorsk "no" is now.
    static const PhraseSet nynorsk("eg | ikkje | dykk | noko | fraa | fleire | meir | berre");
    const bool now = nynorsk.any_in(words);
    for (Word& word : words) {
        if (word.number) continue;
        word.text = now && word.text == "no" ? "naa" : meant(word.text);
    }
    return words;
}

}  // namespace dialogd::message
