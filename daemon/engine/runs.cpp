// What an event does to runs: it reaches goals, exits runs, ends waits, and starts new runs.
#include <algorithm>

#include "engine/fold.hpp"
#include "engine/taking.hpp"

namespace dialogd::engine {

namespace {

bool is_named(const std::unordered_map<std::string, std::vector<std::uint32_t>, TextHash, std::equal_to<>>& index,
              std::string_view name) {
    return index.find(name) != index.end();
}

// Does any rule, run or memory look at events of that name?
bool anybody_looks(const Taking& taking, std::string_view name) {
    const Ruleset& rules = taking.rules;
    if (rules.by_event.find(name) != rules.by_event.end() || is_named(rules.exits_by_event, name) ||
        is_named(rules.goals_by_event, name))
        return true;
    for (const Needs::Window& window : rules.needs.windows)
        if (window.event == name) return true;
    // The indexes know the rules of today; what waits, or goes by an older version, is few.
    const auto may_look = [&](const Run& run) {
        return run.waiting == Waiting::event || rules.find_version(run.rule, run.version) != rules.find_rule(run.rule);
    };
    const Customer& customer = taking.customer;
    return std::any_of(customer.runs.begin(), customer.runs.end(), may_look) ||
           std::any_of(customer.done.begin(), customer.done.end(), may_look);
}

void reach_goals(Taking& taking, const Event& event) {
    if (taking.customer.goals.empty()) return;
    const std::vector<GoalWatch> watches = taking.customer.goals;
    for (const GoalWatch& watch : watches) {
        const Rule* rule = taking.rules.find_version(watch.rule, watch.version);
        if (rule == nullptr) rule = taking.rules.find_rule(watch.rule);
        if (rule == nullptr || !rule->goal || rule->goal->event != event.name || watch.until < taking.now) continue;
        Run ended;  // what is left of it, when it has ended
        ended.number = watch.run;
        ended.rule = watch.rule;
        ended.event = watch.event;
        const Run* run = taking.find_run(watch.run);
        if (run == nullptr) run = &ended;
        const TurnScope scope = taking.scope().with(&event).with(run);
        if (!holds(rule->goal->condition, scope).holds) continue;
        double worth = 0;
        if (rule->goal->value != nullptr)
            if (const Result<Value> value = rule->goal->value->evaluate(scope)) worth = value->as_double().value_or(0);
        taking.write(GoalReached{watch.run, watch.rule, worth});
    }
}

// Is that event an exit of the run?
bool exits(const Taking& taking, const Rule* rule, const Run& run, const Event& event) {
    return rule != nullptr && std::any_of(rule->exits.begin(), rule->exits.end(), [&](const Exit& exit) {
               return exit.event == event.name && holds(exit.condition, taking.scope().with(&event).with(&run)).holds;
           });
}

void exit_runs(Taking& taking, const Event& event) {
    const std::string reason = "exit: " + event.name;
    std::vector<RunNumber> leaving;
    for (const Run& run : taking.customer.runs)
        if (exits(taking, taking.standing_of(run).rule, run, event)) leaving.push_back(run.number);
    // Its steps are done, but what it said last has not gone out.
    std::vector<MessageNumber> unsent;
    for (const Run& run : taking.customer.done) {
        const Rule* rule = taking.rules.find_version(run.rule, run.version);
        if (rule == nullptr) rule = taking.rules.find_rule(run.rule);
        if (!exits(taking, rule, run, event)) continue;
        const std::vector<MessageNumber> its_own = messages_of(taking.customer, run.number);
        unsent.insert(unsent.end(), its_own.begin(), its_own.end());
    }
    for (const RunNumber run : leaving) end_run(taking, run, reason, true);
    cancel(taking, unsent, Reason::run_left, reason);
}

void end_waits(Taking& taking, const Event& event) {
    struct GoingOn {
        RunNumber run;
        std::int32_t step;
        std::int32_t then;
    };
    std::vector<GoingOn> going_on;
    for (const Run& run : taking.customer.runs) {
        if (run.waiting != Waiting::event) continue;
        const Step* step = taking.standing_of(run).at();
        const auto* wait = step == nullptr ? nullptr : std::get_if<step::Wait>(&step->what);
        if (wait == nullptr || wait->event != event.name) continue;
        if (holds(wait->event_if, taking.scope().with(&event).with(&run)).holds)
            going_on.push_back({run.number, run.step, wait->then});
    }
    for (const GoingOn& one : going_on) {
        // What the ones before led to may have moved it on already.
        const Run* run = taking.find_run(one.run);
        if (run != nullptr && run->waiting == Waiting::event && run->step == one.step)
            advance(taking, one.run, one.then);
    }
}

void trigger_rules(Taking& taking, const Event& event) {
    const auto candidates = taking.rules.by_event.find(event.name);
    if (candidates == taking.rules.by_event.end()) return;
    TurnScope scope = taking.scope().with(&event);
    for (const auto& [rule_index, trigger_index] : candidates->second) {
        const Rule& rule = taking.rules.rules[rule_index];
        const Trigger& trigger = rule.triggers[trigger_index];
        if (rule.until && taking.now > *rule.until) continue;
        const Condition condition = holds(trigger.condition, scope);
        if (condition.failed.empty() && !condition.holds) continue;
        if (!condition.failed.empty()) taking.write(NotStarted{rule.name, {}, condition.why_not()});
        if (condition.holds) start_run(taking, rule, event);
        scope.with(&event);  // the customer is not what it was: look again
    }
}

// Why no run of that rule and key starts now; empty when one does.
std::string refusal(const Taking& taking, const Rule& rule, const std::string& key) {
    const Customer& customer = taking.customer;
    if (customer.joined_into != CustomerNumber::nobody) return "joined into another customer";
    if (taking.rules.paused.rule(rule.name)) return "paused";
    // What it did as a draft is not in the way of what it does now.
    for (const Run& run : customer.runs)
        if (run.rule == rule.name && run.key == key && !(rule.live && without_effect(taking, run) == Reason::draft))
            return "open run";
    if (customer.runs.size() >= kMaxOpenRuns) return "too many open runs";
    if (rule.reenter.kind == Reenter::Kind::always) return {};
    const std::uint64_t wanted = rule_key(rule.name, key);
    for (const Started& started : customer.started) {
        if (started.rule_key != wanted || (rule.live && started.draft)) continue;
        if (rule.reenter.kind == Reenter::Kind::never) return "reenter";
        if (taking.now < started.at + rule.reenter.after) return "reenter";
    }
    return {};
}

}  // namespace

bool in_holdout(const Customer& customer, const Rule& rule) {
    if (rule.holdout <= 0) return false;
    const std::uint64_t draw = hash_text(rule.name, hash_text("holdout", to_integer(customer.number)));
    return static_cast<double>(draw >> 11U) * 0x1.0p-53 < rule.holdout;
}

Reason without_effect(const Taking& taking, const Run& run) {
    const Rule* rule = taking.standing_of(run).rule;
    const Rule* today = taking.rules.find_rule(run.rule);
    if ((rule != nullptr && !rule->live) || (today != nullptr && !today->live)) return Reason::draft;
    return rule != nullptr && in_holdout(taking.customer, *rule) ? Reason::holdout : Reason::none;
}

void cancel(Taking& taking, const std::vector<MessageNumber>& messages, Reason reason, const std::string& detail) {
    for (const MessageNumber number : messages) {
        const OpenMessage* message = taking.find_message(number);
        if (message == nullptr) continue;
        if (message->state == OpenMessage::State::sending)
            taking.write(
                MessageHeld{number, taking.find_run(message->run) == nullptr ? Reason::run_left : reason, taking.now});
        else
            drop_message(taking, number, reason, detail);
    }
}

std::vector<MessageNumber> messages_of(const Customer& customer, RunNumber run) {
    std::vector<MessageNumber> numbers;
    for (const OpenMessage& message : customer.messages)
        if (message.run == run) numbers.push_back(message.number);
    return numbers;
}

void happen(Taking& taking, const Event& event) {
    reach_goals(taking, event);
    exit_runs(taking, event);
    end_waits(taking, event);
    trigger_rules(taking, event);
}

void emit(Taking& taking, Emitted emitted) {
    const Event event = emitted.event;
    taking.write(std::move(emitted));
    happen(taking, event);
}

void own_event(Taking& taking, const char* name, Value::Map properties, std::uint32_t depth) {
    if (depth > kMaxEmitDepth || taking.overflowed || !anybody_looks(taking, name)) return;
    Event event;
    event.name = name;
    event.source = "dialogd";
    event.time = taking.now;
    event.properties = Value(std::move(properties));
    event.depth = depth;
    emit(taking, Emitted{std::move(event), {}, 0, {}});
}

void start_run(Taking& taking, const Rule& rule, const Event& event, const std::optional<std::string>& timer_key,
               const Reply* by) {
    std::string key = timer_key.value_or("");
    if (!timer_key && rule.key != nullptr) {
        const Result<Value> value = rule.key->evaluate(taking.scope().with(&event));
        if (!value) return taking.write(NotStarted{rule.name, {}, "key failed: " + value.error().message});
        key = to_text(*value);
    }
    std::string why_not = refusal(taking, rule, key);
    if (event.depth > kMaxEmitDepth) why_not = "events of our own led to each other too often";
    if (taking.overflowed) why_not = "too much for one turn";
    if (!why_not.empty()) return taking.write(NotStarted{rule.name, key, why_not});
    RunStarted started;
    started.run = taking.customer.last_run + 1;
    started.rule = rule.name;
    started.version = rule.version;
    started.key = key;
    started.event = event;
    started.holdout = in_holdout(taking.customer, rule);
    started.draft = !rule.live;
    if (rule.goal) started.goal_until = taking.now + rule.goal->within;
    if (by != nullptr) {
        started.replied = true;
        started.reply_from = by->from;
        started.reply_on = by->channel;
    }
    const RunNumber run = started.run;
    taking.write(std::move(started));
    advance(taking, run, rule.first);
}

void end_run(Taking& taking, RunNumber number, std::string reason, bool leaving) {
    const Run* run = taking.find_run(number);
    if (run == nullptr) return;
    if (run->question != 0) taking.look_at_places = true;  // its question closes: another one may be asked
    taking.write(RunEnded{number, run->rule, std::move(reason)});
    if (leaving) cancel(taking, messages_of(taking.customer, number), Reason::run_left, {});
}

}  // namespace dialogd::engine
