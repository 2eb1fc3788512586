// Who waits for which revocation.
#include "app/held_answers.hpp"

#include <algorithm>

namespace dialogd::app {

namespace {

// A sender looks at what it is to revoke at once; it is held up by a slow resolver at most.
constexpr std::chrono::seconds kPatience(5);

}  // namespace

void HeldAnswers::hold(intake::Done done, std::vector<intake::Taken> taken, const std::vector<Revocation>& revocations,
                       Tick now) {
    Held held{std::move(done), std::move(taken), {}, now + kPatience};
    for (const Revocation& revocation : revocations) held.awaited.emplace(revocation.customer, revocation.message);
    held_.push_back(std::move(held));
}

void HeldAnswers::settled(const std::vector<Revocation>& revocations) {
    if (revocations.empty()) return;
    std::vector<Held> answered;
    for (Held& held : held_) {
        for (const Revocation& revocation : revocations) held.awaited.erase({revocation.customer, revocation.message});
        if (held.awaited.empty()) answered.push_back(std::move(held));
    }
    std::erase_if(held_, [](const Held& held) { return held.awaited.empty(); });
    for (Held& held : answered) held.done(std::move(held.taken));
}

void HeldAnswers::give_up_overdue(Tick now) {
    while (!held_.empty() && held_.front().until <= now) {
        Held held = std::move(held_.front());
        held_.erase(held_.begin());
        for (intake::Taken& taken : held.taken)
            taken.error =
                Error{ErrorCode::unavailable, "it is not certain yet that nothing more goes out; try again", {}};
        held.done(std::move(held.taken));
    }
}

std::chrono::milliseconds HeldAnswers::wait_for(Tick now, std::chrono::milliseconds most) const {
    if (held_.empty()) return most;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(held_.front().until - now);
    return std::clamp(left, std::chrono::milliseconds(0), most);
}

}  // namespace dialogd::app
