// Bounded queues behind one lock.
#include "app/inbox.hpp"

namespace dialogd::app {

namespace {

constexpr std::size_t kMaxWaiting = 65'536;  // arrivals; more are answered 429
constexpr std::size_t kMaxTasks = 1'024;     // requests that read: each holds an open connection, and there are 1,024
constexpr std::size_t kMaxLetters = 256;     // each may be 1 MiB

template <class Item>
void append(std::vector<Item>& into, std::vector<Item>& from) {
    into.insert(into.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

// One job may be larger than what is left of the room: it was read already, and a smaller one would find room.
bool Inbox::add(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_ || waiting_arrivals_ >= kMaxWaiting || waiting_letters_ + job.letters.size() > kMaxLetters) {
            ++metrics_.queue_full;
            return false;
        }
        waiting_arrivals_ += job.arrivals.size();
        waiting_letters_ += job.letters.size();
        metrics_.waiting_inputs = waiting_arrivals_;
        jobs_.push_back(std::move(job));
        rung_ = true;
    }
    bell_.notify_one();
    return true;
}

bool Inbox::ask(Task task) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_ || tasks_.size() >= kMaxTasks) return false;
        tasks_.push_back(std::move(task));
        rung_ = true;
    }
    bell_.notify_one();
    return true;
}

void Inbox::deliver(Sender::News news) {
    {
        const std::lock_guard lock(mutex_);
        append(news_.outcomes, news.outcomes);
        append(news_.settled, news.settled);
        rung_ = true;
    }
    bell_.notify_one();
}

void Inbox::ring() {
    {
        const std::lock_guard lock(mutex_);
        rung_ = true;
    }
    bell_.notify_one();
}

void Inbox::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        rung_ = true;
    }
    bell_.notify_one();
}

Inbox::Collected Inbox::collect(std::size_t most) {
    Collected collected;
    const std::lock_guard lock(mutex_);
    collected.stopping = closed_;
    std::swap(collected.news, news_);
    std::size_t inputs = 0;
    while (!jobs_.empty() && inputs < most) {
        Job& job = jobs_.front();
        inputs += job.arrivals.size() + job.letters.size();
        waiting_arrivals_ -= job.arrivals.size();
        waiting_letters_ -= job.letters.size();
        collected.jobs.push_back(std::move(job));
        jobs_.pop_front();
    }
    metrics_.waiting_inputs = waiting_arrivals_;
    return collected;
}

std::vector<Inbox::Task> Inbox::tasks(std::size_t most) {
    std::vector<Task> taken;
    const std::lock_guard lock(mutex_);
    while (!tasks_.empty() && taken.size() < most) {
        taken.push_back(std::move(tasks_.front()));
        tasks_.pop_front();
    }
    return taken;
}

void Inbox::put_back(Sender::News news) {
    const std::lock_guard lock(mutex_);
    append(news.outcomes, news_.outcomes);
    append(news.settled, news_.settled);
    news_ = std::move(news);
}

bool Inbox::wait(std::chrono::milliseconds most, bool only_for_the_end) {
    std::unique_lock lock(mutex_);
    const bool rung = bell_.wait_for(lock, most, [&] { return only_for_the_end ? closed_ : rung_; });
    rung_ = false;
    return rung;
}

bool Inbox::closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

bool Inbox::empty() const {
    const std::lock_guard lock(mutex_);
    return jobs_.empty() && tasks_.empty() && news_.outcomes.empty() && news_.settled.empty();
}

}  // namespace dialogd::app
