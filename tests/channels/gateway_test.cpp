// What is said to a gateway, and what its answers mean, without one.
#include <doctest/doctest.h>

#include <stdexcept>

#include "channels/gateway_answer.hpp"
#include "channels/gateway_request.hpp"

using namespace dialogd;
using namespace dialogd::channels;

namespace {

Outgoing sms(std::string text = "Hej", std::string to = "+4520123456") {
    Outgoing outgoing;
    outgoing.message = 1;
    outgoing.to = std::move(to);
    outgoing.from = "1234";
    outgoing.token = "abc234";
    outgoing.bytes = std::move(text);
    return outgoing;
}

// As providers/kannel.yaml has it.
GatewaySettings kannel() {
    GatewaySettings settings;
    settings.provider.name = "kannel";
    settings.provider.method = "GET";
    settings.provider.url = "http://127.0.0.1:13013/cgi-bin/sendsms";
    settings.provider.query = {
        {"username", "{{user}}"},
        {"to", "{{to}}"},
        {"text", "{{text}}"},
        {"coding", "{{coding}}"},
        {"dlr-mask", "{{#receipt_url}}31{{/receipt_url}}"},
        {"dlr-url", "{{#receipt_url}}{{receipt_url}}?token={{token}}&status=%d{{/receipt_url}}"}};
    settings.provider.accepted_status = {202};
    settings.provider.accepted_body = "^(0: Accepted for delivery|3: Queued for later delivery)";
    settings.provider.deferred_body = "^(Authorization failed|Temporal failure)";
    settings.user = "dialogd";
    return settings;
}

}  // namespace

TEST_CASE("gateway: Kannel's URL, with the receipt's own URL encoded once more") {
    auto settings = kannel();
    settings.receipt_url = "http://127.0.0.1:8081/in/kannel/receipt";
    const auto request = make_request(settings, sms("Hej & tak, 50% æ"));
    CHECK(request.method == "GET");
    CHECK(request.body.empty());
    CHECK(request.url ==
          "http://127.0.0.1:13013/cgi-bin/sendsms?username=dialogd&to=%2B4520123456&text=Hej%20%26%20tak%2C%2050%25%20"
          "%C3%A6&coding=0&dlr-mask=31&dlr-url=http%3A%2F%2F127.0.0.1%3A8081%2Fin%2Fkannel%2Freceipt%3Ftoken%3Dabc234"
          "%26status%3D%25d");
}

TEST_CASE("gateway: without a receipt URL none is asked for, and what GSM 7 bit lacks goes as UCS-2") {
    const auto request = make_request(kannel(), sms("\xF0\x9F\x99\x82"));
    CHECK(request.url.find("dlr") == std::string::npos);
    CHECK(request.url.find("coding=2") != std::string::npos);
}

TEST_CASE("gateway: JSON, form and headers escape as their places need") {
    GatewaySettings settings;
    settings.provider.json = R"({"to":"{{to}}","text":"{{text}}"})";
    settings.provider.url = "https://sms.example/{{account}}/send?x=1";
    settings.provider.settings["account"] = "a/b";
    settings.provider.headers["X-Sender"] = "{{from}}";
    settings.provider.auth = "bearer";
    settings.password = "t\r\nX-Evil: 1";
    auto request = make_request(settings, sms("a\"b\\c\nd\x01"));
    CHECK(request.body == "{\"to\":\"+4520123456\",\"text\":\"a\\\"b\\\\c\\nd\\u0001\"}");
    CHECK(request.url == "https://sms.example/a%2Fb/send?x=1");
    CHECK(request.headers == std::vector<std::string>{"X-Sender: 1234", "Authorization: Bearer t  X-Evil: 1",
                                                      "Content-Type: application/json"});
    settings.provider.json.clear();
    settings.provider.form = {{"To", "{{to}}"}, {"Body", "{{text}}"}, {"Empty", ""}};
    request = make_request(settings, sms("a=b&c"));
    CHECK(request.body == "To=%2B4520123456&Body=a%3Db%26c");
}

TEST_CASE("gateway: templates have values and sections, and their mistakes are found at the start") {
    const Values values{{"a", "1"}, {"b", ""}};
    CHECK(fill_template("x{{a}}{{ a }}{{{a}}}{{&a}}{{b}}y", values) == "x1111y");
    CHECK(fill_template("{{#a}}yes{{#b}}no{{/b}}{{/a}}{{^b}}none{{/b}}", values) == "yesnone");
    CHECK(fill_template("{{a", values) == "{{a");
    CHECK_FALSE(template_fault("{{#a}}{{b}}{{/a}}", values));
    CHECK(template_fault("{{c}}", values) == "{{c}} is not known here");
    CHECK(template_fault("{{#a}}", values));
    CHECK(template_fault("{{/a}}", values));
    CHECK(template_fault("{{#a}}{{/b}}", values));
    CHECK(template_fault("{{a", values));
    CHECK(template_fault("x {{a", values));
    auto settings = kannel();
    CHECK(make_gateway(settings).has_value());
    settings.provider.query.emplace_back("x", "{{txt}}");
    CHECK(make_gateway(settings).error().message == "provider kannel: x: {{txt}} is not known here");
    settings = kannel();
    settings.provider.accepted_body = "(";
    CHECK(make_gateway(settings).error().message.find("accepted_body: \"(\"") != std::string::npos);
    settings = kannel();
    settings.url = "ftp://x";
    CHECK_FALSE(make_gateway(settings).has_value());
    settings = kannel();
    settings.fill = [](const std::string&, const Values&) -> std::string { throw std::runtime_error("broken"); };
    CHECK(make_gateway(settings).error().message == "provider kannel: broken");
}

TEST_CASE("gateway: what each answer means") {
    const auto settings = kannel();
    const auto made = GatewayAnswers::make(settings.provider);
    REQUIRE(made);
    const auto kind = [&](int status, const std::string& body) { return made->judge(status, body, sms()).kind; };
    CHECK(kind(202, "0: Accepted for delivery") == ReceiptKind::accepted);
    CHECK(kind(202, "3: Queued for later delivery") == ReceiptKind::accepted);
    CHECK(kind(202, "<html>Welcome</html>") == ReceiptKind::uncertain);
    CHECK(kind(200, "0: Accepted for delivery") == ReceiptKind::uncertain);
    CHECK(kind(302, "") == ReceiptKind::uncertain);
    CHECK(kind(400, "bad number") == ReceiptKind::failed);
    CHECK(kind(403, "Authorization failed for sendsms") == ReceiptKind::deferred);
    CHECK(kind(404, "") == ReceiptKind::failed);
    CHECK(kind(429, "") == ReceiptKind::deferred);
    CHECK(kind(500, "") == ReceiptKind::deferred);
    CHECK(kind(503, "Temporal failure, try again later.") == ReceiptKind::deferred);
    CHECK(kind(504, "") == ReceiptKind::uncertain);
}

TEST_CASE("gateway: the reference is kept, the number and the words are not") {
    Provider provider;
    provider.reference_body = R"re("id":"([^"]+)")re";
    provider.failed_body = "blacklisted";
    const auto made = GatewayAnswers::make(provider);
    REQUIRE(made);
    const auto verdict = made->judge(201, R"({"id":"SM1","to":"+4520123456","body":"Hej Hans"})", sms("Hej Hans"));
    CHECK(verdict.kind == ReceiptKind::accepted);
    CHECK(verdict.reference == "SM1");
    CHECK(verdict.detail.find("4520123456") == std::string::npos);
    CHECK(verdict.detail.find("Hans") == std::string::npos);
    CHECK(made->judge(200, "blacklisted", sms()).kind == ReceiptKind::failed);
    provider.reference_body = "no group";
    CHECK_FALSE(GatewayAnswers::make(provider).has_value());
}
