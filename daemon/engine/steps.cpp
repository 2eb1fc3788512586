// Goes through a run's steps until one waits, or the run ends. One step type, one function.
#include "engine/fold.hpp"
#include "engine/taking.hpp"
#include "engine/timing.hpp"

namespace dialogd::engine {

namespace {

constexpr std::int32_t kEnd = -1;

// What a step leaves: the step to go on with, or nothing when the run waits or has ended.
using Next = std::optional<std::int32_t>;

struct Walk {
    Taking& taking;
    RunNumber number;
    std::int32_t at;
    const Step& step;

    const Run& run() const { return *taking.find_run(number); }
    TurnScope scope() const { return taking.scope().with(&run().event).with(&run()); }

    Next wait_at(Waiting waiting, Instant until) const {
        taking.write(RunMoved{number, run().rule, at, step.key, waiting, until, 0});
        return std::nullopt;
    }

    // The step can't be done, and what follows it makes no sense: the run ends, after what else was answered.
    Next give_up(const std::string& why) const {
        if (run().later.empty()) {
            end_run(taking, number, why, false);
            return std::nullopt;
        }
        Decision decision;
        decision.run = number;
        decision.rule = run().rule;
        decision.step = at;
        decision.outcome = Decision::Outcome::dropped;
        decision.reason = Reason::condition_failed;
        decision.detail = why;
        taking.write(std::move(decision));
        return others_first(taking, number, kEnd);
    }

    Next operator()(const step::Wait& wait) const {
        if (!wait.event.empty()) return wait_at(Waiting::event, wait.timeout ? taking.now + *wait.timeout : kNever);
        const Result<Instant> until = wait_until(taking.rules, taking.customer, wait, scope(), taking.now);
        if (!until) return give_up("wait failed: " + until.error().message);
        if (*until <= taking.now) return step.next;
        return wait_at(Waiting::time, *until);
    }

    // An event of our own may come back to this run: it is not to be found waiting where it waited before.
    void leave_wait() const {
        if (run().waiting == Waiting::event)
            taking.write(RunMoved{number, run().rule, at, step.key, Waiting::nothing, {}, 0});
    }

    Next operator()(const step::Send&) const { return send(taking, number, at); }

    Next operator()(const step::Ask& ask) const {
        if (const auto known = known_answer(ask)) {
            taking.write(*known);
            return step.next;
        }
        return send(taking, number, at);
    }

    // The answer, when it was saved before and is young enough that asking again would be tiresome.
    std::optional<Answered> known_answer(const step::Ask& ask) const {
        if (!ask.known_for) return std::nullopt;
        const Answer* known_as = nullptr;
        const Attribute* known = nullptr;
        for (const Answer& answer : ask.answers) {
            if (!answer.save.starts_with("customer.")) continue;
            const Attribute* attribute = find_attribute(taking.customer, answer.save.substr(9));
            if (attribute == nullptr || attribute->at <= taking.now - *ask.known_for) continue;
            // Several answers are saved under one name: the one that leaves this value.
            const std::string* text = attribute->value.text();
            const bool fits =
                answer.match.number ? attribute->value.is_number() : text != nullptr && *text == answer.match.name;
            if (known_as == nullptr || fits) {
                known_as = &answer;
                known = attribute;
            }
            if (fits) break;
        }
        if (known == nullptr) return std::nullopt;
        Answered answered;
        answered.run = number;
        answered.rule = run().rule;
        answered.content = ask.send.contents.empty() ? std::string() : ask.send.contents.front();
        answered.answer = known_as->match.name;
        answered.value = known->value;
        answered.known = true;
        return answered;
    }

    Next operator()(const step::Choose& choose) const {
        for (const auto& branch : choose.branches)
            if (holds(branch.condition, scope()).holds) return branch.then;
        return step.next;
    }

    // In a draft, or for somebody held out, what the step would have done is recorded, and not done.
    bool only_records(const std::string& what) const {
        const Reason why = without_effect(taking, run());
        if (why == Reason::none) return false;
        Decision decision;
        decision.run = number;
        decision.rule = run().rule;
        decision.step = at;
        decision.outcome = Decision::Outcome::dropped;
        decision.reason = why;
        decision.detail = what;
        taking.write(std::move(decision));
        return true;
    }

    Next operator()(const step::Set& set) const {
        for (const step::Assignment& assignment : set.assignments) {
            if (!assignment.name.starts_with("run.") && only_records("set " + assignment.name)) continue;
            const std::optional<Value> value = value_of(assignment);
            if (!value) continue;  // what can't be computed stays as it was
            AttributeSet entry{assignment.name, *value, run().rule, number, assignment.name.starts_with("run.")};
            if (entry.of_run) entry.name.erase(0, 4);
            if (entry.name.starts_with("customer.")) entry.name.erase(0, 9);
            taking.write(std::move(entry));
        }
        return step.next;
    }

    Next operator()(const step::Emit& emitted) const {
        if (only_records("emit " + emitted.event)) return step.next;
        const std::uint32_t depth = run().event.depth + 1;
        if (depth > kMaxEmitDepth) return give_up("events of our own led to each other too often");
        Value::Map properties;
        for (const step::Assignment& property : emitted.properties)
            if (const std::optional<Value> value = value_of(property))
                properties.emplace_back(Value(property.name), *value);
        Event event;
        event.name = emitted.event;
        event.source = "dialogd";
        event.time = taking.now;
        event.properties = Value(std::move(properties));
        event.depth = depth;
        const std::string rule = run().rule;
        leave_wait();
        emit(taking, Emitted{std::move(event), rule, number, emitted.webhook});
        return step.next;
    }

    Next operator()(const step::HandOver& handover) const {
        if (only_records("handover " + handover.queue)) return step.next;
        taking.write(Handover{Handover::Act::opened, handover.queue, handover.note, "dialogd", run().rule, number});
        return step.next;
    }

    Next operator()(const step::End& end) const {
        if (const auto others = others_first(taking, number, at)) return others;
        end_run(taking, number, end.reason.empty() ? "done" : end.reason, false);
        return std::nullopt;
    }

    // What was asked, and what was answered; a button says no words, so its name.
    std::string proof() const {
        if (run().answers.empty()) return {};
        const GivenAnswer& last = run().answers.back();
        const std::string& said = last.text.empty() ? last.name : last.text;
        return last.asked.empty() ? said : last.asked + "\n\n" + said;
    }

    Next operator()(const step::ChangeConsent& change) const {
        if (only_records("consent " + change.topic)) return step.next;
        Consent consent;
        consent.topic = change.topic;
        consent.given = change.given;
        consent.text = proof();
        consent.source = "rule:" + run().rule;
        consent.time = taking.now;
        const std::uint32_t depth = run().event.depth + 1;
        leave_wait();
        taking.write(std::move(consent));
        revoke(taking);
        taking.look_at_places = true;
        own_event(taking, "consent.changed",
                  {{Value("topic"), Value(change.topic)}, {Value("given"), Value(change.given)}}, depth);
        return step.next;
    }

    Next operator()(const step::Prefer& prefer) const {
        if (only_records("prefer")) return step.next;
        Preference preference = prefer.preference;
        preference.source = "rule:" + run().rule;
        taking.write(std::move(preference));
        revoke(taking);
        taking.look_at_places = true;
        return step.next;
    }

    std::optional<Value> value_of(const step::Assignment& assignment) const {
        if (assignment.computed == nullptr) return assignment.literal;
        Result<Value> value = assignment.computed->evaluate(scope());
        if (!value) return std::nullopt;
        return std::move(*value);
    }
};

// Does the step do anything by itself? Sends know by themselves that they are paused.
bool acts(const Step& step) {
    return std::holds_alternative<step::Set>(step.what) || std::holds_alternative<step::Emit>(step.what) ||
           std::holds_alternative<step::HandOver>(step.what) ||
           std::holds_alternative<step::ChangeConsent>(step.what) || std::holds_alternative<step::Prefer>(step.what);
}

// Its rule is paused by hand: it stays before that step until somebody resumes it.
void hold_by_hand(Taking& taking, RunNumber number, std::int32_t at, const Step& step) {
    const Run& run = *taking.find_run(number);
    const std::string rule = run.rule;
    Decision decision;
    decision.run = number;
    decision.rule = rule;
    decision.step = at;
    decision.outcome = Decision::Outcome::held;
    decision.reason = Reason::paused_by_hand;
    decision.detail = "until it is resumed";
    taking.write(std::move(decision));
    taking.write(RunMoved{number, rule, at, step.key, Waiting::place, kNever, 0, {}, true});
}

bool is_end(const Rule* rule, std::int32_t at) {
    return at == kEnd || (rule != nullptr && static_cast<std::size_t>(at) < rule->steps.size() &&
                          std::holds_alternative<step::End>(rule->steps[static_cast<std::size_t>(at)].what));
}

}  // namespace

std::optional<std::int32_t> others_first(Taking& taking, RunNumber number, std::int32_t end_at) {
    const Run& run = *taking.find_run(number);
    if (run.later.empty()) return std::nullopt;
    const std::int32_t next = run.later.back().rejoin;
    // The end is what is taken last; two answers that end are one end.
    if (is_end(taking.standing_of(run).rule, run.later.front().then)) return next;
    RunBranched branched{number, run.rule, run.later};
    branched.later.insert(branched.later.begin(), {branched.later.front().rejoin, end_at});
    taking.write(std::move(branched));
    return next;
}

void advance(Taking& taking, RunNumber number, std::int32_t at) {
    for (int taken = 0;; ++taken) {
        const Run* run = taking.find_run(number);
        if (run == nullptr) return;  // a step before ended it
        const Rule* rule = taking.standing_of(*run).rule;
        if (rule == nullptr) return end_run(taking, number, "its rule is gone", true);
        if (!run->later.empty() && at == run->later.back().rejoin && taken < kMaxStepsWithoutWait) {
            // One answer's steps are done: those of the next one.
            RunBranched left{number, run->rule, run->later};
            at = left.later.back().then;
            left.later.pop_back();
            taking.write(std::move(left));
            continue;
        }
        if (at == kEnd || (run->stop_at != kEnd && at == run->stop_at)) return end_run(taking, number, "done", false);
        if (taken == kMaxStepsWithoutWait || taking.overflowed)
            return end_run(taking, number, "too many steps without a wait", true);
        if (at < 0 || static_cast<std::size_t>(at) >= rule->steps.size())
            return end_run(taking, number, "its steps have changed", true);
        const Step& step = rule->steps[static_cast<std::size_t>(at)];
        if (acts(step) && taking.rules.paused.rule(run->rule)) return hold_by_hand(taking, number, at, step);
        const Next next = std::visit(Walk{taking, number, at, step}, step.what);
        if (!next) return;
        at = *next;
    }
}

}  // namespace dialogd::engine
