// Follows a rule's steps from the first, and names those that no way leads to.
#include "rules/rule.hpp"

namespace dialogd::rules {

namespace {

// Where a run can go from a step.
struct WaysOn {
    const Step& step;
    std::vector<std::int32_t>& to;

    void operator()(const step::Wait& wait) const {
        if (wait.event.empty()) return to.push_back(step.next);
        to.push_back(wait.then);
        if (wait.timeout) to.push_back(wait.otherwise);
    }
    void operator()(const step::Send& send) const {
        to.push_back(step.next);
        to.push_back(send.not_sent);
    }
    void operator()(const step::Ask& ask) const {
        for (const Answer& answer : ask.answers) to.push_back(answer.then == -1 ? step.next : answer.then);
        to.push_back(ask.no_answer);
        to.push_back(ask.send.not_sent);
        if (ask.known_for) to.push_back(step.next);
    }
    void operator()(const step::Choose& choose) const {
        bool has_else = false;
        for (const auto& branch : choose.branches) {
            to.push_back(branch.then);
            has_else = has_else || branch.condition == nullptr;
        }
        if (!has_else) to.push_back(step.next);
    }
    void operator()(const step::End&) const {}
    template <class Other>
    void operator()(const Other&) const {
        to.push_back(step.next);
    }
};

}  // namespace

void check_reachable(const Rule& rule, Findings& findings) {
    std::vector<bool> reached(rule.steps.size(), false);
    std::vector<std::int32_t> open{rule.first};
    while (!open.empty()) {  // each step is opened once
        const std::int32_t at = open.back();
        open.pop_back();
        if (at < 0 || reached[static_cast<std::size_t>(at)]) continue;
        reached[static_cast<std::size_t>(at)] = true;
        const Step& step = rule.steps[static_cast<std::size_t>(at)];
        std::visit(WaysOn{step, open}, step.what);
    }
    // Only the first of those that follow each other: the others can't be reached for the same reason.
    for (std::size_t i = 1; i < rule.steps.size(); ++i)
        if (!reached[i] && reached[i - 1] && rule.steps[i - 1].next == static_cast<std::int32_t>(i))
            findings.error(rule.steps[i].where,
                           "this step can never be reached: whatever way the run takes, it has ended before; leave the "
                           "step out, or let one way go on");
}

}  // namespace dialogd::rules
