// The words of messages queued lately, at hand until they are sent: what is not here is in the store.
#pragma once

#include <deque>
#include <optional>
#include <unordered_map>

#include "dialogd/turn.hpp"

namespace dialogd::app {

// Belongs to the loop's thread.
class KeptWords {
public:
    void keep(CustomerNumber customer, Message message) {
        const std::uint64_t key = key_of(customer, message.number);
        if (!words_.insert_or_assign(key, std::move(message)).second) return;
        in_order_.push_back(key);
        if (in_order_.size() <= kMost) return;
        words_.erase(in_order_.front());  // the oldest: sent long ago, or dropped unsent
        in_order_.pop_front();
    }
    std::optional<Message> take(CustomerNumber customer, MessageNumber message) {
        auto found = words_.extract(key_of(customer, message));
        if (!found) return std::nullopt;
        return std::move(found.mapped());
    }

private:
    static constexpr std::size_t kMost = 32'768;  // some hundred megabytes of large mails

    static std::uint64_t key_of(CustomerNumber customer, MessageNumber message) {
        return to_integer(customer) * 0x9e3779b97f4a7c15ULL + message;
    }

    std::unordered_map<std::uint64_t, Message> words_;
    std::deque<std::uint64_t> in_order_;
};

}  // namespace dialogd::app
