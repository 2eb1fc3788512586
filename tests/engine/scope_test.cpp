// The names that conditions and templates see.
#include "engine/scope.hpp"

#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::engine;
using namespace dialogd::testing;

namespace {

const Instant kNow = at("2026-03-02T10:00:00Z");

Customer anna() {
    Customer customer;
    customer.id = "c1";
    customer.addresses = {{ChannelKind::email, "anna@example.com", AddressState::usable, {}}};
    customer.attributes = {{"first_name", Value("Anna"), "api", kNow}};
    return customer;
}

}  // namespace

TEST_CASE("scope: attributes and the customer's own fields, and nothing for what is not there") {
    House house;
    const Customer customer = anna();
    const TurnScope scope(house.rules, customer, kNow);
    CHECK(scope.select("customer", "first_name") == Value("Anna"));
    CHECK(scope.select("customer", "email") == Value("anna@example.com"));
    CHECK(scope.select("customer", "language") == Value("en"));
    CHECK(scope.select("customer", "time_zone") == Value("Europe/Copenhagen"));
    CHECK_FALSE(scope.select("customer", "phone"));
    CHECK_FALSE(scope.select("customer", "last_name"));
    CHECK_FALSE(scope.find("event"));
    CHECK_FALSE(scope.find("run"));
    CHECK_FALSE(scope.find("weather"));
    CHECK(scope.find("now") == Value(kNow));
}

TEST_CASE("scope: whole and by field say the same") {
    House house;
    const Customer customer = anna();
    Event event{"ping", "e1", "test", kNow, Value(Value::Map{{Value("n"), Value(1.0)}, {Value("id"), Value("own")}}),
                0};
    Run run;
    run.event = event;
    run.started = kNow;
    run.answers = {{"score", Value(8.0), "8!", kNow}};
    run.variables = {{"tier", Value("gold"), {}, kNow}};
    Reply reply;
    reply.text = "hi";
    const TurnScope scope = TurnScope(house.rules, customer, kNow).with(&event).with(&run).with(&reply);
    for (const char* root : {"customer", "event", "run", "reply"}) {
        const std::optional<Value> whole = scope.find(root);
        REQUIRE(whole);
        for (const auto& [name, value] : *whole->map()) {
            CAPTURE(*name.text());
            CHECK(scope.select(root, *name.text()) == value);
        }
    }
    CHECK(scope.select("event", "id") == Value("own"));  // a property goes before the event's own
    CHECK(scope.select("run", "tier") == Value("gold"));
    CHECK(*scope.select("run", "answers")->find("score")->find("text") == Value("8!"));
}

TEST_CASE("scope: a window of the history is (now - d, now]") {
    House house;
    Customer customer = anna();
    customer.remembered = {{"order", kNow - kDay, Value()},
                           {"cart", kNow - kHour, Value()},
                           {"order", kNow, Value()},
                           {"order", kNow + kHour, Value()}};
    const TurnScope scope(house.rules, customer, kNow);
    CHECK(scope.remembered("order", kDay).size() == 1);
    CHECK(scope.remembered("order", kDay + Duration(1)).size() == 2);
    CHECK(scope.last("cart")->time == kNow - kHour);
    CHECK(scope.last("invoice") == nullptr);
}
