// `becomes` triggers: conditions that turn from false to true.
//
// Looked at in each turn and once a local day. What the condition was before is what its mark says; where there is
// none, what the state before the turn gives, at the time of the turn before that: so a customer for whom nothing
// ever turned has no mark. What turns because the rules say something else now is noted, and starts nobody.
#include <algorithm>

#include "engine/fold.hpp"
#include "engine/taking.hpp"
#include "engine/timing.hpp"

namespace dialogd::engine {

namespace {

// So long after its time somebody who fitted already is still started, when the daemon was down.
constexpr Duration kExistingLate = kDay * 31;

struct Watch {
    const Rule& rule;
    const Trigger& trigger;
    std::uint32_t number = 0;
    std::uint64_t key = 0;
    std::uint64_t condition = 0;

    Watch(const Ruleset& rules, const Ruleset::TriggerAt& at)
        : rule(rules.rules[at.rule]),
          trigger(rule.triggers[at.trigger]),
          number(at.trigger),
          key(trigger_key(rule.name, at.trigger)),
          condition(hash_text(trigger.condition->text())) {}

    const ConditionState* mark(const Customer& customer) const {
        for (const ConditionState& state : customer.conditions)
            if (state.rule_key == key) return &state;
        return nullptr;
    }

    Instant since() const { return live_since(rule, trigger); }

    // When a customer who fitted before the rule went live is started; nothing when they are not.
    std::optional<Instant> existing_at(const Customer& customer) const {
        const ConditionState* marked = mark(customer);
        if (!rule.existing.start || customer.created >= rule.live_since ||
            (marked != nullptr && (!rule.live || marked->since >= rule.live_since)))
            return std::nullopt;
        const Instant then = rule.live_since + draw_within(rule.existing.spread, rule.name, customer.number);
        return then < since() ? std::nullopt : std::optional(then);
    }
};

bool was_true(const Taking& taking, const Watch& watch) {
    const Customer& before = *taking.before;
    if (before.created == Instant{}) return false;
    const Instant then = std::min(std::max(before.last_turn, watch.since()), taking.now);
    return holds(watch.trigger.condition, TurnScope(taking.rules, before, then)).holds;
}

bool is_about(const EntryBody& entry, const Watch& watch) {
    const auto* turned = std::get_if<ConditionTurned>(&entry);
    return turned != nullptr && turned->rule == watch.rule.name && turned->trigger == watch.number;
}

bool has_turned(const Taking& taking, const Watch& watch) {
    return std::any_of(taking.turn.entries.begin(), taking.turn.entries.end(),
                       [&](const EntryBody& entry) { return is_about(entry, watch); });
}

// How often it has turned true in this turn already: what its own runs do may turn it again.
std::uint32_t times_turned(const Taking& taking, const Watch& watch) {
    return static_cast<std::uint32_t>(std::count_if(
        taking.turn.entries.begin(), taking.turn.entries.end(),
        [&](const EntryBody& entry) { return is_about(entry, watch) && std::get<ConditionTurned>(entry).value; }));
}

enum class Turned : std::uint8_t { no, to_false, to_true, true_already, true_by_rules };

void turn(Taking& taking, const Watch& watch, Turned how) {
    const bool value = how != Turned::to_false;
    const bool existing = how == Turned::true_already || how == Turned::true_by_rules;
    Event event;
    event.name = "condition.turned";
    event.source = "dialogd";
    event.time = taking.now;
    event.properties = Value(Value::Map{{Value("rule"), Value(watch.rule.name)}});
    event.depth = times_turned(taking, watch);
    taking.write(ConditionTurned{watch.rule.name, watch.number, watch.condition, value, existing});
    if (!value || how == Turned::true_by_rules || (watch.rule.until && taking.now > *watch.rule.until)) return;
    start_run(taking, watch.rule, event);
}

Turned look_at(const Taking& taking, const Watch& watch) {
    const bool value = holds(watch.trigger.condition, taking.scope()).holds;
    const ConditionState* mark = watch.mark(taking.customer);
    const bool is_marked = mark != nullptr && mark->condition == watch.condition && mark->since >= watch.since();
    const bool was = is_marked ? mark->value : was_true(taking, watch);
    // A mark of an earlier turn says no, and by the rules of today it was so: a segment has changed.
    if (value && !was && is_marked && !has_turned(taking, watch) && was_true(taking, watch))
        return Turned::true_by_rules;
    if (value != was) return value ? Turned::to_true : Turned::to_false;
    const std::optional<Instant> existing = value ? watch.existing_at(taking.customer) : std::nullopt;
    if (!existing || *existing > taking.now || taking.now > *existing + kExistingLate) return Turned::no;
    return Turned::true_already;
}

}  // namespace

bool take_conditions(Taking& taking) {
    if (taking.customer.joined_into != CustomerNumber::nobody) return false;
    // What turned false goes first: it may turn true again by what those do that turned true.
    const Ruleset::TriggerAt* rises = nullptr;
    Turned how = Turned::no;
    for (const Ruleset::TriggerAt& at : taking.rules.by_becomes) {
        const Watch watch(taking.rules, at);
        const Turned turned = look_at(taking, watch);
        if (turned == Turned::to_false) return turn(taking, watch, turned), true;
        if (turned == Turned::no || rises != nullptr) continue;
        rises = &at;
        how = turned;
    }
    if (rises == nullptr) return false;
    turn(taking, Watch(taking.rules, *rises), how);
    return true;
}

Instant next_condition(const Ruleset& rules, const Customer& customer, Instant now) {
    if (customer.created == Instant{} || customer.joined_into != CustomerNumber::nobody) return kNever;
    const Instant after = std::max(customer.last_turn, now);
    Instant next = kNever;
    for (const Ruleset::TriggerAt& at : rules.by_becomes) {
        const Watch watch(rules, at);
        if (watch.rule.until && *watch.rule.until < after) continue;
        next = std::min(next, next_at_minute(*rules.services.calendar, zone_of(rules, customer), after, 0));
        if (const auto existing = watch.existing_at(customer); existing && *existing > after)
            next = std::min(next, *existing);
    }
    return next;
}

}  // namespace dialogd::engine
