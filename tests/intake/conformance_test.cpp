// Requests as the client libraries of Segment, RudderStack and CloudEvents sent them, captured on the
// wire: each is sent to the server again and becomes the right inputs. What is right is worked out here
// a second time, slowly, from the JSON.
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "intake/asking.hpp"
#include "intake/compressed.hpp"
#include "intake/parsing.hpp"
#include "intake/text.hpp"

using namespace dialogd;
using namespace dialogd::intake;

namespace {

using Json = nlohmann::json;

struct Captured {
    std::string path;
    std::string headers;  // as sent, without those of framing
    std::map<std::string, std::string> by_name;
    std::string body;  // as JSON text, not compressed
};

Captured read_captured(const std::filesystem::path& file) {
    std::ifstream in(file);
    Captured out;
    std::string line;
    std::getline(in, line);
    out.path = line.substr(line.find(' ') + 1);
    out.path.erase(out.path.find(' '));
    while (std::getline(in, line) && !trimmed(line).empty()) {
        const std::string name = lower_case(line.substr(0, line.find(':')));
        out.by_name[name] = trimmed(std::string_view(line).substr(line.find(':') + 1));
        const bool framing = name == "content-length" || name == "transfer-encoding" || name == "connection";
        if (!framing) out.headers += std::string(trimmed(line)) + "\r\n";
    }
    std::getline(in, line);  // [N bytes on the wire]
    std::ostringstream rest;
    rest << in.rdbuf();
    out.body = rest.str();
    return out;
}

bool is_cloud(const Captured& captured) {
    return captured.by_name.contains("ce-type") ||
           contains(captured.by_name.at("content-type"), "application/cloudevents");
}

std::string text_or_empty(const Json& object, const char* key) {
    return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : std::string();
}

// The same JSON with every number as a double, so that both sides print alike.
void check_same(const Value& value, const Json& json) {
    CHECK(Json::parse(to_json(value)) == json);
}

void check_cloud(const Captured& captured, const std::vector<Arrival>& arrivals) {
    std::vector<Json> expected;
    Json body = Json::parse(captured.body);
    if (captured.by_name.contains("ce-type")) {
        Json one;
        for (const auto& [name, value] : captured.by_name)
            if (name.starts_with("ce-")) one[name.substr(3)] = percent_decoded(value, false).value_or(value);
        one["data"] = body;
        expected.push_back(one);
    } else if (body.is_array()) {
        expected.assign(body.begin(), body.end());
    } else {
        expected.push_back(body);
    }
    REQUIRE(arrivals.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto& event = std::get<Event>(arrivals[i].input);
        CHECK(event.name == expected[i].at("type"));
        CHECK(event.id == expected[i].at("id"));
        CHECK(event.source == expected[i].at("source"));
        if (expected[i].contains("subject")) CHECK(arrivals[i].about.id == expected[i].at("subject"));
        if (expected[i].contains("time")) CHECK(event.time == at(text_or_empty(expected[i], "time").c_str()));
        Json data = expected[i].value("data", Json::object());
        if (!data.is_object()) continue;
        data.erase("customer");
        check_same(event.properties, data);
    }
}

void check_identify(const Profile& profile, const Json& call) {
    Json traits = call.value("traits", Json::object());
    const std::string email = text_or_empty(traits, "email");
    if (is_email(email)) CHECK(profile.email == email);
    const auto phone = phone_number(text_or_empty(traits, "phone"));
    if (phone) CHECK(profile.phone == *phone);
    for (const auto& [name, value] : traits.items()) {
        const bool own = name == "email" || name == "phone" || name == "language" || name == "locale" ||
                         name == "timezone" || name == "timeZone" || name == "time_zone";
        if (own) continue;
        const Value* attribute = profile.attributes.find(name);
        REQUIRE(attribute != nullptr);
        check_same(*attribute, value);
    }
}

void check_event(const Event& event, const Json& call, const Json& whole) {
    const std::string type = text_or_empty(call, "type");
    const std::map<std::string, std::string> own{
        {"page", "page.viewed"}, {"screen", "screen.viewed"}, {"group", "group.joined"}};
    CHECK(event.name == (type == "track" ? text_or_empty(call, "event") : own.at(type)));
    CHECK(event.id == text_or_empty(call, "messageId"));
    std::string happened = text_or_empty(call, "originalTimestamp");
    if (happened.empty()) happened = text_or_empty(call, "timestamp");
    std::string sent = text_or_empty(call, "sentAt");
    if (sent.empty()) sent = text_or_empty(whole, "sentAt");
    if (!happened.empty() && !sent.empty())
        CHECK(event.time == at(happened.c_str()) + (at("2026-11-24T12:00:00Z") - at(sent.c_str())));
    const Json properties = call.value(type == "group" ? "traits" : "properties", Json::object());
    for (const auto& [name, value] : properties.items()) {
        REQUIRE(event.properties.find(name) != nullptr);
        check_same(*event.properties.find(name), value);
    }
}

void check_segment(const Captured& captured, const std::vector<Arrival>& arrivals) {
    const Json whole = Json::parse(captured.body);
    std::vector<Json> calls;
    if (whole.contains("batch"))
        calls.assign(whole["batch"].begin(), whole["batch"].end());
    else
        calls.push_back(whole);
    if (!whole.contains("batch") && !calls[0].contains("type"))
        calls[0]["type"] = captured.path.substr(captured.path.rfind('/') + 1);
    REQUIRE(arrivals.size() == calls.size());
    for (std::size_t i = 0; i < calls.size(); ++i) {
        CHECK(arrivals[i].about.id == text_or_empty(calls[i], "userId"));
        CHECK(arrivals[i].about.anonymous_id == text_or_empty(calls[i], "anonymousId"));
        const std::string type = text_or_empty(calls[i], "type");
        if (type == "identify")
            check_identify(std::get<Profile>(arrivals[i].input), calls[i]);
        else if (type == "alias")
            CHECK(std::get<Join>(arrivals[i].input).absorbed_id == text_or_empty(calls[i], "previousId"));
        else
            check_event(std::get<Event>(arrivals[i].input), calls[i], whole);
    }
}

void check_file(const std::filesystem::path& file) {
    CAPTURE(file.filename().string());
    const Captured captured = read_captured(file);
    FakeApp app;
    Settings settings;
    settings.http = "127.0.0.1:0";
    auto server = make_server(settings, app.handlers());
    REQUIRE(server->start().has_value());
    const bool cloud = is_cloud(captured);
    std::string headers = captured.headers;
    if (cloud) headers += kBearer;  // the libraries leave authentication to the caller
    const auto encoding = captured.by_name.find("content-encoding");
    const bool compressed = encoding != captured.by_name.end() && encoding->second == "gzip";
    std::string request =
        post(cloud ? "/v1/cloudevents" : captured.path, compressed ? gzipped(captured.body) : captured.body, headers);
    const std::string host = "Host: here\r\n";  // the captured one is among the headers
    request.erase(request.find(host), host.size());
    PlainSocket socket(server->http_port());
    socket.send(request);
    const auto answer = socket.read_answer();
    CHECK(answer.status == 200);
    CHECK(Json::parse(answer.body).at("errors").empty());
    if (cloud)
        check_cloud(captured, app.arrivals());
    else
        check_segment(captured, app.arrivals());
}

}  // namespace

TEST_CASE("conformance: every captured request of the client libraries becomes the right inputs") {
    const auto folder = shared_folder() / "conformance" / "events";
    if (!std::filesystem::is_directory(folder)) {
        MESSAGE("skipped: there is no folder conformance/events");
        return;
    }
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".txt") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    CHECK_FALSE(files.empty());
    for (const auto& file : files) check_file(file);
}
