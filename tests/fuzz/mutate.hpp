// Inputs made from other inputs by small random changes.
#pragma once

#include <random>
#include <string>
#include <vector>

namespace dialogd::fuzz {

using Random = std::mt19937_64;

// One to eight changes to a seed: bits, bytes, pieces taken out, doubled, moved in from another seed, and
// words that parsers stumble over. At most `longest` bytes. `seeds` is not empty.
std::string mutated(const std::vector<std::string>& seeds, std::size_t longest, Random& random);

}  // namespace dialogd::fuzz
