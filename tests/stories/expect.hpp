// What a story expects of a step, held against what the step left.
#pragma once

#include "stories/story.hpp"
#include "stories/world.hpp"

namespace dialogd::stories {

// `step`: the story's step with its expectations. Throws Failed, with what came instead.
void check_expectations(const YamlNode& step, const Step& came);

// `check:`, a look at the state.
void check_state(const YamlNode& node, const Customer& customer);

}  // namespace dialogd::stories
