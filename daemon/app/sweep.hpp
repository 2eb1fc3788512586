// Looking at everybody once after the rules have changed, a few customers in each round: timers that the new
// rules want are set, and open runs whose rule has gone or changed hear of it. So do those whom a pause or a drop
// by hand concerns.
#pragma once

#include <unordered_set>
#include <vector>

#include "app/by_hand.hpp"
#include "app/round.hpp"

namespace dialogd::app {

// Names a version of a rule among those that are in use.
inline std::uint64_t version_key(std::string_view rule, std::uint64_t version) {
    return hash_text(rule, version);
}

// Belongs to the loop's thread. One that a stop cuts short begins anew at the next start, until it has ended once.
class Sweep {
public:
    // From the first customer to `last`: whoever comes later is looked at with the new rules anyway.
    void begin(CustomerNumber last);
    // The same for who has runs or messages; with drops, which they hear of. All that nobody has been told yet.
    void begin_by_hand(CustomerNumber last, std::vector<ByHand> drops);
    bool under_way() const { return swept_ < last_ || !unread_.empty(); }
    // There is somebody to be looked at now (not only somebody whose state can't be read at present).
    bool can_go_on() const { return swept_ < last_; }

    // Takes the turns of the next ones, at most `most`. An error is `internal`: who can't be read now is looked at
    // again at the end.
    Result<void> step(Round& round, std::size_t most);
    // The round of the last step has been committed. True: everybody has been looked at, just now.
    bool settle();
    // Versions of rules that runs, questions and goals of anybody go by; complete when settle() has said so.
    const std::unordered_set<std::uint64_t>& used() const { return used_; }

private:
    Result<void> look_at(Round& round, CustomerNumber number);
    Result<void> drop(Round& round, CustomerNumber number);
    void note_versions(const Customer& customer);

    std::uint64_t last_ = 0;
    std::uint64_t swept_ = 0;
    std::uint64_t stepped_to_ = 0;              // by the round at hand
    std::size_t retried_ = 0;                   // by the round at hand, of unread_
    std::vector<CustomerNumber> unread_;        // to be looked at again
    std::vector<CustomerNumber> still_unread_;  // what is left of them after the round at hand
    std::unordered_set<std::uint64_t> used_;
    std::vector<ByHand> drops_;
    bool everybody_ = false;  // also who has neither runs nor messages
    bool running_ = false;
};

}  // namespace dialogd::app
