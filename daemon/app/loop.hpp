// The live loop: one thread that owns the states, takes turns in rounds, commits each round, and only
// then answers and lets the senders send.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "app/admit.hpp"
#include "app/clock.hpp"
#include "app/held_answers.hpp"
#include "app/inbox.hpp"
#include "app/kept_words.hpp"
#include "app/opt_outs.hpp"
#include "app/outbox.hpp"
#include "app/starts.hpp"
#include "app/sweep.hpp"

namespace dialogd::app {

class Loop {
public:
    using Senders = std::array<Sender*, 2>;  // by ChannelKind; null: no such channel
    // On a broken invariant or an I/O error that the daemon must end for; called once, on the loop's thread.
    using Fatal = std::function<void(const Error&)>;
    // Everybody has been looked at with these rules; versions of rules that anybody still goes by, as version_key.
    using Looked = std::function<void(const Ruleset&, const std::unordered_set<std::uint64_t>& used)>;

    // That rule has reached its `at_most`; called on the loop's thread, after the commit.
    using TooOften = std::function<void(const Rule&)>;

    Loop(Store& store, std::shared_ptr<const Ruleset> rules, const Clock& clock, Metrics& metrics, Fatal fatal);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // Before start: where claimed messages go.
    void connect(Senders senders) { senders_ = senders; }
    // `look_at_everybody`: the rules are not those of the last start, so timers may be missing.
    // `looked` is called on the loop's thread (or here, when there is nobody yet) each time that is done.
    // `drops`: by hand, that not everybody has heard of.
    void start(bool look_at_everybody, Looked looked, std::vector<ByHand> drops = {});
    // Before start; outlives the loop. Null: nobody was ever erased.
    void mind(Suppressed* suppressed, OptOuts* opt_outs = nullptr) { suppressed_ = suppressed, opt_outs_ = opt_outs; }
    // Before start; outlives the loop. Null: nobody stands behind a queue.
    void seat(Desk* desk) { desk_ = desk; }
    // Before start.
    void watch_starts(TooOften too_often) { too_often_ = std::move(too_often); }
    // Takes what is in the queue, then ends. Outcomes that come later are taken by finish().
    void stop();
    // After stop, and after the senders have stopped: their last outcomes, and every snapshot.
    void finish();

    // Any thread. False: too much waits already; `done` is not called. An answer to what opts somebody out comes
    // when the senders have confirmed that what was under way is dropped, or gone before.
    bool take(std::vector<intake::Arrival> arrivals, intake::Done done);
    // Any thread: keeps it with the next commit; `kept` says, once, whether it is on disk.
    void keep(DeadLetter letter, std::function<void(bool)> kept);
    // Any thread: from a sender.
    void deliver(ChannelKind kind, Sender::News news);
    // Any thread: runs `task` on the loop's thread between two rounds, with the store in hand. False: too many wait.
    bool ask(Inbox::Task task) { return inbox_.ask(std::move(task)); }

    // Only inside a task that was asked for.
    Store& store() { return store_; }
    const std::shared_ptr<const Ruleset>& rules() const { return rules_; }
    const Desk* desk() const { return desk_; }
    void change_rules(std::shared_ptr<const Ruleset> rules);
    // What is paused from now on, and every drop that not everybody has heard of.
    void change_by_hand(Paused paused, std::vector<ByHand> drops);

    // Counts up as the loop goes round: for the watchdog.
    std::uint64_t rounds() const { return rounds_.load(std::memory_order_relaxed); }

private:
    struct Held {  // of one job of the round: what its answer waits for
        std::size_t job = 0;
        std::vector<Revocation> revocations;
    };
    struct Work {  // what one round has taken out of the queues
        std::vector<Job> jobs;
        Sender::News news;
        std::vector<Waiter> claimed;
        std::vector<Held> held;
        std::vector<AddressStatus> unshared;  // tried again; told only if the round is written
        std::vector<Round::Untold> untold;    // the same, of people
        std::vector<OpenDialogue> reminded;   // people who were told that they are late
        bool stopping = false;                // outcomes and what was taken in, and nothing new
    };
    // What could not be read when it was its turn, and is tried again by and by.
    struct Again {
        std::vector<Outcome> outcomes;              // at most what the senders have under way
        std::vector<CustomerNumber> open_messages;  // whose messages are not in the outbox yet
        std::vector<AddressStatus> unshared;        // each once
        std::vector<Round::Untold> untold;
        std::chrono::steady_clock::time_point at{};
        bool empty() const { return outcomes.empty() && open_messages.empty() && unshared.empty() && untold.empty(); }
    };

    // loop.cpp
    void run();
    bool is_done() const;
    void wait();
    void run_tasks();
    void probe();
    void recovered();
    void note_failure(const Result<void>& outcome);
    void note_unreadable(const Result<void>& outcome);
    bool has_room(std::size_t kind) const;
    // rounds.cpp
    bool round();
    Work collect();
    void try_again(Round& round, Work& work);
    void keep_untold(const std::vector<AddressStatus>& unshared, const std::vector<Round::Untold>& untold);
    void take_outcomes(Round& round, Work& work);
    void take_wakes(Round& round);
    void remind(Round& round, Work& work);
    void note_dialogues(const Round& round, const Work& work);
    void take_jobs(Round& round, Work& work);
    void sweep(Round& round);
    Result<void> write(Round& round);
    void succeed(Round& round, Work& work);
    void answer(Work& work);
    void give_up(Work& work, const Error& why);
    void count_starts(const Round& round);
    void lift_suppressed(const Round& round);
    // sending.cpp
    void fill_outbox(const std::vector<CustomerNumber>& customers);
    void fill_outbox(CustomerNumber number, const Customer& customer);
    void claim(Round& round, Work& work);
    void queue(const Round& round);
    void send(const Round& round);
    void revoke(const Round& round);

    Store& store_;
    std::shared_ptr<const Ruleset> rules_;
    const Clock& clock_;
    Metrics& metrics_;
    Fatal fatal_;
    Suppressed* suppressed_ = nullptr;
    OptOuts* opt_outs_ = nullptr;
    Desk* desk_ = nullptr;
    Senders senders_{};
    Inbox inbox_;

    std::array<std::atomic<std::size_t>, 2> outstanding_{};  // claimed and without outcome
    // The loop's thread only.
    std::array<Outbox, 2> outboxes_;
    KeptWords words_;
    HeldAnswers held_answers_;
    Again again_;
    Sweep sweep_;
    Looked looked_;
    Starts starts_;
    TooOften too_often_;
    int failures_ = 0;         // commits that failed in a row
    bool unreadable_ = false;  // in the last round: somebody's state could not be read
    bool was_quiet_ = false;   // the last wait ended by itself
    bool ended_ = false;       // fatal was called
    std::atomic<std::uint64_t> rounds_{0};
    std::thread thread_;
};

}  // namespace dialogd::app
