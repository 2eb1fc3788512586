// The loop's thread: begins, goes round, waits, and ends; what happens when nothing can be written or read.
#include "app/loop.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <spdlog/spdlog.h>

namespace dialogd::app {

namespace {

constexpr std::size_t kWriteBehind = 512;  // snapshots at a time, when there is nothing else to do
constexpr std::size_t kTasks = 64;         // that read between two rounds, so that they keep nobody waiting for long
constexpr std::chrono::milliseconds kIdle(1'000);
constexpr std::chrono::milliseconds kQuiet(100);  // without anything to do for so long: time for snapshots
constexpr std::chrono::milliseconds kPause(100);  // before what could not be read or written is tried again
constexpr int kMaxBackoff = 5;                    // doubled five times: 3.2 s between tries

}  // namespace

Loop::Loop(Store& store, std::shared_ptr<const Ruleset> rules, const Clock& clock, Metrics& metrics, Fatal fatal)
    : store_(store),
      rules_(std::move(rules)),
      clock_(clock),
      metrics_(metrics),
      fatal_(std::move(fatal)),
      inbox_(metrics) {}

Loop::~Loop() {
    stop();
}

void Loop::start(bool look_at_everybody, Looked looked, std::vector<ByHand> drops) {
    looked_ = std::move(looked);
    if (!drops.empty()) sweep_.begin_by_hand(store_.highest(), std::move(drops));
    if (look_at_everybody) sweep_.begin(store_.highest());
    tell_paused(metrics_, rules_->paused);
    // Nobody is there yet: whoever comes is looked at with these rules.
    if (sweep_.settle()) looked_(*rules_, sweep_.used());
    thread_ = std::thread([this] { run(); });
}

void Loop::stop() {
    inbox_.close();
    if (thread_.joinable()) thread_.join();
}

bool Loop::take(std::vector<intake::Arrival> arrivals, intake::Done done) {
    return inbox_.add({std::move(arrivals), {}, std::move(done), {}});
}

void Loop::keep(DeadLetter letter, std::function<void(bool)> kept) {
    Job job;
    job.letters.push_back(std::move(letter));
    job.done = [kept](const std::vector<intake::Taken>& taken) { kept(taken.empty()); };
    if (!inbox_.add(std::move(job))) kept(false);
}

void Loop::deliver(ChannelKind kind, Sender::News news) {
    outstanding_.at(static_cast<std::size_t>(kind)) -= news.outcomes.size();
    inbox_.deliver(std::move(news));
}

void Loop::change_rules(std::shared_ptr<const Ruleset> rules) {
    const bool changed = rules->hash != rules_->hash;
    rules_ = std::move(rules);
    if (changed) sweep_.begin(store_.highest());
}

// Turns are taken on this thread only, and nothing else reads that part of the rules.
void Loop::change_by_hand(Paused paused, std::vector<ByHand> drops) {
    for (const std::string& rule : rules_->paused.rules)
        if (!paused.rule(rule)) starts_.forget(rule);
    std::const_pointer_cast<Ruleset>(rules_)->paused = std::move(paused);
    tell_paused(metrics_, rules_->paused);
    sweep_.begin_by_hand(store_.highest(), std::move(drops));
}

void Loop::run() {
    fill_outbox(store_.with_open_messages());
    metrics_.customers = store_.customers();
    while (!ended_) {
        ++rounds_;
        run_tasks();
        const bool did_something = round();
        if (ended_) break;
        held_answers_.give_up_overdue(std::chrono::steady_clock::now());
        if (did_something) continue;
        if (is_done()) break;
        wait();
    }
    inbox_.close();  // also after a failure: nothing more is taken
    held_answers_.give_up_overdue(HeldAnswers::Tick::max());
    for (std::vector<Inbox::Task> tasks; !(tasks = inbox_.tasks(kTasks)).empty();)
        for (const Inbox::Task& task : tasks) task();
    for (;;) {  // what nobody will take any more is answered
        Work left = collect();
        if (left.jobs.empty()) return inbox_.put_back(std::move(left.news));
        give_up(left, {ErrorCode::unavailable, "the daemon is stopping", {}});
    }
}

// When nothing can be written, what waits is answered so.
bool Loop::is_done() const {
    return inbox_.closed() && (failures_ > 0 || (inbox_.empty() && held_answers_.empty()));
}

// Snapshots are written when there has been nothing to do for a while, so that nobody waits for them.
void Loop::wait() {
    if (failures_ == 0 && was_quiet_) note_failure(store_.write_behind(kWriteBehind));
    Instant next = store_.next_due();
    for (std::size_t kind = 0; kind < outboxes_.size(); ++kind)
        if (has_room(kind)) next = std::min(next, outboxes_[kind].next_at());
    if (desk_ != nullptr) {
        next = std::min(next, desk_->next_overdue());
        desk_->tell(metrics_, clock_.now());
    }
    std::chrono::milliseconds most = clock_.wait_for(next, kIdle);
    if (failures_ == 0 && !was_quiet_) most = std::min(most, kQuiet);
    if (sweep_.can_go_on()) most = std::chrono::milliseconds(0);
    if (unreadable_) most = std::max(most, kPause);  // who is due and can't be read stays due
    most = held_answers_.wait_for(std::chrono::steady_clock::now(), most);
    if (failures_ > 0) most = kPause * (1 << std::min(failures_, kMaxBackoff));
    // While nothing can be written, only an end is worth waking up for.
    was_quiet_ = !inbox_.wait(most, failures_ > 0);
}

void Loop::run_tasks() {
    for (const Inbox::Task& task : inbox_.tasks(kTasks)) task();
}

// While nothing could be written and nothing waits to be: finds out whether it works again.
void Loop::probe() {
    if (failures_ == 0 || ended_) return;
    if (const Result<void> kept = store_.keep_fact("probe", to_text(clock_.now())); !kept) return note_failure(kept);
    recovered();
}

void Loop::recovered() {
    if (failures_ > 0) spdlog::info("writing works again");
    failures_ = 0;
    metrics_.disk_trouble = 0;
}

bool Loop::has_room(std::size_t kind) const {
    return senders_.at(kind) != nullptr && senders_.at(kind)->limit() > outstanding_.at(kind);
}

void Loop::note_failure(const Result<void>& outcome) {
    if (outcome || ended_) return;
    if (outcome.error().code == ErrorCode::unavailable) {
        if (failures_++ == 0) spdlog::error("can't write: {}; nothing is lost, trying again", outcome.error().message);
        ++metrics_.commit_failures;
        metrics_.disk_trouble = 1;
        return;
    }
    ended_ = true;
    spdlog::critical("{}", outcome.error().message);
    fatal_(outcome.error());
}

// One customer's trouble is not everybody's: it is put aside, and the round goes on.
void Loop::note_unreadable(const Result<void>& outcome) {
    if (outcome || ended_) return;
    if (outcome.error().code == ErrorCode::internal) return note_failure(outcome);
    if (again_.empty() && !unreadable_) spdlog::error("{}; trying again", outcome.error().message);
    unreadable_ = true;
    ++metrics_.read_failures;
}

void Loop::finish() {
    while (!ended_ && round()) {
    }
    if (!ended_) note_failure(store_.write_behind(std::numeric_limits<std::size_t>::max()));
}

}  // namespace dialogd::app
