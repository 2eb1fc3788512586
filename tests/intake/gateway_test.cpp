// Gateways' webhooks: messages, receipts, charsets and whom to trust.
#include "intake/gateway.hpp"

#include "intake/charset.hpp"
#include "intake/parsing.hpp"
#include "intake/text.hpp"

using namespace dialogd;
using namespace dialogd::intake;

namespace {

GatewayShape kannel() {
    GatewayShape shape;
    shape.name = "kannel";
    shape.message = {"from", "to", "text", "charset", "id", "ts"};
    shape.receipt.token = "token";
    shape.receipt.status = "type";
    shape.receipt.detail = "answer";
    shape.receipt.reference = "id";
    shape.receipt.kinds = {{"1", ReceiptKind::delivered}, {"2", ReceiptKind::bounced}};
    return shape;
}

WebhookReading message(std::string_view query, const GatewayShape& shape = kannel()) {
    return read_gateway_message(shape, read_form(query), sender());
}
const Reply& reply_of(const WebhookReading& reading) {
    REQUIRE(reading.arrival.has_value());
    return std::get<Reply>(reading.arrival->input);
}

}  // namespace

TEST_CASE("gateway: an inbound message becomes a reply from that number") {
    const auto reading = message("from=4520123456&to=1234&text=Ja+tak&charset=UTF-8&id=k-1&ts=1795521600");
    const Reply& reply = reply_of(reading);
    CHECK(reply.channel == ChannelKind::sms);
    CHECK(reply.from == "+4520123456");
    CHECK(reply.to == "1234");
    CHECK(reply.text == "Ja tak");
    CHECK(reply.id == "k-1");
    CHECK(reply.time == at("2026-11-24T12:00:00Z"));
    CHECK(reading.arrival->about.phone == "+4520123456");
}

TEST_CASE("gateway: a number is known in the ways that gateways write it") {
    for (const char* from : {"%2B4520123456", "+4520123456", "4520123456", "20123456"})
        CHECK(reply_of(message(std::string("text=x&from=") + from)).from == "+4520123456");
    CHECK_FALSE(message("from=Telia&text=x").arrival.has_value());
    CHECK(contains(message("text=x").dead, "sender"));
}

TEST_CASE("gateway: the text is decoded by its charset") {
    CHECK(reply_of(message("from=20123456&charset=UTF-8&text=r%C3%B8d")).text == "rød");
    CHECK(reply_of(message("from=20123456&charset=UTF-16BE&text=%00r%00%F8%00d%26%3A")).text == "rød☺");
    CHECK(reply_of(message("from=20123456&charset=ISO-8859-1&text=r%F8d")).text == "rød");
    CHECK(reply_of(message("from=20123456&charset=WINDOWS-1252&text=%80")).text == "€");
    CHECK(reply_of(message("from=20123456&charset=8-BIT&text=r%F8d")).text == "rød");
    CHECK(reply_of(message("from=20123456&charset=8-BIT&text=r%C3%B8d")).text == "rød");
    CHECK(reply_of(message("from=20123456&text=r%F8d")).text == "rød");
    CHECK(reply_of(message("from=20123456&charset=klingon&text=r%C3%B8d")).text == "rød");
    CHECK(contains(message("from=20123456&charset=UTF-16BE&text=%00r%00").dead, "charset"));
    CHECK(to_utf8(std::string_view("\xd8\x3d\xde\x00", 4), "UTF-16BE") == "😀");
}

TEST_CASE("gateway: without an id, repeats are told by sender, time and text") {
    const auto id = [](std::string_view query) { return reply_of(message(query)).id; };
    CHECK(id("from=20123456&text=ja&ts=1000") == id("from=%2B4520123456&text=ja&ts=1000"));
    CHECK(id("from=20123456&text=ja&ts=1000") != id("from=20123456&text=ja&ts=1001"));
    CHECK(id("from=20123456&text=ja&ts=1000") != id("from=20123456&text=nej&ts=1000"));
    CHECK(id("from=20123456&text=ja&ts=1000") != id("from=20123457&text=ja&ts=1000"));
    CHECK(id("from=20123456&text=ja") == id("from=20123456&text=ja"));
}

TEST_CASE("gateway: a message from the future is from now") {
    CHECK(reply_of(message("from=20123456&text=x&ts=2030-01-01+00:00:00")).time == at("2026-11-24T12:00:00Z"));
    CHECK(reply_of(message("from=20123456&text=x&ts=2026-11-24+10:00:00")).time == at("2026-11-24T10:00:00Z"));
    CHECK(reply_of(message("from=20123456&text=x&ts=1795514400000")).time == at("2026-11-24T10:00:00Z"));
}

TEST_CASE("gateway: a receipt carries its token, and what is on the way is let pass") {
    const auto read = [](std::string_view query) { return read_gateway_receipt(kannel(), read_form(query), sender()); };
    const auto delivered = read("token=abc&type=1&id=r-1&answer=DELIVRD");
    REQUIRE(delivered.arrival.has_value());
    CHECK(delivered.arrival->about.token == "abc");
    const auto& receipt = std::get<Receipt>(delivered.arrival->input);
    CHECK(receipt.kind == ReceiptKind::delivered);
    CHECK(receipt.status == "1");
    CHECK(receipt.reference == "r-1");
    CHECK(receipt.detail == "DELIVRD");
    CHECK_FALSE(read("token=abc&type=8").arrival.has_value());
    CHECK(read("token=abc&type=8").dead.empty());
    CHECK(contains(read("type=2").dead, "token"));
}

TEST_CASE("gateway: without a secret only this machine is trusted, and no proxy on it") {
    CHECK(is_trusted(kannel(), {}, {}, true));
    CHECK_FALSE(is_trusted(kannel(), {}, {}, false));
    CHECK_FALSE(is_trusted(kannel(), {}, {{"x-forwarded-for", "192.0.2.1"}}, true));
    GatewayShape shape = kannel();
    shape.secret_parameter = "key";
    shape.secret = "s3cret";
    CHECK(is_trusted(shape, {{"key", "s3cret"}}, {}, false));
    CHECK_FALSE(is_trusted(shape, {{"key", "s3creT"}}, {}, true));
    CHECK_FALSE(is_trusted(shape, {{"key", "s3crets3cret"}}, {}, true));
    CHECK_FALSE(is_trusted(shape, {}, {}, true));
    shape.secret.clear();
    CHECK_FALSE(is_trusted(shape, {{"key", ""}}, {}, true));
}
