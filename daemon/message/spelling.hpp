// Brings words that are spelt otherwise to the spelling that the vocabulary has.
#pragma once

#include "message/phrases.hpp"

namespace dialogd::message {

// Nynorsk and slang ("ikkje", "frå", "ikk") as their everyday sisters; long words of opting out with a letter
// wrong, missing, doubled or swapped ("unsubcribe", "afmled", "sletttt") as they are meant.
WordList respelt(WordList words);

}  // namespace dialogd::message
