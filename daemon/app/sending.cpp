// What the loop does for the senders: fills the outbox, claims as they have room, hands over, takes back.
#include <algorithm>

#include <spdlog/spdlog.h>

#include "app/loop.hpp"

namespace dialogd::app {

namespace {

constexpr std::size_t kClaims = 1'024;  // looked at in one round
constexpr Duration kAgain = std::chrono::seconds(1);

// Nothing of it has gone: the attempt is over, and there will be another.
Outcome unsent(const Round::Sending& sending, Instant now) {
    Outcome outcome;
    outcome.customer = sending.customer;
    outcome.receipt.message = sending.message;
    outcome.receipt.attempt = sending.attempt;
    outcome.receipt.kind = ReceiptKind::deferred;
    outcome.receipt.status = "4.3.0";
    outcome.receipt.detail = "its words could not be read";
    outcome.receipt.time = now;
    return outcome;
}

}  // namespace

// After a start: what had been claimed when the daemon ended is uncertain; the rest waits again.
void Loop::fill_outbox(const std::vector<CustomerNumber>& customers) {
    for (const CustomerNumber number : customers) {
        const Result<Customer> customer = store_.load(number);
        if (customer) {
            fill_outbox(number, *customer);
            continue;
        }
        note_unreadable(customer.error());
        again_.open_messages.push_back(number);
    }
}

void Loop::fill_outbox(CustomerNumber number, const Customer& customer) {
    Sender::News news;
    for (const OpenMessage& message : customer.messages) {
        if (message.state == OpenMessage::State::sending) {
            Receipt receipt;
            receipt.message = message.number;
            receipt.attempt = message.attempts;
            receipt.kind = ReceiptKind::uncertain;
            receipt.detail = "the daemon ended while it was being sent";
            receipt.time = clock_.now();
            news.outcomes.push_back({number, std::move(receipt)});
        } else {
            outboxes_.at(static_cast<std::size_t>(message.channel))
                .add_later({number, message.number, message.channel}, message.next_at);
        }
    }
    if (!news.outcomes.empty()) inbox_.deliver(std::move(news));
}

// Claims as many messages as the senders have room for.
void Loop::claim(Round& round, Work& work) {
    if (failures_ > 0) return;
    for (std::size_t kind = 0; kind < outboxes_.size(); ++kind) {
        if (senders_.at(kind) == nullptr) continue;
        const std::size_t limit = senders_.at(kind)->limit();
        const std::size_t under_way = outstanding_.at(kind);
        std::size_t room = limit > under_way ? std::min(limit - under_way, kClaims) : 0;
        // Those that are held or dropped take no room, but a round has its bound all the same.
        for (std::size_t looked_at = 0; room > 0 && looked_at < kClaims; ++looked_at) {
            const std::optional<Waiter> waiter = outboxes_.at(kind).next(round.now());
            if (!waiter) break;
            const std::size_t before = round.sending().size();
            const std::size_t unshared = round.unshared().size();
            const Result<void> taken = round.turn(waiter->customer, Wake{waiter->message});
            if (!taken) note_unreadable(taken);
            if (taken || round.unshared().size() > unshared)
                work.claimed.push_back(*waiter);
            else
                outboxes_.at(kind).add_later(*waiter, round.now() + kAgain);
            if (round.sending().size() > before) --room;
        }
    }
}

void Loop::queue(const Round& round) {
    for (const Round::Waiting& waiting : round.waiting()) {
        Outbox& outbox = outboxes_.at(static_cast<std::size_t>(waiting.channel));
        const Waiter waiter{waiting.customer, waiting.message, waiting.channel};
        if (waiting.at <= round.now())
            outbox.add(waiter);
        else
            outbox.add_later(waiter, waiting.at);
    }
}

void Loop::send(const Round& round) {
    std::array<std::vector<Attempt>, 2> attempts;
    for (const Round::Sending& sending : round.sending()) {
        Attempt attempt{sending.customer, sending.attempt, {}};
        if (auto words = words_.take(sending.customer, sending.message)) {
            attempt.message = std::move(*words);
        } else {
            Result<std::optional<Message>> kept = store_.message(sending.customer, sending.message);
            if (!kept && kept.error().code == ErrorCode::unavailable) {
                note_unreadable(kept.error());
                inbox_.deliver({{unsent(sending, round.now())}, {}});
                continue;
            }
            if (!kept || !*kept) {
                note_failure(Error{ErrorCode::internal, "the words of a queued message are not in the store", {}});
                break;
            }
            attempt.message = std::move(**kept);
        }
        ++outstanding_.at(static_cast<std::size_t>(sending.channel));
        attempts.at(static_cast<std::size_t>(sending.channel)).push_back(std::move(attempt));
    }
    for (std::size_t kind = 0; kind < attempts.size(); ++kind)
        if (!attempts[kind].empty()) senders_.at(kind)->submit(std::move(attempts[kind]));
}

void Loop::revoke(const Round& round) {
    std::array<std::vector<Revocation>, 2> revocations;
    for (const Revocation& revocation : round.revoking())
        revocations.at(static_cast<std::size_t>(revocation.channel)).push_back(revocation);
    for (std::size_t kind = 0; kind < revocations.size(); ++kind) {
        if (revocations[kind].empty()) continue;
        if (senders_.at(kind) != nullptr)
            senders_.at(kind)->revoke(std::move(revocations[kind]));
        else  // a channel that is not in the configuration any more
            inbox_.deliver({{}, std::move(revocations[kind])});
    }
}

}  // namespace dialogd::app
