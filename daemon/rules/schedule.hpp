// The times of a `schedule` trigger as text: "mon,thu 09:00", or one day and time.
#pragma once

#include "dialogd/ruleset.hpp"
#include "rules/findings.hpp"
#include "rules/yaml.hpp"

namespace dialogd::rules {

// "mon,thu 09:00", "mon-fri 09:00", "daily 09:00", a list of those, or {once: "2026-12-01 09:00", spread: 4h}.
// Nothing after having said what is wrong.
std::optional<Schedule> read_schedule(const YamlNode& node, Findings& findings);

}  // namespace dialogd::rules
