// The entries that the engine itself writes about runs. Together with the inputs (event.hpp,
// customer.hpp, reply.hpp), decisions and messages they make the history; `Entry` in turn.hpp is
// one of them all. An entry is never changed after it was written.
#pragma once

#include <string>
#include <vector>

#include "dialogd/ruleset.hpp"

namespace dialogd {

struct RunStarted {
    RunNumber run = 0;
    std::string rule;
    std::uint64_t version = 0;
    std::string key;
    Event event;                // what started it
    bool holdout = false;       // never contacted by this rule: decisions are recorded, nothing is sent
    Instant goal_until{};       // until when the rule's goal counts for it; epoch: it has none
    bool aside = false;         // takes the steps of a late or second answer only: no start that `reenter` counts
    std::int32_t stop_at = -1;  // aside: the step behind those steps, where it ends; -1: the rule's end
    bool replied{};             // a reply started it: what it sends goes on with that reply
    std::string reply_from{};   // the address they wrote from
    ChannelKind reply_on{};     // and its channel
    bool draft{};               // the rule is a draft: its starts don't count when it is live

    bool operator==(const RunStarted&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "run", self.run);
        visit.name(2, "rule", self.rule);
        visit(3, "version", self.version);
        visit(4, "key", self.key);
        visit(5, "event", self.event);
        visit(6, "holdout", self.holdout);
        visit(7, "goal_until", self.goal_until);
        visit(8, "aside", self.aside);
        visit(9, "stop_at", self.stop_at);
        visit(10, "replied", self.replied);
        visit(11, "reply_from", self.reply_from);
        visit(12, "reply_on", self.reply_on);
        visit(13, "draft", self.draft);
    }
};

// The run came to a step and waits there.
struct RunMoved {
    RunNumber run = 0;
    std::string rule;
    std::int32_t step = 0;
    std::uint64_t step_key = 0;
    Waiting waiting = Waiting::nothing;
    Instant until{};
    MessageNumber question = 0;
    std::string asked{};               // confirm: the question's words, when the answer may become a consent
    bool paused{};                     // place: held because somebody has paused it
    std::uint64_t version{};           // the steps that it goes by from here on; 0: as before
    std::vector<ChannelKind> tried{};  // channels on which this send has failed

    bool operator==(const RunMoved&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "run", self.run);
        visit.name(2, "rule", self.rule);
        visit(3, "step", self.step);
        visit(4, "step_key", self.step_key);
        visit(5, "waiting", self.waiting);
        visit(6, "until", self.until);
        visit(7, "question", self.question);
        visit(8, "asked", self.asked);
        visit(9, "paused", self.paused);
        visit(10, "version", self.version);
        visit(11, "tried", self.tried);
    }
};

struct RunEnded {
    RunNumber run = 0;
    std::string rule;
    std::string reason;  // "done", "exit: order.placed", "not sent", an End step's reason, a bound's name

    bool operator==(const RunEnded&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "run", self.run);
        visit.name(2, "rule", self.rule);
        visit.name(3, "reason", self.reason);
    }
};

struct GoalReached {
    RunNumber run = 0;
    std::string rule;
    double value = 0;

    bool operator==(const GoalReached&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "run", self.run);
        visit.name(2, "rule", self.rule);
        visit(3, "value", self.value);
    }
};

// An `absent` trigger came due and was looked at; also when it did not fire.
struct AbsenceChecked {
    std::string rule;
    std::string key;
    Instant due{};
    bool fired = false;
    std::string why_not;
    std::uint64_t trigger = 0;  // Trigger::hash; 0 in old entries, whose `key` may end in the trigger's number

    bool operator==(const AbsenceChecked&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "rule", self.rule);
        visit(2, "key", self.key);
        visit(3, "due", self.due);
        visit(4, "fired", self.fired);
        visit(5, "why_not", self.why_not);
        visit(6, "trigger", self.trigger);
    }
};

// A `date` or `schedule` trigger came due and was looked at; also when it did not fire.
struct TimeChecked {
    std::string rule;
    std::uint32_t trigger = 0;  // its place among the rule's
    Instant due{};
    Instant reading{};  // what the customer's clock shows then, as if it were UTC: a move does not repeat it
    bool fired = false;
    std::string why_not;

    bool operator==(const TimeChecked&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "rule", self.rule);
        visit(2, "trigger", self.trigger);
        visit(3, "due", self.due);
        visit(4, "reading", self.reading);
        visit(5, "fired", self.fired);
        visit(6, "why_not", self.why_not);
    }
};

// The condition of a `becomes` trigger has another value than before.
struct ConditionTurned {
    std::string rule;
    std::uint32_t trigger = 0;    // its place among the rule's
    std::uint64_t condition = 0;  // hash of its text: another condition is looked at anew
    bool value = false;
    bool existing = false;  // it was so when the rule went live, or when what it names changed

    bool operator==(const ConditionTurned&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "rule", self.rule);
        visit(2, "trigger", self.trigger);
        visit(3, "condition", self.condition);
        visit(4, "value", self.value);
        visit(5, "existing", self.existing);
    }
};

// Several answers were taken at once (`pick: all`): the steps that are still to be taken.
struct RunBranched {
    RunNumber run = 0;
    std::string rule;
    std::vector<LaterSteps> later;  // all of them, the next one last

    bool operator==(const RunBranched&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "run", self.run);
        visit.name(2, "rule", self.rule);
        visit(3, "later", self.later);
    }
};

// A rule's trigger fitted an event and started no run: why.
struct NotStarted {
    std::string rule;
    std::string key;
    std::string reason;  // "condition failed: ...", "reenter", "open run", "holdout", "too many open runs"

    bool operator==(const NotStarted&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "rule", self.rule);
        visit(2, "key", self.key);
        visit.name(3, "reason", self.reason);
    }
};

// The customer's reply was taken as the answer to a question.
struct Answered {
    RunNumber run = 0;
    std::string rule;
    MessageNumber message = 0;
    std::string content;  // what was asked
    std::string answer;   // the answer's name
    Value value;          // the number or date, else the name; for `any` the text
    std::string text;
    bool late = false;
    bool again = false;                        // a second answer to the same question
    bool known = false;                        // not asked: the answer was known (known_for)
    std::string from;                          // the address they wrote from
    ChannelKind channel = ChannelKind::email;  // and its channel

    bool operator==(const Answered&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "run", self.run);
        visit.name(2, "rule", self.rule);
        visit(3, "message", self.message);
        visit.name(4, "content", self.content);
        visit.name(5, "answer", self.answer);
        visit(6, "value", self.value);
        visit(7, "text", self.text);
        visit(8, "late", self.late);
        visit(9, "again", self.again);
        visit(10, "known", self.known);
        visit(11, "from", self.from);
        visit(12, "channel", self.channel);
    }
};

// A reply that nothing understood, or that may not be acted on; what was done instead.
struct ReplySetAside {
    std::string reason;  // "unproven sender", "no rule understands it", "two answers fit: ...", "automatic"
    MessageNumber message = 0;

    bool operator==(const ReplySetAside&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "reason", self.reason);
        visit(2, "message", self.message);
    }
};

// A rule (or an answer) changed what is known about the customer.
struct AttributeSet {
    std::string name;
    Value value;  // null: removed
    std::string rule;
    RunNumber run = 0;
    bool of_run = false;  // run.NAME: kept with the run only

    bool operator==(const AttributeSet&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "name", self.name);
        visit(2, "value", self.value);
        visit.name(3, "rule", self.rule);
        visit(4, "run", self.run);
        visit(5, "of_run", self.of_run);
    }
};

// An event of our own.
struct Emitted {
    Event event;
    std::string rule;
    RunNumber run = 0;
    std::string webhook;

    bool operator==(const Emitted&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "event", self.event);
        visit.name(2, "rule", self.rule);
        visit(3, "run", self.run);
        visit.name(4, "webhook", self.webhook);
    }
};

}  // namespace dialogd
