// One round of the loop: outcomes first, then what fell due, then what came in, then claims; one commit; then
// the answers and the attempts.
#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "app/loop.hpp"

namespace dialogd::app {

namespace {

constexpr std::size_t kInputs = 1'024;              // in one commit (a job that is larger goes whole)
constexpr std::size_t kWakes = 512;                 // so that what comes in is not kept waiting by what is overdue
constexpr std::size_t kSwept = 256;                 // customers looked at after a change of rules
constexpr std::size_t kSweptWhenFull = 16;          // it goes on also when there is no end of inputs
constexpr std::chrono::milliseconds kAgain(1'000);  // what could not be read is tried again

// What is kept of an arrival that turns out to be about nobody.
DeadLetter letter_of(const intake::Arrival& arrival, Instant now) {
    DeadLetter letter{0, now, {}, {}, {}};
    if (const auto* reply = std::get_if<Reply>(&arrival.input)) {
        letter.source = to_text(reply->channel);
        letter.body = reply->from + "\n" + reply->text;
    } else if (const auto* receipt = std::get_if<Receipt>(&arrival.input)) {
        letter.source = "receipt";
        letter.body = arrival.about.token + " " + std::string(to_text(receipt->kind)) + " " + receipt->detail;
    }
    return letter;
}

}  // namespace

Loop::Work Loop::collect() {
    Inbox::Collected collected = inbox_.collect(kInputs);
    Work work;
    work.jobs = std::move(collected.jobs);
    work.news = std::move(collected.news);
    work.stopping = collected.stopping;
    return work;
}

bool Loop::round() {
    Work work = collect();
    unreadable_ = false;
    Round round(store_, *rules_, clock_.now());
    try_again(round, work);
    take_outcomes(round, work);
    if (!work.stopping) take_wakes(round);
    take_jobs(round, work);
    if (!work.stopping) claim(round, work);
    if (!work.stopping) sweep(round);
    if (ended_) return give_up(work, {ErrorCode::internal, "the daemon is ending", {}}), false;
    if (round.empty() && work.jobs.empty()) {
        held_answers_.settled(work.news.settled);
        if (sweep_.settle()) looked_(*rules_, sweep_.used());
        probe();
        return false;
    }
    if (Result<void> written = write(round); !written) {
        give_up(work, written.error());
        note_failure(written);
        return false;
    }
    recovered();
    succeed(round, work);
    return true;
}

void Loop::try_again(Round& round, Work& work) {
    const auto now = std::chrono::steady_clock::now();
    if (again_.empty() || (now < again_.at && !work.stopping)) return;
    Again again = std::exchange(again_, {});
    again_.at = now + kAgain;
    std::vector<Outcome>& outcomes = work.news.outcomes;
    outcomes.insert(outcomes.begin(), std::make_move_iterator(again.outcomes.begin()),
                    std::make_move_iterator(again.outcomes.end()));
    if (!work.stopping) fill_outbox(again.open_messages);
    for (AddressStatus& status : again.unshared)
        if (const Result<void> told = round.tell_holders(status); !told) note_unreadable(told);
}

void Loop::take_outcomes(Round& round, Work& work) {
    for (const Outcome& outcome : work.news.outcomes) {
        const std::size_t unshared = round.unshared().size();
        const Result<void> taken = round.turn(outcome.customer, outcome.receipt);
        if (taken) continue;
        note_unreadable(taken);
        if (round.unshared().size() == unshared) again_.outcomes.push_back(outcome);
    }
}

void Loop::take_wakes(Round& round) {
    if (store_.next_due() > round.now()) return;
    for (const CustomerNumber number : store_.due(round.now(), kWakes))
        if (const Result<void> taken = round.turn(number, Wake{}); !taken) note_unreadable(taken);
}

void Loop::take_jobs(Round& round, Work& work) {
    for (std::size_t place = 0; place < work.jobs.size(); ++place) {
        Job& job = work.jobs[place];
        const std::size_t revoking = round.revoking().size();
        job.taken.resize(job.arrivals.size());
        for (std::size_t i = 0; i < job.arrivals.size(); ++i) {
            DeadLetter letter = letter_of(job.arrivals[i], round.now());
            Admitted admitted = admit(round, std::move(job.arrivals[i]));
            if (admitted.dead) {
                letter.reason = *admitted.dead;
                round.keep(std::move(letter));
            }
            job.taken[i].error = std::move(admitted.error);
        }
        for (DeadLetter& letter : job.letters) round.keep(std::move(letter));
        const auto& revoked = round.revoking();
        if (revoked.size() > revoking)
            work.held.push_back({place, {revoked.begin() + static_cast<std::ptrdiff_t>(revoking), revoked.end()}});
    }
}

void Loop::sweep(Round& round) {
    if (!sweep_.under_way() || failures_ > 0) return;
    const Result<void> stepped = sweep_.step(round, round.turns() >= kInputs ? kSweptWhenFull : kSwept);
    if (!stepped) note_failure(stepped);
}

Result<void> Loop::write(Round& round) {
    const auto begin = std::chrono::steady_clock::now();
    Result<void> written = round.commit();
    metrics_.commit_micros += static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count());
    return written;
}

void Loop::succeed(Round& round, Work& work) {
    for (const Commit& commit : round.commits())
        for (const EntryBody& entry : commit.entries) count(metrics_, entry);
    ++metrics_.commits;
    metrics_.turns += round.turns();
    metrics_.entries += round.entries();
    metrics_.attempts += round.sending().size();
    metrics_.dead_letters += round.letters().size();
    for (auto& [customer, message] : round.take_messages()) words_.keep(customer, std::move(message));
    for (const AddressStatus& status : round.unshared())
        if (std::find(again_.unshared.begin(), again_.unshared.end(), status) == again_.unshared.end())
            again_.unshared.push_back(status);
    queue(round);
    send(round);
    revoke(round);
    answer(work);
    held_answers_.settled(work.news.settled);
    if (sweep_.settle()) looked_(*rules_, sweep_.used());
    metrics_.outbox = outboxes_[0].size() + outboxes_[1].size();
    metrics_.customers = store_.customers();
    if (too_often_) count_starts(round);
}

// A pause counts from the next round on: what started together in this one has started.
void Loop::count_starts(const Round& round) {
    std::vector<const Rule*> reached;
    for (const Commit& commit : round.commits()) {
        for (const EntryBody& entry : commit.entries) {
            const auto* started = std::get_if<RunStarted>(&entry);
            if (started == nullptr || started->aside) continue;
            const Rule* rule = rules_->find_rule(started->rule);
            if (rule == nullptr || rule->at_most.starts == 0 || rules_->paused.rule(rule->name)) continue;
            if (starts_.add(*rule, commit.at) && std::find(reached.begin(), reached.end(), rule) == reached.end())
                reached.push_back(rule);
        }
    }
    for (const Rule* rule : reached) too_often_(*rule);
}

void Loop::answer(Work& work) {
    const auto now = std::chrono::steady_clock::now();
    for (const Held& held : work.held) {
        Job& job = work.jobs[held.job];
        held_answers_.hold(std::exchange(job.done, nullptr), std::move(job.taken), held.revocations, now);
        metrics_.inputs += job.arrivals.size();
    }
    for (Job& job : work.jobs) {
        if (!job.done) continue;
        metrics_.inputs += job.taken.size();
        job.done(std::move(job.taken));
    }
}

// Nothing was written: outcomes and claims come again, the senders of inputs are told to.
void Loop::give_up(Work& work, const Error& why) {
    for (const Waiter& waiter : work.claimed) outboxes_.at(static_cast<std::size_t>(waiter.channel)).put_back(waiter);
    inbox_.put_back(std::move(work.news));
    for (Job& job : work.jobs) {
        std::vector<intake::Taken> answers(std::max<std::size_t>(1, job.arrivals.size()));
        for (intake::Taken& answer : answers) answer.error = Error{ErrorCode::unavailable, why.message, {}};
        job.done(std::move(answers));
    }
}

}  // namespace dialogd::app
