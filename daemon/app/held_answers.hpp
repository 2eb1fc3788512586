// Answers that wait until the senders have confirmed that what was opted out of does not go out.
#pragma once

#include <chrono>
#include <set>
#include <utility>
#include <vector>

#include "app/attempt.hpp"
#include "intake/intake.hpp"

namespace dialogd::app {

// Belongs to the loop's thread.
class HeldAnswers {
public:
    using Tick = std::chrono::steady_clock::time_point;

    // `done` is called with `taken` when all of `revocations` are settled; as not taken (unavailable, so that it
    // is said again) when that takes too long.
    void hold(intake::Done done, std::vector<intake::Taken> taken, const std::vector<Revocation>& revocations,
              Tick now);
    void settled(const std::vector<Revocation>& revocations);
    void give_up_overdue(Tick now);
    bool empty() const { return held_.empty(); }
    // How long the loop may sleep; at most `most`.
    std::chrono::milliseconds wait_for(Tick now, std::chrono::milliseconds most) const;

private:
    using Key = std::pair<CustomerNumber, MessageNumber>;
    struct Held {
        intake::Done done;
        std::vector<intake::Taken> taken;
        std::set<Key> awaited;
        Tick until;
    };
    std::vector<Held> held_;  // oldest first
};

}  // namespace dialogd::app
