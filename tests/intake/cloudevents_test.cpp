// CloudEvents 1.0 in their three ways over HTTP.
#include "intake/parsing.hpp"

using namespace dialogd;
using namespace dialogd::intake;

namespace {

using Headers = std::map<std::string, std::string>;

Result<Batch> cloud(const Headers& headers, std::string body) {
    JsonReader json;
    return read_cloud_events(json, cloud_mode(headers), headers, body, sender());
}

const Headers kBinary{{"content-type", "application/json"},
                      {"ce-specversion", "1.0"},
                      {"ce-type", "order.placed"},
                      {"ce-source", "/shop"},
                      {"ce-id", "e-1"},
                      {"ce-subject", "42"}};
const Headers kStructured{{"content-type", "application/cloudevents+json; charset=utf-8"}};

}  // namespace

TEST_CASE("cloudevents: the mode is told by the headers") {
    CHECK(cloud_mode(kBinary) == CloudMode::binary);
    CHECK(cloud_mode(kStructured) == CloudMode::structured);
    CHECK(cloud_mode({{"content-type", "Application/CloudEvents-Batch+JSON"}}) == CloudMode::batch);
    CHECK(cloud_mode({{"content-type", "application/json"}}) == CloudMode::none);
}

TEST_CASE("cloudevents: binary content has its attributes in headers") {
    Headers headers = kBinary;
    headers["ce-time"] = "2026-11-24T10:00:00Z";
    headers["ce-subject"] = "s%C3%B8ren";
    const auto batch = cloud(headers, R"({"total":300})");
    const Event& event = event_of(batch.value());
    CHECK(event.name == "order.placed");
    CHECK(event.id == "e-1");
    CHECK(event.source == "/shop");
    CHECK(event.time == at("2026-11-24T10:00:00Z"));
    CHECK(batch->arrivals[0].about.id == "søren");
    CHECK(to_json(event.properties) == R"({"total":300})");
    CHECK(to_json(event_of(cloud(kBinary, "").value()).properties) == "{}");
    CHECK(to_json(event_of(cloud(kBinary, "[1]").value()).properties) == R"({"data":[1]})");
    CHECK_FALSE(cloud(kBinary, "{").has_value());
    Headers text = kBinary;
    text["content-type"] = "text/plain";
    CHECK(to_json(event_of(cloud(text, "hej").value()).properties) == R"({"data":"hej"})");
    CHECK(contains(only_error(cloud(text, "\xff")), "UTF-8"));
}

TEST_CASE("cloudevents: attributes that are not UTF-8 are refused, in octets and percent-encoded") {
    for (const char* name : {"ce-type", "ce-id", "ce-source", "ce-subject"})
        for (const char* text : {"caf\xc3", "caf%C3", "%FF"}) {
            CAPTURE(name);
            Headers headers = kBinary;
            headers[name] = text;
            CHECK(only_error(cloud(headers, "{}")) == "event: an attribute is not UTF-8");
        }
}

TEST_CASE("cloudevents: data.customer says who when the subject does not") {
    const auto batch = cloud(kStructured, R"({"specversion":"1.0","type":"t","source":"s","id":"1","ext":5,
        "data":{"customer":{"email":"a@b.dk"},"x":1}})");
    CHECK(batch.value().arrivals.at(0).about.email == "a@b.dk");
    CHECK(to_json(event_of(*batch).properties) == R"({"x":1})");
    const auto both = cloud(kStructured, R"({"specversion":"1.0","type":"t","source":"s","id":"1","subject":"42",
        "data":{"customer":{"email":"a@b.dk"}}})");
    CHECK(both.value().arrivals.at(0).about.id == "42");
    CHECK(both.value().arrivals.at(0).about.email == "a@b.dk");
}

TEST_CASE("cloudevents: what is missing is named") {
    const auto without = [](const char* name) {
        Headers headers = kBinary;
        headers.erase(name);
        return only_error(cloud(headers, "{}"));
    };
    CHECK(contains(without("ce-type"), "type"));
    CHECK(contains(without("ce-id"), "id"));
    CHECK(contains(without("ce-source"), "source"));
    CHECK(contains(without("ce-subject"), "subject"));
    CHECK(contains(without("ce-specversion"), "specversion"));
    CHECK(contains(only_error(cloud(kStructured, R"({"specversion":"0.3"})")), "specversion"));
}

TEST_CASE("cloudevents: a batch keeps its good ones") {
    const auto batch = cloud({{"content-type", "application/cloudevents-batch+json"}},
                             R"([{"specversion":"1.0","type":"t","source":"s","id":"1","subject":"42"},{}])");
    REQUIRE(batch.has_value());
    CHECK(batch->places == std::vector<std::size_t>{0});
    CHECK(batch->bad.at(0).index == 1);
}
