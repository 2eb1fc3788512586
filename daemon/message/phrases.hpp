// A text as words that can be compared: case, punctuation and the spelling of æ, ø, å, ä, ö folded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dialogd::message {

// Lower case; æ/ä as "ae", ø/ö as "oe", å as "aa", other accents dropped.
std::string fold(std::string_view text);
// The same with a bare a or o for them, as people write without the letters at hand.
std::string fold_bare(std::string_view text);

// What stands between a word and the one before it.
enum class Break : std::uint8_t {
    none,   // a blank
    glued,  // nothing: "7er", "8/10"
    comma,  // , ; : ( ) – within a sentence
    stop,   // . ! ? or the end of a line: another sentence
};

struct Word {
    std::string text;   // folded
    std::string as_is;  // as written
    Break before = Break::stop;
    char mark = '\0';       // the last mark before it: '/', '-', '+', '"'; '\0': none
    bool number = false;    // digits, perhaps with a decimal point or comma
    bool question = false;  // its sentence ends with a question mark
    bool shouted = false;   // more than one letter, all capitals
};
using WordList = std::vector<Word>;

// At most kMaxWords: what people write by hand is shorter.
inline constexpr std::size_t kMaxWords = 2000;
WordList split_words(std::string_view text);

// A phrase: its words, folded.
using Phrase = std::vector<std::string>;
Phrase phrase(std::string_view text);
Phrase bare_phrase(std::string_view text);

// Whether `words` has that phrase at `at`, without another sentence beginning inside it.
bool phrase_at(const WordList& words, std::size_t at, const Phrase& phrase);

// Several phrases, given as "ja tak | gerne | yes please", and found by their first word.
class PhraseSet {
public:
    explicit PhraseSet(std::string_view phrases);
    // How many words the longest of them takes at `at`; 0: none is there.
    std::size_t match_at(const WordList& words, std::size_t at) const { return match_at(words, at, words.size()); }
    // The same, for those that end at `to` at the latest.
    std::size_t match_at(const WordList& words, std::size_t at, std::size_t to) const;
    // Whether words[from, to) is one of them, or several in a row ("STOP STOP").
    bool makes_up(const WordList& words, std::size_t from, std::size_t to) const;
    // Whether any of them is in words[from, to).
    bool any_in(const WordList& words, std::size_t from, std::size_t to) const;
    bool any_in(const WordList& words) const { return any_in(words, 0, words.size()); }

private:
    std::vector<Phrase> phrases_;  // ordered by first word, longer ones first
};

// Where the sentence that holds words[at] begins and ends.
std::size_t sentence_begin(const WordList& words, std::size_t at);
std::size_t sentence_end(const WordList& words, std::size_t at);

}  // namespace dialogd::message
