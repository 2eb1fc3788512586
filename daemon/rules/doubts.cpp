// What one rule says that contradicts itself, and words that start two rules.
#include "rules/doubts.hpp"

#include <algorithm>
#include <set>

#include "rules/fold_case.hpp"

namespace dialogd::rules {

namespace {

std::string condition_text(const std::unique_ptr<const Expression>& condition) {
    return condition == nullptr ? std::string() : condition->text();
}

bool is_text(const std::unique_ptr<const Expression>& condition, std::string_view text) {
    return condition != nullptr && fold_case(condition->text()) == text;
}

void check_triggers(const Rule& rule, Findings& findings) {
    std::set<std::string> seen;
    for (const Trigger& trigger : rule.triggers) {
        if (is_text(trigger.condition, "false") && trigger.kind != Trigger::Kind::becomes)
            findings.warning(rule.where,
                             "a trigger of `" + rule.name +
                                 "` has `if: false`, and starts nobody: to hold the rule back, write `status: draft`");
        if (trigger.kind != Trigger::Kind::event) continue;
        if (!seen.insert(trigger.event + "\n" + condition_text(trigger.condition)).second)
            findings.warning(rule.where,
                             "`" + rule.name + "` has the trigger `" + trigger.event + "` twice: leave one out");
    }
}

void check_holdout(const Rule& rule, const Household& household, Findings& findings) {
    if (rule.holdout <= 0) return;
    if (rule.holdout >= 1)
        findings.warning(rule.where,
                         "`holdout: 100%` leaves nobody whom `" + rule.name + "` may contact: write a part, as in 5%");
    if (!rule.goal)
        findings.warning(rule.where, "`" + rule.name +
                                         "` has a `holdout` and no `goal`, so that there is nothing to compare by: add "
                                         "`goal: {event: NAME, within: 7d}`");
    const auto topic = household.topics.find(rule.topic);
    if (topic != household.topics.end() && !topic->second.marketing)
        findings.warning(rule.where, "`holdout` keeps messages of the service topic `" + rule.topic +
                                         "` from customers who need them: leave it out");
}

void check_branches(const step::Choose& choose, const Where& where, Findings& findings) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < choose.branches.size(); ++i) {
        const auto& condition = choose.branches[i].condition;
        if (condition == nullptr) continue;
        if (!seen.insert(condition->text()).second)
            findings.warning(where, "`if: " + condition->text() +
                                        "` stands twice in this `choose`: the second is never "
                                        "taken");
        if (is_text(condition, "true") && i + 1 < choose.branches.size())
            findings.warning(where, "`if: true` is always taken: what stands below it never is; write `else`");
        if (is_text(condition, "false")) findings.warning(where, "`if: false` is never taken: leave the branch out");
    }
}

void check_ask(const step::Ask& ask, const Where& where, Findings& findings) {
    const auto asks_any =
        std::any_of(ask.answers.begin(), ask.answers.end(), [](const Answer& a) { return a.match.any; });
    if (ask.pick_all && ask.answers.size() - (asks_any ? 1U : 0U) < 2)
        findings.warning(where, "`pick: all` takes several answers, and there is one to take: leave `pick` out");
    constexpr std::size_t kSurelyRead = 15;  // words; a longer reply is unsure
    for (const Answer& answer : ask.answers)
        for (const std::string& words : answer.match.words)
            if (std::count(words.begin(), words.end(), ' ') >= static_cast<std::ptrdiff_t>(kSurelyRead))
                findings.warning(where, "`" + words.substr(0, 40) +
                                            "…` has more than fifteen words: a reply that long "
                                            "goes to a person, so it never fits");
}

void check_migrate(const Rule& rule, Findings& findings) {
    const bool named =
        std::any_of(rule.steps.begin(), rule.steps.end(), [](const Step& step) { return !step.name.empty(); });
    if (rule.on_change == OnChange::migrate && !named)
        findings.warning(rule.where, "`on_change: migrate` goes on at the step of the same name, and no step of `" +
                                         rule.name + "` has one: add `name: …` to those that runs wait at");
}

}  // namespace

void check_sense(const Rule& rule, const Household& household, Findings& findings) {
    check_triggers(rule, findings);
    check_holdout(rule, household, findings);
    check_migrate(rule, findings);
    for (const Step& step : rule.steps) {
        if (const auto* choose = std::get_if<step::Choose>(&step.what)) check_branches(*choose, step.where, findings);
        if (const auto* ask = std::get_if<step::Ask>(&step.what)) check_ask(*ask, step.where, findings);
    }
}

void check_keywords(const std::vector<Rule>& rules, Findings& findings) {
    std::map<std::string, const Rule*> taken;
    for (const Rule& rule : rules)
        for (const Trigger& trigger : rule.triggers) {
            if (trigger.kind != Trigger::Kind::keyword) continue;
            for (const std::string& word : trigger.words) {
                const auto [at, added] = taken.emplace(fold_case(word), &rule);
                if (added || at->second == &rule) continue;
                findings.error(rule.where, "`" + word + "` starts `" + at->second->name + "` as well as `" + rule.name +
                                               "`: one word, one rule");
            }
        }
}

}  // namespace dialogd::rules
