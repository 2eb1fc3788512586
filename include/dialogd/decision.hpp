// For one due send: what was considered, what was chosen or held or dropped, and why.
#pragma once

#include <string>
#include <vector>

#include "dialogd/history.hpp"

namespace dialogd {

// Why a content fell out, a send was held or dropped, or a message was cancelled.
enum class Reason : std::uint8_t {
    none,
    // of one content
    condition_false,
    condition_failed,  // it could not be evaluated; detail says why
    no_such_language,
    no_such_channel,
    cooldown,
    max_per_customer,
    missing_variable,  // detail names it
    not_chosen,        // another one was worth more, or won the draw
    // of the whole send
    no_content,  // none of the candidates is eligible
    no_address,
    address_suppressed,
    opted_out,
    no_consent,
    topic_off,
    paused,     // the customer asked for a pause
    cap,        // detail: the cap as written
    own_limit,  // the customer's own limit
    quiet_hours,
    gathering,      // waits a moment for what else falls due
    lost_to,        // another rule's message went first; detail names it
    question_open,  // never two open questions by SMS
    handover_open,  // a person has the dialogue
    holdout,
    draft,
    expired,
    too_many_open,      // bound of open messages
    run_left,           // its run ended before it was sent
    continuation_used,  // three answers to this reply have been sent
    paused_by_hand,     // somebody has paused the rule or the content
    dropped_by_hand,
};
std::string_view to_text(Reason reason);

struct Considered {
    std::string content;
    std::string language;
    Reason reason = Reason::none;  // none: it was eligible
    std::string detail;
    double score = 0;        // declared value
    double probability = 0;  // with which it was chosen among the eligible

    bool operator==(const Considered&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "content", self.content);
        visit.name(2, "language", self.language);
        visit(3, "reason", self.reason);
        visit(4, "detail", self.detail);
        visit(5, "score", self.score);
        visit(6, "probability", self.probability);
    }
};

struct Decision {
    enum class Outcome : std::uint8_t { chosen, held, dropped };
    RunNumber run = 0;
    std::string rule;
    std::int32_t step = 0;
    Outcome outcome = Outcome::chosen;
    Reason reason = Reason::none;
    std::string detail;
    Instant until{};  // held: looked at again then
    std::optional<ChannelKind> channel;
    std::string content;        // chosen
    MessageNumber message = 0;  // chosen
    bool continuation = false;
    std::vector<Considered> considered;

    bool operator==(const Decision&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "run", self.run);
        visit.name(2, "rule", self.rule);
        visit(3, "step", self.step);
        visit(4, "outcome", self.outcome);
        visit(5, "reason", self.reason);
        visit(6, "detail", self.detail);
        visit(7, "until", self.until);
        visit(8, "channel", self.channel);
        visit.name(9, "content", self.content);
        visit(10, "message", self.message);
        visit(11, "continuation", self.continuation);
        visit(12, "considered", self.considered);
    }
};
std::string_view to_text(Decision::Outcome outcome);

}  // namespace dialogd
