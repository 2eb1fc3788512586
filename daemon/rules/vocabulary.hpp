// rules/vocabulary.yaml: the names of attributes, events and their properties, with their types.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/ruleset.hpp"
#include "rules/cel/names.hpp"
#include "rules/cel/quick.hpp"
#include "rules/findings.hpp"
#include "rules/yaml.hpp"

namespace dialogd::rules {

using Fields = std::map<std::string, Type, std::less<>>;

struct EventFields {
    Fields properties;      // with `name`, `id` and `time`, which every event has
    bool complete = false;  // a property that is not here is a mistake
    bool own = false;       // one that dialogd makes by itself
};

struct Vocabulary {
    Vocabulary();  // what there always is: our own events, and a customer's id, addresses and the like

    bool declared = false;  // there is a vocabulary.yaml: names that are not in it are mistakes
    Fields customer;
    std::map<std::string, EventFields, std::less<>> events;
    Aliases aliases;
    // Of every expression that is compiled with these names; shared by copies.
    std::shared_ptr<SlotNames> slot_names = std::make_shared<SlotNames>();

    std::vector<std::string> event_names() const;
    const EventFields* find_event(std::string_view name) const;  // null when it is not declared
};

// Fields of a customer that no rule sets: they come with the profile.
bool is_built_in(std::string_view customer_field);
// Fields of a customer that are always there, so that no has() is needed.
bool is_always_there(std::string_view customer_field);

void read_vocabulary(const YamlNode& root, Vocabulary& vocabulary, Findings& findings);

}  // namespace dialogd::rules
