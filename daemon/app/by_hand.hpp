// What somebody has paused or dropped by hand, kept as facts in the store: it survives restarts and reloads.
#pragma once

#include <string>
#include <vector>

#include "dialogd/ports.hpp"

namespace dialogd::app {

// What is meant: exactly one of the three.
struct Named {
    std::string rule;
    std::string content;
    bool all = false;

    bool operator==(const Named&) const = default;
};
std::string describe(const Named& named);  // "rule `welcome`", "content `tips`", "everything"

// Not what we say about the customer's own STOP or START: they wait for it.
bool is_meant(const Named& named, const OpenMessage& message);

// Somebody's word about it.
struct ByHand {
    Named named;
    Instant at{};
    std::string by;
};

std::vector<ByHand> read_paused(const Store& store);
// Drops that not everybody has heard of yet.
std::vector<ByHand> read_drops(const Store& store);
Paused paused_of(const std::vector<ByHand>& pauses);

// Each is on disk when it returns. Said again, the newest word counts.
Result<void> keep_pause(Store& store, const ByHand& pause);
Result<void> forget_pause(Store& store, const Named& named);  // one that is not there: nothing
Result<void> keep_drop(Store& store, const ByHand& drop);
Result<void> forget_drops(Store& store);

// Said by somebody who pauses, resumes or drops: checks the name, and is on disk when it returns. Everybody is
// looked at anew, also when the daemon ends before it has done so.
enum class Act : std::uint8_t { pause, resume, drop };
Result<void> keep_act(Store& store, const Ruleset& rules, Act act, const ByHand& word);

// `not_found`, with what was probably meant, when there is neither such a rule or content nor a pause of it.
Result<void> is_known(const Named& named, const Ruleset& rules, const std::vector<ByHand>& pauses);

// {"all": null or {"since", "by"}, "rules": [{"rule", "since", "by"}], "contents": [{"content", "since", "by"}]}
std::string to_json(const std::vector<ByHand>& pauses);

// What somebody asks for, read from JSON: {"rule": NAME}, {"content": NAME} or {"all": true}.
Result<Named> read_named(std::string_view json);

}  // namespace dialogd::app
