// Caps and the customer's own limit, also against a plain reference on random histories.
#include "engine/caps.hpp"

#include <random>

#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::engine;
using namespace dialogd::testing;

namespace {

Contact contact(Instant when, ChannelKind channel = ChannelKind::email, std::string topic = "offers",
                std::string content = "note", bool counted = true) {
    static MessageNumber number = 0;
    return {++number, when, channel, std::move(topic), "rule", std::move(content), counted, 0};
}

Cap cap(std::uint32_t max, std::variant<Duration, CalendarUnit> per) {
    Cap made;
    made.max = max;
    made.per = per;
    made.text = "max " + std::to_string(max);
    return made;
}

// ---- the reference: obvious and slow

bool tagged(const Ruleset& rules, const std::string& content, const std::string& tag) {
    for (const Content& one : rules.contents)
        if (one.name == content)
            for (const std::string& its : one.tags)
                if (its == tag) return true;
    return false;
}

// Do both instants lie in the same day, week or month, by the local calendar?
bool same_unit(CalendarUnit unit, Instant a, Instant b, std::string_view zone) {
    const LocalTime first = calendar().local(a, zone);
    const LocalTime second = calendar().local(b, zone);
    const auto day_number = [](const LocalTime& t) {
        return std::chrono::sys_days(std::chrono::year(t.year) / t.month / t.day).time_since_epoch().count();
    };
    if (unit == CalendarUnit::month) return first.year == second.year && first.month == second.month;
    if (unit == CalendarUnit::day) return day_number(first) == day_number(second);
    return day_number(first) - first.weekday == day_number(second) - second.weekday;
}

bool in_window(const Cap& cap, Instant when, Instant now, std::string_view zone) {
    if (const auto* per = std::get_if<Duration>(&cap.per)) return when > now - *per && when <= now;
    return when <= now && same_unit(std::get<CalendarUnit>(cap.per), when, now, zone);
}

std::size_t count_at(const Ruleset& rules, const Customer& customer, const Cap& cap, Instant now) {
    std::size_t count = 0;
    for (const Contact& one : customer.contacts) {
        if (!one.counted || !in_window(cap, one.at, now, "Europe/Copenhagen")) continue;
        if (cap.channel && *cap.channel != one.channel) continue;
        if (!cap.topic.empty() && cap.topic != one.topic) continue;
        if (!cap.rule.empty() && cap.rule != one.rule) continue;
        if (!cap.content.empty() && cap.content != one.content) continue;
        if (!cap.tag.empty() && !tagged(rules, one.content, cap.tag)) continue;
        ++count;
    }
    return count;
}

bool is_about(const Ruleset& rules, const Cap& cap, const Place& place) {
    const std::string content = place.content == nullptr ? "" : place.content->name;
    return (!cap.channel || *cap.channel == place.channel) && (cap.topic.empty() || cap.topic == place.topic) &&
           (cap.rule.empty() || cap.rule == place.rule) && (cap.content.empty() || cap.content == content) &&
           (cap.tag.empty() || tagged(rules, content, cap.tag));
}

// The first minute from which on there is room again: found by looking at each.
Instant free_at(const Ruleset& rules, const Customer& customer, const Cap& cap, Instant now) {
    Instant when = now;
    while (count_at(rules, customer, cap, when) >= cap.max) when += kMinute;
    return when;
}

}  // namespace

TEST_CASE("caps: the third message in a week is held until the first leaves the window") {
    House house;
    house.rules.household.caps = {cap(2, kDay * 7)};
    Customer customer;
    const Instant now = at("2026-03-09T10:00:00Z");
    customer.contacts = {contact(now - kDay * 6), contact(now - kDay)};
    const auto full = full_cap(house.rules, customer, {}, now);
    REQUIRE(full);
    CHECK(full->reason == Reason::cap);
    CHECK(full->free_at == now + kDay);
    CHECK_FALSE(full_cap(house.rules, customer, {}, now + kDay));
    CHECK(full_cap(house.rules, customer, {}, now + kDay - Duration(1)));
}

TEST_CASE("caps: service and continuations take no place") {
    House house;
    house.rules.household.caps = {cap(1, kDay * 7)};
    Customer customer;
    const Instant now = at("2026-03-09T10:00:00Z");
    customer.contacts = {contact(now, ChannelKind::email, "service", "note", false)};
    CHECK_FALSE(full_cap(house.rules, customer, {}, now));
}

TEST_CASE("caps: the customer's own limit holds beside the configured caps, and the longest wait counts") {
    House house;
    house.rules.household.caps = {cap(1, kDay)};
    Customer customer;
    customer.limit = {1, kDay * 30};
    const Instant now = at("2026-03-09T10:00:00Z");
    customer.contacts = {contact(now - kHour)};
    const auto full = full_cap(house.rules, customer, {}, now);
    REQUIRE(full);
    CHECK(full->reason == Reason::own_limit);
    CHECK(full->free_at == now - kHour + kDay * 30);
}

TEST_CASE("caps: a cap of none never has room") {
    House house;
    house.rules.household.caps = {cap(0, kDay)};
    const auto full = full_cap(house.rules, Customer{}, {}, at("2026-03-09T10:00:00Z"));
    REQUIRE(full);
    CHECK(full->free_at == kNever);
}

TEST_CASE("caps: on random histories they decide as the plain reference does") {
    House house;
    house.rules.contents.front().tags = {"loud"};
    house.ready();
    const std::vector<std::string> contents{"note", "news", "question"};
    const std::vector<std::string> topics{"offers", "surveys"};
    std::mt19937 random(20'260'302);
    const auto draw = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
    int full_ones = 0;
    for (int round = 0; round < 150; ++round) {
        Ruleset& rules = house.rules;
        const std::vector<std::variant<Duration, CalendarUnit>> windows{
            kDay, kDay * 7, kHour * 5, CalendarUnit::day, CalendarUnit::week, CalendarUnit::month};
        Cap one = cap(1 + static_cast<std::uint32_t>(draw(3)), windows[draw(windows.size())]);
        switch (draw(6)) {
            case 0: one.channel = ChannelKind::sms; break;
            case 1: one.topic = "offers"; break;
            case 2: one.rule = "rule"; break;
            case 3: one.content = contents[draw(3)]; break;
            case 4: one.tag = "loud"; break;
            default: break;
        }
        rules.household.caps = {one};
        // Around both changes of the clock, and over the end of a year.
        const std::vector<Instant> ends{at("2026-03-29T03:17:00Z"), at("2026-10-25T04:00:00Z"),
                                        at("2027-01-01T11:00:00Z")};
        const Instant now = ends[draw(3)];
        Customer customer;
        Instant when = now - kDay * 9;
        while ((when += kMinute * static_cast<int>(30 + draw(3'000))) <= now)
            customer.contacts.push_back(contact(when, draw(2) == 0 ? ChannelKind::email : ChannelKind::sms,
                                                topics[draw(2)], contents[draw(3)], draw(4) != 0));
        const Place place{draw(2) == 0 ? ChannelKind::email : ChannelKind::sms, topics[draw(2)], "rule",
                          rules.find_content(contents[draw(3)])};
        const bool expected = is_about(rules, one, place) && count_at(rules, customer, one, now) >= one.max;
        const auto full = full_cap(rules, customer, place, now);
        REQUIRE(full.has_value() == expected);
        if (!full) continue;
        ++full_ones;
        REQUIRE(full->free_at == free_at(rules, customer, one, now));
    }
    CHECK(full_ones > 20);
}

TEST_CASE("caps: a message that is queued takes its place, and one that failed gives it back") {
    House house;
    house.rules.household.caps = {cap(1, kDay * 7)};
    house.add(event_rule("note", "offers", "ping", steps(send_step({"note"}))));
    World world(house.ready());
    world.event("ping");
    CHECK(world.count<MessageQueued>() == 1);
    world.event("ping");
    CHECK(world.count<MessageQueued>() == 1);
    CHECK(world.last_decision().reason == Reason::cap);
    world.claim(1);
    world.receipt(1, ReceiptKind::failed);  // and the one that is held goes at once
    CHECK(world.count<MessageQueued>() == 2);
}

TEST_CASE("caps: many service messages don't make them forget what marketing has gone") {
    House house;
    house.rules.household.caps = {cap(1, kDay * 30)};
    house.add(event_rule("note", "offers", "ping", steps(send_step({"note"}))));
    house.add(event_rule("parcel", "service", "parcel", steps(send_step({"news"}))));
    World world(house.ready());
    world.event("ping");
    world.send_all();
    for (std::size_t i = 0; i < kMaxContacts; ++i) {
        world.event("parcel");
        world.send_all();
    }
    CHECK(world.customer.contacts.size() == kMaxContacts);
    world.forget();
    world.event("ping");
    CHECK(world.count<MessageQueued>() == 0);
    CHECK(world.last_decision().reason == Reason::cap);
}

TEST_CASE("caps: a message counts when it goes, and until then as if it went now") {
    House house;
    house.rules.household.caps = {cap(1, kDay)};
    Customer customer;
    const Instant now = at("2026-03-09T10:00:00Z");
    customer.contacts = {contact(now - kDay * 2)};
    CHECK_FALSE(full_cap(house.rules, customer, {}, now));
    OpenMessage open;
    open.number = customer.contacts[0].message;
    customer.messages = {open};
    const auto full = full_cap(house.rules, customer, {}, now);
    REQUIRE(full);
    CHECK(full->free_at == now + kDay);
    // The one that asks does not stand in its own way.
    CHECK_FALSE(full_cap(house.rules, customer, {}, now, &open));
}
