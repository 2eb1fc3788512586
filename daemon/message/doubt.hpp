// What makes an answer uncertain although its words are there: negations, conditions, questions.
#pragma once

#include "message/phrases.hpp"

namespace dialogd::message {

// "ikke", "not", "aldrig": a word that turns what follows around.
std::size_t negation_at(const WordList& words, std::size_t at);

// A negation up to three words before words[at], in the same sentence ("ikke for dyrt").
bool negated_before(const WordList& words, std::size_t at);

// What stands after "men", "but" or "utan" behind a negation of something else: "ikke prisen, men størrelsen",
// "not the 30th, the day after". Not after "ikke kun", which denies nothing.
bool is_contrasted(const WordList& words, std::size_t at);

// Why words[from, to) may not mean what it says where it stands; empty: it does.
// ("the price was not the problem", "anything but the price", "if I had paid", "have I paid?")
struct Doubt {
    std::string_view why;
    bool set_aside = false;  // it was denied or praised: another answer in the same text may be the one
};
Doubt doubt_about(const WordList& words, std::size_t from, std::size_t to);
// "men", "but", "it was": words[from, to) turn from one answer to another.
bool turns_between(const WordList& words, std::size_t from, std::size_t to);

}  // namespace dialogd::message
