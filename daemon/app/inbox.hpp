// Where other threads leave what the loop is to do; the only lock between them and it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "app/metrics.hpp"
#include "app/sender.hpp"
#include "intake/intake.hpp"

namespace dialogd::app {

// What came in together, and is answered together after its commit.
struct Job {
    std::vector<intake::Arrival> arrivals;
    std::vector<DeadLetter> letters;
    intake::Done done;
    std::vector<intake::Taken> taken;
};

class Inbox {
public:
    using Task = std::function<void()>;

    explicit Inbox(Metrics& metrics) : metrics_(metrics) {}

    // ---- any thread
    // False: too much waits already, or nothing is taken any more; the job's `done` is not called.
    bool add(Job job);
    bool ask(Task task);
    // Outcomes are bounded by the senders' room, and never refused.
    void deliver(Sender::News news);
    void ring();
    void close();  // takes nothing more but outcomes

    // ---- the loop's thread
    struct Collected {
        std::vector<Job> jobs;
        Sender::News news;
        bool stopping = false;
    };
    // Whole jobs, until there are `most` inputs in them.
    Collected collect(std::size_t most);
    std::vector<Task> tasks(std::size_t most);
    // What could not be written comes again.
    void put_back(Sender::News news);
    // True when somebody rang; `only_for_the_end`: only close() is worth waking up for.
    bool wait(std::chrono::milliseconds most, bool only_for_the_end);
    bool closed() const;
    bool empty() const;

private:
    Metrics& metrics_;
    mutable std::mutex mutex_;
    std::condition_variable bell_;
    std::deque<Job> jobs_;  // guarded by mutex_, as all below
    std::size_t waiting_arrivals_ = 0;
    std::size_t waiting_letters_ = 0;
    Sender::News news_;
    std::deque<Task> tasks_;
    bool rung_ = false;
    bool closed_ = false;
};

}  // namespace dialogd::app
