// How fast a channel goes: the rate that the settings allow, how far ahead attempts are taken, and
// when a relay that is down is tried again. Time is an argument (a steady clock's).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dialogd::channels {

using Tick = std::chrono::steady_clock::time_point;
using TickSpan = std::chrono::steady_clock::duration;

// A token bucket: `rate` a second, bursts of at most a tenth of a second's worth.
class Rate {
public:
    Rate(double per_second, Tick now);
    bool limited() const { return per_second_ > 0; }
    bool take(Tick now);                  // one token, if there is one
    TickSpan until_next(Tick now) const;  // zero: one is there

private:
    double tokens_at(Tick now) const;

    double per_second_;
    double burst_;
    double tokens_;
    Tick at_;
};

// How many attempts may wait for a place: about a tenth of a second's work as it lately went. Attempts that
// wait are committed as sending: few, so that a kill leaves few of them uncertain and an opt-out waits briefly.
class Ahead {
public:
    Ahead(std::size_t least, std::size_t most, Tick now) : least_(least), most_(most), allowed_(least), at_(now) {}
    void finished(std::size_t count, Tick now);
    std::size_t allowed() const { return allowed_; }

private:
    std::size_t least_, most_, allowed_;
    std::size_t count_ = 0;
    Tick at_;
};

// A circuit breaker: opened by trouble, each time for twice as long, with jitter, until something works.
class Breaker {
public:
    bool open() const { return open_; }
    bool may_try(Tick now) const { return !open_ || now >= retry_at_; }
    Tick retry_at() const { return retry_at_; }
    void trouble(Tick now, std::uint64_t draw);  // `draw`: any number, for the jitter
    void works();
    void hold_until(Tick until);  // the other side named the time (Retry-After)

private:
    bool open_ = false;
    int times_ = 0;
    Tick retry_at_{};
};

}  // namespace dialogd::channels
