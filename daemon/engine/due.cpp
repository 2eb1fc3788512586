// Everything that has fallen due: messages that expired, waits and questions that time out, timers of
// what stays away, sends at their place. And when something falls due next.
#include <algorithm>

#include "engine/taking.hpp"

namespace dialogd::engine {

namespace {

// Waits that time alone ends, apart from places, which are looked at together.
bool is_timed(Waiting waiting) {
    return waiting == Waiting::time || waiting == Waiting::event || waiting == Waiting::answer;
}

bool is_unsent(const OpenMessage& message) {
    return message.state != OpenMessage::State::sending;
}

bool drop_expired(Taking& taking) {
    std::vector<MessageNumber> expired;
    for (const OpenMessage& message : taking.customer.messages)
        if (is_unsent(message) && message.expires <= taking.now) expired.push_back(message.number);
    for (const MessageNumber message : expired) drop_message(taking, message, Reason::expired);
    return !expired.empty();
}

// The wait of that run is over.
void time_out(Taking& taking, RunNumber number) {
    const Run& run = *taking.find_run(number);
    const Standing stands = taking.standing_of(run);
    const Step* step = stands.at();
    if (step == nullptr) return end_run(taking, number, "its rule is gone", true);
    const auto* wait = std::get_if<step::Wait>(&step->what);
    const auto* ask = std::get_if<step::Ask>(&step->what);
    if (run.waiting == Waiting::time && wait != nullptr) return advance(taking, number, step->next);
    if (run.waiting == Waiting::event && wait != nullptr) return advance(taking, number, wait->otherwise);
    if (run.waiting == Waiting::answer && ask != nullptr) {
        // The question closes before the next steps are taken: they may ask another one.
        taking.write(RunMoved{number, run.rule, stands.step, step->key, Waiting::nothing, {}, 0});
        taking.look_at_places = true;
        return advance(taking, number, ask->no_answer);
    }
    end_run(taking, number, "its steps have changed", true);
}

bool take_next_run(Taking& taking) {
    const Run* next = nullptr;
    for (const Run& run : taking.customer.runs)
        if (is_timed(run.waiting) && run.until <= taking.now && (next == nullptr || run.until < next->until))
            next = &run;
    if (next == nullptr) return false;
    time_out(taking, next->number);
    return true;
}

}  // namespace

void take_due(Taking& taking) {
    // Bounded: what is left is due at once again, and the next turn goes on with it.
    for (int round = 0; round < kMaxRounds && !taking.overflowed; ++round) {
        if (taking.look_at_places) release_held(taking);
        const bool any = release_resumed(taking) || drop_expired(taking) || take_moments(taking) ||
                         take_next_run(taking) || take_absences(taking) || take_conditions(taking) ||
                         take_places(taking);
        if (!any) return;
    }
    // That a condition turned is seen in the turn in which it did, and in no later one.
    for (int round = 0; round < kMaxRounds && take_conditions(taking); ++round) {
    }
}

}  // namespace dialogd::engine

namespace dialogd {

Instant next_wake(const Ruleset& rules, const Customer& customer, Instant now) {
    Instant next = std::min({engine::next_absence(rules, customer), engine::next_moment(rules, customer, now),
                             engine::next_condition(rules, customer, now)});
    for (const Run& run : customer.runs)
        if (engine::is_resumed(rules, run))
            next = std::min(next, customer.last_turn);
        else if (engine::is_timed(run.waiting) || run.waiting == Waiting::place)
            next = std::min(next, run.until);
    for (const OpenMessage& message : customer.messages)
        if (engine::is_unsent(message))
            next = std::min(next, engine::is_resumed(rules, message) ? customer.last_turn : message.expires);
    return next;
}

}  // namespace dialogd
