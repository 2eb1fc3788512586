// A customer as the engine knows them: the fold of the entries in their history, and nothing else.
//
// A value. `apply` (turn.hpp) is the only thing that changes it; the store may keep a copy of it as a
// snapshot, and can always rebuild it. Every list in it is bounded, so that nobody's state grows
// without end.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/event.hpp"

namespace dialogd {

struct Address {
    ChannelKind channel = ChannelKind::email;
    std::string value;  // an addr-spec (RFC 5322) or a number as E.164
    AddressState state = AddressState::usable;
    std::string reason;  // why it is not usable

    bool operator==(const Address&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "channel", self.channel);
        visit(2, "value", self.value);
        visit(3, "state", self.state);
        visit(4, "reason", self.reason);
    }
};

struct Attribute {
    std::string name;
    Value value;
    std::string source;  // "api", "segment", "rule:welcome"
    Instant at{};

    bool operator==(const Attribute&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "name", self.name);
        visit(2, "value", self.value);
        visit.name(3, "source", self.source);
        visit(4, "at", self.at);
    }
};

// The last word on one topic and channel; the log itself is in the history.
struct ConsentState {
    std::string topic;
    std::optional<ChannelKind> channel;
    bool given = false;
    Instant at{};

    bool operator==(const ConsentState&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "topic", self.topic);
        visit(2, "channel", self.channel);
        visit(3, "given", self.given);
        visit(4, "at", self.at);
    }
};

// An event that the rules look back at (Needs says which, and for how long).
struct Remembered {
    std::string name;
    Instant time{};
    Value properties;

    bool operator==(const Remembered&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "name", self.name);
        visit(2, "time", self.time);
        visit(3, "properties", self.properties);
    }
};

// A message that took a place under the caps: from its queueing on, until it is known to have failed.
struct Contact {
    MessageNumber message = 0;
    Instant at{};
    ChannelKind channel = ChannelKind::email;
    std::string topic;
    std::string rule;
    std::string content;
    bool counted = false;  // marketing that we began; service and continuations are not counted
    std::uint64_t to = 0;  // hash_text of the address: a bounce may come when the message is closed

    bool operator==(const Contact&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "message", self.message);
        visit(2, "at", self.at);
        visit(3, "channel", self.channel);
        visit.name(4, "topic", self.topic);
        visit.name(5, "rule", self.rule);
        visit.name(6, "content", self.content);
        visit(7, "counted", self.counted);
        visit(8, "to", self.to);
    }
};

// How often a content has been said to this customer, and when last: for cooldown, max_per_customer.
struct Said {
    std::string content;
    std::uint32_t times = 0;
    Instant last{};

    bool operator==(const Said&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "content", self.content);
        visit(2, "times", self.times);
        visit(3, "last", self.last);
    }
};

// A message without a final outcome: what the outbox is made of.
struct OpenMessage {
    enum class State : std::uint8_t { queued, sending, deferred };
    MessageNumber number = 0;
    State state = State::queued;
    RunNumber run = 0;
    std::string rule;
    std::string content;
    std::string topic;
    ChannelKind channel = ChannelKind::email;
    std::string to;
    bool marketing = true;
    bool counted = false;          // has a place under the caps
    bool continuation = false;     // answers the customer's own reply
    bool retry_uncertain = false;  // at_least_once: sent again when it is not known what became of it
    Instant queued_at{};
    Instant next_at{};  // not tried before
    Instant expires{};  // not worth saying later
    std::uint32_t attempts = 0;

    bool operator==(const OpenMessage&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "number", self.number);
        visit(2, "state", self.state);
        visit(3, "run", self.run);
        visit.name(4, "rule", self.rule);
        visit.name(5, "content", self.content);
        visit.name(6, "topic", self.topic);
        visit(7, "channel", self.channel);
        visit(8, "to", self.to);
        visit(9, "marketing", self.marketing);
        visit(10, "counted", self.counted);
        visit(11, "continuation", self.continuation);
        visit(12, "retry_uncertain", self.retry_uncertain);
        visit(13, "queued_at", self.queued_at);
        visit(14, "next_at", self.next_at);
        visit(15, "expires", self.expires);
        visit(16, "attempts", self.attempts);
    }
};
std::string_view to_text(OpenMessage::State state);

// What a captured answer left behind, for later steps: run.answers.NAME.
struct GivenAnswer {
    std::string name;
    Value value;
    std::string text;
    Instant at{};

    bool operator==(const GivenAnswer&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "name", self.name);
        visit(2, "value", self.value);
        visit(3, "text", self.text);
        visit(4, "at", self.at);
    }
};

// What a run stands at, and until when.
enum class Waiting : std::uint8_t {
    nothing,  // between steps, inside a turn only
    time,     // a `wait`: goes on at `until`
    event,    // a `wait: {event}`: goes on with the event, or at `until`
    place,    // a `send` or `ask` that is due but held: looked at again at `until`
    confirm,  // an `ask` that is queued: until it is accepted, or fails
    answer,   // an open question: until the answer, or `until`
};
std::string_view to_text(Waiting waiting);

struct Run {
    RunNumber number = 0;
    std::string rule;
    std::uint64_t version = 0;  // Rule::version of the steps that it goes by
    std::string key;            // the value of the rule's `key`; empty without one
    Event event;                // what started it
    Instant started{};
    std::int32_t step = 0;       // index into Rule::steps
    std::uint64_t step_key = 0;  // Step::key, to find the place again when the index has moved
    Waiting waiting = Waiting::nothing;
    Instant until{};
    Instant since{};                 // when it came to this step
    MessageNumber question = 0;      // confirm and answer: the message that asks
    std::uint32_t reply_budget = 0;  // continuations left for the reply at hand
    Instant replied_at{};            // when the customer last wrote in this run
    std::string replied_from;        // the address they wrote from
    std::vector<GivenAnswer> answers;
    std::vector<Attribute> variables;  // run.NAME, as `set` left them
    std::int32_t stop_at = -1;         // as in RunStarted

    bool operator==(const Run&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "number", self.number);
        visit.name(2, "rule", self.rule);
        visit(3, "version", self.version);
        visit(4, "key", self.key);
        visit(5, "event", self.event);
        visit(6, "started", self.started);
        visit(7, "step", self.step);
        visit(8, "step_key", self.step_key);
        visit(9, "waiting", self.waiting);
        visit(10, "until", self.until);
        visit(11, "since", self.since);
        visit(12, "question", self.question);
        visit(13, "reply_budget", self.reply_budget);
        visit(14, "replied_at", self.replied_at);
        visit(15, "replied_from", self.replied_from);
        visit(16, "answers", self.answers);
        visit(17, "variables", self.variables);
        visit(18, "stop_at", self.stop_at);
    }
};

// A question that was asked and may still be answered late, or a second time.
struct AskedQuestion {
    MessageNumber message = 0;
    RunNumber run = 0;
    std::string rule;
    std::uint64_t version = 0;
    std::int32_t step = 0;
    std::uint64_t step_key = 0;
    std::string content;
    ChannelKind channel = ChannelKind::email;
    bool open = false;  // still waits for its answer
    bool answered = false;
    Instant at{};
    std::string key;  // the run's, and what started it: a late or second answer may outlive the run
    Event event;

    bool operator==(const AskedQuestion&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "message", self.message);
        visit(2, "run", self.run);
        visit.name(3, "rule", self.rule);
        visit(4, "version", self.version);
        visit(5, "step", self.step);
        visit(6, "step_key", self.step_key);
        visit.name(7, "content", self.content);
        visit(8, "channel", self.channel);
        visit(9, "open", self.open);
        visit(10, "answered", self.answered);
        visit(11, "at", self.at);
        visit(12, "key", self.key);
        visit(13, "event", self.event);
    }
};

// When a run of (rule, key) last started: for `reenter`, and for messages at most once for each step.
struct Started {
    std::uint64_t rule_key = 0;  // hash_text(key, hash_text(rule))
    Instant at{};

    bool operator==(const Started&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "rule_key", self.rule_key);
        visit(2, "at", self.at);
    }
};

// The due time up to which an `absent` trigger has been looked at: it is looked at once for each.
struct AbsenceSeen {
    std::uint64_t rule_key = 0;  // hash_text(key, hash_text(rule))
    Instant due{};

    bool operator==(const AbsenceSeen&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "rule_key", self.rule_key);
        visit(2, "due", self.due);
    }
};

// A goal that still counts for a run, also after the run has ended.
struct GoalWatch {
    RunNumber run = 0;
    std::string rule;
    std::uint64_t version = 0;
    Instant until{};
    Event event;  // what started the run: the goal's condition may name it when the run has ended

    bool operator==(const GoalWatch&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "run", self.run);
        visit.name(2, "rule", self.rule);
        visit(3, "version", self.version);
        visit(4, "until", self.until);
        visit(5, "event", self.event);
    }
};

// An event that has been taken: repeats of it change nothing.
struct SeenEvent {
    std::uint64_t hash = 0;  // hash_text(id, hash_text(source))
    Instant at{};

    bool operator==(const SeenEvent&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "hash", self.hash);
        visit(2, "at", self.at);
    }
};

struct OpenHandover {
    std::string queue;
    Instant at{};

    bool operator==(const OpenHandover&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "queue", self.queue);
        visit(2, "at", self.at);
    }
};

// Bounds of the state. The oldest go first.
inline constexpr std::size_t kMaxContacts = 128;
inline constexpr Duration kContactMemory = kDay * 400;
inline constexpr std::size_t kMaxOpenRuns = 20;
inline constexpr std::size_t kMaxRemembered = 4096;
inline constexpr std::size_t kMaxStarted = 1024;
inline constexpr std::size_t kMaxQuestions = 32;  // more than kMaxOpenRuns: an open one never goes
inline constexpr std::size_t kMaxSeenEvents = 4096;
inline constexpr std::size_t kMaxAttributes = 512;
inline constexpr std::size_t kMaxOpenMessages = 64;

struct Customer {
    CustomerNumber number = CustomerNumber::nobody;
    std::string id;  // the shop's; unique
    Instant created{};
    Instant last_turn{};                // time of the newest entry: `now` never goes backwards for a customer
    std::string language;               // BCP 47; empty: the configured default
    std::string time_zone;              // IANA; empty: the configured default
    std::vector<Address> addresses;     // in the order they came
    std::vector<Attribute> attributes;  // ordered by name
    std::vector<ConsentState> consents;
    std::vector<std::string> topics_off;
    std::vector<ChannelKind> channels;  // as preferred, and no other; empty: no preference
    Limit limit;                        // the customer's own; max 0: none
    Instant paused_until{};
    std::optional<QuietHours> quiet_hours;
    bool marketing_stopped = false;  // "stop alt", a complaint
    bool all_stopped = false;        // "everything": also service

    RunNumber last_run = 0;
    MessageNumber last_message = 0;
    std::vector<Run> runs;                 // open, oldest first
    std::vector<OpenMessage> messages;     // open, oldest first
    std::vector<AskedQuestion> questions;  // oldest first
    std::vector<Contact> contacts;         // oldest first
    std::vector<Said> said;
    std::vector<Started> started;
    std::vector<AbsenceSeen> absences;
    std::vector<GoalWatch> goals;
    std::vector<Remembered> remembered;  // ordered by time
    std::vector<SeenEvent> seen;         // ordered by at
    std::vector<OpenHandover> handovers;
    Instant wrote_at{};                                   // the customer's last reply
    std::uint64_t unproven_asked = 0;                     // hash of the sender we have asked about
    CustomerNumber joined_into = CustomerNumber::nobody;  // who this anonymous customer turned out to be

    bool operator==(const Customer&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "number", self.number);
        visit(2, "id", self.id);
        visit(3, "created", self.created);
        visit(4, "last_turn", self.last_turn);
        visit.name(5, "language", self.language);
        visit.name(6, "time_zone", self.time_zone);
        visit(7, "addresses", self.addresses);
        visit(8, "attributes", self.attributes);
        visit(9, "consents", self.consents);
        visit.names(10, "topics_off", self.topics_off);
        visit(11, "channels", self.channels);
        visit(12, "limit", self.limit);
        visit(13, "paused_until", self.paused_until);
        visit(14, "quiet_hours", self.quiet_hours);
        visit(15, "marketing_stopped", self.marketing_stopped);
        visit(16, "all_stopped", self.all_stopped);
        visit(17, "last_run", self.last_run);
        visit(18, "last_message", self.last_message);
        visit(19, "runs", self.runs);
        visit(20, "messages", self.messages);
        visit(21, "questions", self.questions);
        visit(22, "contacts", self.contacts);
        visit(23, "said", self.said);
        visit(24, "started", self.started);
        visit(25, "absences", self.absences);
        visit(26, "goals", self.goals);
        visit(27, "remembered", self.remembered);
        visit(28, "seen", self.seen);
        visit(29, "handovers", self.handovers);
        visit(30, "wrote_at", self.wrote_at);
        visit(31, "unproven_asked", self.unproven_asked);
        visit(32, "joined_into", self.joined_into);
    }
};

// Null when the customer has no such attribute.
const Attribute* find_attribute(const Customer& customer, std::string_view name);
// The first usable-or-not address of that channel; null when there is none.
const Address* find_address(const Customer& customer, ChannelKind channel);

// An anonymous customer turned out to be another one: what the survivor takes over. Goes to both: the
// absorbed one (whose own number it names) ends its runs and is nobody to write to from then on.
struct Join {
    std::string absorbed_id;
    CustomerNumber absorbed = CustomerNumber::nobody;
    CustomerNumber into = CustomerNumber::nobody;
    std::vector<Attribute> attributes;   // fill gaps
    std::vector<ConsentState> consents;  // the stricter one wins
    std::vector<Address> addresses;

    bool operator==(const Join&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "absorbed_id", self.absorbed_id);
        visit(2, "absorbed", self.absorbed);
        visit(3, "attributes", self.attributes);
        visit(4, "consents", self.consents);
        visit(5, "addresses", self.addresses);
        visit(6, "into", self.into);
    }
};

// What the rules look back at: the events that a state must remember, and for how long.
struct Needs {
    struct Window {
        std::string event;
        Duration keep{};  // at least the last one is kept whatever its age
        bool operator==(const Window&) const = default;
    };
    std::vector<Window> windows;       // ordered by event, one for each
    Duration seen_for = kDay + kHour;  // how long event ids are remembered: late_after and an hour
    std::uint64_t hash = 0;            // of all of the above; stands in each snapshot

    bool operator==(const Needs&) const = default;
};

}  // namespace dialogd
