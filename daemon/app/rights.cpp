// States belong to the loop's thread; what is read at length is read on another.
#include "app/rights.hpp"

#include <spdlog/spdlog.h>

#include "app/copy.hpp"

namespace dialogd::app {

namespace {

Error busy() {
    return {ErrorCode::unavailable, "too many requests wait; try again", {}};
}

}  // namespace

void Rights::read(CustomerNumber number, std::function<void(Result<Kept>)> done) {
    const bool asked = loop_.ask([this, number, done] {
        const Store& store = loop_.store();
        Result<Customer> customer = loop_.store().load(number);
        if (!customer) return done(customer.error());
        if (customer->created == Instant{}) return done(Error{ErrorCode::not_found, "there is no such customer", {}});
        const bool added = worker_.add([number, done, &store, customer = std::move(*customer)] {
            Result<store::Whole> whole = store::whole(store, number);
            if (!whole) return done(whole.error());
            done(Kept{customer, std::move(*whole)});
        });
        if (!added) done(busy());
    });
    if (!asked) done(busy());
}

void Rights::copy(CustomerNumber number, std::function<void(Result<std::string>)> done) {
    read(number, [this, done = std::move(done)](Result<Kept> kept) {
        if (!kept) return done(kept.error());
        done(copy_json(kept->customer, std::move(kept->whole), clock_.now()));
    });
}

void Rights::forget(CustomerNumber number, std::function<void(Result<Erased>)> done) {
    Preference nothing;
    nothing.stop_marketing = nothing.stop_all = true;
    nothing.source = "erased";
    std::vector<intake::Arrival> arrivals(1);
    arrivals.front().about.number = number;
    arrivals.front().input = std::move(nothing);
    const bool taken = loop_.take(std::move(arrivals), [this, number, done](const std::vector<intake::Taken>& stopped) {
        if (!stopped.empty() && stopped.front().error) return done(*stopped.front().error);
        if (!loop_.ask([this, number, done] { done(forget_now(number)); })) done(busy());
    });
    if (!taken) done(busy());
}

Result<Erased> Rights::forget_now(CustomerNumber number) {
    Result<Erased> erased =
        erase_customer(loop_.store(), suppressed_, config_, *loop_.rules()->services.signer, number, clock_.now());
    if (!erased) {
        spdlog::error("a customer is not erased: {}", erased.error().message);
        return erased;
    }
    spdlog::info("a customer is erased: {} entries, {} files", erased->entries, erased->files);
    if (!erased->log_is_cut) {
        log_to_cut_ = true;
        spdlog::warn(
            "the log of the store still has their words, as another program reads it: it is cut when that ends");
    }
    return erased;
}

void Rights::look_after_log() {
    if (!log_to_cut_.exchange(false)) return;
    const bool asked = loop_.ask([this] {
        const Result<bool> cut = cut_log(loop_.store());
        if (!cut || !*cut) log_to_cut_ = true;
    });
    if (!asked) log_to_cut_ = true;
}

}  // namespace dialogd::app
