// Takes a story's inputs, one after the other, under a made-up clock.
#include "stories/world.hpp"

#include <algorithm>
#include <utility>

#include "stories/story.hpp"

namespace dialogd::stories {

namespace {

// Three years of weekly messages take fewer; more is a wake that goes in circles.
constexpr int kMaxWakes = 5'000;

bool is_own_entry(const Input& input, const EntryBody& entry) {
    // An input's kinds stand first among the entries' kinds, in the same order.
    return input.index() == entry.index() && !std::holds_alternative<Wake>(input);
}

bool same(const Turn& a, const Turn& b) {
    return a.entries == b.entries && a.messages == b.messages && a.wake_at == b.wake_at;
}

}  // namespace

World::World(const Ruleset& rules, const std::string& id, Instant start, bool manual)
    : rules_(rules), manual_(manual), now_(start) {
    customer_.number = CustomerNumber{1};
    customer_.id = id;
    folded_ = customer_;
}

void World::write_out_and_read_back() {
    std::string bytes;
    store::encode(customer_, names_, bytes);
    Result<Customer> read = store::decode_customer(bytes, names_);
    if (!read) throw Failed{"the state can't be read back: " + to_string(read.error())};
    if (!(*read == customer_)) throw Failed{"the state is another one when it is read back"};
    customer_ = std::move(*read);
}

Turn World::turn_of(const Input& input) {
    write_out_and_read_back();
    Turn turn = take_turn(rules_, customer_, input, now_);
    if (!same(turn, take_turn(rules_, customer_, input, now_))) throw Failed{"the same turn came out differently"};
    return turn;
}

void World::take(const Input& input) {
    Turn turn = turn_of(input);
    for (std::size_t i = 0; i < turn.entries.size(); ++i) {
        const EntryBody& entry = turn.entries[i];
        apply(rules_.needs, customer_, entry, now_);
        std::string bytes;
        store::encode(entry, names_, bytes);
        const auto read = store::decode_entry(static_cast<std::uint8_t>(entry.index()), bytes, names_);
        if (!read) throw Failed{"an entry can't be read back: " + to_string(read.error())};
        if (!(*read == entry))
            throw Failed{"an entry is another one when it is read back: " + std::string(kind_of(entry))};
        apply(rules_.needs, folded_, *read, now_);
        if (const auto* queued = std::get_if<MessageQueued>(&entry); queued != nullptr && queued->question)
            last_question_ = queued->message;
        if (i == 0 && is_own_entry(input, entry)) continue;
        step_.entries.push_back(entry);
    }
    for (Message& message : turn.messages) step_.messages.push_back(std::move(message));
    if (turn.wake_at != next_wake(rules_, customer_)) throw Failed{"the turn's wake is not the state's"};
    if (!manual_) deliver();
}

void World::deliver() {
    // Each turn may make further messages; each message is claimed once at one time.
    for (int i = 0; i < kMaxWakes; ++i) {
        const auto& messages = customer_.messages;
        const auto ready = std::find_if(messages.begin(), messages.end(), [&](const OpenMessage& m) {
            return m.state != OpenMessage::State::sending && m.next_at <= now_;
        });
        if (ready == messages.end()) return;
        const MessageNumber number = ready->number;
        const Customer before = customer_;
        take(Wake{number});
        const auto sending = std::find_if(messages.begin(), messages.end(), [&](const OpenMessage& m) {
            return m.number == number && m.state == OpenMessage::State::sending;
        });
        if (sending != messages.end()) {
            Receipt accepted;
            accepted.message = number;
            accepted.attempt = sending->attempts;
            accepted.time = now_;
            take(accepted);
        }
        if (before == customer_) throw Failed{"a claim changed nothing, and would be made again for ever"};
    }
    throw Failed{"messages are made for ever"};
}

Instant World::next_due() const {
    Instant next = next_wake(rules_, customer_);
    if (manual_) return next;
    for (const OpenMessage& message : customer_.messages)
        if (message.state != OpenMessage::State::sending) next = std::min(next, message.next_at);
    return next;
}

void World::wait(Duration duration) {
    const Instant until = now_ + duration;
    for (int i = 0; next_due() <= until; ++i) {
        const Instant due = next_due();
        now_ = std::max(due, now_);
        const std::size_t entries = step_.entries.size();
        take(Wake{});
        const bool wrote = step_.entries.size() > entries;
        if (i == kMaxWakes || (!wrote && next_due() <= due)) throw Failed{"it wakes at " + to_text(due) + " for ever"};
    }
    now_ = until;
}

Step World::take_step() {
    return std::exchange(step_, {});
}

void World::check_fold() {
    if (!(folded_ == customer_)) throw Failed{"the fold of the history is not the state"};
    write_out_and_read_back();
}

}  // namespace dialogd::stories
