// What falls due: timers of what stays away, arbitration, questions that time out, the next wake.
#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::testing;

namespace {

Rule absent_rule(const char* name, const char* event, Duration wait, const char* since = "") {
    Rule rule = event_rule(name, "offers", "never", steps(send_step({"note"})));
    Trigger trigger;
    trigger.kind = Trigger::Kind::absent;
    trigger.event = event;
    trigger.since = since;
    trigger.absent_for = wait;
    rule.triggers.clear();
    rule.triggers.push_back(std::move(trigger));
    return rule;
}

Rule prior(const char* name, int priority, const char* content = "note") {
    Rule rule = event_rule(name, "offers", "ping", steps(send_step({content}, kDay * 7)));
    rule.priority = priority;
    return rule;
}

}  // namespace

TEST_CASE("due: a timer runs out once for each due time, and each event puts it back") {
    House house;
    house.add(absent_rule("away", "order", kDay * 30));
    World world(house.ready());
    CHECK(world.turn.wake_at == kNever);
    world.event("order");
    CHECK(world.turn.wake_at == world.now + kDay * 30);
    world.pass(kDay * 20);
    world.event("order");
    world.pass(kDay * 29);
    CHECK(world.count<AbsenceChecked>() == 0);
    world.pass(kDay);
    REQUIRE(world.count<AbsenceChecked>() == 1);
    CHECK(world.all<AbsenceChecked>()[0].fired);
    CHECK(world.count<RunStarted>() == 1);
    world.pass(kDay * 200);
    CHECK(world.count<AbsenceChecked>() == 1);
    CHECK(next_wake(world.rules, world.customer) == kNever);
}

TEST_CASE("due: a timer counted from another event is cancelled by what it waits for") {
    House house;
    house.add(absent_rule("away", "order", kDay * 2, "cart"));
    World world(house.ready());
    world.event("order");
    CHECK(world.turn.wake_at == kNever);
    world.pass(kHour);
    world.event("cart");
    CHECK(world.turn.wake_at == world.now + kDay * 2);
    world.pass(kHour);
    world.event("order");
    CHECK(world.turn.wake_at == kNever);
    world.pass(kHour);
    world.event("cart");
    world.pass(kDay * 2);
    CHECK(world.count<RunStarted>() == 1);
    CHECK(world.all<RunStarted>()[0].event.name == "cart");
}

TEST_CASE("due: one timer for each key") {
    House house;
    Rule rule = absent_rule("unpaid", "paid", kDay, "invoice");
    rule.triggers[0].key = path("event", "n");
    house.add(std::move(rule));
    World world(house.ready());
    world.event("invoice", {{Value("n"), Value("A")}});
    world.pass(kHour);
    world.event("invoice", {{Value("n"), Value("B")}});
    world.event("invoice");  // no key: no timer
    world.event("paid", {{Value("n"), Value("A")}});
    world.pass(kDay * 3);
    REQUIRE(world.count<AbsenceChecked>() == 1);
    CHECK(world.all<AbsenceChecked>()[0].key == "B");
    CHECK(world.all<RunStarted>()[0].key == "B");
}

TEST_CASE("due: two timers of one rule do not hide each other") {
    House house;
    Rule rule = absent_rule("away", "order", kDay * 20);
    Rule further = absent_rule("away", "order", kDay * 10);
    rule.triggers.push_back(std::move(further.triggers[0]));
    house.add(std::move(rule));
    World world(house.ready());
    world.event("order");
    world.pass(kDay * 25);
    CHECK(world.count<AbsenceChecked>() == 2);
    world.event("order");
    world.pass(kDay * 12);
    CHECK(world.count<AbsenceChecked>() == 3);
}

TEST_CASE("due: a timer whose condition is false, or that came before the rule was live, starts nothing") {
    House house;
    Rule rule = absent_rule("away", "order", kDay);
    rule.triggers[0].condition = path("customer", "vip");
    rule.live_since = at("2026-03-03T00:00:00Z");
    house.add(std::move(rule));
    World world(house.ready());
    world.event("order");
    CHECK(world.turn.wake_at == kNever);
    world.pass(kDay * 2);
    world.event("order");
    world.pass(kDay);
    REQUIRE(world.count<AbsenceChecked>() == 1);
    CHECK_FALSE(world.all<AbsenceChecked>()[0].fired);
    CHECK(world.all<AbsenceChecked>()[0].why_not.starts_with("condition failed"));
    CHECK(world.count<RunStarted>() == 0);
    CHECK(next_wake(world.rules, world.customer) == kNever);
}

TEST_CASE("due: an event that comes too late fires no timer that it would have made due by now") {
    House house;
    house.add(absent_rule("away", "order", kDay * 3));
    World world(house.ready());
    world.take(Event{"order", "old", "test", world.now - kDay * 60, Value(Value::Map{}), 0});
    CHECK(world.count<RunStarted>() == 0);
    REQUIRE(world.count<AbsenceChecked>() == 1);
    CHECK_FALSE(world.all<AbsenceChecked>()[0].fired);
    CHECK(next_wake(world.rules, world.customer) == kNever);
}

TEST_CASE("due: what falls due within `gather` competes, also what fell due a little later") {
    House house;
    house.rules.household.gather = kMinute * 5;
    house.add(prior("low", 20));
    Rule high = prior("high", 80, "news");
    high.triggers[0].event = "pong";
    house.add(std::move(high));
    World world(house.ready());
    world.event("ping");
    CHECK(world.last_decision().reason == Reason::gathering);
    world.pass(kMinute * 4);
    world.event("pong");
    world.pass(kMinute);
    REQUIRE(world.count<MessageQueued>() == 1);
    CHECK(world.all<MessageQueued>()[0].rule == "high");
    CHECK(world.last_decision().rule == "low");
    CHECK(world.last_decision().reason == Reason::lost_to);
    CHECK(world.last_decision().detail == "high");
    world.pass(kMinute * 5);
    CHECK(world.count<MessageQueued>() == 2);
    CHECK(world.customer.runs.empty());
}

TEST_CASE("due: of equal priorities the worthier content goes") {
    House house;
    house.rules.household.gather = kMinute * 5;
    house.add_content("gold").value = constant(Value(100.0));
    house.add(prior("a", 50));
    house.add(prior("b", 50, "gold"));
    World world(house.ready());
    world.event("ping");
    world.pass(kMinute * 5);
    REQUIRE(world.count<MessageQueued>() == 1);
    CHECK(world.all<MessageQueued>()[0].content == "gold");
}

TEST_CASE("due: who can't go does not win, and service does not compete") {
    House house;
    house.rules.household.gather = kMinute * 5;
    Rule unwanted = prior("unwanted", 100);
    unwanted.topic = "news-nobody-agreed-to";
    house.add(std::move(unwanted));
    house.add(prior("wanted", 1));
    Rule service = prior("service", 0);
    service.topic = "service";
    house.add(std::move(service));
    World world(house.ready());
    world.event("ping");
    REQUIRE(world.count<MessageQueued>() == 1);
    CHECK(world.all<MessageQueued>()[0].rule == "service");
    world.pass(kMinute * 5);
    CHECK(world.all<MessageQueued>().back().rule == "wanted");
}

TEST_CASE("due: a profile that comes meanwhile does not end the time of gathering") {
    House house;
    house.rules.household.gather = kMinute * 5;
    house.add(prior("note", 50));
    World world(house.ready());
    world.event("ping");
    const std::size_t decisions = world.count<Decision>();
    world.pass(kMinute);
    world.take(Profile{});
    CHECK(world.count<Decision>() == decisions);  // nothing new to say either
    world.pass(kMinute * 4);
    CHECK(world.count<MessageQueued>() == 1);
}

TEST_CASE("due: the loser waits for the next free place, not only for the next moment") {
    House house;
    house.rules.household.gather = kMinute * 5;
    Cap daily;
    daily.max = 1;
    daily.per = kDay;
    house.rules.household.caps = {daily};
    house.add(prior("low", 20));
    house.add(prior("high", 80));
    World world(house.ready());
    world.event("ping");
    world.pass(kMinute * 5);
    CHECK(world.last_decision().reason == Reason::lost_to);
    CHECK(world.last_decision().until == world.now + kDay);
    world.send_all();
    const std::size_t decisions = world.count<Decision>();
    world.pass(kHour * 23);
    CHECK(world.count<Decision>() == decisions);
    world.pass(kHour);
    CHECK(world.count<MessageQueued>() == 2);
}

TEST_CASE("due: a question that times out is closed before the next one is asked") {
    House house;
    Rule rule = event_rule("ask", "surveys", "ping", steps(ask_step("question", kDay), ask_step("question", kDay)));
    for (std::size_t i = 0; i < 2; ++i) ask_of(rule, i).send.channels = {ChannelKind::sms};
    house.add(std::move(rule));
    World world(house.ready());
    world.event("ping");
    world.send_all();
    CHECK(world.customer.questions.at(0).open);
    world.pass(kDay);
    CHECK_FALSE(world.customer.questions.at(0).open);
    CHECK(world.count<MessageQueued>() == 2);
}

TEST_CASE("due: a second question by SMS waits, and is asked as soon as the first is answered") {
    House house;
    for (const char* name : {"a", "b"}) {
        Rule rule = event_rule(name, "surveys", name, steps(ask_step("question")));
        ask_of(rule, 0).send.channels = {ChannelKind::sms};
        house.add(std::move(rule));
    }
    World world(house.ready());
    world.event("a");
    world.send_all();
    world.event("b");
    CHECK(world.last_decision().reason == Reason::question_open);
    world.pass(kHour * 5);
    CHECK(world.count<MessageQueued>() == 1);
    world.reply(ChannelKind::sms, "8");
    CHECK(world.count<MessageQueued>() == 2);
}

TEST_CASE("due: a message that nobody claims expires, gives its place back and lets its run go on") {
    House house;
    Rule rule = event_rule("ask", "surveys", "ping", steps(ask_step("question")));
    ask_of(rule, 0).send.expires = kDay;
    house.add(std::move(rule));
    World world(house.ready());
    world.event("ping");
    CHECK(world.turn.wake_at == world.now + kDay);
    world.pass(kDay);
    CHECK(world.all<MessageDropped>().at(0).reason == Reason::expired);
    CHECK(world.all<RunEnded>().at(0).reason == "not sent");
    CHECK(world.customer.contacts.empty());
    CHECK(next_wake(world.rules, world.customer) == kNever);
}

TEST_CASE("due: the fourth marketing message after one reply waits for the next day") {
    House house;
    Rule rule = event_rule("ask", "surveys", "ping", steps(ask_step("question")));
    std::int32_t then = -1;
    for (int i = 0; i < 4; ++i) then = add_branch(rule, send_step({"note"}), then);
    ask_of(rule, 0).answers[0].then = then;
    house.add(std::move(rule));
    World world(house.ready());
    world.event("ping");
    world.send_all();
    world.forget();
    world.reply(ChannelKind::email, "8", 1);
    CHECK(world.count<MessageQueued>() == 3);
    CHECK(world.last_decision().reason == Reason::continuation_used);
    world.pass(kDay - kHour);
    CHECK(world.count<MessageQueued>() == 3);
    world.pass(kHour);
    CHECK(world.count<MessageQueued>() == 4);
    CHECK(world.all<MessageQueued>().back().counted);
}

TEST_CASE("absent: a timer that was looked at is not due again, however many there are") {
    House house;
    for (const char* name : {"first", "second", "third"}) {
        Rule rule = event_rule(name, "service", "none", steps(set_step("run.x", 1)));
        rule.triggers[0].kind = Trigger::Kind::absent;
        rule.triggers[0].event = "order";
        rule.triggers[0].absent_for = kDay;
        rule.key = path("event", "n");
        house.add(std::move(rule));
    }
    house.ready();
    constexpr int kEvents = 1'500;  // and three timers for each: more than the marks that are kept
    Customer customer;
    customer.number = CustomerNumber{1};
    const Instant start = at("2026-03-02T10:00:00Z");
    customer.created = start;
    for (int i = 0; i < kEvents; ++i)
        customer.remembered.push_back(
            {"order", start + kMinute * i, Value(Value::Map{{Value("n"), Value("n" + std::to_string(i))}})});
    const Instant now = start + kDay * 30;
    for (int i = 0; i < kEvents; ++i)
        for (const char* name : {"first", "second", "third"})
            apply(house.rules.needs, customer,
                  AbsenceChecked{name, "n" + std::to_string(i), start + kMinute * i + kDay, true, {}}, now);
    CHECK(customer.absences.size() == kMaxAbsences);
    const Turn turn = take_turn(house.rules, customer, Wake{}, now);
    CHECK(turn.entries.empty());
    CHECK(turn.wake_at == kNever);
}

TEST_CASE("absent: a timer of our own events has their depth, so that it does not send for ever") {
    House house;
    house.add(event_rule("begin", "service", "ping", steps(send_step({"note"}))));
    Rule again = event_rule("again", "service", "none", steps(send_step({"news"})));
    again.triggers[0].kind = Trigger::Kind::absent;
    again.triggers[0].event = "message.clicked";
    again.triggers[0].since = "message.sent";
    again.triggers[0].absent_for = kDay;
    again.reenter = {Reenter::Kind::always, {}};
    house.add(std::move(again));
    World world(house.ready());
    world.event("ping");
    for (int day = 0; day < 20; ++day) {
        world.send_all();
        world.pass(kDay);
    }
    CHECK(world.count<MessageQueued>() == 6);
    CHECK(world.turn.wake_at == kNever);
}
