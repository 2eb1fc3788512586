// Rounds of the live loop. In each: outcomes first, then what fell due, then what came in, then claims;
// one commit; then the answers and the attempts.
#include "app/loop.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <spdlog/spdlog.h>

namespace dialogd::app {

namespace {

constexpr std::size_t kGroup = 1'024;        // inputs in one commit (a job that is larger goes whole)
constexpr std::size_t kWakesInGroup = 512;   // so that what comes in is not kept waiting by what is overdue
constexpr std::size_t kMaxWaiting = 65'536;  // arrivals; more are answered 429
constexpr std::size_t kMaxWords = 32'768;    // messages whose words are kept at hand until they are sent
constexpr std::size_t kSweepInGroup = 256;   // customers looked at after a change of rules
constexpr std::size_t kWriteBehind = 512;    // snapshots at a time, when there is nothing else to do
constexpr std::chrono::milliseconds kIdle(1'000);
constexpr std::chrono::milliseconds kQuiet(100);  // without anything to do for so long: time for snapshots
constexpr int kMaxBackoff = 5;                    // 100 ms doubled five times: 3.2 s between tries

std::uint64_t words_key(CustomerNumber customer, MessageNumber message) {
    return to_integer(customer) * 0x9e3779b97f4a7c15ULL + message;
}

}  // namespace

Loop::Loop(Store& store, std::shared_ptr<const Ruleset> rules, const Clock& clock, Metrics& metrics, Fatal fatal)
    : store_(store), rules_(std::move(rules)), clock_(clock), metrics_(metrics), fatal_(std::move(fatal)) {}

Loop::~Loop() {
    stop();
}

void Loop::start(bool look_at_everybody, std::function<void()> looked) {
    if (look_at_everybody) sweep_until_ = store_.customers();
    looked_ = std::move(looked);
    // Nobody is there yet: whoever comes is looked at with these rules.
    if (look_at_everybody && sweep_until_ == 0) std::exchange(looked_, nullptr)();
    thread_ = std::thread([this] { run(); });
}

void Loop::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        rung_ = true;
    }
    bell_.notify_one();
    if (thread_.joinable()) thread_.join();
}

bool Loop::take(std::vector<intake::Arrival> arrivals, intake::Done done) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || waiting_arrivals_ + arrivals.size() > kMaxWaiting + kGroup ||
            waiting_arrivals_ > kMaxWaiting) {
            ++metrics_.queue_full;
            return false;
        }
        waiting_arrivals_ += arrivals.size();
        metrics_.waiting_inputs = waiting_arrivals_;
        jobs_.push_back({std::move(arrivals), std::move(done), {}});
        rung_ = true;
    }
    bell_.notify_one();
    return true;
}

void Loop::deliver(ChannelKind kind, std::vector<Outcome> outcomes) {
    outstanding_.at(static_cast<std::size_t>(kind)) -= outcomes.size();
    {
        const std::lock_guard lock(mutex_);
        outcomes_.insert(outcomes_.end(), std::make_move_iterator(outcomes.begin()),
                         std::make_move_iterator(outcomes.end()));
        rung_ = true;
    }
    bell_.notify_one();
}

void Loop::ask(std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
        rung_ = true;
    }
    bell_.notify_one();
}

void Loop::change_rules(std::shared_ptr<const Ruleset> rules) {
    rules_ = std::move(rules);
    // Timers that the new rules want are set by looking at everybody once, a few at a time.
    swept_ = 0;
    sweep_until_ = store_.customers();
}

// After a start: what had been claimed when the daemon ended is uncertain; the rest waits again.
void Loop::fill_outbox() {
    const Instant now = clock_.now();
    for (const CustomerNumber number : store_.with_open_messages()) {
        const Result<Customer> customer = store_.load(number);
        if (!customer) return note_failure(customer.error());
        for (const OpenMessage& message : customer->messages) {
            if (message.state == OpenMessage::State::sending) {
                Receipt receipt;
                receipt.message = message.number;
                receipt.attempt = message.attempts;
                receipt.kind = ReceiptKind::uncertain;
                receipt.detail = "the daemon ended while it was being sent";
                receipt.time = now;
                const std::lock_guard lock(mutex_);
                outcomes_.push_back({number, std::move(receipt)});
            } else {
                outboxes_.at(static_cast<std::size_t>(message.channel))
                    .add_later({number, message.number}, message.next_at);
            }
        }
    }
}

void Loop::run() {
    fill_outbox();
    metrics_.customers = store_.customers();
    while (!ended_) {
        ++rounds_;
        run_tasks();
        const bool did_something = round();
        if (did_something || ended_) continue;
        {
            const std::lock_guard lock(mutex_);
            if (stopping_ && jobs_.empty() && tasks_.empty() && outcomes_.empty()) break;
            if (stopping_ && failures_ > 0) break;  // nothing can be written: what waits is answered below
        }
        wait();
    }
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;  // also after a failure: nothing more is taken
    }
    run_tasks();
    for (;;) {  // what nobody will take any more is answered
        Group left = collect();
        if (left.jobs.empty()) break;
        give_up(left, {ErrorCode::unavailable, "the daemon is stopping", {}});
    }
}

// Snapshots are written when there has been nothing to do for a while, so that nobody waits for them.
void Loop::wait() {
    if (failures_ == 0 && was_quiet_) note_failure(store_.write_behind(kWriteBehind));
    Instant next = store_.next_due();
    for (std::size_t kind = 0; kind < outboxes_.size(); ++kind)
        if (has_room(kind)) next = std::min(next, outboxes_[kind].next_at());
    std::chrono::milliseconds most = clock_.wait_for(next, kIdle);
    if (failures_ > 0) most = std::chrono::milliseconds(100) * (1 << std::min(failures_, kMaxBackoff));
    if (failures_ == 0 && !was_quiet_) most = std::min(most, kQuiet);
    if (swept_ < sweep_until_ && failures_ == 0) most = std::chrono::milliseconds(0);
    std::unique_lock lock(mutex_);
    // While nothing can be written, only an end is worth waking up for.
    const bool rung = bell_.wait_for(lock, most, [&] { return failures_ > 0 ? stopping_ : rung_; });
    was_quiet_ = !rung;
    rung_ = false;
}

void Loop::run_tasks() {
    std::vector<std::function<void()>> tasks;
    {
        const std::lock_guard lock(mutex_);
        tasks.swap(tasks_);
    }
    for (const std::function<void()>& task : tasks) task();
}

Loop::Group Loop::collect() {
    Group group;
    const std::lock_guard lock(mutex_);
    group.stopping = stopping_;
    group.outcomes.swap(outcomes_);
    std::size_t arrivals = 0;
    while (!jobs_.empty() && arrivals < kGroup) {
        arrivals += jobs_.front().arrivals.size();
        group.jobs.push_back(std::move(jobs_.front()));
        jobs_.pop_front();
    }
    waiting_arrivals_ -= arrivals;
    metrics_.waiting_inputs = waiting_arrivals_;
    return group;
}

bool Loop::round() {
    Group group = collect();
    Batch batch(store_, *rules_, clock_.now());
    take_outcomes(batch, group);
    if (!group.stopping) take_wakes(batch);
    take_jobs(batch, group);
    if (!group.stopping) claim(batch, group);
    if (!group.stopping) sweep(batch);
    if (ended_) return give_up(group, {ErrorCode::internal, "the daemon is ending", {}}), false;
    if (batch.turns() == 0 && group.jobs.empty() && group.dead.empty()) {
        probe();
        return false;
    }
    if (Result<void> written = write(batch, group); !written) {
        give_up(group, written.error());
        note_failure(written);
        return false;
    }
    recovered();
    succeed(batch, group);
    return true;
}

void Loop::take_outcomes(Batch& batch, Group& group) {
    for (const Outcome& outcome : group.outcomes)
        if (Result<void> taken = batch.turn(outcome.customer, outcome.receipt); !taken) note_failure(taken);
}

void Loop::take_wakes(Batch& batch) {
    if (store_.next_due() > batch.now()) return;
    for (const CustomerNumber number : store_.due(batch.now(), kWakesInGroup))
        if (Result<void> taken = batch.turn(number, Wake{}); !taken) note_failure(taken);
}

void Loop::take_jobs(Batch& batch, Group& group) {
    for (Job& job : group.jobs) {
        job.taken.resize(job.arrivals.size());
        for (std::size_t i = 0; i < job.arrivals.size(); ++i) {
            DeadLetter letter{0, batch.now(), {}, {}, {}};
            if (const auto* reply = std::get_if<Reply>(&job.arrivals[i].input)) {
                letter.source = to_text(reply->channel);
                letter.body = reply->from + "\n" + reply->text;
            } else if (const auto* receipt = std::get_if<Receipt>(&job.arrivals[i].input)) {
                letter.source = "receipt";
                letter.body =
                    job.arrivals[i].about.token + " " + std::string(to_text(receipt->kind)) + " " + receipt->detail;
            }
            Admitted admitted = admit(batch, std::move(job.arrivals[i]));
            if (admitted.dead) {
                letter.reason = *admitted.dead;
                group.dead.push_back(std::move(letter));
            }
            job.taken[i].error = std::move(admitted.error);
        }
    }
}

// Claims as many messages as the senders have room for.
void Loop::claim(Batch& batch, Group& group) {
    if (failures_ > 0) return;
    for (std::size_t kind = 0; kind < outboxes_.size(); ++kind) {
        if (senders_.at(kind) == nullptr) continue;
        const std::size_t limit = senders_.at(kind)->limit();
        const std::size_t under_way = outstanding_.at(kind);
        std::size_t room = limit > under_way ? std::min(limit - under_way, kGroup) : 0;
        // Those that are held or dropped take no room, but a group has its bound all the same.
        for (std::size_t looked_at = 0; room > 0 && looked_at < kGroup; ++looked_at) {
            const std::optional<Waiter> waiter = outboxes_.at(kind).next(batch.now());
            if (!waiter) break;
            group.claimed.push_back(*waiter);
            const std::size_t before = batch.sending().size();
            if (Result<void> taken = batch.turn(waiter->customer, Wake{waiter->message}); !taken)
                return note_failure(taken);
            if (batch.sending().size() > before) --room;
        }
    }
}

void Loop::sweep(Batch& batch) {
    if (swept_ >= sweep_until_ || failures_ > 0 || batch.turns() >= kGroup) return;
    sweeping_to_ = std::min(sweep_until_, swept_ + kSweepInGroup);
    for (std::uint64_t number = swept_ + 1; number <= sweeping_to_; ++number) {
        const Result<const Customer*> state = batch.state(CustomerNumber(number));
        if (!state || (*state)->created == Instant{}) continue;  // a number that was never used
        if (Result<void> taken = batch.turn(CustomerNumber(number), Wake{}); !taken) return note_failure(taken);
    }
    if (batch.turns() == 0) swept_ = sweeping_to_;
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

// The newest ones: what is dropped unsent goes out at the other end.
void Loop::keep_words(std::uint64_t key, Message message) {
    if (!words_.insert_or_assign(key, std::move(message)).second) return;
    words_in_order_.push_back(key);
    if (words_in_order_.size() <= kMaxWords) return;
    words_.erase(words_in_order_.front());
    words_in_order_.pop_front();
}

Result<void> Loop::write(Batch& batch, const Group& group) {
    const auto begin = std::chrono::steady_clock::now();
    for (const DeadLetter& letter : group.dead)
        if (Result<void> kept = store_.add_dead_letter(letter); !kept) return kept;
    Result<void> written = batch.commit();
    metrics_.commit_micros += static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count());
    return written;
}

void Loop::succeed(Batch& batch, Group& group) {
    count(batch, group);
    for (auto& [customer, message] : batch.take_messages())
        keep_words(words_key(customer, message.number), std::move(message));
    swept_ = std::max(swept_, sweeping_to_);
    if (sweep_until_ > 0 && swept_ >= sweep_until_ && looked_) std::exchange(looked_, nullptr)();
    for (const Batch::Waiting& waiting : batch.waiting()) {
        Outbox& outbox = outboxes_.at(static_cast<std::size_t>(waiting.channel));
        if (waiting.at <= batch.now())
            outbox.add({waiting.customer, waiting.message});
        else
            outbox.add_later({waiting.customer, waiting.message}, waiting.at);
    }
    send(batch);
    for (Job& job : group.jobs) job.done(std::move(job.taken));
    metrics_.outbox = outboxes_[0].size() + outboxes_[1].size();
    metrics_.customers = store_.customers();
}

void Loop::send(const Batch& batch) {
    std::array<std::vector<Attempt>, 2> attempts;
    for (const Batch::Sending& sending : batch.sending()) {
        Attempt attempt{sending.customer, sending.attempt, {}};
        if (auto words = words_.extract(words_key(sending.customer, sending.message))) {
            attempt.message = std::move(words.mapped());
        } else {
            Result<std::optional<Message>> kept = store_.message(sending.customer, sending.message);
            if (!kept || !*kept)
                return note_failure(
                    Error{ErrorCode::internal, "the words of a queued message are not in the store", {}});
            attempt.message = std::move(**kept);
        }
        ++outstanding_.at(static_cast<std::size_t>(sending.channel));
        attempts.at(static_cast<std::size_t>(sending.channel)).push_back(std::move(attempt));
    }
    for (std::size_t kind = 0; kind < attempts.size(); ++kind)
        if (!attempts[kind].empty()) senders_.at(kind)->submit(std::move(attempts[kind]));
}

// Nothing was written: outcomes and claims come again, the senders of inputs are told to.
void Loop::give_up(Group& group, const Error& why) {
    for (Waiter& waiter : group.claimed) {
        const Result<Customer> customer = store_.load(waiter.customer);
        if (!customer) continue;
        for (const OpenMessage& message : customer->messages)
            if (message.number == waiter.message)
                outboxes_.at(static_cast<std::size_t>(message.channel)).put_back(waiter);
    }
    {
        const std::lock_guard lock(mutex_);
        outcomes_.insert(outcomes_.begin(), std::make_move_iterator(group.outcomes.begin()),
                         std::make_move_iterator(group.outcomes.end()));
    }
    for (Job& job : group.jobs) {
        std::vector<intake::Taken> answers(job.taken.empty() ? job.arrivals.size() : job.taken.size());
        for (intake::Taken& answer : answers) answer.error = Error{ErrorCode::unavailable, why.message, {}};
        job.done(std::move(answers));
    }
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

void Loop::count(const Batch& batch, const Group& group) {
    ++metrics_.commits;
    metrics_.turns += batch.turns();
    metrics_.entries += batch.entries();
    metrics_.attempts += batch.sending().size();
    for (const Job& job : group.jobs) metrics_.inputs += job.taken.size();
    metrics_.dead_letters += group.dead.size();
    for (const Commit& commit : batch.commits())
        for (const EntryBody& entry : commit.entries) {
            if (std::holds_alternative<Event>(entry))
                ++metrics_.events;
            else if (std::holds_alternative<MessageQueued>(entry))
                ++metrics_.queued_messages;
            else if (std::holds_alternative<Reply>(entry))
                ++metrics_.replies;
            else if (std::holds_alternative<Answered>(entry))
                ++metrics_.answers;
            else if (const auto* receipt = std::get_if<Receipt>(&entry))
                ++metrics_.receipts.at(static_cast<std::size_t>(receipt->kind));
            else if (const auto* handover = std::get_if<Handover>(&entry))
                metrics_.handovers += handover->act == Handover::Act::opened ? 1 : 0;
            else if (const auto* status = std::get_if<AddressStatus>(&entry))
                metrics_.opt_outs += status->state == AddressState::usable ? 0 : 1;
        }
}

void Loop::finish() {
    while (!ended_ && round()) {
    }
    if (!ended_) note_failure(store_.write_behind(std::numeric_limits<std::size_t>::max()));
}

}  // namespace dialogd::app
