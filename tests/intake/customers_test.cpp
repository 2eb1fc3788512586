// What the API says about one customer: profile, preferences, consents. Strict, by name.
#include "intake/customers.hpp"

#include "intake/parsing.hpp"

using namespace dialogd;
using namespace dialogd::intake;

namespace {

Result<Profile> profile(std::string body) {
    JsonReader json;
    About about;
    return read_profile(json, body, sender(), about);
}
Result<Preference> preference(std::string body) {
    JsonReader json;
    return read_preference(json, body, sender());
}
Result<std::vector<Consent>> consents(std::string body) {
    JsonReader json;
    return read_consents(json, body, sender());
}
template <class Outcome>
bool refused_for(const Outcome& outcome, std::string_view field) {
    return !outcome && outcome.error().code == ErrorCode::invalid && contains(outcome.error().message, field);
}

}  // namespace

TEST_CASE("customers: a profile has attributes, addresses, language and zone") {
    const auto one = profile(R"({"attributes":{"vip":true,"old":null},"email":"a@b.dk","phone":"20123456",
        "language":"nb-NO","time_zone":"Europe/Oslo"})");
    REQUIRE(one.has_value());
    CHECK(to_json(one->attributes) == R"({"vip":true,"old":null})");
    CHECK(one->email == "a@b.dk");
    CHECK(one->phone == "+4520123456");
    CHECK(one->language == "nb-NO");
    CHECK(one->time_zone == "Europe/Oslo");
    CHECK(one->source == "api");
    CHECK(profile(R"({"addresses":{"email":"c@d.dk"}})")->email == "c@d.dk");
    CHECK(profile("{}").has_value());
}

TEST_CASE("customers: what is wrong in a profile is named") {
    CHECK(refused_for(profile(R"({"emial":"a@b.dk"})"), "'emial'"));
    CHECK(refused_for(profile(R"({"email":"a@"})"), "email"));
    CHECK(refused_for(profile(R"({"phone":20123456})"), "phone"));
    CHECK(refused_for(profile(R"({"language":"dansk!"})"), "language"));
    CHECK(refused_for(profile(R"({"time_zone":"Mars/"})"), "time_zone"));
    CHECK(refused_for(profile(R"({"attributes":[]})"), "attributes"));
    CHECK(refused_for(profile(R"({"attributes":{"":1}})"), "attributes"));
    CHECK(refused_for(profile(R"({"addresses":{"fax":"1"}})"), "'fax'"));
    CHECK(refused_for(profile("[]"), "object"));
}

TEST_CASE("customers: a preference says only what it says") {
    const auto all = preference(R"({"channels":["sms","email"],"limit":{"max":1,"per":"7d"},
        "paused_until":"2026-12-01","quiet_hours":{"from":"20:00","to":"08:30"},"topics_off":["offers"],
        "topics_on":["surveys"],"language":"da","stop_marketing":true,"stop_all":false})");
    REQUIRE(all.has_value());
    CHECK(*all->channels == std::vector<ChannelKind>{ChannelKind::sms, ChannelKind::email});
    CHECK(*all->limit == Limit{1, kDay * 7});
    CHECK(*all->paused_until == at("2026-12-01T00:00:00Z"));
    CHECK(*all->quiet_hours == QuietHours{1200, 510});
    CHECK(all->topics_off == std::vector<std::string>{"offers"});
    CHECK(all->topics_on == std::vector<std::string>{"surveys"});
    CHECK(*all->stop_marketing);
    CHECK_FALSE(*all->stop_all);
    const auto none = preference("{}");
    CHECK_FALSE(none->channels.has_value());
    CHECK_FALSE(none->limit.has_value());
    CHECK_FALSE(none->stop_all.has_value());
}

TEST_CASE("customers: null takes a limit and a pause back") {
    const auto back = preference(R"({"limit":null,"paused_until":null})");
    CHECK(back->limit->max == 0);
    CHECK(*back->paused_until == Instant{});
}

TEST_CASE("customers: what is wrong in a preference is named") {
    for (const char* body : {R"({"channels":["fax"]})", R"({"channels":["sms","sms"]})", R"({"channels":"sms"})"})
        CHECK(refused_for(preference(body), "channels"));
    for (const char* body :
         {R"({"limit":{"max":1}})", R"({"limit":{"per":"7d"}})", R"({"limit":{"max":-1,"per":"7d"}})",
          R"({"limit":{"max":1,"per":"week"}})", R"({"limit":{"max":1.5,"per":"7d"}})", R"({"limit":3})"})
        CHECK(refused_for(preference(body), "limit"));
    for (const char* body : {R"({"quiet_hours":{"from":"20:00"}})", R"({"quiet_hours":{"from":"24:00","to":"08:00"}})",
                             R"({"quiet_hours":{"from":"8","to":"9"}})"})
        CHECK(refused_for(preference(body), "quiet_hours"));
    CHECK(refused_for(preference(R"({"paused_until":"august"})"), "paused_until"));
    CHECK(refused_for(preference(R"({"topics_off":[1]})"), "topics_off"));
    CHECK(refused_for(preference(R"({"stop_all":"yes"})"), "stop_all"));
    CHECK(refused_for(preference(R"({"frequency":1})"), "'frequency'"));
}

TEST_CASE("customers: a consent needs its words") {
    const auto one = consents(R"({"topic":"offers","channel":"sms","given":true,"text":"Ja tak til tilbud",
        "time":"2025-01-01T00:00:00Z","source":"https://shop.example/signup"})");
    REQUIRE(one.has_value());
    CHECK(one->at(0).topic == "offers");
    CHECK(one->at(0).channel == ChannelKind::sms);
    CHECK(one->at(0).given);
    CHECK(one->at(0).text == "Ja tak til tilbud");
    CHECK(one->at(0).time == at("2025-01-01T00:00:00Z"));
    CHECK(refused_for(consents(R"({"topic":"offers","given":true})"), "text"));
    CHECK(refused_for(consents(R"({"topic":"offers","given":true,"text":"  "})"), "text"));
    CHECK(refused_for(consents(R"({"topic":"offers","text":"x"})"), "given"));
    CHECK(refused_for(consents(R"({"given":true,"text":"x"})"), "topic"));
    CHECK(refused_for(consents(R"({"topic":"a","given":1,"text":"x"})"), "given"));
    CHECK(refused_for(consents("[]"), "no consent"));
}

TEST_CASE("customers: several consents are taken together or not at all") {
    CHECK(consents(R"([{"topic":"a","given":true,"text":"x"},{"topic":"b","given":false,"text":"y"}])")->size() == 2);
    CHECK(
        consents("{\"topic\":\"a\",\"given\":true,\"text\":\"x\"}\n{\"topic\":\"b\",\"given\":false,\"text\":\"y\"}\n")
            ->size() == 2);
    CHECK(refused_for(consents(R"([{"topic":"a","given":true,"text":"x"},{"topic":"b"}])"), "consent 1: given"));
}
