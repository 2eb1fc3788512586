// Edit distance, and the sentence that is made of it.
#include "rules/suggest.hpp"

#include <algorithm>
#include <array>

namespace dialogd::rules {

namespace {

constexpr std::size_t kLongestWord = 64;  // nobody mistypes a longer one into another
constexpr std::size_t kListed = 12;

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    if (a.size() > kLongestWord || b.size() > kLongestWord) return a == b ? 0 : kLongestWord;
    std::array<std::array<std::size_t, kLongestWord + 1>, 3> rows{};
    for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& row = rows[i % 3];
        const auto& above = rows[(i + 2) % 3];
        const auto& two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[a.size() % 3][b.size()];
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    const std::string* best = nullptr;
    std::size_t distance = 0;
    for (const std::string& candidate : candidates) {
        const std::size_t d = edit_distance(word, candidate);
        if (best != nullptr && d >= distance) continue;
        best = &candidate;
        distance = d;
    }
    // A third of the letters wrong is still the same word; more is another one.
    if (best != nullptr && distance <= std::max<std::size_t>(1, word.size() / 3))
        return "; did you mean `" + *best + "`?";
    if (candidates.empty() || candidates.size() > kListed) return {};
    std::string text = "; there are: ";
    for (const std::string& candidate : candidates) text += (&candidate == &candidates.front() ? "" : ", ") + candidate;
    return text;
}

}  // namespace dialogd::rules
