// The loop of the daemon for one customer, without a clock, a store or a channel.
#include "engine/rehearsal.hpp"

#include <algorithm>
#include <utility>

namespace dialogd::engine {

namespace {

// Three years of weekly messages take fewer; more is a wake that goes in circles.
constexpr int kMaxWakes = 5'000;

bool is_own_entry(const Input& input, const EntryBody& entry) {
    return std::visit(
        [&]<class Kind>(const Kind&) {
            if constexpr (std::is_same_v<Kind, Wake>)
                return false;
            else
                return std::holds_alternative<Kind>(entry);
        },
        input);
}

Error in_circles(std::string what) {
    return {ErrorCode::internal, std::move(what), {}};
}

}  // namespace

Rehearsal::Rehearsal(const Ruleset& rules, Customer customer, Instant start, Delivery delivery)
    : rules_(rules), customer_(std::move(customer)), now_(start), delivery_(delivery) {}

Turn Rehearsal::turn_of(const Input& input) {
    return take_turn(rules_, customer_, input, now_);
}

Result<void> Rehearsal::take(const Input& input) {
    Turn turn = turn_of(input);
    for (std::size_t i = 0; i < turn.entries.size(); ++i) {
        apply(rules_.needs, customer_, turn.entries[i], now_);
        ++written_;
        wrote(turn.entries[i], i == 0 && is_own_entry(input, turn.entries[i]));
    }
    for (Message& message : turn.messages) made(std::move(message));
    if (turn.wake_at != next_wake(rules_, customer_, now_)) return in_circles("the turn's wake is not the state's");
    return delivery_ == Delivery::manual ? Result<void>() : deliver();
}

Result<void> Rehearsal::deliver() {
    // Each turn may make further messages; each message is claimed once at one time.
    for (int i = 0; i < kMaxWakes; ++i) {
        const auto& messages = customer_.messages;
        const auto ready = std::find_if(messages.begin(), messages.end(), [&](const OpenMessage& m) {
            return m.state != OpenMessage::State::sending && m.next_at <= now_;
        });
        if (ready == messages.end()) return {};
        const MessageNumber number = ready->number;
        const Customer before = customer_;
        if (Result<void> claimed = take(Wake{number}); !claimed) return claimed;
        const auto sending = std::find_if(messages.begin(), messages.end(), [&](const OpenMessage& m) {
            return m.number == number && m.state == OpenMessage::State::sending;
        });
        if (sending != messages.end()) {
            Receipt accepted;
            accepted.message = number;
            accepted.attempt = sending->attempts;
            accepted.time = now_;
            if (Result<void> taken = take(accepted); !taken) return taken;
        }
        if (before == customer_) return in_circles("a claim changed nothing, and would be made again for ever");
    }
    return in_circles("messages are made for ever");
}

Instant Rehearsal::next_due() const {
    Instant next = next_wake(rules_, customer_, now_);
    if (delivery_ == Delivery::manual) return next;
    for (const OpenMessage& message : customer_.messages)
        if (message.state != OpenMessage::State::sending) next = std::min(next, message.next_at);
    return next;
}

Result<void> Rehearsal::wait(Duration duration) {
    const Instant until = now_ + duration;
    for (int i = 0; next_due() <= until; ++i) {
        const Instant due = next_due();
        now_ = std::max(due, now_);
        const std::uint64_t before = written_;
        if (Result<void> taken = take(Wake{}); !taken) return taken;
        if (i == kMaxWakes || (written_ == before && next_due() <= due))
            return in_circles("it wakes at " + to_text(due) + " for ever");
    }
    now_ = until;
    return {};
}

Result<void> Rehearsal::be_down(Duration duration) {
    now_ += duration;
    if (Result<void> taken = take(Wake{}); !taken) return taken;
    return wait(Duration{});
}

}  // namespace dialogd::engine
