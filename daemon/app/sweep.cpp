// A few customers at a time, in order of number.
#include "app/sweep.hpp"

#include <algorithm>
#include <utility>

namespace dialogd::app {

namespace {

// Some run goes by steps that are not those of today.
bool is_affected(const Ruleset& rules, const Customer& customer) {
    return std::any_of(customer.runs.begin(), customer.runs.end(), [&](const Run& run) {
        const Rule* today = rules.find_rule(run.rule);
        return today == nullptr || today->version != run.version;
    });
}

// What began after somebody said so is not meant.
bool concerns(const ByHand& drop, const Customer& customer) {
    const Named& named = drop.named;
    return std::any_of(customer.runs.begin(), customer.runs.end(),
                       [&](const Run& run) {
                           return (named.all || (!named.rule.empty() && run.rule == named.rule)) &&
                                  run.started <= drop.at;
                       }) ||
           std::any_of(customer.messages.begin(), customer.messages.end(), [&](const OpenMessage& message) {
               return is_meant(named, message) && message.queued_at <= drop.at;
           });
}

}  // namespace

void Sweep::begin(CustomerNumber last) {
    std::vector<ByHand> drops = std::move(drops_);
    *this = Sweep();
    last_ = to_integer(last);
    drops_ = std::move(drops);
    everybody_ = true;
    running_ = true;
}

void Sweep::begin_by_hand(CustomerNumber last, std::vector<ByHand> drops) {
    const bool everybody = everybody_;
    begin(last);
    everybody_ = everybody;
    drops_ = std::move(drops);
}

Result<void> Sweep::step(Round& round, std::size_t most) {
    stepped_to_ = swept_ + std::min<std::uint64_t>(last_ - swept_, most);
    retried_ = can_go_on() ? 0 : std::min(unread_.size(), most);
    still_unread_.clear();
    std::vector<CustomerNumber> numbers(unread_.begin(), unread_.begin() + static_cast<std::ptrdiff_t>(retried_));
    for (std::uint64_t number = swept_ + 1; number <= stepped_to_; ++number) numbers.push_back(CustomerNumber{number});
    for (const CustomerNumber number : numbers) {
        const Result<void> looked = look_at(round, number);
        if (looked) continue;
        if (looked.error().code == ErrorCode::internal) return looked;
        still_unread_.push_back(number);
    }
    return {};
}

Result<void> Sweep::look_at(Round& round, CustomerNumber number) {
    const Result<const Customer*> state = round.state(number);
    if (!state) return state.error();
    const Customer& customer = **state;
    if (customer.created == Instant{}) return {};  // a number that was never used
    note_versions(customer);
    const Ruleset& rules = round.rules();
    const bool affected = is_affected(rules, customer);
    const bool has_open = !customer.runs.empty() || !customer.messages.empty();
    if (!everybody_ && !has_open) return {};
    if (Result<void> dropped = drop(round, number); !dropped) return dropped;
    if (affected) return round.turn(number, RulesChanged{rules.hash});
    return round.turn(number, Wake{});
}

// One drop may leave nothing for the next.
Result<void> Sweep::drop(Round& round, CustomerNumber number) {
    for (const ByHand& drop : drops_) {
        const Result<const Customer*> state = round.state(number);
        if (!state) return state.error();
        if (!concerns(drop, **state)) continue;
        const Dropped dropped{drop.named.rule, drop.named.content, drop.named.all, drop.by};
        if (Result<void> taken = round.turn(number, dropped); !taken) return taken;
    }
    return {};
}

void Sweep::note_versions(const Customer& customer) {
    for (const Run& run : customer.runs) used_.insert(version_key(run.rule, run.version));
    for (const AskedQuestion& question : customer.questions) used_.insert(version_key(question.rule, question.version));
    for (const GoalWatch& goal : customer.goals) used_.insert(version_key(goal.rule, goal.version));
}

bool Sweep::settle() {
    if (!running_) return false;
    swept_ = std::max(swept_, stepped_to_);
    unread_.erase(unread_.begin(), unread_.begin() + static_cast<std::ptrdiff_t>(std::exchange(retried_, 0)));
    unread_.insert(unread_.end(), still_unread_.begin(), still_unread_.end());
    still_unread_.clear();
    if (under_way()) return false;
    running_ = false;
    everybody_ = false;
    drops_.clear();
    return true;
}

}  // namespace dialogd::app
