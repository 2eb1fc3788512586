// Compares words by their endings, as compounds, and letter by letter.
#include "message/word_forms.hpp"

#include <algorithm>
#include <array>

namespace dialogd::message {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& all) {
    return std::find(all.begin(), all.end(), text) != all.end();
}

// Short words are each other's neighbours: "dyr" has "dyrt", "dyre", "dyra" and no more.
constexpr std::size_t kShort = 3;
constexpr std::array<std::string_view, 4> kShortEndings = {"t", "e", "a", "s"};
constexpr std::array<std::string_view, 25> kEndings = {
    "e",   "t",    "a",    "s",    "n",   "en",  "et",  "er", "ar",    "or", "na",  "ne", "erne",
    "ene", "arna", "orna", "erna", "ens", "ets", "ers", "es", "ingen", "ed", "ing", "te"};

bool is_inflected(std::string_view said, std::string_view listed) {
    if (listed.size() < kShort || said.size() <= listed.size()) {
        // "prisen" is listed, "pris" or "priser" said.
        constexpr std::size_t kDefinite = 6;
        if (listed.size() < kDefinite || !listed.ends_with("en")) return false;
        const std::string_view stem = listed.substr(0, listed.size() - 2);
        return said == stem || (said.starts_with(stem) &&
                                is_one_of(said.substr(stem.size()), std::array<std::string_view, 3>{"s", "er", "ar"}));
    }
    if (said.starts_with(listed)) {
        const std::string_view ending = said.substr(listed.size());
        if (listed.size() == kShort) return is_one_of(ending, kShortEndings);
        if (listed.back() == 'e' && (ending == "d" || (ending == "r" && listed.size() > 5))) return true;
        return is_one_of(ending, kEndings);
    }
    // "arrive" and "arriving", "delivery" and "deliveries"
    const std::string_view stem = listed.substr(0, listed.size() - 1);
    if (listed.size() <= kShort + 1 || !said.starts_with(stem)) return false;
    const std::string_view ending = said.substr(stem.size());
    return (listed.back() == 'e' && ending == "ing") || (listed.back() == 'y' && ending == "ies");
}

// "leveringstiden", "hjemmelevering"; not "fraktfri" and "ubetalt", which say the opposite.
bool is_compound(std::string_view said, std::string_view listed) {
    constexpr std::size_t kListed = 5, kRest = 3;
    if (listed.size() < kListed || said.size() < listed.size() + kRest) return false;
    if (said.starts_with(listed)) {
        std::string_view rest = said.substr(listed.size());
        constexpr std::array<std::string_view, 9> kWithout = {"fri",  "loes", "los",  "less", "free",
                                                              "vaer", "vaen", "sfri", "sloes"};
        return std::none_of(kWithout.begin(), kWithout.end(), [&](auto no) { return rest.starts_with(no); }) &&
               listed.back() != 'd' &&
               !is_one_of(listed, std::array<std::string_view, 8>{"under", "over", "after", "efter", "etter", "never",
                                                                  "later", "other"});
    }
    // Only what is a thing by its ending: a participle means something else behind a prefix.
    const std::size_t at = said.rfind("ing");
    if (!listed.ends_with("ing") || at == std::string_view::npos || !said.substr(0, at + 3).ends_with(listed))
        return false;
    const std::string_view prefix = said.substr(0, at + 3 - listed.size());
    const std::string_view ending = said.substr(at + 3);
    constexpr std::array<std::string_view, 9> kTurning = {"fejl", "feil",  "fel", "over", "under",
                                                          "til",  "retur", "mis", "genn"};
    return prefix.size() >= kRest && !is_one_of(prefix, kTurning) && (ending.empty() || is_one_of(ending, kEndings));
}

// One letter missing, added, doubled or swapped with the next, inside the word. Another letter in its place is
// taken only in long words: "shopping" is no slip of "shipping".
bool is_slip(std::string_view said, std::string_view listed) {
    constexpr std::size_t kLong = 7, kVeryLong = 10;
    if (said.size() < kLong - 1 || listed.size() < kLong || said.front() != listed.front() ||
        said.back() != listed.back())
        return false;
    if (said.size() > listed.size()) std::swap(said, listed);
    std::size_t first = 0;
    while (first < said.size() && said[first] == listed[first]) ++first;
    // Near its end a letter is an ending: "betale" is no slip of "betalte".
    constexpr std::size_t kEnding = 3;
    const bool inside = first + kEnding < said.size();
    if (said.size() + 1 == listed.size()) return inside && said.substr(first) == listed.substr(first + 1);
    if (said.size() != listed.size() || first + 1 >= said.size()) return false;
    const bool swapped = said[first] == listed[first + 1] && said[first + 1] == listed[first] &&
                         said.substr(first + 2) == listed.substr(first + 2);
    return swapped || (inside && said.size() >= kVeryLong && said.substr(first + 1) == listed.substr(first + 1));
}

}  // namespace

Likeness likeness(std::string_view said, std::string_view listed) {
    if (said == listed) return Likeness::same;
    if (is_inflected(said, listed) || is_compound(said, listed)) return Likeness::form;
    return is_slip(said, listed) ? Likeness::misspelt : Likeness::other;
}

Likeness phrase_likeness(const WordList& words, std::size_t at, const Phrase& phrase) {
    if (phrase.empty() || at + phrase.size() > words.size()) return Likeness::other;
    Likeness least = Likeness::same;
    for (std::size_t i = 0; i < phrase.size(); ++i) {
        const Word& word = words[at + i];
        if (i > 0 && word.before == Break::stop) return Likeness::other;
        least =
            std::min(least, word.number && word.text != phrase[i] ? Likeness::other : likeness(word.text, phrase[i]));
        if (least == Likeness::other) return least;
    }
    return least;
}

}  // namespace dialogd::message
