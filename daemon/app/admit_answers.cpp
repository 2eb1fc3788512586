// Whose reply or receipt it is: the token decides, then the sender's address.
#include "app/admit_answers.hpp"

#include <algorithm>

#include "app/desk.hpp"
#include "app/staff_answers.hpp"
#include "app/who.hpp"
#include "engine/fold.hpp"

namespace dialogd::app {

namespace {

Admitted taken(const Result<void>& outcome) {
    if (!outcome) return {outcome.error(), {}};
    return {};
}

// Of several who share the address it came from, the one who was written to last.
Result<CustomerNumber> whose_address(Round& round, const Reply& reply) {
    CustomerNumber found = CustomerNumber::nobody;
    Instant newest{};
    for (const CustomerNumber known : round.holders(reply.channel, reply.from)) {
        const CustomerNumber holder = follow(round, known);
        const Result<const Customer*> state = round.state(holder);
        if (!state) return state.error();
        Instant last = (*state)->created;
        for (const Contact& contact : (*state)->contacts)
            if (contact.channel == reply.channel) last = std::max(last, contact.at);
        for (const AskedQuestion& question : (*state)->questions)
            if (question.channel == reply.channel && question.open) last = kNever;  // a question waits for it
        if (found != CustomerNumber::nobody && last <= newest) continue;
        found = holder;
        newest = last;
    }
    return found;
}

bool is_repeat(const Customer& customer, const Reply& reply) {
    const std::uint64_t hash = engine::reply_hash(reply);
    return !reply.id.empty() && std::any_of(customer.seen.begin(), customer.seen.end(),
                                            [&](const SeenEvent& seen) { return seen.hash == hash; });
}

// A rule may ask at the known address whether it was them (rules/was-it-you.yaml).
Result<void> tell_unproven(Round& round, CustomerNumber number, const Reply& reply) {
    constexpr std::string_view kUnproven = "reply.unproven";
    constexpr std::size_t kMostText = 1'000;
    if (!round.rules().by_event.contains(kUnproven)) return {};
    std::size_t most = std::min(reply.text.size(), kMostText);
    while (most > 0 && most < reply.text.size() && (static_cast<unsigned char>(reply.text[most]) & 0xC0U) == 0x80U)
        --most;
    Event event;
    event.name = kUnproven;
    event.source = "dialogd";
    event.id = reply.id;
    event.time = round.now();
    event.properties = Value(Value::Map{{Value("from"), Value(reply.from)},
                                        {Value("channel"), Value(to_text(reply.channel))},
                                        {Value("text"), Value(reply.text.substr(0, most))}});
    return round.turn(number, event);
}

Result<CustomerNumber> whose_reply(Round& round, const intake::About& about, Reply& reply) {
    if (about.number == CustomerNumber::nobody) {
        Result<CustomerNumber> found = whose_address(round, reply);
        if (found && *found != CustomerNumber::nobody) reply.matched_by = MatchedBy::address;
        return found;
    }
    const CustomerNumber number = follow(round, about.number);
    reply.message = number == about.number ? about.message : 0;  // messages are counted for each customer
    return number;
}

}  // namespace

Admitted admit_reply(Round& round, const intake::About& about, Reply& reply) {
    const Result<CustomerNumber> number = whose_reply(round, about, reply);
    if (!number) return {number.error(), {}};
    if (*number == CustomerNumber::nobody) return {{}, "nobody known wrote this"};
    const Result<const Customer*> state = round.state(*number);
    if (!state) return {state.error(), {}};
    if (is_queue((*state)->id)) return admit_staff_answer(round, *number, reply);
    if ((*state)->created == Instant{}) return {{}, "an answer to a message to somebody who was erased"};
    const auto& addresses = (*state)->addresses;
    reply.proven = std::any_of(addresses.begin(), addresses.end(),
                               [&](const Address& a) { return a.channel == reply.channel && a.value == reply.from; });
    const bool again = is_repeat(**state, reply);
    if (Result<void> outcome = round.turn(*number, reply); !outcome) return taken(outcome);
    if (!again && !reply.proven && !reply.automatic)
        if (Result<void> told = tell_unproven(round, *number, reply); !told) return taken(told);
    // What was written beside a choice is for a person, not for a second branch.
    const std::string& queue = round.rules().household.unmatched_queue;
    if (again || reply.comment.empty() || queue.empty()) return {};
    return taken(round.turn(*number, Handover{Handover::Act::opened, queue, reply.comment, "answer page", {}, 0}));
}

Admitted admit_receipt(Round& round, intake::About& about, Receipt& receipt) {
    if (about.number == CustomerNumber::nobody && !about.token.empty()) {
        const auto token = round.rules().services.signer->verify("message", about.token);
        if (token) {
            about.number = token->customer;
            receipt.message = token->number;
        }
    }
    if (about.number == CustomerNumber::nobody) return {{}, "a receipt for no message of ours"};
    if (Result<void> outcome = round.turn(about.number, receipt); !outcome) return taken(outcome);
    const CustomerNumber survivor = follow(round, about.number);
    if (receipt.kind != ReceiptKind::complained || survivor == about.number) return {};
    Preference stop;
    stop.stop_marketing = true;
    stop.source = "complaint";
    return taken(round.turn(survivor, stop));
}

}  // namespace dialogd::app
