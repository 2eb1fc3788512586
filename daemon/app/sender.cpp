// One channel's loop: take, work, report.
#include "app/sender.hpp"

namespace dialogd::app {

namespace {

constexpr Duration kWork = std::chrono::milliseconds(50);  // at least that often the room is looked at again

}  // namespace

Sender::Sender(std::unique_ptr<Channel> channel, std::function<Outgoing(const Attempt&)> compose,
               std::function<void(std::vector<Outcome>)> deliver)
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

void Sender::take_waiting() {
    std::vector<Attempt> taken;
    {
        const std::lock_guard lock(mutex_);
        taken.swap(waiting_);
    }
    under_way_ += taken.size();
    for (const Attempt& attempt : taken) channel_->submit(compose_(attempt));
}

void Sender::publish_room() {
    const std::size_t before = limit_.load(std::memory_order_relaxed);
    const std::size_t now = under_way_ + channel_->room();
    limit_.store(now, std::memory_order_relaxed);
    if (now > before) deliver_({});
}

void Sender::run() {
    while (!stopping_) {
        take_waiting();
        std::vector<Outcome> outcomes = channel_->work(kWork);
        under_way_ -= outcomes.size();
        publish_room();
        if (!outcomes.empty()) deliver_(std::move(outcomes));
    }
    take_waiting();
    std::vector<Outcome> last = channel_->close();
    under_way_ -= last.size();
    limit_ = 0;
    if (!last.empty()) deliver_(std::move(last));
}

}  // namespace dialogd::app
