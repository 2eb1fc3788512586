// Quiet hours and waits in the customer's time zone.
#include "engine/timing.hpp"

#include "engine/scope.hpp"
#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::engine;
using namespace dialogd::testing;

TEST_CASE("timing: quiet hours over midnight end by the customer's clock") {
    House house;
    house.rules.household.quiet_hours = QuietHours{20 * 60, 8 * 60};
    Customer customer;
    CHECK(quiet_until(house.rules, customer, at("2026-03-02T18:59:00Z")) == std::nullopt);
    CHECK(quiet_until(house.rules, customer, at("2026-03-02T19:00:00Z")) == at("2026-03-03T07:00:00Z"));
    CHECK(quiet_until(house.rules, customer, at("2026-03-03T06:59:00Z")) == at("2026-03-03T07:00:00Z"));
    CHECK(quiet_until(house.rules, customer, at("2026-03-03T07:00:00Z")) == std::nullopt);
    customer.time_zone = "America/New_York";
    CHECK(quiet_until(house.rules, customer, at("2026-03-03T07:00:00Z")) == at("2026-03-03T13:00:00Z"));
}

TEST_CASE("timing: the night in which clocks go back lasts an hour longer") {
    House house;
    house.rules.household.quiet_hours = QuietHours{20 * 60, 8 * 60};
    const Customer customer;
    CHECK(quiet_until(house.rules, customer, at("2026-10-24T18:00:00Z")) == at("2026-10-25T07:00:00Z"));
    CHECK(quiet_until(house.rules, customer, at("2026-03-28T19:00:00Z")) == at("2026-03-29T06:00:00Z"));
}

TEST_CASE("timing: the customer's own quiet hours go before the configured ones, and an empty span is none") {
    House house;
    house.rules.household.quiet_hours = QuietHours{20 * 60, 8 * 60};
    Customer customer;
    customer.quiet_hours = QuietHours{12 * 60, 13 * 60};
    CHECK(quiet_until(house.rules, customer, at("2026-03-02T21:00:00Z")) == std::nullopt);
    CHECK(quiet_until(house.rules, customer, at("2026-03-02T11:30:00Z")) == at("2026-03-02T12:00:00Z"));
    customer.quiet_hours = QuietHours{0, 0};
    CHECK(quiet_until(house.rules, customer, at("2026-03-02T21:00:00Z")) == std::nullopt);
}

TEST_CASE("timing: quiet hours that end in the hour that is skipped end when it would have begun") {
    House house;
    house.rules.household.quiet_hours = QuietHours{22 * 60, 2 * 60 + 30};
    CHECK(quiet_until(house.rules, Customer{}, at("2026-03-29T00:30:00Z")) == at("2026-03-29T01:00:00Z"));
}

TEST_CASE("timing: the next nine o'clock is later than now, always") {
    for (Instant now = at("2026-03-25T00:00:00Z"); now < at("2026-04-02T00:00:00Z"); now += kMinute * 30) {
        const Instant next = next_at_minute(calendar(), "Europe/Copenhagen", now, 9 * 60);
        REQUIRE(next > now);
        REQUIRE(next <= now + kHour * 25);
        REQUIRE(calendar().local(next, "Europe/Copenhagen").minute == 9 * 60);
    }
}

TEST_CASE("timing: a wait until a date takes its offset, then the time of that day") {
    House house;
    const Customer customer;
    const TurnScope scope(house.rules, customer, at("2026-03-02T10:00:00Z"));
    step::Wait wait;
    wait.until = constant(Value("2026-03-27"));
    wait.offset = kDay * 3;
    wait.at_minute = 10 * 60;
    // The 30th is in summer time.
    CHECK(wait_until(house.rules, customer, wait, scope, scope.now()).value() == at("2026-03-30T08:00:00Z"));
    wait.until = constant(Value(300.0));
    CHECK_FALSE(wait_until(house.rules, customer, wait, scope, scope.now()).has_value());
    wait.until = path("run", "event");
    CHECK_FALSE(wait_until(house.rules, customer, wait, scope, scope.now()).has_value());
}

TEST_CASE("timing: service by SMS is held at night, but not when the customer has just written") {
    Customer customer;
    const Instant now = at("2026-03-02T22:00:00Z");
    CHECK(holds_service(customer, ChannelKind::sms, now));
    CHECK_FALSE(holds_service(customer, ChannelKind::email, now));
    customer.wrote_at = now - kMinute * 14;
    CHECK_FALSE(holds_service(customer, ChannelKind::sms, now));
    customer.wrote_at = now - kMinute * 15;
    CHECK(holds_service(customer, ChannelKind::sms, now));
}
