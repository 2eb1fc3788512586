// The outbox: a sender has room for a message. May it still go? And what the customer forbids meanwhile.
#include <algorithm>

#include "engine/caps.hpp"
#include "engine/permit.hpp"
#include "engine/send.hpp"
#include "engine/timing.hpp"

namespace dialogd::engine {

namespace {

struct Obstacle {
    Reason reason = Reason::none;
    std::string detail;
    std::optional<Instant> until;  // none: it is dropped
};

// The last message that an opted-out address gets is the one that says so. Nothing else of ours does.
bool confirms_stop(const OpenMessage& message) {
    return is_own_words(message) && message.content == "_stopped";
}

// Only a dead address does not get it.
std::optional<Obstacle> look_at_confirmation(const Customer& customer, const OpenMessage& message) {
    for (const Address& address : customer.addresses)
        if (address.channel == message.channel && address.value == message.to &&
            address.state == AddressState::suppressed)
            return Obstacle{Reason::address_suppressed, address.reason, std::nullopt};
    return std::nullopt;
}

// Has a person the dialogue? What goes on with a reply may be the warm word before the same reply's handover:
// only a later one holds it.
bool has_a_person(const Customer& customer, const OpenMessage& message, bool continues) {
    return std::any_of(customer.handovers.begin(), customer.handovers.end(),
                       [&](const OpenHandover& h) { return !continues || h.at > message.queued_at; });
}

bool is_paused(const Ruleset& rules, const OpenMessage& message) {
    return rules.paused.rule(message.rule) || rules.paused.content(message.content);
}

std::optional<Obstacle> obstacle(const Taking& t, const OpenMessage& message) {
    if (message.expires <= t.now) return Obstacle{Reason::expired, {}, std::nullopt};
    if (is_paused(t.rules, message)) return Obstacle{Reason::paused_by_hand, {}, look_again(message.queued_at, t.now)};
    if (confirms_stop(message)) return look_at_confirmation(t.customer, message);
    if (const auto no = forbidden(t.customer, {message.channel, message.topic, message.marketing, message.to}, t.now))
        return Obstacle{no->reason, no->detail, no->until};
    if (const Rule* rule = t.rules.find_rule(message.rule); rule != nullptr && !rule->live)
        return Obstacle{Reason::draft, {}, std::nullopt};
    const bool continues = message.continuation && t.now < message.continues_until;
    // Until it is closed; that is an input of its own, and no time is known, so it is asked again.
    if (message.marketing && has_a_person(t.customer, message, continues))
        return Obstacle{Reason::handover_open, {}, t.now + kHour};
    if (continues) return std::nullopt;
    if (message.marketing || holds_service(t.customer, message.channel, t.now))
        if (const auto until = quiet_until(t.rules, t.customer, t.now)) return Obstacle{Reason::quiet_hours, {}, until};
    // A limit may have come, or the zone may have changed, since it took its place; and what began as a
    // continuation and is one no longer has not taken one yet.
    if (!message.counted && !(message.continuation && message.marketing)) return std::nullopt;
    const Place place{message.channel, message.topic, message.rule, t.rules.find_content(message.content)};
    if (const auto full = full_cap(t.rules, t.customer, place, t.now, &message))
        return Obstacle{full->reason, full->cap, full->free_at};
    return std::nullopt;
}

}  // namespace

void claim(Taking& taking, MessageNumber number) {
    const OpenMessage* message = taking.find_message(number);
    // On its way, done, or before its time: the sender asks once more than it should, or too early.
    if (message == nullptr || message->state == OpenMessage::State::sending || message->next_at > taking.now) return;
    const std::uint32_t attempt = message->attempts + 1;
    const std::optional<Obstacle> in_the_way = obstacle(taking, *message);
    if (!in_the_way) return taking.write(MessageSending{number, attempt});
    if (!in_the_way->until || *in_the_way->until <= taking.now)
        return drop_message(taking, number, in_the_way->reason, in_the_way->detail);
    taking.write(MessageHeld{number, in_the_way->reason, std::min(*in_the_way->until, message->expires)});
}

void release_held(Taking& taking) {
    std::vector<MessageNumber> free;
    for (const OpenMessage& message : taking.customer.messages)
        if (message.held && message.state != OpenMessage::State::sending && message.next_at > taking.now &&
            !obstacle(taking, message))
            free.push_back(message.number);
    for (const MessageNumber message : free) taking.write(MessageHeld{message, Reason::none, taking.now});
}

bool is_resumed(const Ruleset& rules, const OpenMessage& message) {
    return message.paused && message.state != OpenMessage::State::sending && !is_paused(rules, message);
}

bool release_resumed(Taking& taking) {
    std::vector<MessageNumber> resumed;
    for (const OpenMessage& message : taking.customer.messages)
        if (is_resumed(taking.rules, message)) resumed.push_back(message.number);
    for (const MessageNumber message : resumed) taking.write(MessageHeld{message, Reason::none, taking.now});
    return !resumed.empty();
}

void revoke(Taking& taking) {
    std::vector<std::pair<MessageNumber, Forbidden>> revoked;
    for (const OpenMessage& message : taking.customer.messages) {
        if (confirms_stop(message)) continue;
        const Wish wish{message.channel, message.topic, message.marketing, message.to};
        auto no = forbidden(taking.customer, wish, taking.now);
        if (no && !no->until) revoked.emplace_back(message.number, std::move(*no));
    }
    // One that is on its way is not dropped here; before another attempt it is asked for again.
    for (const auto& [message, why] : revoked) drop_message(taking, message, why.reason, why.detail);
}

void drop_message(Taking& taking, MessageNumber number, Reason reason, std::string detail) {
    const OpenMessage* message = taking.find_message(number);
    if (message == nullptr || message->state == OpenMessage::State::sending) return;
    const bool may_have_arrived = message->uncertain;
    // Another message has found the address dead: this one would have failed there too.
    std::optional<ChannelKind> failed_on;
    if (reason == Reason::address_suppressed) failed_on = message->channel;
    taking.write(MessageDropped{number, reason, std::move(detail)});
    taking.look_at_places = true;  // its place under the caps is free again
    if (may_have_arrived)
        question_is_out(taking, number);
    else
        go_on_unsent(taking, number, failed_on);
}

}  // namespace dialogd::engine
