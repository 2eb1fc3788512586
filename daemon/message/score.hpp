// The parts of reading a number: the words for numbers, and what stands around one that is a score.
#pragma once

#include <cstddef>
#include <string_view>

#include "message/phrases.hpp"

namespace dialogd::message {

struct NumberWord {
    std::string_view text;
    int value;
    std::string_view only;  // languages in which it surely is one; empty: in all
};

// Null: no number.
const NumberWord* find_number_word(std::string_view folded);

struct Candidate {
    std::size_t at = 0;   // first word
    std::size_t end = 0;  // behind the last, with "ud af ti"
    double value = 0;
    bool ambiguous = false;  // a word that is no number in some language
    bool scaled = false;     // "of 10"
    bool wrong_scale = false;
};

// "3 dage", "2 stk", "20 %": an amount of something, no score.
bool counts_something(const WordList& words, const Candidate& found);
// "at least 8", "8 if it had come in time", "7 or 8".
bool is_hedged(const WordList& words, const Candidate& found);
// All in the clause before and right behind it is what people put around a score: whoever writes "missing 2
// screws" or "room 7" speaks of something else.
bool said_as_score(const WordList& words, const Candidate& found);
// The sentence is the number and politeness alone: then even "to" and "ni" are numbers.
bool stands_alone(const WordList& words, const Candidate& found);

}  // namespace dialogd::message
