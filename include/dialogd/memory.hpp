// What a customer's state remembers of the past, and how much of it.
#pragma once

#include <string>
#include <vector>

#include "dialogd/event.hpp"

namespace dialogd {

// An event that the rules look back at (Needs says which, and for how long).
struct Remembered {
    std::string name;
    Instant time{};
    Value properties;
    std::uint32_t depth = 0;  // the event's

    bool operator==(const Remembered&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "name", self.name);
        visit(2, "time", self.time);
        visit(3, "properties", self.properties);
        visit(4, "depth", self.depth);
    }
};

// An event that has been taken: repeats of it change nothing.
struct SeenEvent {
    std::uint64_t hash = 0;  // hash_text(id, hash_text(source))
    Instant at{};

    bool operator==(const SeenEvent&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "hash", self.hash);
        visit(2, "at", self.at);
    }
};

// What the rules look back at: the events that a state must remember, and for how long.
struct Needs {
    struct Window {
        std::string event;
        Duration keep{};  // at least the last one is kept whatever its age
        bool operator==(const Window&) const = default;
    };
    std::vector<Window> windows;       // ordered by event, one for each
    Duration seen_for = kDay + kHour;  // how long event ids are remembered: late_after and an hour
    std::uint64_t hash = 0;            // of all of the above; stands in each snapshot

    bool operator==(const Needs&) const = default;
};

// Bounds of the state. The oldest go first.
inline constexpr std::size_t kMaxContacts = 128;
inline constexpr Duration kContactMemory = kDay * 400;
inline constexpr std::size_t kMaxOpenRuns = 20;
inline constexpr std::size_t kMaxRemembered = 4096;
inline constexpr std::size_t kMaxStarted = kMaxRemembered;   // what an event began is known as long as the event
inline constexpr std::size_t kMaxAbsences = kMaxRemembered;  // those that go leave Customer::absences_until
inline constexpr std::size_t kMaxQuestions = 32;             // more than kMaxOpenRuns: an open one never goes
inline constexpr std::size_t kMaxSeenEvents = 4096;
inline constexpr std::size_t kMaxAttributes = 512;
inline constexpr std::size_t kMaxOpenMessages = 64;
inline constexpr std::size_t kMaxTimes = 1024;  // more than any rule set has such triggers
inline constexpr std::size_t kMaxConditions = 1024;

}  // namespace dialogd
