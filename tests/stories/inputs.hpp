// The inputs of a story's steps, as the shell would make them.
#pragma once

#include <optional>

#include "dialogd/turn.hpp"
#include "stories/story.hpp"

namespace dialogd::stories {

// Where the story stands when the input comes.
struct Moment {
    const Customer& customer;
    Instant now;
    MessageNumber last_question;  // 0: nothing was asked yet
};

// What the customer of the story is at its start: a profile, then a consent for each topic.
std::vector<Input> starting_inputs(const YamlNode& customer, Instant now);

// The input that the step's `key` is about; nothing when it is none (wait, check, claim are not here).
std::optional<Input> input_of(std::string_view key, const YamlNode& node, const Moment& moment);

}  // namespace dialogd::stories
