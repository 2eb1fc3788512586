// `date` and `schedule` triggers: what the customer's clock and calendar set off. Kept nowhere but computed from
// what is known; each reading of their clock is looked at once.
//
// What fell due between the turn before and this one is looked at, and of several only the latest: nobody wants
// three greetings because the daemon was down. What lies before the turn before is past: a birthday that is told
// a week later is not greeted.
#include <algorithm>
#include <chrono>

#include "engine/fold.hpp"
#include "engine/taking.hpp"
#include "engine/timing.hpp"

namespace dialogd::engine {

namespace {

namespace chrono = std::chrono;

// Later than this after a time of the week, the next one is nearer to what was meant.
constexpr Duration kWeeklyLate = kDay;
constexpr Duration kLate = kDay * 31;

struct Occurrence {
    Instant due{};
    Instant reading{};  // of the local clock, as if it were UTC
};

// One trigger, for one state of a customer.
struct Looking {
    const Ruleset& rules;
    const Customer& customer;
    const Rule& rule;
    const Trigger& trigger;
    Instant now;
    Instant since;  // what fell due before does not matter

    const Calendar& calendar() const { return *rules.services.calendar; }
    std::string_view zone() const { return zone_of(rules, customer); }

    Occurrence on(chrono::sys_days day, std::int32_t minute) const {
        const chrono::year_month_day date(day);
        LocalTime local;
        local.year = static_cast<int>(date.year());
        local.month = static_cast<int>(static_cast<unsigned>(date.month()));
        local.day = static_cast<int>(static_cast<unsigned>(date.day()));
        local.minute = minute;
        return {calendar().instant(local, zone()), Instant(day.time_since_epoch()) + kMinute * minute};
    }

    chrono::sys_days local_day(Instant instant) const {
        const LocalTime local = calendar().local(instant, zone());
        return chrono::year_month_day(chrono::year(local.year), chrono::month(static_cast<unsigned>(local.month)),
                                      chrono::day(static_cast<unsigned>(local.day)));
    }

    // The day that the trigger's expression gives. Midnight UTC is a day without a time: a birthday is the same
    // day everywhere.
    std::optional<chrono::sys_days> given_day() const {
        const Result<Value> value = trigger.date->evaluate(TurnScope(rules, customer, now));
        if (!value) return std::nullopt;
        Instant instant{};
        if (const Timestamp* t = value->timestamp()) {
            instant = Instant(chrono::seconds(t->seconds)) + Duration(t->nanos / 1'000'000);
        } else {
            if (value->text() == nullptr) return std::nullopt;
            const Result<Instant> parsed = parse_instant(*value->text());
            if (!parsed) return std::nullopt;
            instant = *parsed;
        }
        const chrono::sys_days utc = chrono::floor<chrono::days>(instant);
        return Instant(utc) == instant ? utc : local_day(instant);
    }

    std::vector<Occurrence> dates() const {
        const std::optional<chrono::sys_days> given = given_day();
        if (!given) return {};
        const chrono::days offset = chrono::duration_cast<chrono::days>(trigger.offset);
        if (!trigger.every_year) return {on(*given + offset, trigger.at_minute)};
        std::vector<Occurrence> dates;
        const chrono::year_month_day first(*given);
        const chrono::year_month_day around(local_day(now) - offset);
        for (int year = static_cast<int>(around.year()) - 1; year <= static_cast<int>(around.year()) + 1; ++year) {
            if (year < static_cast<int>(first.year())) continue;
            chrono::year_month_day day(chrono::year(year), first.month(), first.day());
            if (!day.ok()) day = day.year() / day.month() / chrono::last;  // 29 February is the 28th
            dates.push_back(on(chrono::sys_days(day) + offset, trigger.at_minute));
        }
        return dates;
    }

    // From `since` on, until one is certain to be still to come: who moves west meets a reading of the clock
    // again that has been looked at, and goes by the next.
    std::vector<Occurrence> weekly() const {
        std::vector<Occurrence> times;
        bool to_come = false;
        const chrono::sys_days first = local_day(std::max(since, now - kDay * 8));
        for (int days = 0; days <= 16 && !to_come; ++days) {
            const chrono::sys_days day = first + chrono::days(days);
            const unsigned bit = chrono::weekday(day).iso_encoding() - 1;
            for (const Schedule::Time& time : trigger.schedule.times) {
                if ((time.weekdays >> bit & 1U) == 0) continue;
                times.push_back(on(day, time.minute));
                to_come = to_come || times.back().due > now + kDay * 2;
            }
        }
        return times;
    }

    // Each at a draw of their own. A rule that goes live in the middle of the spread takes all in what is left.
    std::vector<Occurrence> once() const {
        const Schedule::Once& at = *trigger.schedule.once;
        const chrono::year_month_day day(chrono::year(at.year), chrono::month(static_cast<unsigned>(at.month)),
                                         chrono::day(static_cast<unsigned>(at.day)));
        Occurrence one = on(day, at.minute);
        const Instant last = one.due + trigger.schedule.spread;
        const Instant first = std::clamp(live_since(rule, trigger), one.due, last);
        one.due = first + draw_within(last - first, rule.name, customer.number);
        return {one};
    }

    std::vector<Occurrence> all() const {
        if (trigger.kind == Trigger::Kind::date) return existing_too(dates());
        return trigger.schedule.once ? once() : weekly();
    }

    // Who fits already when the rule goes live, if it starts those: a day of theirs has come, once.
    std::vector<Occurrence> existing_too(std::vector<Occurrence> dates) const {
        if (!rule.existing.start || trigger.every_year || customer.created >= rule.live_since) return dates;
        for (Occurrence& date : dates)
            if (date.due < rule.live_since)
                date.due = rule.live_since + draw_within(rule.existing.spread, rule.name, customer.number);
        return dates;
    }

    Duration late_after() const {
        return trigger.kind == Trigger::Kind::schedule && !trigger.schedule.once ? kWeeklyLate : kLate;
    }

    // May that one still come, or be looked at?
    bool counts(const Occurrence& one, std::uint64_t key) const {
        if (one.due < live_since(rule, trigger) || (rule.until && one.due > *rule.until)) return false;
        return std::none_of(customer.times.begin(), customer.times.end(),
                            [&](const TimeSeen& seen) { return seen.rule_key == key && seen.reading >= one.reading; });
    }
};

bool is_nobody(const Customer& customer) {
    return customer.created == Instant{} || customer.joined_into != CustomerNumber::nobody;
}

// The latest that fell due since the turn before, by what was known then.
std::optional<Occurrence> fallen_due(const Taking& taking, const Looking& looking, std::uint64_t key) {
    std::optional<Occurrence> latest;
    for (const Occurrence& one : looking.all()) {
        if (one.due <= taking.before->last_turn || one.due > taking.now || !looking.counts(one, key)) continue;
        if (!latest || one.due > latest->due) latest = one;
    }
    if (!latest) return latest;
    const Looking before{looking.rules, *taking.before, looking.rule, looking.trigger, looking.now, looking.since};
    const std::vector<Occurrence> known = before.all();
    const bool was_known =
        std::any_of(known.begin(), known.end(), [&](const Occurrence& one) { return one.due == latest->due; });
    return was_known ? latest : std::nullopt;
}

void look_at(Taking& taking, const Looking& looking, std::uint32_t number, const Occurrence& one) {
    const Rule& rule = looking.rule;
    Event event;
    event.name = looking.trigger.kind == Trigger::Kind::date ? "date.reached" : "schedule.reached";
    event.source = "dialogd";
    event.time = one.due;
    event.properties = Value(Value::Map{{Value("rule"), Value(rule.name)}});
    TimeChecked checked{rule.name, number, one.due, one.reading, false, {}};
    const Condition condition = holds(looking.trigger.condition, taking.scope().with(&event));
    if (rule.until && taking.now > *rule.until)
        checked.why_not = "the rule starts no new runs";
    else if (taking.now - one.due > looking.late_after())
        checked.why_not = "more than " + to_text(looking.late_after()) + " late";
    else
        checked.why_not = condition.why_not();
    const bool fired = checked.fired = checked.why_not.empty();
    taking.write(std::move(checked));
    if (fired) start_run(taking, rule, event);
}

}  // namespace

bool take_moments(Taking& taking) {
    if (taking.rules.by_time.empty() || is_nobody(taking.customer) || is_nobody(*taking.before)) return false;
    for (const auto& [rule_index, number] : taking.rules.by_time) {
        const Rule& rule = taking.rules.rules[rule_index];
        const Looking looking{taking.rules,          taking.customer, rule,
                              rule.triggers[number], taking.now,      taking.before->last_turn};
        const std::optional<Occurrence> one = fallen_due(taking, looking, trigger_key(rule.name, number));
        if (!one) continue;
        look_at(taking, looking, number, *one);
        return true;
    }
    return false;
}

Instant next_moment(const Ruleset& rules, const Customer& customer, Instant now) {
    Instant next = kNever;
    if (is_nobody(customer)) return next;
    const Instant after = std::max(customer.last_turn, now);
    for (const auto& [rule_index, number] : rules.by_time) {
        const Rule& rule = rules.rules[rule_index];
        const Looking looking{rules, customer, rule, rule.triggers[number], after, after};
        const std::uint64_t key = trigger_key(rule.name, number);
        for (const Occurrence& one : looking.all())
            if (one.due > after && one.due < next && looking.counts(one, key)) next = one.due;
    }
    return next;
}

}  // namespace dialogd::engine
