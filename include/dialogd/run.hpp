// A run: one customer going through one rule's steps, and what is kept of runs that have ended.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialogd/person.hpp"

namespace dialogd {

// What a captured answer left behind, for later steps: run.answers.NAME.
struct GivenAnswer {
    std::string name;
    Value value;
    std::string text;
    Instant at{};
    std::string asked{};  // the question's words, when the answer may become a consent

    bool operator==(const GivenAnswer&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "name", self.name);
        visit(2, "value", self.value);
        visit(3, "text", self.text);
        visit(4, "at", self.at);
        visit(5, "asked", self.asked);
    }
};

// What a run stands at, and until when.
enum class Waiting : std::uint8_t {
    nothing,  // between steps, inside a turn only
    time,     // a `wait`: goes on at `until`
    event,    // a `wait: {event}`: goes on with the event, or at `until`
    place,    // a step that is due but held: a `send` or `ask`, looked at again at `until`; by hand any that does
              // something, until it is resumed
    confirm,  // an `ask` that is queued: until it is accepted, or fails
    answer,   // an open question: until the answer, or `until`
};
std::string_view to_text(Waiting waiting);

// Steps that a run takes when it comes to `rejoin`, instead of going on there.
struct LaterSteps {
    std::int32_t rejoin = -1;
    std::int32_t then = -1;

    bool operator==(const LaterSteps&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "rejoin", self.rejoin);
        visit(2, "then", self.then);
    }
};

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
    ChannelKind replied_on = ChannelKind::email;
    bool paused = false;             // place: held because somebody has paused it
    std::vector<ChannelKind> tried;  // channels on which the send that it stands at has failed
    std::vector<LaterSteps> later;   // of answers taken at once; the next one last

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
        visit(19, "replied_on", self.replied_on);
        visit(20, "paused", self.paused);
        visit(21, "tried", self.tried);
        visit(22, "later", self.later);
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
    std::string asked{};  // its words, when the answer may become a consent

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
        visit(14, "asked", self.asked);
    }
};

// When a run of (rule, key) last started: for `reenter`, and for messages at most once for each step.
struct Started {
    std::uint64_t rule_key = 0;  // hash_text(key, hash_text(rule))
    Instant at{};
    bool draft = false;  // the rule was a draft: it does not count when the rule is live

    bool operator==(const Started&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "rule_key", self.rule_key);
        visit(2, "at", self.at);
        visit(3, "draft", self.draft);
    }
};

// The due time up to which an `absent` trigger has been looked at: it is looked at once for each.
struct AbsenceSeen {
    std::uint64_t rule_key = 0;  // of rule, key and the trigger's hash; before there was one, of rule and key
    Instant due{};

    bool operator==(const AbsenceSeen&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "rule_key", self.rule_key);
        visit(2, "due", self.due);
    }
};

// Up to which reading of the customer's clock a `date` or `schedule` trigger has been looked at.
struct TimeSeen {
    std::uint64_t rule_key = 0;  // of rule and trigger
    Instant reading{};

    bool operator==(const TimeSeen&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "rule_key", self.rule_key);
        visit(2, "reading", self.reading);
    }
};

// The value that the condition of a `becomes` trigger had when it was last another one.
struct ConditionState {
    std::uint64_t rule_key = 0;   // of rule and trigger
    std::uint64_t condition = 0;  // hash of its text
    bool value = false;
    Instant since{};

    bool operator==(const ConditionState&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "rule_key", self.rule_key);
        visit(2, "condition", self.condition);
        visit(3, "value", self.value);
        visit(4, "since", self.since);
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

}  // namespace dialogd
