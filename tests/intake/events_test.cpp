// Events in dialogd's own shape: what is taken, and what is refused by name.
#include "intake/parsing.hpp"

using namespace dialogd;
using namespace dialogd::intake;

TEST_CASE("events: one object becomes one event with its customer") {
    const auto batch = events(R"({"event": "order.placed", "id": "o-1", "time": "2026-11-24T10:00:00+01:00",
        "customer": {"id": "42", "email": "anna@example.org", "phone": "20123456", "anonymous_id": "a-7"},
        "properties": {"total": 300, "gift": true, "lines": [{"sku": "A1", "price": 99.5}], "note": null}})");
    REQUIRE(batch.has_value());
    CHECK(batch->bad.empty());
    const Event& event = event_of(*batch);
    CHECK(event.name == "order.placed");
    CHECK(event.id == "o-1");
    CHECK(event.source == "shop");
    CHECK(event.time == at("2026-11-24T09:00:00Z"));
    const About& about = batch->arrivals[0].about;
    CHECK(about.id == "42");
    CHECK(about.email == "anna@example.org");
    CHECK(about.phone == "+4520123456");
    CHECK(about.anonymous_id == "a-7");
    CHECK(to_json(event.properties) == R"({"total":300,"gift":true,"lines":[{"sku":"A1","price":99.5}],"note":null})");
    CHECK(event.properties.find("total")->number() != nullptr);  // whole numbers are doubles, too
}

TEST_CASE("events: what is left out is filled in") {
    const auto batch = events(R"({"name": "visit", "customer": "42"})");
    const Event& event = event_of(batch.value());
    CHECK(event.time == at("2026-11-24T12:00:00Z"));
    CHECK(event.id.empty());
    CHECK(event.properties == Value(Value::Map{}));
}

TEST_CASE("events: a customer may be named by a text") {
    CHECK(events(R"({"event":"e","customer":"email:a@b.dk"})")->arrivals[0].about.email == "a@b.dk");
    CHECK(events(R"({"event":"e","customer":"phone:+4520123456"})")->arrivals[0].about.phone == "+4520123456");
    CHECK(events(R"({"event":"e","customer":"anonymous:x"})")->arrivals[0].about.anonymous_id == "x");
    CHECK(events(R"({"event":"e","customer":"x:y"})")->arrivals[0].about.id == "x:y");
}

TEST_CASE("events: an array keeps its good ones and reports the bad by index") {
    const auto batch = events(R"([{"event":"a","customer":"1"}, {"event":"b"}, 5, {"event":"c","customer":"3"}])");
    REQUIRE(batch.has_value());
    CHECK(batch->places == std::vector<std::size_t>{0, 3});
    CHECK(event_of(*batch, 1).name == "c");
    REQUIRE(batch->bad.size() == 2);
    CHECK(batch->bad[0].index == 1);
    CHECK(contains(batch->bad[0].error, "customer is missing"));
    CHECK(batch->bad[1].index == 2);
}

TEST_CASE("events: lines are events each, and a broken line sinks no other") {
    const auto batch =
        events("{\"event\":\"a\",\"customer\":\"1\"}\n{\"event\":\n\n{\"event\":\"c\",\"customer\":\"3\"}\r\n");
    REQUIRE(batch.has_value());
    CHECK(batch->places == std::vector<std::size_t>{0, 2});
    REQUIRE(batch->bad.size() == 1);
    CHECK(batch->bad[0].index == 1);
    CHECK(contains(batch->bad[0].error, "no JSON"));
    const auto first_bad = events("{{\n{\"event\":\"a\",\"customer\":\"1\"}");
    REQUIRE(first_bad.has_value());
    CHECK(first_bad->bad.size() == 1);
    CHECK(first_bad->places == std::vector<std::size_t>{1});
}

TEST_CASE("events: one object over several lines is still one") {
    CHECK(events("{\n  \"event\": \"a\",\n  \"customer\": {\n \"id\": \"1\"}\n}\n")->arrivals.size() == 1);
}

TEST_CASE("events: what is not understood is refused by name") {
    CHECK(contains(only_error(events(R"({"event":"a","customer":"1","proprties":{}})")), "unknown key 'proprties'"));
    CHECK(contains(only_error(events(R"({"event":"a","customer":{"id":"1","mail":"x"}})")), "unknown key 'mail'"));
    CHECK(contains(only_error(events(R"({"event":"a","customer":{}})")), "names nobody"));
    CHECK(contains(only_error(events(R"({"event":"a","customer":{"id":7}})")), "customer.id"));
    CHECK(contains(only_error(events(R"({"event":"a","customer":{"email":"not one"}})")), "'not one' is no e-mail"));
    CHECK(contains(only_error(events(R"({"event":"a","customer":{"phone":"12"}})")), "is no phone number"));
    CHECK(contains(only_error(events(R"({"event":"a","customer":"1","time":"yesterday"})")), "'yesterday' is no time"));
    CHECK(contains(only_error(events(R"({"event":"a","customer":"1","properties":[1]})")), "must be an object"));
    CHECK(
        contains(only_error(events(R"({"event":"a","customer":"1","properties":{"x":1,"x":2}})")), "'x' comes twice"));
    CHECK(contains(only_error(events(R"({"event":"a","name":"b","customer":"1"})")), "give one of them"));
    CHECK(contains(only_error(events(R"({"customer":"1"})")), "event is missing"));
    CHECK(contains(only_error(events(R"({"event":"","customer":"1"})")), "event: must be text"));
    CHECK(contains(only_error(events("{\"event\":\"a\\nb\",\"customer\":\"1\"}")), "control"));
    CHECK(contains(only_error(events("{\"event\":\"" + std::string(201, 'a') + "\",\"customer\":\"1\"}")), "200"));
}

TEST_CASE("events: a body that is no JSON at all is an error of the whole") {
    for (const char* body : {"", "   ", "hello", "{", "[{]", "{\"event\":\"a\"", "\xff\xfe", "nul"}) {
        const auto batch = events(body);
        REQUIRE_FALSE(batch.has_value());
        CHECK(batch.error().code == ErrorCode::invalid);
    }
}

TEST_CASE("events: a request has at most 10,000") {
    std::string many = "[";
    std::string lines;
    for (int i = 0; i < 10'001; ++i) {
        many += R"({"event":"a","customer":"1"},)";
        lines += "{\"event\":\"a\",\"customer\":\"1\"}\n";
    }
    many.back() = ']';
    CHECK(events(many).error().code == ErrorCode::refused);
    CHECK(events(lines).error().code == ErrorCode::refused);
    lines.resize(lines.size() - lines.size() / 10'001);
    CHECK(events(lines)->arrivals.size() == 10'000);
}

TEST_CASE("events: numbers keep what they say") {
    const auto batch = events(R"({"event":"a","customer":"1","properties":
        {"small":-5,"exact":9007199254740992,"large":9007199254740993,"huge":18446744073709551615,"real":1e300}})");
    const Value& properties = event_of(batch.value()).properties;
    CHECK(*properties.find("small")->number() == -5);
    CHECK(*properties.find("exact")->number() == 9007199254740992.0);
    CHECK(*properties.find("large")->integer() == 9007199254740993);
    CHECK(*properties.find("huge")->unsigned_integer() == 18446744073709551615ULL);
    CHECK(*properties.find("real")->number() == 1e300);
    CHECK_FALSE(events(R"({"event":"a","customer":"1","properties":{"x":1e999}})").has_value());
    CHECK_FALSE(
        events(R"({"event":"a","customer":"1","properties":{"x":123456789012345678901234567890}})").has_value());
}

TEST_CASE("events: an object with very many keys is read in order, and its doubles are found") {
    std::string body = R"({"event":"a","customer":"1","properties":{)";
    for (int i = 0; i < 2000; ++i) body += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    const auto good = events(body + "\"last\":1}}");
    CHECK(event_of(good.value()).properties.map()->size() == 2001);
    CHECK(contains(only_error(events(body + "\"k7\":1}}")), "'k7' comes twice"));
}
