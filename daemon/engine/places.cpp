// Sends that are held at their place: which go now, and of those that compete, which one.
//
// Marketing that falls due within `gather` of each other competes. The first to fall due waits that
// long; then all that has gathered is judged, the best goes, and the others wait for the next free place.
#include <algorithm>
#include <utility>

#include "engine/caps.hpp"
#include "engine/send.hpp"

namespace dialogd::engine {

namespace {

// Priority, then the value of what would be said, then who has waited longest.
bool goes_before(const Judgement& a, const Judgement& b) {
    if (a.due.rule->priority != b.due.rule->priority) return a.due.rule->priority > b.due.rule->priority;
    if (a.chosen->value != b.chosen->value) return a.chosen->value > b.chosen->value;
    if (a.due.since != b.due.since) return a.due.since < b.due.since;
    return a.due.run < b.due.run;
}

// The winner has taken its place: when there is room for this one, if nothing else is sent meanwhile.
Instant next_place(const Taking& t, const Judgement& loser) {
    const Instant after_gather = t.now + t.rules.household.gather;
    const auto full =
        full_cap(t.rules, t.customer,
                 {loser.channel, loser.due.rule->topic, loser.due.rule->name, loser.chosen->content}, t.now);
    return full ? std::max(full->free_at, after_gather) : after_gather;
}

// The places of one round. Each run is settled once; runs that come to a place meanwhile are not in it.
struct Round {
    Taking& t;
    Duration gather;
    std::vector<RunNumber> left;       // due, or all when something changed
    std::vector<RunNumber> gathering;  // not due yet: join only when others compete

    std::vector<Judgement> judged(const std::vector<RunNumber>& numbers) const {
        std::vector<Judgement> judgements;
        for (const RunNumber number : numbers) {
            const Run* run = t.find_run(number);
            if (run == nullptr || run->waiting != Waiting::place) continue;
            judgements.push_back(judge(t, number, t.standing_of(*run).step));
        }
        return judgements;
    }

    bool is_ready(const Judgement& judgement) const {
        return judgement.goes() && (!judgement.competes(gather) || judgement.due.since + gather <= t.now);
    }

    void done_with(RunNumber run) {
        std::erase(left, run);
        std::erase(gathering, run);
    }

    void go_on(RunNumber run, std::optional<std::int32_t> next) const {
        if (next) advance(t, run, *next);
    }

    // The best of those that are ready goes. False: none is.
    bool send_best() {
        std::vector<Judgement> judgements = judged(left);
        std::erase_if(judgements, [&](const Judgement& j) { return !is_ready(j); });
        if (judgements.empty()) return false;
        auto best = std::min_element(judgements.begin(), judgements.end(), goes_before);
        if (best->competes(gather)) {
            judgements = judged(left);
            std::vector<Judgement> joining = judged(gathering);
            std::move(joining.begin(), joining.end(), std::back_inserter(judgements));
            std::erase_if(judgements, [&](const Judgement& j) { return !j.goes() || !j.competes(gather); });
            best = std::min_element(judgements.begin(), judgements.end(), goes_before);
        }
        Judgement winner = std::move(*best);
        judgements.erase(best);
        const RunNumber run = winner.due.run;
        const std::string rule = winner.due.rule->name;
        const bool competed = winner.competes(gather);
        done_with(run);
        const std::optional<std::int32_t> next = queue(t, std::move(winner));
        for (const Judgement& loser : judgements) {
            if (!competed) break;
            done_with(loser.due.run);
            hold(t, loser, {Decision::Outcome::held, Reason::lost_to, rule, next_place(t, loser)});
        }
        go_on(run, next);
        return true;
    }

    // Those that stay, or are dropped. One at a time: what one leads to may change the next.
    bool settle_one() {
        if (left.empty()) return false;
        const RunNumber run = left.front();
        done_with(run);
        const std::vector<Judgement> judgements = judged({run});
        if (judgements.empty()) return true;
        const Judgement& judgement = judgements.front();
        if (judgement.goes())
            hold(t, judgement, {Decision::Outcome::held, Reason::gathering, {}, judgement.due.since + gather});
        else
            go_on(run, settle(t, judgement));
        return true;
    }
};

}  // namespace

bool is_resumed(const Ruleset& rules, const Run& run) {
    if (!run.paused || run.waiting != Waiting::place || rules.paused.rule(run.rule)) return false;
    const Step* step = standing(rules, run.rule, run.version, run.step, run.step_key).at();
    const step::Send* send = step == nullptr ? nullptr : send_of(*step);
    return send == nullptr || std::none_of(send->contents.begin(), send->contents.end(),
                                           [&](const std::string& name) { return rules.paused.content(name); });
}

namespace {

void go_on_resumed(Taking& taking, RunNumber number) {
    const Run* run = taking.find_run(number);
    if (run != nullptr && is_resumed(taking.rules, *run)) advance(taking, number, taking.standing_of(*run).step);
}

}  // namespace

bool take_places(Taking& taking) {
    const bool all = std::exchange(taking.look_at_places, false);
    Round round{taking, taking.rules.household.gather, {}, {}};
    std::vector<RunNumber> gone;
    std::vector<RunNumber> resumed;  // at a step that sends nothing
    for (const Run& run : taking.customer.runs) {
        if (run.waiting != Waiting::place) continue;
        const bool due = all || run.until <= taking.now || is_resumed(taking.rules, run);
        const Step* step = taking.standing_of(run).at();
        const bool sends = step != nullptr && send_of(*step) != nullptr;
        if (step == nullptr || (!sends && !run.paused))
            gone.push_back(run.number);
        else if (!sends && is_resumed(taking.rules, run))
            resumed.push_back(run.number);
        else if (!sends)
            continue;
        else if (due)
            round.left.push_back(run.number);
        else if (run.since + round.gather > taking.now)
            round.gathering.push_back(run.number);
    }
    for (const RunNumber run : gone) end_run(taking, run, "its rule is gone", true);
    const bool any = !gone.empty() || !resumed.empty() || !round.left.empty();
    for (const RunNumber number : resumed) go_on_resumed(taking, number);
    while (round.send_best()) {
    }
    while (round.settle_one())
        while (round.send_best()) {
        }
    return any;
}

}  // namespace dialogd::engine
