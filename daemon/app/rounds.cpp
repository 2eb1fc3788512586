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
    Round round(store_, *rules_, clock_.now(), {suppressed_, desk_});
    try_again(round, work);
    take_outcomes(round, work);
    if (!work.stopping) take_wakes(round);
    if (!work.stopping) remind(round, work);
    take_jobs(round, work);
    if (!work.stopping) claim(round, work);
    if (!work.stopping) sweep(round);
    if (ended_) return give_up(work, {ErrorCode::internal, "the daemon is ending", {}}), false;
    if (round.empty() && work.jobs.empty()) {
        keep_untold(round.unshared(), round.untold());
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
    work.unshared = std::move(again.unshared);
    for (const AddressStatus& status : work.unshared)
        if (const Result<void> told = round.tell_holders(status); !told) note_unreadable(told);
    work.untold = std::move(again.untold);
    for (const Round::Untold& one : work.untold) round.tell_or_keep(one);
}

// What holds for an address each once: it is told whole, however often it could not be.
void Loop::keep_untold(const std::vector<AddressStatus>& unshared, const std::vector<Round::Untold>& untold) {
    again_.untold.insert(again_.untold.end(), untold.begin(), untold.end());
    for (const AddressStatus& status : unshared)
        if (std::find(again_.unshared.begin(), again_.unshared.end(), status) == again_.unshared.end())
            again_.unshared.push_back(status);
}

void Loop::take_outcomes(Round& round, Work& work) {
    // What is put aside is in one list only: a round that can't be written gives the others back to the inbox.
    std::vector<Outcome> taken;
    taken.reserve(work.news.outcomes.size());
    for (Outcome& outcome : work.news.outcomes) {
        const std::size_t unshared = round.unshared().size();
        const Result<void> turned = round.turn(outcome.customer, outcome.receipt);
        if (!turned) note_unreadable(turned);
        const bool put_aside = !turned && round.unshared().size() == unshared;
        (put_aside ? again_.outcomes : taken).push_back(std::move(outcome));
    }
    work.news.outcomes = std::move(taken);
}

void Loop::take_wakes(Round& round) {
    if (store_.next_due() > round.now()) return;
    for (const CustomerNumber number : store_.due(round.now(), kWakes))
        if (const Result<void> taken = round.turn(number, Wake{}); !taken) note_unreadable(taken);
}

void Loop::take_jobs(Round& round, Work& work) {
    for (std::size_t place = 0; place < work.jobs.size(); ++place) {
        Job& job = work.jobs[place];
        (void)round.take_found();  // what outcomes and wakes have found: nobody waits for it
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
        // Also what an earlier one of this round has asked to be taken back: it is not confirmed yet.
        std::vector<Revocation> found = round.take_found();
        if (!found.empty()) work.held.push_back({place, std::move(found)});
    }
}

void Loop::sweep(Round& round) {
    if (!sweep_.under_way() || failures_ > 0) return;
    const Result<void> stepped = sweep_.step(round, round.turns() >= kInputs ? kSweptWhenFull : kSwept);
    if (!stepped) note_failure(stepped);
}

Result<void> Loop::write(Round& round) {
    const auto begin = std::chrono::steady_clock::now();
    Result<void> written;
    // First: what the store then fails to write is refused once more, and that is all.
    if (opt_outs_ != nullptr) written = opt_outs_->note(round.commits());
    if (written) written = round.commit();
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
    keep_untold(round.unshared(), round.untold());
    queue(round);
    send(round);
    revoke(round);
    answer(work);
    held_answers_.settled(work.news.settled);
    if (sweep_.settle()) looked_(*rules_, sweep_.used());
    metrics_.outbox = outboxes_[0].size() + outboxes_[1].size();
    metrics_.customers = store_.customers();
    if (too_often_) count_starts(round);
    lift_suppressed(round);
    note_dialogues(round, work);
}

// Who has a dialogue and does not answer is told once more.
void Loop::remind(Round& round, Work& work) {
    constexpr std::size_t kReminders = 64;  // in one round
    if (desk_ == nullptr || desk_->next_overdue() > round.now()) return;
    for (const OpenDialogue& dialogue : desk_->overdue(round.now())) {
        if (work.reminded.size() >= kReminders) break;
        const Result<const Customer*> state = round.state(dialogue.customer);
        if (!state) continue;
        const auto& open = (*state)->handovers;
        if (std::none_of(open.begin(), open.end(), [&](const OpenHandover& h) { return h.queue == dialogue.queue; })) {
            desk_->note_closed(store_, dialogue.queue, dialogue.customer);
            continue;
        }
        const StaffLetter letter{StaffLetter::Why::overdue, dialogue.queue, {}, {}};
        const Result<void> told = round.tell_people(dialogue.customer, letter);
        if (!told) note_unreadable(told);
        if (told) work.reminded.push_back(dialogue);
    }
}

void Loop::note_dialogues(const Round& round, const Work& work) {
    if (desk_ == nullptr) return;
    for (const Commit& commit : round.commits())
        for (const EntryBody& entry : commit.entries) {
            const auto* handover = std::get_if<Handover>(&entry);
            if (handover == nullptr) continue;
            if (handover->act == Handover::Act::opened)
                desk_->note_opened(store_, handover->queue, commit.customer.number, commit.at);
            else
                desk_->note_closed(store_, handover->queue, commit.customer.number);
        }
    for (const OpenDialogue& dialogue : work.reminded) desk_->note_told(store_, dialogue);
    desk_->tell(metrics_, round.now());
}

// Who has been erased and says START, is there again: also for others who come with that address.
void Loop::lift_suppressed(const Round& round) {
    if (suppressed_ == nullptr || suppressed_->empty()) return;
    std::vector<Address> lifted;
    for (const Commit& commit : round.commits())
        for (const EntryBody& entry : commit.entries)
            if (const auto* status = std::get_if<AddressStatus>(&entry);
                status != nullptr && status->state == AddressState::usable &&
                suppressed_->find(status->channel, status->address))
                lifted.push_back({status->channel, status->address, AddressState::usable, {}});
    if (const Result<void> said = suppressed_->say(lifted, round.now()); !said)
        spdlog::error("an address stays on the list of suppressed ones: {}", said.error().message);
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
    keep_untold(work.unshared, work.untold);
    for (Job& job : work.jobs) {
        std::vector<intake::Taken> answers(std::max<std::size_t>(1, job.arrivals.size()));
        for (intake::Taken& answer : answers) answer.error = Error{ErrorCode::unavailable, why.message, {}};
        job.done(std::move(answers));
    }
}

}  // namespace dialogd::app
