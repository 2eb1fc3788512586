// Dates, schedules and conditions that turn: in many time zones, and against what a person would count.
#include <chrono>
#include <random>
#include <set>

#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::testing;

namespace {

constexpr const char* kZones[] = {"UTC",
                                  "Europe/Copenhagen",
                                  "Europe/London",
                                  "America/New_York",
                                  "America/Los_Angeles",
                                  "America/St_Johns",
                                  "America/Sao_Paulo",
                                  "America/Phoenix",
                                  "Asia/Kolkata",
                                  "Asia/Kathmandu",
                                  "Asia/Tokyo",
                                  "Asia/Tehran",
                                  "Asia/Jerusalem",
                                  "Australia/Sydney",
                                  "Australia/Lord_Howe",
                                  "Pacific/Auckland",
                                  "Pacific/Chatham",
                                  "Pacific/Kiritimati",
                                  "Pacific/Pago_Pago",
                                  "Africa/Casablanca"};

Rule timed_rule(std::string name, Trigger trigger) {
    Rule rule = event_rule(std::move(name), "offers", "none", steps(wait_step(kMinute)));
    rule.triggers.clear();
    rule.triggers.push_back(std::move(trigger));
    return rule;
}

Trigger weekly(std::uint8_t weekdays, std::int32_t minute) {
    Trigger trigger;
    trigger.kind = Trigger::Kind::schedule;
    trigger.schedule.times = {{weekdays, minute}};
    return trigger;
}

Trigger birthday(const char* day) {
    Trigger trigger;
    trigger.kind = Trigger::Kind::date;
    trigger.date = constant(Value(day));
    trigger.every_year = true;
    trigger.at_minute = 9 * 60;
    return trigger;
}

Profile in_zone(const char* zone) {
    Profile profile;
    profile.time_zone = zone;
    return profile;
}

// A time of an event that came to be known too late to trigger anything is no time of an input.
std::vector<TimeChecked> fired(const World& world, std::string_view rule) {
    std::vector<TimeChecked> found;
    for (const TimeChecked& checked : world.all<TimeChecked>())
        if (checked.rule == rule && checked.fired) found.push_back(checked);
    return found;
}

}  // namespace

TEST_CASE("moments: in twenty time zones a year of Mondays comes at nine, and each birthday once") {
    House house;
    house.add(timed_rule("mondays", weekly(1U, 9 * 60)));
    house.add(timed_rule("birthday", birthday("1988-02-29")));
    house.ready();
    for (const char* zone : kZones) {
        CAPTURE(zone);
        REQUIRE(calendar().knows(zone));
        World world(house);
        world.take(in_zone(zone));
        world.pass(kDay * 364);
        const std::vector<TimeChecked> mondays = fired(world, "mondays");
        CHECK(mondays.size() == 52);
        for (const TimeChecked& monday : mondays) {
            const LocalTime local = calendar().local(monday.due, zone);
            CHECK(local.weekday == 1);
            CHECK(local.minute == 9 * 60);
        }
        const std::vector<TimeChecked> birthdays = fired(world, "birthday");
        REQUIRE(birthdays.size() == 1);
        const LocalTime local = calendar().local(birthdays[0].due, zone);
        CHECK(local.year == 2027);
        CHECK(local.month == 2);
        CHECK(local.day == 28);
        CHECK(world.count<RunStarted>() == 53);
    }
}

TEST_CASE("moments: a time in the night of daylight saving comes once each day, wherever that night is") {
    House house;
    house.add(timed_rule("nightly", weekly(0x7F, 2 * 60 + 30)));
    house.ready();
    for (const char* zone : kZones) {
        CAPTURE(zone);
        World world(house);
        world.take(in_zone(zone));
        world.pass(kDay * 364);
        std::set<int> days;
        for (const TimeChecked& night : fired(world, "nightly")) {
            const LocalTime local = calendar().local(night.due, zone);
            CHECK(days.insert((local.year * 12 + local.month) * 31 + local.day).second);
            CHECK(local.minute >= 2 * 60 + 30);
            CHECK(local.minute <= 3 * 60 + 30);
        }
        CHECK(days.size() >= 363);
        CHECK(days.size() <= 365);
    }
}

TEST_CASE("moments: a campaign is spread over its time, and everybody has it once") {
    House house;
    Trigger once;
    once.kind = Trigger::Kind::schedule;
    once.schedule.once = Schedule::Once{2026, 3, 10, 9 * 60};
    once.schedule.spread = kHour * 4;
    house.add(timed_rule("campaign", std::move(once)));
    house.ready();
    const Instant first = at("2026-03-10T08:00:00Z");
    std::set<Instant> times;
    int early = 0;
    for (std::uint64_t number = 1; number <= 200; ++number) {
        World world(house);
        world.customer.number = CustomerNumber{number};
        world.pass(kDay * 30);
        const std::vector<TimeChecked> got = fired(world, "campaign");
        REQUIRE(got.size() == 1);
        CHECK(got[0].due >= first);
        CHECK(got[0].due <= first + kHour * 4);
        early += got[0].due < first + kHour * 2 ? 1 : 0;
        times.insert(got[0].due);
    }
    CHECK(times.size() > 190);
    CHECK(early > 70);
    CHECK(early < 130);
}

TEST_CASE("moments: a campaign that goes live in the middle of its spread takes all in what is left") {
    House house;
    Trigger once;
    once.kind = Trigger::Kind::schedule;
    once.schedule.once = Schedule::Once{2026, 3, 10, 9 * 60};
    once.schedule.spread = kHour * 4;
    Rule rule = timed_rule("campaign", std::move(once));
    rule.live_since = at("2026-03-10T11:00:00Z");
    house.add(std::move(rule));
    house.ready();
    for (std::uint64_t number = 1; number <= 50; ++number) {
        World world(house);
        world.customer.number = CustomerNumber{number};
        world.pass(kDay * 30);
        const std::vector<TimeChecked> got = fired(world, "campaign");
        REQUIRE(got.size() == 1);
        CHECK(got[0].due >= at("2026-03-10T11:00:00Z"));
        CHECK(got[0].due <= at("2026-03-10T12:00:00Z"));
    }
}

TEST_CASE("moments: whatever comes in meanwhile, each daily time is looked at once") {
    House house;
    house.add(timed_rule("daily", weekly(0x7F, 10 * 60)));
    house.ready();
    std::mt19937 random(5);
    for (int round = 0; round < 10; ++round) {
        World world(house);
        const Instant start = world.now;
        for (int i = 0; i < 200; ++i) {
            world.pass(kMinute * static_cast<int>(random() % 600));
            world.event("ping");
        }
        std::size_t wanted = 0;
        for (Instant day = at("2026-03-01T00:00:00Z"); day < world.now + kDay; day += kDay) {
            LocalTime local = calendar().local(day + kHour * 12, "Europe/Copenhagen");
            local.minute = 10 * 60;
            local.second = 0;
            const Instant due = calendar().instant(local, "Europe/Copenhagen");
            wanted += due > start && due <= world.now ? 1U : 0U;
        }
        CHECK(fired(world, "daily").size() == wanted);
    }
}

TEST_CASE("conditions: fires each time the condition turns true, and never while it stays so") {
    House house;
    Rule rule = event_rule("busy", "offers", "none", steps(wait_step(kMinute)));
    rule.triggers.clear();
    Trigger trigger;
    trigger.kind = Trigger::Kind::becomes;
    const std::vector<Needs::Window> needs{{"order", kDay * 3}};
    trigger.condition = expression(
        [](const Scope& scope) -> Result<Value> { return Value(scope.remembered("order", kDay * 3).size() >= 2); },
        needs);
    rule.triggers.push_back(std::move(trigger));
    house.add(std::move(rule));
    house.ready();
    std::mt19937 random(9);
    for (int round = 0; round < 10; ++round) {
        World world(house);
        std::vector<Instant> orders;
        std::size_t wanted = 0;
        bool was = false;
        // As a person would look: at each input, and at each local midnight.
        const auto look = [&] {
            std::size_t in_window = 0;
            for (const Instant order : orders) in_window += order > world.now - kDay * 3 ? 1U : 0U;
            const bool is = in_window >= 2;
            wanted += is && !was ? 1U : 0U;
            was = is;
        };
        for (int i = 0; i < 60; ++i) {
            const Instant until = world.now + kHour * static_cast<int>(random() % 60);
            while (world.now < until) {
                world.pass(std::min(kHour, until - world.now));
                if (calendar().local(world.now, "Europe/Copenhagen").minute == 0) look();
            }
            world.event("order");
            orders.push_back(world.now);
            look();
        }
        std::size_t turned = 0;
        for (const ConditionTurned& one : world.all<ConditionTurned>()) turned += one.value ? 1U : 0U;
        CHECK(turned == wanted);
        CHECK(turned > 3);
        CHECK(world.count<RunStarted>() == turned);
    }
}
