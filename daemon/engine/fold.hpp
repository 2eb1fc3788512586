// What the fold and the turn must agree on: hashes, bounds, the backoff of retries.
#pragma once

#include <algorithm>
#include <vector>

#include "dialogd/turn.hpp"

namespace dialogd::engine {

inline constexpr std::size_t kMaxAddresses = 16;
inline constexpr std::size_t kMaxConsents = 256;
inline constexpr std::size_t kMaxSaid = 256;
inline constexpr std::size_t kMaxHandovers = 16;
inline constexpr std::size_t kMaxGoals = 64;
inline constexpr std::size_t kMaxAnswers = 64;
inline constexpr std::uint32_t kContinuationsPerReply = 3;
inline constexpr Duration kContinuationTime = kHour * 24;
inline const std::string kStopReason = "STOP";  // AddressStatus::reason of what STOP by SMS did

inline std::uint64_t event_hash(const Event& event) {
    return hash_text(event.id, hash_text(event.source));
}
inline std::uint64_t reply_hash(const Reply& reply) {
    return hash_text(reply.id, hash_text("reply"));
}
inline std::uint64_t rule_key(std::string_view rule, std::string_view key) {
    return hash_text(key, hash_text(rule));
}
// Of what an `absent` trigger looked at; old entries name no trigger.
inline std::uint64_t absence_key(std::string_view rule, std::string_view key, std::uint64_t trigger) {
    return trigger == 0 ? rule_key(rule, key) : hash_text("absent", rule_key(rule, key) ^ trigger);
}
// Who fits a trigger by then fits already.
inline Instant live_since(const Rule& rule, const Trigger& trigger) {
    return std::max(rule.live_since, trigger.live_since);
}
inline std::uint64_t trigger_key(std::string_view rule, std::uint32_t trigger) {
    return hash_text(rule, hash_text("trigger", trigger));
}

// ---- fold.cpp: used by the fold alone
template <class List>
void keep_newest(List& list, std::size_t most) {
    if (list.size() > most) list.erase(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(list.size() - most));
}

// The same, but what `goes_first` is let go before anything else, oldest first.
template <class List, class GoesFirst>
void keep_newest(List& list, std::size_t most, GoesFirst goes_first) {
    while (list.size() > most) {
        const auto found = std::find_if(list.begin(), list.end(), goes_first);
        list.erase(found == list.end() ? list.begin() : found);
    }
}
void set_attribute(Customer& customer, const std::string& name, const Value& value, const std::string& source,
                   Instant at);
void set_address(Customer& customer, ChannelKind channel, const std::string& value);
Run* find_run(Customer& customer, RunNumber number);
AskedQuestion* find_question(Customer& customer, MessageNumber message);
OpenMessage* find_message(Customer& customer, MessageNumber number);
void close_message(Customer& customer, MessageNumber number);
void give_back(Customer& customer, MessageNumber number);
// ---- fold_outbox.cpp: messages, and what becomes of them
void fold(Customer& customer, const MessageQueued& queued, Instant at);
void fold(Customer& customer, const MessageSending& sending, Instant at);
void fold(Customer& customer, const MessageDropped& dropped, Instant at);
void fold(Customer& customer, const MessageHeld& held, Instant at);
void fold(Customer& customer, const Receipt& receipt, Instant at);
// ---- fold_wishes.cpp: what the customer wants
void fold(Customer& customer, const Consent& consent, Instant at);
void fold(Customer& customer, const Preference& preference);
void fold(Customer& customer, const Join& join);

void remember_event(const Needs& needs, Customer& customer, const Event& event, Instant at);
void remember_seen(const Needs& needs, Customer& customer, std::uint64_t hash, Instant at);
void count_as_said(Customer& customer, const std::string& content, Instant at);
// It did not arrive after all: it takes no place, and its content was not said. More than once: nothing.
void take_back_said(Customer& customer, MessageNumber number);

// How long after attempt number `attempts` the next one is: 5 min, doubled each time, at most 4 h,
// with keyed jitter.
Duration retry_after(CustomerNumber customer, MessageNumber message, std::uint32_t attempts);

}  // namespace dialogd::engine
