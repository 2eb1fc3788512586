// What a turn needs, put together: services that read files once, rules and templates from their folders.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "app/config.hpp"
#include "dialogd/ports.hpp"
#include "rules/load.hpp"

namespace dialogd::app {

// Loaded once; outlives every Ruleset that points to it.
struct Tools {
    std::unique_ptr<const Calendar> calendar;
    std::unique_ptr<const Formats> formats;
    std::unique_ptr<const Signer> signer;
    std::unique_ptr<const ReplyReader> reader;
    std::unique_ptr<const WordsCompiler> words;

    Services services() const { return {calendar.get(), formats.get(), signer.get(), reader.get()}; }
};

// `may_make_keys`: without a keys_file the signing keys are made in the data folder when they are missing
// (serve); else a key that signs nothing real is used (check).
Result<Tools> load_tools(const Config& config, bool may_make_keys);

// Files of the two folders as they are.
Result<rules::Sources> read_sources(const Config& config);

struct Loaded {
    std::shared_ptr<const Ruleset> rules;  // null when there are errors
    rules::LoadReport report;
};

// Since when a rule is live, and each of its triggers as it stands, by Trigger::hash.
struct LiveSince {
    Instant rule{};
    std::map<std::uint64_t, Instant> triggers;  // empty: all of them as long as the rule
};

// `live_since`: by the rule's name; a rule or trigger that is not named there is live since `now`.
Loaded load_rules(const Config& config, const Tools& tools, const rules::Sources& sources,
                  const std::map<std::string, LiveSince>& live_since, Instant now);

}  // namespace dialogd::app
