// Triggers that change: what makes one another one, and what was noted of it before triggers had a hash.
#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::testing;

namespace {

Trigger absent(const char* event, Duration wait) {
    Trigger trigger;
    trigger.kind = Trigger::Kind::absent;
    trigger.event = event;
    trigger.absent_for = wait;
    return trigger;
}

Rule rule_of(std::vector<Trigger> triggers) {
    Rule rule = event_rule("away", "service", "none", steps(set_step("run.x", 1)));
    rule.triggers = std::move(triggers);
    rule.reenter = {Reenter::Kind::always, {}};
    return rule;
}

std::vector<Trigger> both(Trigger first, Trigger second) {
    std::vector<Trigger> triggers;
    triggers.push_back(std::move(first));
    triggers.push_back(std::move(second));
    return triggers;
}

std::uint64_t hash_of(Trigger trigger) {
    House house;
    std::vector<Trigger> triggers;
    triggers.push_back(std::move(trigger));
    house.add(rule_of(std::move(triggers)));
    return house.ready().rules.rules[0].triggers[0].hash;
}

Trigger condition(std::vector<Needs::Window> needs) {
    Trigger trigger;
    trigger.kind = Trigger::Kind::becomes;
    trigger.condition = expression([](const Scope&) -> Result<Value> { return Value(true); }, std::move(needs));
    return trigger;
}

}  // namespace

TEST_CASE("triggers: the same one has the same hash wherever it stands, and an edited one another") {
    House house;
    house.add(rule_of(both(absent("order", kDay * 30), absent("cart", kDay * 30))));
    const std::vector<Trigger>& triggers = house.ready().rules.rules[0].triggers;
    CHECK(triggers[0].hash == hash_of(absent("order", kDay * 30)));
    CHECK(triggers[1].hash == hash_of(absent("cart", kDay * 30)));
    CHECK(triggers[0].hash != triggers[1].hash);
    CHECK(triggers[0].hash != hash_of(absent("order", kDay * 31)));
    Trigger late = absent("order", kDay * 30);
    late.key = path("event", "shop");
    CHECK(triggers[0].hash != hash_of(std::move(late)));
    Trigger weekly;
    weekly.kind = Trigger::Kind::schedule;
    weekly.schedule.times = {{1, 540}};
    Trigger later;
    later.kind = Trigger::Kind::schedule;
    later.schedule.times = {{1, 541}};
    CHECK(hash_of(std::move(weekly)) != hash_of(std::move(later)));
    // A segment's text is not the condition's, but how far it looks back is.
    CHECK(hash_of(condition({{"order", kDay * 30}})) == hash_of(condition({{"order", kDay * 30}})));
    CHECK(hash_of(condition({{"order", kDay * 30}})) != hash_of(condition({{"order", kDay * 60}})));
    // States and facts hold it: it is for ever.
    CHECK(triggers[0].hash == 4275934524517079939U);
}

TEST_CASE(
    "triggers: what was looked at before entries named triggers is not told again, in whatever order they stand") {
    for (const bool turned_round : {false, true}) {
        House house;
        Trigger order = absent("order", kDay * 30);
        Trigger cart = absent("cart", kDay * 20);
        house.add(
            rule_of(turned_round ? both(std::move(cart), std::move(order)) : both(std::move(order), std::move(cart))));
        World world(house.ready());
        world.event("order");
        world.event("cart");
        const Instant start = world.now;
        apply(house.rules.needs, world.customer, AbsenceChecked{"away", " #2", start + kDay * 20, true, {}},
              start + kDay * 20);
        apply(house.rules.needs, world.customer, AbsenceChecked{"away", "", start + kDay * 30, true, {}},
              start + kDay * 30);
        world.now = start + kDay * 40;
        world.take(Wake{});
        CHECK(world.count<RunStarted>() == 0);
        world.event("order");
        world.pass(kDay * 30);
        REQUIRE(world.count<RunStarted>() == 1);
        CHECK(world.all<AbsenceChecked>()[0].trigger != 0);
    }
}

TEST_CASE("triggers: a condition that turns in a turn full of timers is not lost") {
    House house;
    Trigger away = absent("view", kDay * 7);
    away.key = path("event", "product");
    std::vector<Trigger> timers;
    timers.push_back(std::move(away));
    house.add(rule_of(std::move(timers)));
    Rule quiet = event_rule("quiet", "service", "none", steps(set_step("run.x", 1)));
    Trigger trigger;
    trigger.kind = Trigger::Kind::becomes;
    trigger.condition = expression(
        [](const Scope& scope) -> Result<Value> {
            return Value(scope.last("view") != nullptr && scope.remembered("view", kDay * 7).empty());
        },
        {{"view", kDay * 30}});
    quiet.triggers.clear();
    quiet.triggers.push_back(std::move(trigger));
    house.add(std::move(quiet));
    World world(house.ready());
    constexpr int kTimers = 450;  // of one instant: more than are looked at in two turns
    for (int i = 0; i < kTimers; ++i) world.event("view", {{Value("product"), Value("p" + std::to_string(i))}});
    world.pass(kDay * 10);
    CHECK(world.count<AbsenceChecked>() == kTimers);
    CHECK(world.count<ConditionTurned>() == 1);
    CHECK(world.count<RunStarted>() == kTimers + 1);
}

TEST_CASE("receipts: what bounced was not said, and what was said before it counts again") {
    House house;
    house.rules.contents[0].cooldown = kDay * 10;
    Rule rule = event_rule("note", "service", "ping", steps(send_step({"note"})));
    rule.reenter = {Reenter::Kind::always, {}};
    house.add(std::move(rule));
    World world(house.ready());
    const auto say = [&](MessageNumber number) {
        world.event("ping");
        world.claim(number);
        world.receipt(number, ReceiptKind::accepted);
    };
    say(1);
    const Instant first = world.now;
    world.pass(kDay * 20);
    say(2);
    REQUIRE(world.customer.said.size() == 1);
    CHECK(world.customer.said[0].times == 2);
    for (int repeat = 0; repeat < 2; ++repeat) world.receipt(2, ReceiptKind::failed);
    CHECK(world.customer.said[0].times == 1);
    CHECK(world.customer.said[0].last == first);
    say(3);
    CHECK(world.count<MessageSending>() == 3);
    for (int repeat = 0; repeat < 2; ++repeat) world.receipt(3, ReceiptKind::bounced, true);
    CHECK(world.customer.said[0].times == 1);
    world.receipt(1, ReceiptKind::bounced);  // not for good: it may have been a full mailbox
    CHECK(world.customer.said[0].times == 1);
    world.receipt(1, ReceiptKind::bounced, true);
    CHECK(world.customer.said.empty());
}
