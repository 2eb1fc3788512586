// The one clock: real, or made up and running at a pace (`serve --clock T --pace N`).
#pragma once

#include <atomic>
#include <chrono>

#include "dialogd/time.hpp"

namespace dialogd::app {

// Safe to share. Never goes backwards, whatever the system's clock does.
class Clock {
public:
    Clock() = default;
    Clock(Instant begin, double pace) : made_up_(true), begin_(begin), pace_(pace) {}

    Instant now() const {
        const std::int64_t read = (made_up_ ? made_up_now() : system_now()).time_since_epoch().count();
        std::int64_t shown = shown_.load(std::memory_order_relaxed);
        while (read > shown && !shown_.compare_exchange_weak(shown, read, std::memory_order_relaxed)) {
        }
        return Instant(Duration(std::max(read, shown)));
    }
    // How long to wait, on the real clock, until it shows `then`; at most `most`.
    std::chrono::milliseconds wait_for(Instant then, std::chrono::milliseconds most) const {
        const Instant at = now();
        if (then <= at) return std::chrono::milliseconds(0);
        const double left = static_cast<double>((then - at).count()) / pace_;
        if (left >= static_cast<double>(most.count())) return most;
        return std::chrono::milliseconds(static_cast<std::int64_t>(left) + 1);
    }
    bool made_up() const { return made_up_; }

private:
    static Instant system_now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }
    Instant made_up_now() const {
        const auto since = std::chrono::steady_clock::now() - started_;
        const double passed = std::chrono::duration<double, std::milli>(since).count() * pace_;
        return begin_ + Duration(static_cast<std::int64_t>(passed));
    }

    bool made_up_ = false;
    Instant begin_{};
    double pace_ = 1;
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    mutable std::atomic<std::int64_t> shown_{0};
};

}  // namespace dialogd::app
