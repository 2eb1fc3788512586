// Numbers that people answer with: "8/10", "syv", "7-tal", "otte ud af ti", "8 av 10", "7,5".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "message/phrases.hpp"

namespace dialogd::message {

struct NumberReading {
    std::optional<double> value;  // the one number that was meant
    bool unsure = false;          // there are numbers, but which is meant, or whether one is, is open
    std::string why;
};

// `min` and `max` tell "8/10" from "8/12", and "7 on a scale from 0 to 10" from three numbers. `language`
// decides words that are a number in one language only (Swedish "ni", Danish "to").
NumberReading read_number(const WordList& words, double min, double max, std::string_view language);

}  // namespace dialogd::message
