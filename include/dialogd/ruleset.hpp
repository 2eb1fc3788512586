// All that a turn may know besides the customer: rules, contents, caps, topics, zones, formats, keys.
//
// Made once by rules/ from text that was checked, then immutable and shared between threads.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "dialogd/rule.hpp"

namespace dialogd {

class ReplyReader;  // reply.hpp

// Loaded before the first turn, owned by app/, alive as long as any Ruleset that points to them.
struct Services {
    const Calendar* calendar = nullptr;
    const Formats* formats = nullptr;
    const Signer* signer = nullptr;
    const ReplyReader* reader = nullptr;
};

struct Topic {
    std::string name;
    bool marketing = true;                     // false: service: needs no consent, is not counted
    std::map<std::string, std::string> names;  // by language
};

struct Cap {
    std::uint32_t max = 0;
    std::variant<Duration, CalendarUnit> per = Duration{};  // rolling, or calendar in the customer's zone
    std::optional<ChannelKind> channel;
    std::string topic, tag, rule, content;  // empty: any
    std::string text;                       // as written, for decisions: "max 3 per 7d"
};

struct ChannelSettings {
    ChannelKind kind = ChannelKind::email;
    std::string from;                   // RFC 5322 mailbox, or a number or name
    bool can_receive = true;            // answers can come back
    std::optional<bool> at_least_once;  // none: as the topic's kind says
};

// The parts of the configuration that a turn needs.
struct Household {
    std::string company;
    std::string company_address;
    std::string public_url;    // "https://dialog.shop.example", no slash at the end
    std::string reply_domain;  // behind the @ of Reply-To and return path
    std::string language = "en";
    std::string time_zone = "UTC";
    std::vector<ChannelSettings> channels;  // at most one of a kind
    std::vector<Cap> caps;
    std::optional<QuietHours> quiet_hours;
    Duration gather = kMinute * 5;
    Duration late_after = kHour * 24;
    std::map<std::string, Topic> topics;
    std::vector<std::string> queues;
    std::string unmatched_queue;  // where replies go that nothing understands; empty: none
};

// What other systems call the things in rules/vocabulary.yaml (`also:`): the shell renames what comes in
// before the turn, so that rules know one name for each thing.
struct Aliases {
    using Names = std::unordered_map<std::string, std::string, TextHash, std::equal_to<>>;
    Names events;                             // "Order Completed" -> "order.placed"
    Names attributes;                         // "firstName" -> "first_name"
    std::map<std::string, Names> properties;  // by our event name
};

// Words for what the engine itself says (confirmation of an opt-out, help), by language: contents
// named "_stopped", "_started", "_help", looked up like any other.

// What somebody has stopped by hand (`dialogd pause`): nothing of it starts or goes out until resumed,
// also what waits in the outbox. Names, sorted.
struct Paused {
    bool all = false;
    std::vector<std::string> rules;
    std::vector<std::string> contents;

    bool rule(std::string_view name) const;
    bool content(std::string_view name) const;
    bool operator==(const Paused&) const = default;
};

struct Ruleset {
    Household household;
    Services services;
    std::vector<Rule> rules;   // live and draft, in order of name
    std::vector<Rule> former;  // older versions that open runs still go by
    Paused paused;
    std::vector<Content> contents;  // ordered by name
    Aliases aliases;
    Needs needs;
    std::uint64_t hash = 0;  // of everything that was read

    // Indexes, made by `index` once the lists are complete; into `rules`.
    struct TriggerAt {
        std::uint32_t rule = 0;
        std::uint32_t trigger = 0;
    };
    std::unordered_map<std::string, std::vector<TriggerAt>, TextHash, std::equal_to<>> by_event;  // Kind::event
    std::unordered_map<std::string, std::vector<TriggerAt>, TextHash, std::equal_to<>>
        by_absent;                      // by what it counts from
    std::vector<TriggerAt> by_time;     // Kind::date and Kind::schedule
    std::vector<TriggerAt> by_becomes;  // Kind::becomes
    std::vector<TriggerAt> by_keyword;  // Kind::keyword
    std::unordered_map<std::string, std::vector<std::uint32_t>, TextHash, std::equal_to<>> exits_by_event;
    std::unordered_map<std::string, std::vector<std::uint32_t>, TextHash, std::equal_to<>> goals_by_event;

    const Rule* find_rule(std::string_view name) const;
    // The steps that a run goes by: that version if it is still here, else null.
    const Rule* find_version(std::string_view name, std::uint64_t version) const;
    const Content* find_content(std::string_view name) const;
    const Topic* find_topic(std::string_view name) const;
    const ChannelSettings* find_channel(ChannelKind kind) const;
};

// Fills the indexes and `needs` from the lists. Called once, by whoever filled the lists.
void index(Ruleset& ruleset);

}  // namespace dialogd
