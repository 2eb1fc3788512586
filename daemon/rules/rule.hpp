// One rule file: the YAML tree of a rule as a Rule.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rules/reading.hpp"

namespace dialogd::rules {

// What the parts of one rule know of each other.
struct RuleReading {
    Reading& in;
    std::string topic;
    std::vector<std::string> started_by;  // the events that may have started a run
    bool started_otherwise = false;       // ... or a date, a time, a condition, a word: no event is at hand
    std::set<std::string> variables;      // run.NAME, of its `set` steps
    std::set<std::string> answers;        // run.answers.NAME, of its questions

    Place at_trigger(std::vector<std::string> events) const;        // an event is at hand, no run yet
    Place at_event(const std::optional<std::string>& event) const;  // an event comes in while a run is open
    Place in_steps() const;
    // As far as all are known.
    std::vector<std::string> known_starts() const {
        return started_otherwise ? std::vector<std::string>{} : started_by;
    }
};

// The rule, or nothing when a mistake was found; each is in `in.findings`. `text` is the file's, for
// the rule's version.
std::optional<Rule> read_rule(const YamlNode& root, const std::string& path, const std::string& text, Reading& in);

// The file's name without folder and ending.
std::string stem_of(std::string_view path);

void read_triggers(const YamlNode& root, RuleReading& rule, Rule& out);
// A trigger by date, schedule, becomes or keyword, as `kind` says.
void read_timely_trigger(const YamlNode& node, std::string_view kind, RuleReading& rule, Rule& out);
void read_exits(const YamlNode& node, const RuleReading& rule, Rule& out);
void read_goal(const YamlNode& node, const RuleReading& rule, Rule& out);
void read_reenter(const YamlNode& node, Rule& out, Findings& findings);

// What a rule does about who fits already, and how often it may start at most.
void read_existing(const YamlNode& node, Rule& out, Findings& findings);
void read_at_most(const YamlNode& node, Rule& out, Findings& findings);

// Fills variables and answers from the steps, before any expression is compiled.
void collect_names(const YamlNode& steps, RuleReading& rule);
void read_steps(const YamlNode& node, const RuleReading& rule, Rule& out);

// Steps that no way leads to.
void check_reachable(const Rule& rule, Findings& findings);

}  // namespace dialogd::rules
