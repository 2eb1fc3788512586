// Takes the very turn that a change of rules takes, on copies that nobody keeps.
#include "app/plan.hpp"

#include <algorithm>

#include "dialogd/turn.hpp"

namespace dialogd::app {

namespace {

constexpr std::uint64_t kTold = 100'000;  // customers between two words of progress

using Plans = std::map<std::string, RulePlan>;

Plans compare(const std::map<std::string, std::uint64_t>& present, const Ruleset& rules) {
    Plans plans;
    for (const Rule& rule : rules.rules) {
        const auto before = present.find(rule.name);
        const RulePlan::Kind kind = before == present.end()          ? RulePlan::Kind::added
                                    : before->second != rule.version ? RulePlan::Kind::changed
                                                                     : RulePlan::Kind::unchanged;
        plans[rule.name] = {rule.name, kind};
    }
    for (const auto& [name, version] : present)
        if (!plans.contains(name)) plans[name] = {name, RulePlan::Kind::gone};
    return plans;
}

RulePlan* affected(Plans& plans, const Run& run) {
    const auto found = plans.find(run.rule);
    if (found == plans.end()) return nullptr;
    const RulePlan::Kind kind = found->second.kind;
    return kind == RulePlan::Kind::changed || kind == RulePlan::Kind::gone ? &found->second : nullptr;
}

// What the change itself does to that run; what falls due in the same turn is not its doing.
std::size_t RulePlan::*fate(const Turn& turn, const Run& run) {
    for (const EntryBody& entry : turn.entries) {
        if (const auto* moved = std::get_if<RunMoved>(&entry); moved != nullptr && moved->run == run.number)
            return moved->version != 0 && moved->version != run.version ? &RulePlan::migrate : &RulePlan::finish;
        if (const auto* ended = std::get_if<RunEnded>(&entry); ended != nullptr && ended->run == run.number)
            return ended->reason.starts_with("its rule ") ? &RulePlan::exit : &RulePlan::finish;
    }
    return &RulePlan::finish;
}

}  // namespace

Result<std::vector<RulePlan>> plan(Store& store, const std::map<std::string, std::uint64_t>& present,
                                   const Ruleset& rules, Instant now,
                                   const std::function<void(std::uint64_t)>& progress) {
    Plans plans = compare(present, rules);
    const std::uint64_t last = to_integer(store.highest());
    for (std::uint64_t number = 1; number <= last; ++number) {
        if (number % kTold == 0) progress(number);
        const Result<Customer> customer = store.load(CustomerNumber{number});
        if (!customer) return customer.error();
        const bool any = std::any_of(customer->runs.begin(), customer->runs.end(),
                                     [&](const Run& run) { return affected(plans, run) != nullptr; });
        if (!any) continue;
        const Turn turn = take_turn(rules, *customer, RulesChanged{rules.hash}, std::max(now, customer->last_turn));
        for (const Run& run : customer->runs)
            if (RulePlan* one = affected(plans, run)) ++(one->*fate(turn, run));
    }
    std::vector<RulePlan> list;
    for (auto& [name, one] : plans) list.push_back(std::move(one));
    return list;
}

}  // namespace dialogd::app
