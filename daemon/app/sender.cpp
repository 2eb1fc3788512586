// One channel's loop: take, work, report.
#include "app/sender.hpp"

#include <algorithm>

namespace dialogd::app {

namespace {

constexpr Duration kWork = std::chrono::milliseconds(50);  // at least that often the room is looked at again

// What becomes of an attempt that was taken back: not sent for good, or to be asked for again.
Outcome dropped(const Revocation& revocation, std::uint32_t attempt) {
    Outcome outcome;
    outcome.customer = revocation.customer;
    outcome.receipt.message = revocation.message;
    outcome.receipt.attempt = attempt;
    outcome.receipt.kind = revocation.for_good ? ReceiptKind::revoked : ReceiptKind::deferred;
    outcome.receipt.detail = "taken back before it went out: " + revocation.why;
    outcome.receipt.time = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    return outcome;
}

}  // namespace

Sender::Sender(std::unique_ptr<Channel> channel, std::function<Outgoing(const Attempt&)> compose,
               std::function<void(News)> deliver)
    : channel_(std::move(channel)),
      compose_(std::move(compose)),
      deliver_(std::move(deliver)),
      kind_(channel_->kind()) {}

Sender::~Sender() {
    stop();
}

void Sender::start() {
    limit_ = channel_->room();
    thread_ = std::thread([this] { run(); });
}

void Sender::stop() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    channel_->interrupt();
    thread_.join();
}

void Sender::submit(std::vector<Attempt> attempts) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.insert(waiting_.end(), std::make_move_iterator(attempts.begin()),
                        std::make_move_iterator(attempts.end()));
    }
    channel_->interrupt();
}

void Sender::revoke(std::vector<Revocation> revocations) {
    {
        const std::lock_guard lock(mutex_);
        to_revoke_.insert(to_revoke_.end(), std::make_move_iterator(revocations.begin()),
                          std::make_move_iterator(revocations.end()));
    }
    channel_->interrupt();
}

void Sender::take_waiting(News& news) {
    std::vector<Attempt> taken;
    std::vector<Revocation> revoked;
    {
        const std::lock_guard lock(mutex_);
        taken.swap(waiting_);
        revoked.swap(to_revoke_);
    }
    for (Revocation& revocation : revoked) settle(taken, std::move(revocation), news);
    under_way_ += taken.size();
    for (const Attempt& attempt : taken) channel_->submit(compose_(attempt));
}

void Sender::settle(std::vector<Attempt>& taken, Revocation revocation, News& news) {
    const auto waiting = std::find_if(taken.begin(), taken.end(), [&](const Attempt& attempt) {
        return attempt.customer == revocation.customer && attempt.message.number == revocation.message;
    });
    if (waiting != taken.end()) {
        news.outcomes.push_back(dropped(revocation, waiting->attempt));
        taken.erase(waiting);
    } else if (const auto back = channel_->revoke(revocation.customer, revocation.message)) {
        --under_way_;
        news.outcomes.push_back(dropped(revocation, back->attempt));
    }
    news.settled.push_back(std::move(revocation));
}

void Sender::publish_room() {
    const std::size_t before = limit_.load(std::memory_order_relaxed);
    const std::size_t now = under_way_ + channel_->room();
    limit_.store(now, std::memory_order_relaxed);
    if (now > before) deliver_({});
}

void Sender::run() {
    while (!stopping_) {
        News news;
        take_waiting(news);
        // Somebody waits to hear that it was dropped: no time for work now.
        std::vector<Outcome> outcomes = channel_->work(news.settled.empty() ? kWork : Duration::zero());
        under_way_ -= outcomes.size();
        publish_room();
        news.outcomes.insert(news.outcomes.end(), std::make_move_iterator(outcomes.begin()),
                             std::make_move_iterator(outcomes.end()));
        if (!news.outcomes.empty() || !news.settled.empty()) deliver_(std::move(news));
    }
    News last;
    take_waiting(last);
    std::vector<Outcome> outcomes = channel_->close();
    under_way_ -= outcomes.size();
    limit_ = 0;
    last.outcomes.insert(last.outcomes.end(), std::make_move_iterator(outcomes.begin()),
                         std::make_move_iterator(outcomes.end()));
    if (!last.outcomes.empty() || !last.settled.empty()) deliver_(std::move(last));
}

}  // namespace dialogd::app
