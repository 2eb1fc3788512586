// Tells the forms of one word from other words: "dyre" of "dyr", "leveringstiden" of "levering".
#pragma once

#include <cstddef>
#include <string_view>

#include "message/phrases.hpp"

namespace dialogd::message {

// How near `said` is to `listed`, both folded. Deliberately short of grammar: an ending may be added to a listed
// word, or a definite one left out; nothing turns "betalt" (paid) into "betaler" (pays).
enum class Likeness : std::uint8_t {
    other,
    misspelt,  // one letter missing, added or swapped inside a word of seven letters or more
    form,      // another ending, or a compound with a listed word of five letters or more
    same,
};
Likeness likeness(std::string_view said, std::string_view listed);

// The least likeness of the words of `phrase` to those at words[at]; other where a sentence begins inside it.
Likeness phrase_likeness(const WordList& words, std::size_t at, const Phrase& phrase);

}  // namespace dialogd::message
