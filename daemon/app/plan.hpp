// What would become of each rule, and of its open runs, if other rules were put in force now.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "dialogd/ports.hpp"

namespace dialogd::app {

struct RulePlan {
    enum class Kind : std::uint8_t { added, changed, gone, unchanged };
    std::string rule;
    Kind kind = Kind::unchanged;
    // Open runs of a rule that has changed or gone; finish: by the steps that they have.
    std::size_t finish = 0;
    std::size_t migrate = 0;
    std::size_t exit = 0;

    std::size_t open() const { return finish + migrate + exit; }
};

// In order of name. `present`: versions of the rules in force. `rules` has the former versions that runs go by.
// `progress` is called now and then with how many customers have been looked at.
Result<std::vector<RulePlan>> plan(Store& store, const std::map<std::string, std::uint64_t>& present,
                                   const Ruleset& rules, Instant now,
                                   const std::function<void(std::uint64_t)>& progress);

}  // namespace dialogd::app
