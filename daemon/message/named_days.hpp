// One naming of a day at a place in a text: by its date, or from today on.
#pragma once

#include <cstddef>
#include <optional>

#include "message/days.hpp"

namespace dialogd::message {

struct Named {
    std::optional<Day> day;  // nothing: a day that is none, such as 31/2
    std::size_t from = 0, to = 0;
    bool weekday = false;  // by the name of a weekday alone
};

// "2026-05-03", "3/5", "3. maj", "May 3", "juleaften".
std::optional<Named> date_at(const WordList& words, std::size_t at, Day today, bool month_first);
// "i morgen", "fredag", "torsdag i næste uge", "a week on friday".
std::optional<Named> relative_at(const WordList& words, std::size_t at, Day today);

}  // namespace dialogd::message
