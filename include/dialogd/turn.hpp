// One customer's turn: the single step that everything dialogd does is made of.
//
//     Input ──► take_turn(ruleset, customer, input, now) ──► Turn{entries, messages, wake_at}
//     Entry ──► apply(needs, customer, entry)             the only thing that changes a Customer
//
// Both are pure. Live, in replay, in preview and in tests the same code runs.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "dialogd/reply.hpp"

namespace dialogd {

// The rules changed under open runs: they finish, migrate or exit as their rule says.
struct RulesChanged {
    std::uint64_t ruleset = 0;

    bool operator==(const RulesChanged&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "ruleset", self.ruleset);
    }
};

// Somebody has dropped a rule, a content or everything by hand: the rule's runs end, and what waits in the
// outbox of any of them is not sent.
struct Dropped {
    std::string rule;     // empty: none
    std::string content;  // empty: none
    bool all = false;
    std::string by;  // who

    bool operator==(const Dropped&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "rule", self.rule);
        visit.name(2, "content", self.content);
        visit(3, "all", self.all);
        visit(4, "by", self.by);
    }
};

// Time has passed: look at what is due. With `claim`, also: a sender has room for that message now;
// the turn checks once more whether it may go, and answers with MessageSending, or with why not.
// Leaves no entry by itself.
struct Wake {
    MessageNumber claim = 0;

    bool operator==(const Wake&) const = default;
};

using Input = std::variant<Event, Reply, Receipt, Profile, Consent, Preference, AddressStatus, Join, Handover,
                           RulesChanged, Wake, Dropped>;

// What an entry says. The order is the stored kind: append only, never reorder.
using EntryBody = std::variant<Event, Reply, Receipt, Profile, Consent, Preference, AddressStatus, Join, Handover,
                               RulesChanged, RunStarted, RunMoved, RunEnded, GoalReached, AbsenceChecked, NotStarted,
                               Answered, ReplySetAside, AttributeSet, Emitted, Decision, MessageQueued, MessageSending,
                               MessageDropped, MessageHeld, Dropped, TimeChecked, ConditionTurned, RunBranched>;

// One line of a customer's history.
struct Entry {
    Position position = Position::none;  // given by the store
    Position previous = Position::none;  // the same customer's entry before this one
    CustomerNumber customer = CustomerNumber::nobody;
    Instant at{};
    EntryBody what;

    bool operator==(const Entry&) const = default;
};

// "event", "reply", "run_started", ...: the kind as history and JSON show it.
std::string_view kind_of(const EntryBody& what);

struct Turn {
    std::vector<EntryBody> entries;  // in order; the input's own entry first, if it leaves one
    std::vector<Message> messages;   // the words of each MessageQueued among the entries
    Instant wake_at = kNever;        // when something falls due next, whatever else happens
    Customer after;                  // the customer with these entries applied, for who need not fold them again
};

// Takes one customer's next turn: decides what to say because of `input`, renders it, and
// returns the entries to append, the messages to send and when to look again.
// Pure: equal arguments, equal turns. A suppressed message is an entry with its reason, not an error.
// `now` is not before customer.last_turn; if it is, last_turn is taken instead.
Turn take_turn(const Ruleset& rules, const Customer& customer, const Input& input, Instant now);

// The fold: what one entry, made at `at`, does to a state.
void apply(const Needs& needs, Customer& customer, const EntryBody& what, Instant at);
inline void apply(const Needs& needs, Customer& customer, const Entry& entry) {
    apply(needs, customer, entry.what, entry.at);
}

// When something falls due next for this customer, as the state stands: what Turn::wake_at says. `now`: all that
// was due by then has been looked at, also what left no entry.
Instant next_wake(const Ruleset& rules, const Customer& customer, Instant now = {});

}  // namespace dialogd
