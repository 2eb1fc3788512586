// What the store keeps about rules, as facts: since when each is live, and the texts of their versions.
#pragma once

#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "app/house.hpp"
#include "dialogd/ports.hpp"
#include "rules/load.hpp"

namespace dialogd::app {

struct Past {
    std::vector<rules::SourceFile> former;
    std::map<std::string, LiveSince> live_since;
};
Past read_past(const Store& store);

// Keeps the texts of the rules now in force, and since when they and their triggers are live, as load_rules has set
// it; one that is live no longer is new when it comes back. True: not everybody has been looked at with these rules
// yet; keep_looked_at says so when it is done.
Result<bool> keep_present(Store& store, const Ruleset& rules, const rules::Sources& sources);
// Versions of the rules that were last put in force, by name; empty in a store that never had any.
std::map<std::string, std::uint64_t> read_present(const Store& store);
Result<void> keep_looked_at(Store& store, std::uint64_t hash);
Result<void> forget_looked_at(Store& store);  // everybody is to be looked at again

// Forgets texts of versions that are not in force and not in `used` (as version_key), a bounded number at a time.
Result<void> forget_unused(Store& store, const Ruleset& rules, const std::unordered_set<std::uint64_t>& used);

// Bodies are stored compressed, with the template they were made from as dictionary: tells the store the templates.
Result<void> tell_sources(Store& store, const Ruleset& rules);

}  // namespace dialogd::app
