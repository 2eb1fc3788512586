// The Segment tracking API: which call becomes which input.
#include "intake/parsing.hpp"

using namespace dialogd;
using namespace dialogd::intake;

TEST_CASE("segment: track becomes an event, its time corrected by the sender's clock") {
    const auto batch = segment("track", R"({"userId":"42","anonymousId":"a-7","event":"Order Completed",
        "messageId":"m-1","timestamp":"2026-11-24T10:00:00Z","sentAt":"2026-11-24T11:00:00Z",
        "properties":{"total":1299.5}})");
    const Event& event = event_of(batch.value());
    CHECK(event.name == "Order Completed");
    CHECK(event.id == "m-1");
    CHECK(event.source == "shop");
    CHECK(event.time == at("2026-11-24T11:00:00Z"));  // an hour before it was sent, which is now
    CHECK(to_json(event.properties) == R"({"total":1299.5})");
    CHECK(batch->arrivals[0].about.id == "42");
    CHECK(batch->arrivals[0].about.anonymous_id == "a-7");
}

TEST_CASE("segment: without sentAt the time is taken as it is, without a time it is now") {
    CHECK(event_of(segment("track", R"({"userId":"1","event":"e","timestamp":"2026-11-24T10:00:00"})").value()).time ==
          at("2026-11-24T10:00:00Z"));
    CHECK(event_of(segment("track", R"({"userId":"1","event":"e","timestamp":"soon"})").value()).time ==
          at("2026-11-24T12:00:00Z"));
    CHECK(event_of(segment("track", R"({"userId":"1","event":"e"})").value()).time == at("2026-11-24T12:00:00Z"));
}

TEST_CASE("segment: identify becomes a profile") {
    const auto batch = segment("identify", R"({"userId":"42","anonymousId":"a-7","traits":{"email":"s@example.dk",
        "phone":"+45 20 12 34 56","locale":"da_DK","timezone":"Europe/Copenhagen","firstName":"Søren","age":41,
        "gone":null}})");
    REQUIRE(batch.has_value());
    REQUIRE(batch->arrivals.size() == 1);
    const auto& profile = std::get<Profile>(batch->arrivals[0].input);
    CHECK(profile.email == "s@example.dk");
    CHECK(profile.phone == "+4520123456");
    CHECK(profile.language == "da-DK");
    CHECK(profile.time_zone == "Europe/Copenhagen");
    CHECK(profile.source == "shop");
    CHECK(to_json(profile.attributes) == R"({"firstName":"Søren","age":41,"gone":null})");
    CHECK(batch->arrivals[0].about.anonymous_id == "a-7");
}

TEST_CASE("segment: what is no address stays an attribute, so that nothing is lost") {
    const auto batch = segment("identify", R"({"userId":"1","traits":{"email":"none","phone":"12","language":"?",
        "timezone":"the moon!"},"context":{"traits":{"email":"other","plan":"gold"}}})");
    const auto& profile = std::get<Profile>(batch.value().arrivals.at(0).input);
    CHECK(profile.email.empty());
    CHECK(to_json(profile.attributes) ==
          R"({"email":"none","phone":"12","language":"?","timezone":"the moon!","plan":"gold"})");
}

TEST_CASE("segment: page, screen and group become events, alias a join") {
    const auto batch = segment("batch", R"({"batch":[
        {"type":"page","userId":"1","name":"Home","category":"Shop","properties":{"url":"/"}},
        {"type":"screen","userId":"1","name":"Start"},
        {"type":"group","userId":"1","groupId":"g1","traits":{"size":3}},
        {"type":"alias","userId":"1","previousId":"a-7"}]})");
    REQUIRE(batch.has_value());
    CHECK(batch->bad.empty());
    CHECK(event_of(*batch, 0).name == "page.viewed");
    CHECK(to_json(event_of(*batch, 0).properties) == R"({"url":"/","name":"Home","category":"Shop"})");
    CHECK(event_of(*batch, 1).name == "screen.viewed");
    CHECK(event_of(*batch, 2).name == "group.joined");
    CHECK(to_json(event_of(*batch, 2).properties) == R"({"size":3,"group_id":"g1"})");
    CHECK(std::get<Join>(batch->arrivals.at(3).input).absorbed_id == "a-7");
}

TEST_CASE("segment: a bad call is reported with its text and sinks no other") {
    const auto batch = segment("batch", R"({"batch":[{"type":"track","userId":"1"},{"type":"track","event":"e"},
        {"type":"dance","userId":"1"},7,{"type":"alias","userId":"1"},{"type":"track","userId":7,"event":"e"}]})");
    REQUIRE(batch.has_value());
    CHECK(batch->places == std::vector<std::size_t>{5});
    CHECK(batch->arrivals[0].about.id == "7");
    REQUIRE(batch->bad.size() == 5);
    CHECK(contains(batch->bad[0].error, "event"));
    CHECK(batch->bad[0].body == R"({"type":"track","userId":"1"})");
    CHECK(contains(batch->bad[1].error, "userId and anonymousId"));
    CHECK(contains(batch->bad[2].error, "'dance'"));
    CHECK(contains(batch->bad[4].error, "previousId"));
}

TEST_CASE("segment: the paths and the write key in a body") {
    CHECK(segment_call("/v1/import") == "import");
    CHECK(segment_call("/v1/events").empty());
    CHECK(segment_call("/v1/batch/x").empty());
    JsonReader json;
    std::string body = R"({"batch":[],"writeKey":"K"})";
    CHECK(segment_write_key(json, body) == "K");
    std::string none = "[1]";
    CHECK(segment_write_key(json, none).empty());
    CHECK_FALSE(segment("batch", R"({"batch":{}})").has_value());
}
