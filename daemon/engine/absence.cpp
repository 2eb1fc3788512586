// Timers of what stays away: `absent` triggers, kept nowhere but computed from the events remembered.
//
// A timer begins with each event that it counts from, so the newest such event of a key decides; it is
// looked at once for each due time. Events from before the rule went live begin none, unless the rule starts
// who fits already. When a live rule's trigger changes, timers that would have run out by then are not told.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "engine/fold.hpp"
#include "engine/taking.hpp"
#include "engine/timing.hpp"

namespace dialogd::engine {

namespace {

struct Timer {
    const Rule* rule = nullptr;
    const Trigger* trigger = nullptr;
    std::string key;  // of the timer: the run's key
    Instant due{};
    const Remembered* from = nullptr;
};

Event event_of(const Remembered& one) {
    Event event;
    event.name = one.name;
    event.time = one.time;
    event.properties = one.properties;
    event.depth = one.depth;
    return event;
}

// Nothing when the key can't be told: such an event begins no timer.
std::optional<std::string> key_of(const Ruleset& rules, const Customer& customer, Instant now, const Rule& rule,
                                  const Trigger& trigger, const Remembered& one) {
    const auto& key = trigger.key != nullptr ? trigger.key : rule.key;
    if (key == nullptr) return std::string();
    const Event event = event_of(one);
    const Result<Value> value = key->evaluate(TurnScope(rules, customer, now).with(&event));
    if (!value) return std::nullopt;
    return to_text(*value);
}

// What has been looked at, as a table: a customer may have thousands of timers.
class Seen {
public:
    explicit Seen(const Customer& customer) : until_(customer.absences_until) {
        marks_.reserve(customer.absences.size());
        for (const AbsenceSeen& seen : customer.absences) marks_.emplace(seen.rule_key, seen.due);
    }
    bool has(std::uint64_t key, Instant due) const {
        const auto mark = marks_.find(key);
        return due <= until_ || (mark != marks_.end() && mark->second >= due);
    }
    // Entries that name no trigger know it by its number among the rule's, which it may have no longer; by the
    // instant it is told apart all the same. What counts from the rule's going live may differ by a moment.
    bool had(const Rule& rule, const std::string& key, Instant due) const {
        std::size_t number = 0;
        for (const Trigger& trigger : rule.triggers) {
            if (trigger.kind != Trigger::Kind::absent) continue;
            const std::string known = ++number == 1 ? key : key + " #" + std::to_string(number);
            const auto mark = marks_.find(rule_key(rule.name, known));
            if (mark != marks_.end() && std::chrono::abs(mark->second - due) < kMinute) return true;
        }
        return false;
    }

private:
    Instant until_;
    std::unordered_map<std::uint64_t, Instant> marks_;  // one for each rule and key
};

// Counted from another event: has what it waits for come since?
bool has_come(const Ruleset& rules, const Customer& customer, Instant now, const Timer& timer) {
    if (timer.trigger->since.empty()) return false;
    for (auto one = customer.remembered.rbegin(); one != customer.remembered.rend(); ++one) {
        if (one->time < timer.from->time) return false;
        if (one->name == timer.trigger->event &&
            key_of(rules, customer, now, *timer.rule, *timer.trigger, *one) == timer.key)
            return true;
    }
    return false;
}

// The timers that run, or have run out and were not looked at yet.
std::vector<Timer> timers_of(const Ruleset& rules, const Customer& customer, Instant now) {
    std::vector<Timer> timers;
    if (rules.by_absent.empty() || customer.joined_into != CustomerNumber::nobody) return timers;
    const Seen seen(customer);
    std::unordered_set<std::uint64_t> newer;  // (rule, trigger, key) of timers with a newer event
    for (auto one = customer.remembered.rbegin(); one != customer.remembered.rend(); ++one) {
        const auto triggers = rules.by_absent.find(one->name);
        if (triggers == rules.by_absent.end()) continue;
        for (const auto& [rule_index, trigger_index] : triggers->second) {
            const Rule& rule = rules.rules[rule_index];
            const Trigger& trigger = rule.triggers[trigger_index];
            const bool existed = one->time < rule.live_since;
            if (existed && !rule.existing.start) continue;
            const auto key = key_of(rules, customer, now, rule, trigger, *one);
            if (!key) continue;
            Timer timer{&rule, &trigger, *key, one->time + trigger.absent_for, &*one};
            // Who was away for so long already is taken in over a while.
            if (existed && timer.due < rule.live_since)
                timer.due = rule.live_since + draw_within(rule.existing.spread, rule.name, customer.number);
            const std::uint64_t known = absence_key(rule.name, timer.key, trigger.hash);
            if (timer.due < live_since(rule, trigger) || !newer.insert(known).second) continue;
            const bool looked_at =
                seen.has(known, timer.due) || (timer.due <= now && seen.had(rule, timer.key, timer.due));
            if (!looked_at && !has_come(rules, customer, now, timer)) timers.push_back(std::move(timer));
        }
    }
    return timers;
}

void look_at(Taking& taking, const Timer& timer) {
    const Rule& rule = *timer.rule;
    const Event event = event_of(*timer.from);
    AbsenceChecked checked{rule.name, timer.key, timer.due, false, {}, timer.trigger->hash};
    const Condition condition = holds(timer.trigger->condition, taking.scope().with(&event));
    if (rule.until && taking.now > *rule.until)
        checked.why_not = "the rule starts no new runs";
    else
        checked.why_not = condition.why_not();
    const bool fired = checked.fired = checked.why_not.empty();
    const std::string key = timer.key;
    taking.write(std::move(checked));  // `timer.from` may move from here on
    if (fired) start_run(taking, rule, event, key);
}

}  // namespace

bool take_absences(Taking& taking) {
    const std::vector<Timer> timers = timers_of(taking.rules, taking.customer, taking.now);
    const Timer* next = nullptr;
    for (const Timer& timer : timers)
        if (timer.due <= taking.now && (next == nullptr || timer.due < next->due)) next = &timer;
    if (next == nullptr) return false;
    look_at(taking, *next);
    return true;
}

void pass_over_absences(Taking& taking, const Event& event) {
    // One at a time, as each write may move what the timers point to; each write ends one timer.
    for (int i = 0; i < kMaxRounds; ++i) {
        const std::vector<Timer> timers = timers_of(taking.rules, taking.customer, taking.now);
        const auto passed = std::find_if(timers.begin(), timers.end(), [&](const Timer& timer) {
            return timer.due <= taking.now && timer.from->name == event.name && timer.from->time == event.time;
        });
        if (passed == timers.end()) return;
        taking.write(AbsenceChecked{passed->rule->name, passed->key, passed->due, false, "the event came too late",
                                    passed->trigger->hash});
    }
}

Instant next_absence(const Ruleset& rules, const Customer& customer) {
    Instant next = kNever;
    for (const Timer& timer : timers_of(rules, customer, customer.last_turn)) next = std::min(next, timer.due);
    return next;
}

}  // namespace dialogd::engine
