// The signatures that Twilio's and Standard Webhooks' own libraries make: all fit, and none of them when a byte of
// what they cover is another one.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "intake/digests.hpp"
#include "intake/parsing.hpp"

using namespace dialogd;
using namespace dialogd::intake;
using nlohmann::json;

namespace {

std::optional<json> vectors() {
    const char* named = std::getenv("DIALOGD_SHARED");
    const auto shared = std::filesystem::path(named != nullptr ? named : DIALOGD_SOURCE_DIR "/../shared");
    std::ifstream file(shared / "conformance/signatures/vectors.json");
    if (!file) {
        MESSAGE("skipped: no cases of signatures in " << shared.string());
        return std::nullopt;
    }
    return json::parse(file);
}

// A text with each of its bytes altered in turn, at most 200 of them.
template <class See>
void alter(const std::string& text, See see) {
    for (std::size_t i = 0; i < text.size() && i < 200; ++i) {
        std::string other = text;
        other[i] = static_cast<char>(other[i] ^ 1);
        CAPTURE(other);
        see(other);
    }
}

struct Request {
    std::string token, url, body, signature;
    Pairs form;

    bool fits() const { return is_signed_by_twilio(digests(), token, url, form, body, signature); }
};

Request request_of(const json& one) {
    Request request{one.at("token"), one.at("url"), one.value("json_body", ""), one.at("signature"), {}};
    const json params = one.value("params", json::object());
    for (const auto& [name, value] : params.items()) {
        if (value.is_array())
            for (const auto& item : value) request.form.emplace_back(name, item.get<std::string>());
        else
            request.form.emplace_back(name, value.get<std::string>());
    }
    return request;
}

void with_port(Request request, bool expected) {
    const std::size_t host_end = request.url.find('/', std::string("https://").size());
    request.url.insert(host_end, ":443");
    CHECK(request.fits() == expected);
}

}  // namespace

TEST_CASE("signatures: Twilio's") {
    const auto all = vectors();
    if (!all) return;
    for (const json& one : all->at("twilio")) {
        CAPTURE(one.dump());
        const Request request = request_of(one);
        CHECK(request.fits() == one.value("valid", true));
        if (one.contains("with_port_443_valid")) with_port(request, one.at("with_port_443_valid"));
        if (!one.value("valid", true)) continue;
        const auto altered = [&](auto member) {
            alter(request.*member, [&](const std::string& other) {
                Request changed = request;
                changed.*member = other;
                CHECK_FALSE(changed.fits());
            });
        };
        altered(&Request::token);
        altered(&Request::url);
        altered(&Request::signature);
        if (request.form.empty()) altered(&Request::body);
        for (std::size_t i = 0; i < request.form.size(); ++i)
            alter(request.form[i].second, [&](const std::string& other) {
                Request changed = request;
                changed.form[i].second = other;
                CHECK_FALSE(changed.fits());
            });
        Request longer = request;
        longer.form.emplace_back("Zero", "");
        if (!request.form.empty()) CHECK_FALSE(longer.fits());
    }
}

TEST_CASE("signatures: Standard Webhooks'") {
    const auto all = vectors();
    if (!all) return;
    for (const json& one : all->at("standard_webhooks")) {
        CAPTURE(one.dump());
        const std::int64_t seconds = one.at("timestamp");
        const std::string secret = one.at("secret"), id = one.at("id"), body = one.at("body");
        const std::string signature = one.at("signature"), timestamp = std::to_string(seconds);
        const Instant now = Instant(std::chrono::seconds(seconds));
        const auto fits = [&](const std::string& s, const std::string& i, const std::string& t, const std::string& b,
                              const std::string& g) { return is_standard_webhook(digests(), s, i, t, b, g, now); };
        CHECK(standard_webhook_signature(digests(), secret, id, timestamp, body) == signature);
        CHECK(fits(secret, id, timestamp, body, signature));
        CHECK(fits(secret, id, timestamp, body, "v1,AAAA v2,BBBB " + signature));
        alter(id, [&](const std::string& other) { CHECK_FALSE(fits(secret, other, timestamp, body, signature)); });
        alter(body, [&](const std::string& other) { CHECK_FALSE(fits(secret, id, timestamp, other, signature)); });
        alter(signature, [&](const std::string& other) { CHECK_FALSE(fits(secret, id, timestamp, body, other)); });
        alter(timestamp, [&](const std::string& other) { CHECK_FALSE(fits(secret, id, other, body, signature)); });
        CHECK_FALSE(is_standard_webhook(digests(), secret, id, timestamp, body, signature, now + kMinute * 6));
        CHECK_FALSE(is_standard_webhook(digests(), secret, id, timestamp, body, signature, now - kMinute * 6));
    }
}
