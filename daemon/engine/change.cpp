// Rules that change, go or are dropped by hand under open runs and queued messages.
#include <algorithm>

#include "engine/taking.hpp"

namespace dialogd::engine {

namespace {

// Does the step wait for the same kind of thing, so that a run may wait on at it?
bool waits_alike(const Step& a, const Step& b) {
    if (a.what.index() != b.what.index()) return false;
    const auto* wait_a = std::get_if<step::Wait>(&a.what);
    const auto* wait_b = std::get_if<step::Wait>(&b.what);
    return wait_a == nullptr || wait_a->event.empty() == wait_b->event.empty();
}

// The run goes on at the step of the same name or text; where there is none, by the steps that it has.
void migrate(Taking& taking, const Run& run, const Rule& today) {
    // What its place among the steps of today would be is known for the step that it stands at, and no other.
    if (run.stop_at != -1 || !run.later.empty()) return;
    const Step* stands_at = taking.standing_of(run).at();
    if (stands_at == nullptr) return;
    const auto same = std::find_if(today.steps.begin(), today.steps.end(), [&](const Step& step) {
        return step.key == run.step_key && waits_alike(step, *stands_at);
    });
    if (same == today.steps.end()) return;
    taking.write(RunMoved{run.number,
                          run.rule,
                          static_cast<std::int32_t>(same - today.steps.begin()),
                          same->key,
                          run.waiting,
                          run.until,
                          run.question,
                          {},
                          run.paused,
                          today.version,
                          run.tried});
}

// Unsent messages of runs that have ended, of steps that are not today's.
void leave_former_messages(Taking& taking, const std::string& reason) {
    std::vector<MessageNumber> unsent;
    for (const Run& run : taking.customer.done) {
        const Rule* today = taking.rules.find_rule(run.rule);
        if (today == nullptr || today->version == run.version || today->on_change != OnChange::exit) continue;
        const std::vector<MessageNumber> its_own = messages_of(taking.customer, run.number);
        unsent.insert(unsent.end(), its_own.begin(), its_own.end());
    }
    cancel(taking, unsent, Reason::run_left, reason);
}

void leave_gone_rules(Taking& taking) {
    const auto is_gone = [&](const std::string& rule) { return taking.rules.find_rule(rule) == nullptr; };
    std::vector<RunNumber> runs;
    for (const Run& run : taking.customer.runs)
        if (is_gone(run.rule) || taking.standing_of(run).at() == nullptr) runs.push_back(run.number);
    for (const RunNumber run : runs) end_run(taking, run, "its rule is gone", true);
    std::vector<MessageNumber> messages;
    for (const OpenMessage& message : taking.customer.messages)
        if (!message.rule.empty() && is_gone(message.rule)) messages.push_back(message.number);
    cancel(taking, messages, Reason::run_left, "its rule is gone");
}

}  // namespace

void follow_changes(Taking& taking) {
    const std::string changed = "its rule has changed";
    const std::vector<Run> runs = taking.customer.runs;
    for (const Run& run : runs) {
        const Rule* today = taking.rules.find_rule(run.rule);
        if (today == nullptr || today->version == run.version || taking.find_run(run.number) == nullptr) continue;
        if (today->live && without_effect(taking, run) == Reason::draft)
            end_run(taking, run.number, "it began as a draft's", true);
        else if (today->on_change == OnChange::exit)
            end_run(taking, run.number, changed, true);
        else if (today->on_change == OnChange::migrate)
            migrate(taking, run, *today);
    }
    leave_former_messages(taking, changed);
    leave_gone_rules(taking);
}

void drop_by_hand(Taking& taking, const Dropped& dropped) {
    const std::string reason = dropped.by.empty() ? "dropped by hand" : "dropped by " + dropped.by;
    std::vector<RunNumber> runs;
    for (const Run& run : taking.customer.runs)
        if (dropped.all || (!dropped.rule.empty() && run.rule == dropped.rule)) runs.push_back(run.number);
    std::vector<MessageNumber> messages;
    for (const OpenMessage& message : taking.customer.messages) {
        const bool named = (!dropped.rule.empty() && message.rule == dropped.rule) ||
                           (!dropped.content.empty() && message.content == dropped.content);
        // What we say about their own STOP or START is of no rule, and they wait for it.
        if (named || (dropped.all && !is_own_words(message))) messages.push_back(message.number);
    }
    for (const RunNumber run : runs) end_run(taking, run, reason, false);
    cancel(taking, messages, Reason::dropped_by_hand, reason);
}

}  // namespace dialogd::engine
