// Whether somebody asks to be left alone, however they put it.
#pragma once

#include <optional>

#include "message/stop_words.hpp"

namespace dialogd::message {

struct Wish {
    Span sentence;            // the first that says it
    bool about_data = false;  // what we know of them is to go, too
};
// Reads clause by clause, by what the words mean (wish_lexicon.cpp). `asked`: a question is open, so that a mere lack
// of interest answers it. Nothing for what is only told of others or of earlier times, or said as a condition.
std::optional<Wish> wants_to_be_left_alone(const WordList& words, bool asked);

// "My wife says I should leave, but I stay", "I was about to unsubscribe, but then…": what follows takes it back.
bool is_taken_back(const WordList& words);

}  // namespace dialogd::message
