// What customers may ask of whoever keeps something about them: a copy, and to be forgotten.
#pragma once

#include <atomic>

#include "app/clock.hpp"
#include "app/erasure.hpp"
#include "app/loop.hpp"
#include "app/worker.hpp"
#include "store/store.hpp"

namespace dialogd::app {

struct Kept {
    Customer customer;
    store::Whole whole;
};

class Rights {
public:
    Rights(Loop& loop, const Clock& clock, const Config& config, Suppressed& suppressed)
        : loop_(loop), clock_(clock), config_(config), suppressed_(suppressed) {}

    // Any thread; `done` is called exactly once, from another one. Errors: `not_found`, `unavailable`, `internal`.
    void read(CustomerNumber number, std::function<void(Result<Kept>)> done);
    void copy(CustomerNumber number, std::function<void(Result<std::string>)> done);
    // Nothing more goes to them when it is done: what is under way is taken back, or has gone, before.
    void forget(CustomerNumber number, std::function<void(Result<Erased>)> done);

    // Any thread, now and then: the store's log is cut when whoever read it has ended.
    void look_after_log();
    void stop() { worker_.stop(); }

private:
    Result<Erased> forget_now(CustomerNumber number);

    Loop& loop_;
    const Clock& clock_;
    const Config& config_;
    Suppressed& suppressed_;
    Worker worker_;
    std::atomic<bool> log_to_cut_{true};  // at a start: perhaps an earlier daemon's
};

}  // namespace dialogd::app
