// Which messages wait for an attempt, in memory: the store knows them all, this knows the order.
#pragma once

#include <deque>
#include <optional>
#include <queue>
#include <vector>

#include "dialogd/turn.hpp"

namespace dialogd::app {

struct Waiter {
    CustomerNumber customer = CustomerNumber::nobody;
    MessageNumber message = 0;
    ChannelKind channel = ChannelKind::email;
};

// Of one channel; belongs to the engine's thread. First come, first served; what must wait comes
// back at its time.
class Outbox {
public:
    void add(Waiter waiter) { ready_.push_back(waiter); }
    void add_later(Waiter waiter, Instant at) { later_.push({at, waiter}); }
    // A claim whose commit failed goes back in front.
    void put_back(Waiter waiter) { ready_.push_front(waiter); }

    std::optional<Waiter> next(Instant now) {
        while (!later_.empty() && later_.top().at <= now) {
            ready_.push_back(later_.top().waiter);
            later_.pop();
        }
        if (ready_.empty()) return std::nullopt;
        const Waiter first = ready_.front();
        ready_.pop_front();
        return first;
    }
    bool any_ready() const { return !ready_.empty(); }
    Instant next_at() const { return later_.empty() ? kNever : later_.top().at; }
    std::size_t size() const { return ready_.size() + later_.size(); }

private:
    struct Later {
        Instant at{};
        Waiter waiter;
        bool operator<(const Later& other) const { return at > other.at; }
    };
    std::deque<Waiter> ready_;
    std::priority_queue<Later> later_;
};

}  // namespace dialogd::app
