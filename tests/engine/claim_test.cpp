// The outbox: claims, attempts, receipts, what an opt-out revokes.
#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::testing;

namespace {

struct Sent {
    House house;
    std::optional<World> world;

    explicit Sent(std::string topic = "offers", Duration expires = kDay * 3) {
        house.add(
            event_rule("note", std::move(topic), "ping", steps(send_step({"note"}, expires), wait_step(kDay * 9))));
        world.emplace(house.ready());
        world->event("ping");
    }
};

Receipt receipt(ReceiptKind kind, std::uint32_t attempt) {
    Receipt made;
    made.message = 1;
    made.kind = kind;
    made.attempt = attempt;
    return made;
}

}  // namespace

TEST_CASE("claim: one attempt at a time, and none after it was accepted") {
    Sent sent;
    World& world = *sent.world;
    world.claim(1);
    CHECK(world.all<MessageSending>().at(0).attempt == 1);
    CHECK(world.claim(1).entries.empty());
    world.receipt(1, ReceiptKind::accepted);
    CHECK(world.customer.messages.empty());
    CHECK(world.claim(1).entries.empty());
    CHECK(world.claim(77).entries.empty());
}

TEST_CASE("claim: a deferred message is tried again later, not before its time") {
    Sent sent;
    World& world = *sent.world;
    world.claim(1);
    world.receipt(1, ReceiptKind::deferred);
    const Instant next = world.customer.messages.at(0).next_at;
    CHECK(next >= world.now + kMinute * 4);
    CHECK(next <= world.now + kMinute * 6);
    CHECK(world.claim(1).entries.empty());
    world.now = next;
    world.claim(1);
    CHECK(world.all<MessageSending>().back().attempt == 2);
}

TEST_CASE("claim: a receipt about an attempt before the one under way does not free it for a second copy") {
    Sent sent;
    World& world = *sent.world;
    world.claim(1);
    world.take(receipt(ReceiptKind::deferred, 1));
    world.now += kHour;
    world.claim(1);
    world.take(receipt(ReceiptKind::deferred, 1));
    CHECK(world.customer.messages.at(0).state == OpenMessage::State::sending);
    world.take(receipt(ReceiptKind::failed, 1));
    CHECK(world.customer.messages.size() == 1);
    world.take(receipt(ReceiptKind::accepted, 1));
    CHECK(world.customer.messages.empty());
}

TEST_CASE("claim: uncertain marketing is left and keeps its place; uncertain service mail is tried again") {
    Sent marketing;
    marketing.world->claim(1);
    marketing.world->receipt(1, ReceiptKind::uncertain);
    CHECK(marketing.world->customer.messages.empty());
    CHECK(marketing.world->customer.contacts.size() == 1);
    Sent service("service");
    service.world->claim(1);
    service.world->receipt(1, ReceiptKind::uncertain);
    CHECK(service.world->customer.messages.at(0).state == OpenMessage::State::deferred);
}

TEST_CASE("claim: quiet hours, a pause and a person hold it; it goes when they end") {
    Sent sent;
    World& world = *sent.world;
    sent.house.rules.household.quiet_hours = QuietHours{20 * 60, 8 * 60};
    world.now = at("2026-03-02T22:00:00Z");
    world.claim(1);
    CHECK(world.all<MessageHeld>().at(0).reason == Reason::quiet_hours);
    CHECK(world.all<MessageHeld>()[0].until == at("2026-03-03T07:00:00Z"));
    world.now = at("2026-03-03T07:00:00Z");
    Preference pause;
    pause.paused_until = world.now + kHour;
    world.take(pause);
    world.claim(1);
    CHECK(world.all<MessageHeld>().at(1).reason == Reason::paused);
    world.now += kHour;
    world.take(Handover{Handover::Act::opened, "service", {}, "eva", {}, 0});
    world.claim(1);
    CHECK(world.all<MessageHeld>().at(2).reason == Reason::handover_open);
    world.take(Handover{Handover::Act::closed, "service", {}, "eva", {}, 0});
    world.now += kHour;
    world.claim(1);
    CHECK(world.count<MessageSending>() == 1);
}

TEST_CASE("claim: of two that a new limit makes too many, the first goes and the second waits") {
    House house;
    house.add(event_rule("note", "offers", "ping", steps(send_step({"note"}, kDay * 20))));
    World world(house.ready());
    world.event("ping");
    world.event("ping");
    Preference limit;
    limit.limit = Limit{1, kDay * 7};
    world.take(limit);
    world.claim(2);
    CHECK(world.all<MessageHeld>().at(0).reason == Reason::own_limit);
    CHECK(world.all<MessageHeld>()[0].until == world.now + kDay * 7);
    world.claim(1);
    CHECK(world.all<MessageSending>().at(0).message == 1);
}

TEST_CASE("claim: what the customer says no to is dropped at once, also what a retry holds") {
    Sent sent;
    World& world = *sent.world;
    world.claim(1);
    world.receipt(1, ReceiptKind::deferred);
    world.take(Consent{"offers", std::nullopt, false, {}, "api", world.now});
    CHECK(world.all<MessageDropped>().at(0).reason == Reason::no_consent);
    CHECK(world.customer.contacts.empty());
}

TEST_CASE("claim: an opt-out while it is on its way is asked again before another attempt") {
    Sent sent;
    World& world = *sent.world;
    world.claim(1);
    Preference stop;
    stop.stop_marketing = true;
    world.take(stop);
    CHECK(world.count<MessageDropped>() == 0);
    world.receipt(1, ReceiptKind::deferred);
    world.now += kHour;
    world.claim(1);
    CHECK(world.count<MessageSending>() == 1);
    CHECK(world.all<MessageDropped>().at(0).reason == Reason::opted_out);
}

TEST_CASE("claim: a run that is left while its message is on its way allows no further attempt") {
    House house;
    Rule rule = event_rule("note", "offers", "ping", steps(send_step({"note"}), wait_step(kDay * 9)));
    rule.exits.push_back({"order", nullptr});
    house.add(std::move(rule));
    World world(house.ready());
    world.event("ping");
    world.claim(1);
    world.event("order");
    CHECK(world.count<MessageDropped>() == 0);
    world.receipt(1, ReceiptKind::deferred);
    CHECK(world.count<MessageDropped>() == 1);
    world.now += kHour;
    world.claim(1);
    CHECK(world.count<MessageSending>() == 1);
}

TEST_CASE("receipts: an address that does not exist is suppressed, also when it bounces later") {
    for (const ReceiptKind kind : {ReceiptKind::failed, ReceiptKind::bounced}) {
        Sent sent;
        World& world = *sent.world;
        world.claim(1);
        if (kind == ReceiptKind::bounced) world.receipt(1, ReceiptKind::accepted);
        world.receipt(1, kind, true);
        CHECK(find_address(world.customer, ChannelKind::email)->state == AddressState::suppressed);
        CHECK(world.all<AddressStatus>().at(0).address == "anna@example.com");
    }
}

TEST_CASE("receipts: a bounce of an old address leaves the new one alone") {
    Sent sent;
    World& world = *sent.world;
    world.claim(1);
    world.receipt(1, ReceiptKind::accepted);
    Profile moved;
    moved.email = "anna@example.org";
    world.take(moved);
    world.receipt(1, ReceiptKind::bounced, true);
    CHECK(world.all<AddressStatus>().at(0).address == "anna@example.com");
    CHECK(find_address(world.customer, ChannelKind::email)->state == AddressState::usable);
}

TEST_CASE("receipts: a complaint ends all marketing, and says so once") {
    Sent sent;
    World& world = *sent.world;
    world.claim(1);
    world.receipt(1, ReceiptKind::accepted);
    world.receipt(1, ReceiptKind::complained);
    world.receipt(1, ReceiptKind::complained);
    CHECK(world.customer.marketing_stopped);
    CHECK(world.count<AddressStatus>() == 1);
}

TEST_CASE("receipts: a question counts from its confirmation, and one that failed was not asked") {
    House house;
    house.add(event_rule("ask", "surveys", "ping", steps(ask_step("question", kDay))));
    World world(house.ready());
    world.event("ping");
    world.claim(1);
    world.now += kHour;
    world.receipt(1, ReceiptKind::accepted);
    CHECK(world.customer.runs.at(0).waiting == Waiting::answer);
    CHECK(world.customer.runs[0].until == world.now + kDay);
    world.receipt(1, ReceiptKind::failed);  // the gateway finds out later
    CHECK(world.all<RunEnded>().at(0).reason == "not sent");
    CHECK(world.customer.questions.empty());
    CHECK(world.customer.contacts.empty());
}

TEST_CASE("receipts: sent, clicked and bounced are events when a rule looks at them") {
    House house;
    house.add(event_rule("note", "offers", "ping", steps(send_step({"note"}))));
    for (const char* name : {"message.sent", "message.clicked", "message.bounced"})
        house.add(event_rule(name, "service", name, steps(end_step("heard"))));
    World world(house.ready());
    world.event("ping");
    world.claim(1);
    world.receipt(1, ReceiptKind::accepted);
    world.receipt(1, ReceiptKind::accepted);
    world.receipt(1, ReceiptKind::clicked);
    world.receipt(1, ReceiptKind::bounced);
    CHECK(world.count<Emitted>() == 3);
    CHECK(*world.all<Emitted>()[0].event.properties.find("content") == Value("note"));
}
