// How often rules have started of late, for `at_most`. In memory: a start of the daemon begins anew.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>

#include "dialogd/ruleset.hpp"

namespace dialogd::app {

// Belongs to the loop's thread.
class Starts {
public:
    // One more. True: within the rule's time it has started as often as it may.
    bool add(const Rule& rule, Instant at) {
        std::deque<Instant>& times = times_[rule.name];
        times.push_back(at);
        // At most `starts` of them are kept, however often it starts.
        while (!times.empty() && (times.front() <= at - rule.at_most.per || times.size() > rule.at_most.starts))
            times.pop_front();
        return times.size() >= rule.at_most.starts;
    }
    // Somebody has resumed it: it may start as often again.
    void forget(const std::string& rule) { times_.erase(rule); }

private:
    std::unordered_map<std::string, std::deque<Instant>> times_;  // by rule, in the order of the rounds
};

}  // namespace dialogd::app
