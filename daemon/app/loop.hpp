// The live loop: one thread that owns the states, takes turns in groups, commits each group, and only
// then answers and lets the senders send.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "app/admit.hpp"
#include "app/clock.hpp"
#include "app/metrics.hpp"
#include "app/outbox.hpp"
#include "app/sender.hpp"

namespace dialogd::app {

class Loop {
public:
    using Senders = std::array<Sender*, 2>;  // by ChannelKind; null: no such channel
    // On a broken invariant or an I/O error that the daemon must end for; called once, on the loop's thread.
    using Fatal = std::function<void(const Error&)>;

    Loop(Store& store, std::shared_ptr<const Ruleset> rules, const Clock& clock, Metrics& metrics, Fatal fatal);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // Before start: where claimed messages go.
    void connect(Senders senders) { senders_ = senders; }
    // `look_at_everybody`: the rules are not those of the last start, so timers may be missing.
    // `looked` is called on the loop's thread when that is done.
    void start(bool look_at_everybody, std::function<void()> looked);
    // Takes what is in the queue, then ends. Outcomes that come later are taken by finish().
    void stop();
    // After stop, and after the senders have stopped: their last outcomes, and every snapshot.
    void finish();

    // Any thread. False: too much waits already; `done` is not called.
    bool take(std::vector<intake::Arrival> arrivals, intake::Done done);
    // Any thread: from a sender. Empty: it has room again.
    void deliver(ChannelKind kind, std::vector<Outcome> outcomes);
    // Any thread: runs `task` on the loop's thread between two groups, with the store in hand.
    void ask(std::function<void()> task);

    // Only inside a task that was asked for.
    Store& store() { return store_; }
    const std::shared_ptr<const Ruleset>& rules() const { return rules_; }
    void change_rules(std::shared_ptr<const Ruleset> rules);

    // Counts up as the loop goes round: for the watchdog.
    std::uint64_t rounds() const { return rounds_.load(std::memory_order_relaxed); }

private:
    struct Job {
        std::vector<intake::Arrival> arrivals;
        intake::Done done;
        std::vector<intake::Taken> taken;
    };
    struct Group {  // what one round has taken out of the queues
        std::vector<Job> jobs;
        std::vector<Outcome> outcomes;
        std::vector<Waiter> claimed;
        std::vector<DeadLetter> dead;
        bool stopping = false;  // outcomes and what was taken in, and nothing new
    };

    void run();
    void fill_outbox();
    void wait();
    void run_tasks();
    bool round();
    Group collect();
    void take_outcomes(Batch& batch, Group& group);
    void take_wakes(Batch& batch);
    void take_jobs(Batch& batch, Group& group);
    void claim(Batch& batch, Group& group);
    void sweep(Batch& batch);
    void probe();
    void recovered();
    void keep_words(std::uint64_t key, Message message);
    bool has_room(std::size_t kind) const;
    Result<void> write(Batch& batch, const Group& group);
    void succeed(Batch& batch, Group& group);
    void give_up(Group& group, const Error& why);
    void send(const Batch& batch);
    void count(const Batch& batch, const Group& group);
    void note_failure(const Result<void>& outcome);
    Store& store_;
    std::shared_ptr<const Ruleset> rules_;
    const Clock& clock_;
    Metrics& metrics_;
    Fatal fatal_;
    Senders senders_{};

    std::mutex mutex_;
    std::condition_variable bell_;
    std::deque<Job> jobs_;  // guarded by mutex_, as all to the next blank line
    std::size_t waiting_arrivals_ = 0;
    std::vector<Outcome> outcomes_;
    std::vector<std::function<void()>> tasks_;
    bool rung_ = false;
    bool stopping_ = false;

    std::array<std::atomic<std::size_t>, 2> outstanding_{};  // claimed and without outcome
    // The loop's thread only.
    std::array<Outbox, 2> outboxes_;
    std::unordered_map<std::uint64_t, Message> words_;  // of messages queued lately, by customer and number
    std::deque<std::uint64_t> words_in_order_;
    std::function<void()> looked_;
    std::uint64_t sweeping_to_ = 0;
    std::uint64_t swept_ = 0;  // customers looked at since the rules changed
    std::uint64_t sweep_until_ = 0;
    int failures_ = 0;        // commits that failed in a row
    bool was_quiet_ = false;  // the last wait ended by itself
    bool ended_ = false;      // fatal was called
    std::atomic<std::uint64_t> rounds_{0};
    std::thread thread_;
};

}  // namespace dialogd::app
