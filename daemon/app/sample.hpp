// A made-up customer and made-up events, with a likely value for each name in the vocabulary.
#pragma once

#include "app/workshop.hpp"

namespace dialogd::app {

// What a sample file may say: {"customer": {...}, "event": {"name": ..., ...}, "run": {"answers": {...}}}.
struct Sample {
    Value customer;  // a map of attributes; with email, phone, language, time_zone, id
    Value event;     // properties; with `name`
    Value answers;   // by name: a value, or {"value", "text"}
};
Result<Sample> read_sample(const std::filesystem::path& file);

// Attributes that are not in `given` (a map, or null) come out of the vocabulary. Source: "sample", or "given".
Customer sample_customer(const Workshop& shop, const Value& given, Instant now);
// Says yes to every topic.
void consent_to_all(const Workshop& shop, Customer& customer, Instant now);
Event sample_event(const Workshop& shop, const std::string& name, const Value& given, Instant now);
// One for each answer that the rule's questions may get.
std::vector<GivenAnswer> sample_answers(const Rule& rule, const Value& given, Instant now);
// The event that starts the rule: of its first trigger that has one.
std::string starting_event(const Rule& rule);

}  // namespace dialogd::app
