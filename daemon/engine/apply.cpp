// The fold: what one entry does to a customer's state. Nothing else changes a Customer.
#include <algorithm>

#include "dialogd/turn.hpp"
#include "engine/fold.hpp"

namespace dialogd {

namespace {

using engine::keep_newest;

struct Fold {
    const Needs& needs;
    Customer& customer;
    Instant at;

    void operator()(const Event& event) const {
        if (!event.id.empty()) engine::remember_seen(needs, customer, engine::event_hash(event), at);
        engine::remember_event(needs, customer, event, at);
    }

    void operator()(const Emitted& emitted) const { engine::remember_event(needs, customer, emitted.event, at); }

    void operator()(const Reply& reply) const {
        if (!reply.id.empty()) engine::remember_seen(needs, customer, engine::reply_hash(reply), at);
        if (!reply.automatic && reply.proven) customer.wrote_at = at;
    }

    void operator()(const Receipt& receipt) const { engine::fold(customer, receipt, at); }

    void operator()(const Profile& profile) const {
        if (const Value::Map* attributes = profile.attributes.map())
            for (const auto& [name, value] : *attributes)
                if (name.text() != nullptr) engine::set_attribute(customer, *name.text(), value, profile.source, at);
        engine::set_address(customer, ChannelKind::sms, profile.phone);
        engine::set_address(customer, ChannelKind::email, profile.email);
        if (!profile.language.empty()) customer.language = profile.language;
        if (!profile.time_zone.empty()) customer.time_zone = profile.time_zone;
    }

    void operator()(const Consent& consent) const { engine::fold(customer, consent, at); }
    void operator()(const Preference& preference) const { engine::fold(customer, preference); }

    void operator()(const AddressStatus& status) const {
        for (Address& address : customer.addresses) {
            if (address.channel != status.channel || address.value != status.address) continue;
            address.state = status.state;
            address.reason = status.reason;
        }
    }

    void operator()(const Join& join) const { engine::fold(customer, join); }

    void operator()(const Handover& handover) const {
        if (handover.act == Handover::Act::closed) {
            std::erase_if(customer.handovers, [&](const OpenHandover& h) { return h.queue == handover.queue; });
            return;
        }
        for (const OpenHandover& open : customer.handovers)
            if (open.queue == handover.queue) return;
        customer.handovers.push_back({handover.queue, at});
        keep_newest(customer.handovers, engine::kMaxHandovers);
    }

    void operator()(const RulesChanged&) const {}
    void operator()(const Dropped&) const {}
    void operator()(const NotStarted&) const {}
    void operator()(const ReplySetAside&) const {}
    void operator()(const Decision&) const {}
    void operator()(const GoalReached& goal) const {
        std::erase_if(customer.goals, [&](const GoalWatch& g) { return g.run == goal.run; });
    }

    void operator()(const RunStarted& started) const {
        customer.last_run = std::max(customer.last_run, started.run);
        Run run;
        run.number = started.run;
        run.rule = started.rule;
        run.version = started.version;
        run.key = started.key;
        run.event = started.event;
        run.started = at;
        run.since = at;
        run.stop_at = started.stop_at;
        if (started.replied) replied(run, started.reply_from, started.reply_on);
        customer.runs.push_back(std::move(run));
        if (started.aside) return;
        const std::uint64_t rule_key = engine::rule_key(started.rule, started.key);
        std::erase_if(customer.started,
                      [&](const Started& s) { return s.rule_key == rule_key && s.draft == started.draft; });
        customer.started.push_back({rule_key, at, started.draft});
        keep_newest(customer.started, kMaxStarted);
        if (started.goal_until > at) {
            customer.goals.push_back({started.run, started.rule, started.version, started.goal_until, started.event});
            std::erase_if(customer.goals, [&](const GoalWatch& g) { return g.until < at; });
            keep_newest(customer.goals, engine::kMaxGoals);
        }
    }

    void operator()(const RunMoved& moved) const {
        Run* run = engine::find_run(customer, moved.run);
        if (run == nullptr) return;
        // The question that it waited for is over, whatever comes next.
        if (AskedQuestion* before = engine::find_question(customer, run->question))
            if (run->question != moved.question) before->open = false;
        if (AskedQuestion* question = engine::find_question(customer, moved.question)) {
            question->step_key = moved.step_key;
            if (!moved.asked.empty()) question->asked = moved.asked;
        }
        // Held again at the same send: the time since it fell due goes on.
        const bool same_step = run->step_key == moved.step_key;  // its index moves when the rule is changed
        const bool same_place = run->waiting == Waiting::place && moved.waiting == Waiting::place && same_step;
        // A send that failed on one channel is the same send on the next.
        const bool same_send = !moved.tried.empty() && same_step;
        if (!same_place && !same_send) run->since = at;
        run->tried = moved.tried;
        run->paused = moved.paused;
        if (moved.version != 0) run->version = moved.version;
        run->step = moved.step;
        run->step_key = moved.step_key;
        run->waiting = moved.waiting;
        run->until = moved.until;
        run->question = moved.question;
    }

    void operator()(const RunEnded& ended) const {
        // What it said last may still wait in the outbox, where an exit of its rule cancels it.
        const bool unsent = std::any_of(customer.messages.begin(), customer.messages.end(),
                                        [&](const OpenMessage& m) { return m.run == ended.run; });
        if (Run* run = unsent ? engine::find_run(customer, ended.run) : nullptr)
            customer.done.push_back(std::move(*run));
        std::erase_if(customer.runs, [&](const Run& r) { return r.number == ended.run || r.number == 0; });
        for (AskedQuestion& question : customer.questions)
            if (question.run == ended.run) question.open = false;
    }

    void operator()(const AbsenceChecked& checked) const {
        const std::uint64_t key = engine::absence_key(checked.rule, checked.key, checked.trigger);
        std::erase_if(customer.absences, [&](const AbsenceSeen& a) { return a.rule_key == key; });
        customer.absences.push_back({key, checked.due});
        // They are looked at in the order in which they are due, so one mark stands for all before it.
        while (customer.absences.size() > kMaxAbsences) {
            const auto first =
                std::min_element(customer.absences.begin(), customer.absences.end(),
                                 [](const AbsenceSeen& a, const AbsenceSeen& b) { return a.due < b.due; });
            customer.absences_until = std::max(customer.absences_until, first->due);
            customer.absences.erase(first);
        }
    }

    void operator()(const Answered& answered) const {
        AskedQuestion* question = engine::find_question(customer, answered.message);
        if (question != nullptr) {
            question->open = false;
            question->answered = true;
        }
        Run* run = engine::find_run(customer, answered.run);
        if (run == nullptr) return;
        std::erase_if(run->answers, [&](const GivenAnswer& a) { return a.name == answered.answer; });
        run->answers.push_back({answered.answer, answered.value, answered.text, at,
                                question == nullptr ? std::string() : question->asked});
        keep_newest(run->answers, engine::kMaxAnswers);
        // A late or second answer is no reason for what the run that asked says next.
        const bool beside = (answered.late || answered.again) && question != nullptr && question->run == answered.run;
        if (!answered.known && !beside) replied(*run, answered.from, answered.channel);
    }

    // The customer wrote: what the run says next goes on with it.
    void replied(Run& run, const std::string& from, ChannelKind on) const {
        run.reply_budget = continuations_left();
        run.replied_at = at;
        run.replied_from = from;
        run.replied_on = on;
    }

    void operator()(const RunBranched& branched) const {
        if (Run* run = engine::find_run(customer, branched.run)) run->later = branched.later;
    }

    void operator()(const TimeChecked& checked) const {
        const std::uint64_t key = engine::trigger_key(checked.rule, checked.trigger);
        std::erase_if(customer.times, [&](const TimeSeen& seen) { return seen.rule_key == key; });
        customer.times.push_back({key, checked.reading});
        keep_newest(customer.times, kMaxTimes);
    }

    void operator()(const ConditionTurned& turned) const {
        const std::uint64_t key = engine::trigger_key(turned.rule, turned.trigger);
        std::erase_if(customer.conditions, [&](const ConditionState& state) { return state.rule_key == key; });
        customer.conditions.push_back({key, turned.condition, turned.value, at});
        keep_newest(customer.conditions, kMaxConditions);
    }

    // What we said ourselves because of the reply ("_changed") is one of the answers to it.
    std::uint32_t continuations_left() const {
        const auto said = std::count_if(customer.messages.begin(), customer.messages.end(), [&](const OpenMessage& m) {
            return m.run == 0 && m.continuation && m.queued_at == at;
        });
        return engine::kContinuationsPerReply -
               std::min(static_cast<std::uint32_t>(said), engine::kContinuationsPerReply);
    }

    void operator()(const AttributeSet& set) const {
        if (!set.of_run) {
            engine::set_attribute(customer, set.name, set.value, "rule:" + set.rule, at);
            return;
        }
        if (Run* run = engine::find_run(customer, set.run)) {
            std::erase_if(run->variables, [&](const Attribute& a) { return a.name == set.name; });
            run->variables.push_back({set.name, set.value, {}, at});
            keep_newest(run->variables, engine::kMaxAnswers);
        }
    }

    void operator()(const MessageQueued& queued) const { engine::fold(customer, queued, at); }
    void operator()(const MessageSending& sending) const { engine::fold(customer, sending, at); }
    void operator()(const MessageDropped& dropped) const { engine::fold(customer, dropped, at); }
    void operator()(const MessageHeld& held) const { engine::fold(customer, held, at); }
};

}  // namespace

void apply(const Needs& needs, Customer& customer, const EntryBody& what, Instant at) {
    if (customer.created == Instant{}) customer.created = at;
    customer.last_turn = std::max(customer.last_turn, at);
    std::visit(Fold{needs, customer, at}, what);
}

}  // namespace dialogd
