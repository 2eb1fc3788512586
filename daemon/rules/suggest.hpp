// The name that somebody probably meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dialogd::rules {

// Insertions, deletions, changes and swaps of neighbours that turn one into the other (optimal
// string alignment), in bytes.
std::size_t edit_distance(std::string_view a, std::string_view b);

// "; did you mean `topic`?" for the candidate nearest to `word`, "; there are: a, b" when none is
// near and there are few, and nothing otherwise.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace dialogd::rules
