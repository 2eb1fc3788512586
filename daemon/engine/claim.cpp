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

// A limit may have come, or the zone may have changed, since the message took its place. Only those
// before it count: of two that are too many, the first may go.
std::optional<Full> full_without(const Ruleset& rules, const Customer& customer, const OpenMessage& message,
                                 Instant now) {
    Customer before;
    before.time_zone = customer.time_zone;
    before.limit = customer.limit;
    for (const Contact& contact : customer.contacts)
        if (contact.message < message.number) before.contacts.push_back(contact);
    return full_cap(rules, before, {message.channel, message.topic, message.rule, rules.find_content(message.content)},
                    now);
}

// The last message that an opted-out address gets is the one that says so; only a dead one gets nothing.
std::optional<Obstacle> look_at_own_words(const Customer& customer, const OpenMessage& message) {
    for (const Address& address : customer.addresses)
        if (address.channel == message.channel && address.value == message.to &&
            address.state == AddressState::suppressed)
            return Obstacle{Reason::address_suppressed, address.reason, std::nullopt};
    return std::nullopt;
}

std::optional<Obstacle> obstacle(const Taking& t, const OpenMessage& message) {
    if (message.expires <= t.now) return Obstacle{Reason::expired, {}, std::nullopt};
    if (is_own_words(message)) return look_at_own_words(t.customer, message);
    if (const auto no = forbidden(t.customer, {message.channel, message.topic, message.marketing, message.to}, t.now))
        return Obstacle{no->reason, no->detail, no->until};
    if (const Rule* rule = t.rules.find_rule(message.rule); rule != nullptr && !rule->live)
        return Obstacle{Reason::draft, {}, std::nullopt};
    if (message.continuation) return std::nullopt;
    // Until it is closed; that is an input of its own, and no time is known, so it is asked again.
    if (message.marketing && !t.customer.handovers.empty()) return Obstacle{Reason::handover_open, {}, t.now + kHour};
    if (message.marketing || holds_service(t.customer, message.channel, t.now))
        if (const auto until = quiet_until(t.rules, t.customer, t.now)) return Obstacle{Reason::quiet_hours, {}, until};
    if (message.counted)
        if (const auto full = full_without(t.rules, t.customer, message, t.now))
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

void revoke(Taking& taking) {
    std::vector<std::pair<MessageNumber, Forbidden>> revoked;
    for (const OpenMessage& message : taking.customer.messages) {
        if (is_own_words(message)) continue;
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
    taking.write(MessageDropped{number, reason, std::move(detail)});
    taking.look_at_places = true;  // its place under the caps is free again
    go_on_unsent(taking, number);
}

}  // namespace dialogd::engine
