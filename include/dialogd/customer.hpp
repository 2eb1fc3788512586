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

#include "dialogd/memory.hpp"
#include "dialogd/run.hpp"

namespace dialogd {

// A message that took a place under the caps: from its queueing on, until it is known to have failed.
// While it is open it counts as if it went now, as that is what it may do.
struct Contact {
    MessageNumber message = 0;
    Instant at{};  // when it was accepted, or may have arrived; until then, when it was queued
    ChannelKind channel = ChannelKind::email;
    std::string topic;
    std::string rule;
    std::string content;
    bool counted = false;     // marketing that we began; service and continuations are not counted
    std::uint64_t to = 0;     // hash_text of the address: a bounce may come when the message is closed
    std::uint32_t depth = 0;  // of the events that tell what becomes of it
    bool bounced = false;     // it was accepted, and did not arrive: not said, and takes no place

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
        visit(9, "depth", self.depth);
        visit(10, "bounced", self.bounced);
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
    bool uncertain = false;     // an attempt may have arrived: it keeps its place, whatever comes now
    bool held = false;          // was in the way of something when it was claimed, and waits for next_at
    Instant continues_until{};  // a continuation until then; after it, a message like others
    std::uint32_t depth = 0;    // of the events that tell what becomes of it: one more than its run's
    bool paused = false;        // held because somebody has paused its rule or content
    bool called_off = false;    // its run was left or its content dropped while it was on its way

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
        visit(17, "uncertain", self.uncertain);
        visit(18, "held", self.held);
        visit(19, "continues_until", self.continues_until);
        visit(20, "depth", self.depth);
        visit(21, "paused", self.paused);
        visit(22, "called_off", self.called_off);
    }
};
std::string_view to_text(OpenMessage::State state);

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
    Instant absences_until{};  // every `absent` trigger that was due by then has been looked at
    std::vector<Run> done;     // ended, but with messages in `messages`: an exit still cancels those
    std::string stopped_by;    // who set marketing_stopped: Preference::source, or "complaint"
    std::string silenced_by;   // who set all_stopped
    std::vector<TimeSeen> times;
    std::vector<ConditionState> conditions;

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
        visit(33, "absences_until", self.absences_until);
        visit(34, "done", self.done);
        visit.name(35, "stopped_by", self.stopped_by);
        visit.name(36, "silenced_by", self.silenced_by);
        visit(37, "times", self.times);
        visit(38, "conditions", self.conditions);
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

}  // namespace dialogd
