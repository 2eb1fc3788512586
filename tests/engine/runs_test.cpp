// What events do to runs: starts, exits, waits, goals; and rules that change under open runs.
#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::testing;

TEST_CASE("runs: a rule that waits for the event it emits goes on once") {
    House house;
    house.add(event_rule("echo", "offers", "start",
                         steps(wait_event_step("pong", std::nullopt), emit_step("pong"), wait_step(kHour))));
    World world(house.ready());
    world.event("start");
    world.event("pong");
    CHECK(world.count<Emitted>() == 1);
    REQUIRE(world.customer.runs.size() == 1);
    CHECK(world.customer.runs[0].waiting == Waiting::time);
}

TEST_CASE("runs: two rules that wake each other come to an end") {
    House house;
    house.add(event_rule("a", "offers", "x", steps(emit_step("y"))));
    house.add(event_rule("b", "offers", "y", steps(emit_step("x"))));
    for (Rule& rule : house.rules.rules)
        rule.key = expression([](const Scope& scope) -> Result<Value> { return *scope.select("event", "time"); });
    World world(house.ready());
    world.event("x");
    CHECK(world.customer.runs.empty());
    CHECK(world.count<Emitted>() < 10);
}

TEST_CASE("runs: an own event while a run goes on may end that run") {
    House house;
    Rule rule = event_rule("self", "offers", "start", steps(emit_step("done"), send_step({"note"})));
    rule.exits.push_back({"done", nullptr});
    house.add(std::move(rule));
    World world(house.ready());
    world.event("start");
    CHECK(world.all<RunEnded>().at(0).reason == "exit: done");
    CHECK(world.count<MessageQueued>() == 0);
}

TEST_CASE("runs: the goal's condition may name the event that started a run which has ended") {
    House house;
    Rule rule = event_rule("invoice", "service", "sent", steps(send_step({"note"})));
    rule.goal.emplace();
    rule.goal->event = "paid";
    rule.goal->condition = expression([](const Scope& scope) -> Result<Value> {
        const auto started = scope.select("run", "event");
        const auto now = scope.select("event", "n");
        if (!started || !now) return Error{ErrorCode::not_found, "not there"};
        return Value(*started->find("n") == *now);
    });
    rule.goal->value = constant(Value(5.0));
    house.add(std::move(rule));
    World world(house.ready());
    world.event("sent", {{Value("n"), Value(1.0)}});
    CHECK(world.customer.runs.empty());
    world.event("paid", {{Value("n"), Value(2.0)}});
    CHECK(world.count<GoalReached>() == 0);
    world.event("paid", {{Value("n"), Value(1.0)}});
    REQUIRE(world.count<GoalReached>() == 1);
    CHECK(world.all<GoalReached>()[0].value == 5);
    world.event("paid", {{Value("n"), Value(1.0)}});
    CHECK(world.count<GoalReached>() == 1);
}

TEST_CASE("runs: who turned out to be another customer is left in peace") {
    House house;
    house.add(event_rule("note", "offers", "ping", steps(send_step({"note"}), wait_step(kDay))));
    house.add(event_rule("short", "offers", "ping", steps(send_step({"note"}))));
    Rule away = event_rule("away", "offers", "none", steps(send_step({"news"})));
    away.triggers[0].kind = Trigger::Kind::absent;
    away.triggers[0].event = "ping";
    away.triggers[0].absent_for = kDay;
    house.add(std::move(away));
    World world(house.ready());
    world.event("ping");
    CHECK(world.customer.messages.size() == 2);
    const Customer before = world.customer;
    Join join;
    join.absorbed = world.customer.number;
    join.into = CustomerNumber{8};
    join.consents = {{"offers", std::nullopt, false, world.now}};
    world.take(join);
    CHECK(world.customer.joined_into == CustomerNumber{8});
    CHECK(world.customer.runs.empty());
    CHECK(world.customer.messages.empty());
    CHECK(world.customer.consents == before.consents);
    CHECK(world.turn.wake_at == kNever);
    world.event("ping");
    CHECK(world.all<NotStarted>().back().reason == "joined into another customer");

    World survivor(house);
    survivor.customer.number = CustomerNumber{8};
    survivor.take(join);
    CHECK(survivor.customer.joined_into == CustomerNumber::nobody);
    CHECK_FALSE(survivor.customer.consents.at(0).given);
}

TEST_CASE("runs: at most twenty are open") {
    House house;
    Rule rule = event_rule("many", "offers", "ping", steps(wait_step(kDay)));
    rule.key = path("event", "id");
    house.add(std::move(rule));
    World world(house.ready());
    for (int i = 0; i < 25; ++i) world.event("ping");
    CHECK(world.customer.runs.size() == kMaxOpenRuns);
    CHECK(world.all<NotStarted>().back().reason == "too many open runs");
}

TEST_CASE("runs: when an older version is gone, a run goes on with the rule of today if its step is in it") {
    House old_house;
    old_house.add(event_rule("note", "offers", "ping", steps(wait_step(kHour), send_step({"note"}))));
    World world(old_house.ready());
    world.event("ping");

    House new_house;
    Rule moved =
        event_rule("note", "offers", "ping", steps(set_step("run.x", 1), wait_step(kHour), send_step({"news"})));
    moved.version = 99;
    moved.steps[0].key = 777;
    moved.steps[1].key = old_house.rules.rules[0].steps[0].key;
    new_house.add(std::move(moved));
    new_house.ready();
    const Turn turn = take_turn(new_house.rules, world.customer, Wake{}, world.now + kHour);
    REQUIRE(turn.messages.size() == 1);
    CHECK(turn.messages[0].content == "news");

    House without;
    Rule other = event_rule("note", "offers", "ping", steps(end_step("new")));
    other.version = 100;
    other.steps[0].key = 12345;
    without.add(std::move(other));
    without.ready();
    const Turn ended = take_turn(without.rules, world.customer, Wake{}, world.now + kHour);
    REQUIRE(ended.entries.size() == 1);
    CHECK(std::get<RunEnded>(ended.entries[0]).reason == "its rule is gone");
    CHECK(ended.wake_at == kNever);
    // At once, when the rules change; not only when something falls due.
    const Turn changed = take_turn(without.rules, world.customer, RulesChanged{1}, world.now);
    CHECK(changed.entries.size() == 2);
}

TEST_CASE("runs: a former version is gone by as long as it is there") {
    House house;
    Rule former = event_rule("note", "offers", "ping", steps(wait_step(kHour), send_step({"note"})));
    former.version = 1;
    Rule today = event_rule("note", "offers", "ping", steps(wait_step(kHour), send_step({"news"})));
    today.version = 2;
    house.add(std::move(today));
    house.rules.former.push_back(std::move(former));
    World world(house.ready());
    world.take(Event{});
    apply(house.rules.needs, world.customer, RunStarted{1, "note", 1, "", Event{}, false, {}, false, -1}, world.now);
    apply(house.rules.needs, world.customer, RunMoved{1, "note", 0, 0, Waiting::time, world.now + kHour, 0}, world.now);
    world.pass(kHour);
    REQUIRE(world.count<MessageQueued>() == 1);
    CHECK(world.all<MessageQueued>()[0].content == "note");
}

TEST_CASE("runs: when a rule is gone, its runs end and what it has not sent is cancelled") {
    House house;
    house.add(event_rule("gone", "offers", "ping", steps(send_step({"note"}), wait_step(kDay))));
    house.add(event_rule("said", "offers", "ping", steps(send_step({"news"}))));
    house.add(event_rule("stays", "offers", "ping", steps(wait_step(kDay), send_step({"note"}))));
    World world(house.ready());
    world.event("ping");
    CHECK(world.customer.runs.size() == 2);
    CHECK(world.customer.messages.size() == 2);

    House after;
    Rule stays = event_rule("stays", "offers", "ping", steps(wait_step(kDay), send_step({"note"})));
    stays.version = house.rules.find_rule("stays")->version;
    after.add(std::move(stays));
    // The shell may keep the older version of a rule that open runs go by; its name is gone all the same.
    Rule gone = event_rule("gone", "offers", "ping", steps(send_step({"note"}), wait_step(kDay)));
    gone.version = house.rules.find_rule("gone")->version;
    after.rules.former.push_back(std::move(gone));
    after.ready();
    const Turn turn = take_turn(after.rules, world.customer, RulesChanged{7}, world.now + kHour);
    CHECK(std::holds_alternative<RulesChanged>(turn.entries.at(0)));
    std::vector<std::string> ended;
    for (const EntryBody& entry : turn.entries)
        if (const auto* one = std::get_if<RunEnded>(&entry)) ended.push_back(one->rule + ": " + one->reason);
    CHECK(ended == std::vector<std::string>{"gone: its rule is gone"});
    CHECK(turn.after.messages.empty());
    REQUIRE(turn.after.runs.size() == 1);
    CHECK(turn.after.runs[0].rule == "stays");
}
