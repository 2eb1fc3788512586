// Caps and the customer's own limit, one by one; caps_histories_test.cpp holds them against a reference.
#include "engine/caps.hpp"

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
