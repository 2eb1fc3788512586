// The names that the templates of some words use.
#pragma once

#include "app/preview.hpp"

namespace dialogd::app {

// What the words were rendered with.
struct WordsAt {
    const Ruleset& rules;
    const Customer& customer;
    const Run& run;
    const Content& content;
    const Words& words;
    Instant now;
};

// In the order in which they come up, each once.
std::vector<NameInWords> names_in_words(const WordsAt& at);
// The preheader, which no header carries.
std::string preheader_of(const WordsAt& at);

}  // namespace dialogd::app
