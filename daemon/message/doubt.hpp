// What makes an answer uncertain although its words are there: negations, conditions, questions.
#pragma once

#include "message/phrases.hpp"

namespace dialogd::message {

// "ikke", "not", "aldrig": a word that turns what follows around.
std::size_t negation_at(const WordList& words, std::size_t at);

// A negation up to three words before words[at], in the same sentence ("ikke for dyrt").
bool negated_before(const WordList& words, std::size_t at);

// Why words[from, to) may not mean what it says where it stands; empty: it does.
// ("the price was not the problem", "anything but the price", "if I had paid", "have I paid?")
std::string_view doubt_about(const WordList& words, std::size_t from, std::size_t to);

}  // namespace dialogd::message
