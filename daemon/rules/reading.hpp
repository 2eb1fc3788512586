// What is at hand while rules and contents are read, and how expressions are read with it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/findings.hpp"
#include "rules/place.hpp"
#include "rules/yaml.hpp"

namespace dialogd::rules {

struct Stage {
    std::string name;
    Where where;
    bool used = false;
};

struct Journey {
    bool declared = false;  // there is a journey.yaml
    bool broken = false;    // ... which can't be read: its stages are not known
    std::vector<Stage> stages;
};

// A content as far as rules must know it.
struct ContentNote {
    bool email = false;
    bool sms = false;
    bool used = false;
    Where where;
    std::set<std::string> languages;  // of its words, on any channel
    // Languages of its e-mails that have no link to unsubscribe by, neither themselves nor in their frame.
    std::set<std::string> no_unsubscribe;
};

struct Reading {
    const Household& household;
    const Services& services;
    Findings& findings;
    Vocabulary& vocabulary;
    Journey& journey;
    Segments& segments;
    std::map<std::string, ContentNote, std::less<>>& contents;
    Instant now{};  // 1970: not known
};

// True or false: a condition. Null after having said what is wrong.
std::unique_ptr<const Expression> read_condition(const YamlNode& node, std::string_view key, const Place& place,
                                                 Findings& findings);
// Any value.
std::unique_ptr<const Expression> read_expression(const YamlNode& node, std::string_view key, const Place& place,
                                                  Findings& findings);
// A time, or text that says one, as in "2026-12-01".
std::unique_ptr<const Expression> read_time(const YamlNode& node, std::string_view key, const Place& place,
                                            Findings& findings);
// The same as read_expression for the text behind a `=`, which begins `skipped` bytes into the node's text.
std::unique_ptr<const Expression> read_computed(const YamlNode& node, std::size_t skipped, const Place& place,
                                                Findings& findings);

// An event's name that rules may wait for; nothing (and said) when it is unknown.
std::optional<std::string> read_event_name(const YamlNode& node, std::string_view key, const Vocabulary& vocabulary,
                                           Findings& findings);

// A literal of the declared type; a quoted one is text. Nothing (and said) when it does not fit.
std::optional<Value> read_literal(const YamlNode& node, std::string_view name, Type type, Findings& findings);

void read_journey(const YamlNode& root, Journey& journey, Findings& findings);
void read_segments(const YamlNode& root, const Vocabulary& vocabulary, Segments& segments, Findings& findings);

}  // namespace dialogd::rules
