// What a person who writes rules and content works on: the checked rules and templates, the vocabulary, and
// customers to try them with. Nothing here is written to, and nothing is sent.
#pragma once

#include <memory>

#include "app/house.hpp"
#include "rules/place.hpp"

namespace dialogd::app {

struct Workshop {
    Config config;
    Tools tools;
    rules::Sources sources;
    std::unique_ptr<Ruleset> rules;  // of this command alone, which may change it
    rules::Vocabulary vocabulary;
    rules::Segments segments;
    std::map<std::string, std::string> about;  // of each attribute, as vocabulary.yaml has it
};

// Nothing after having said on stderr what is wrong; `code` is the exit code then.
std::unique_ptr<Workshop> open_workshop(const std::filesystem::path& config, int& code);

// A customer as the store has them now, named by id, e-mail address or phone number.
Result<Customer> load_customer(const Workshop& shop, const std::string& name);
// The last event of that name among their newest 1,000 entries; nothing when there is none.
Result<std::optional<Event>> last_event(const Workshop& shop, const Customer& customer, const std::string& name);

// The first rule that says the content, a live one before a draft; null when none does.
const Rule* rule_that_says(const Ruleset& rules, std::string_view content);
// Null after having said what there is instead.
const Rule* find_rule_or_say(const Ruleset& rules, const std::string& name, const std::filesystem::path& folder);
const Content* find_content_or_say(const Ruleset& rules, const std::string& name, const std::filesystem::path& folder);

}  // namespace dialogd::app
