// How webhooks prove whose they are.
#include "intake/digests.hpp"
#include "intake/gateway.hpp"
#include "intake/parsing.hpp"
#include "intake/text.hpp"

using namespace dialogd;
using namespace dialogd::intake;

namespace {

// As Python's hmac and base64 make it of {"alg":"HS256","typ":"JWT"} and the payload below, with the secret "secret".
constexpr const char* kPayload = R"({"id":1000001,"msisdn":4520123456,"status":"DELIVERED","userref":"abc234"})";

std::string token_of(const std::string& header, const std::string& payload, const std::string& secret = "secret") {
    const std::string said = base64url_encoded(header) + "." + base64url_encoded(payload);
    return said + "." + base64url_encoded(digests().hmac_sha256(secret, said));
}

GatewayShape shape_with(GatewayProof proof) {
    GatewayShape shape;
    shape.name = "here";
    shape.message = {"from", "to", "text", "", "id", ""};
    shape.secret = "secret";
    shape.proof = proof;
    shape.addresses = {"https://dialog.shop.example", "http://127.0.0.1:8081"};
    shape.digests = digests();
    return shape;
}

HttpRequest post(std::string target, std::string body, std::map<std::string, std::string> headers = {}) {
    HttpRequest request;
    request.method = "POST";
    request.path = target.substr(0, target.find('?'));
    if (const std::size_t question = target.find('?'); question != std::string::npos)
        request.query = read_form(std::string_view(target).substr(question + 1));
    request.target = std::move(target);
    request.headers = std::move(headers);
    request.body = std::move(body);
    return request;
}

auto proven(const GatewayShape& shape, const HttpRequest& request, std::string_view path_secret = {}) {
    return proven_parameters(shape, request, path_secret, true, at("2026-11-24T12:00:00Z"));
}

}  // namespace

TEST_CASE("signatures: base64 as RFC 4648 has it, both ways") {
    for (const auto& [plain, coded] : std::map<std::string, std::string>{
             {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}}) {
        CHECK(base64_encoded(plain) == coded);
        CHECK(base64_decoded(coded) == plain);
    }
    CHECK(base64url_encoded("\xff\xef\xbe") == "_---");
    CHECK(base64url_encoded("f") == "Zg");
}

TEST_CASE("signatures: a token counts only as HS256 with the right secret, and as it was written") {
    const std::string good = token_of(R"({"alg":"HS256","typ":"JWT"})", kPayload);
    CHECK(jwt_payload(digests(), "secret", good) == kPayload);
    CHECK_FALSE(jwt_payload(digests(), "Secret", good));
    CHECK_FALSE(jwt_payload(digests(), "", good));
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string other = good;
        other[i] = other[i] == 'A' ? 'B' : 'A';
        CAPTURE(i);
        if (other != good) CHECK_FALSE(jwt_payload(digests(), "secret", other));
    }
    // The last character of the signature has bits that mean nothing: another one with the same octets is refused.
    for (const char c : std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_="))
        if (c != good.back()) CHECK_FALSE(jwt_payload(digests(), "secret", good.substr(0, good.size() - 1) + c));
    for (const char* header : {R"({"alg":"none"})", R"({"alg":"HS512"})", R"({"typ":"JWT"})", R"(["HS256"])", "", "{"})
        CHECK_FALSE(jwt_payload(digests(), "secret", token_of(header, kPayload)));
    const std::string unsigned_one = base64url_encoded(R"({"alg":"none"})") + "." + base64url_encoded(kPayload) + ".";
    for (const std::string& odd :
         {unsigned_one, std::string(), std::string("."), std::string(".."), good + ".x", good + "\n"})
        CHECK_FALSE(jwt_payload(digests(), "secret", odd));
}

TEST_CASE("signatures: of a token's request only the token is believed") {
    GatewayShape shape = shape_with(GatewayProof::jwt);
    shape.signature_header = "x-gwapi-signature";
    const std::string token = token_of(
        R"({"alg":"HS256"})", R"({"msisdn":4520123456,"id":9,"senttime":1795514400.0,"sender":null,"message":"ja"})");
    const auto said = proven(
        shape, post("/in/here/message?message=nej&id=8", R"({"message":"nej"})", {{"x-gwapi-signature", token}}));
    REQUIRE(said.has_value());
    CHECK(*said == std::map<std::string, std::string>{
                       {"msisdn", "4520123456"}, {"id", "9"}, {"senttime", "1795514400"}, {"message", "ja"}});
    CHECK_FALSE(proven(shape, post("/in/here/message", R"({"message":"ja"})")).has_value());
    CHECK_FALSE(proven(shape, post("/in/here/message", "", {{"authorization", token}})).has_value());
}

TEST_CASE("signatures: Twilio's covers the address as the world sees it, the query and every parameter of the form") {
    const GatewayShape shape = shape_with(GatewayProof::twilio);
    const auto signature = [](const std::string& said) { return base64_encoded(digests().hmac_sha1("secret", said)); };
    const std::string target = "/in/here/receipt?token=abc234";
    const std::string good =
        signature("https://dialog.shop.example" + target + "From+4520123456MessageStatusdelivered");
    const std::string body = "MessageStatus=delivered&From=%2B4520123456";
    const auto said = proven(shape, post(target, body, {{"x-twilio-signature", good}}));
    REQUIRE(said.has_value());
    CHECK(said->at("token") == "abc234");
    CHECK(said->at("MessageStatus") == "delivered");
    CHECK_FALSE(proven(shape, post(target, body)).has_value());
    CHECK_FALSE(proven(shape, post(target + "5", body, {{"x-twilio-signature", good}})).has_value());
    CHECK_FALSE(proven(shape, post(target, body + "&x=1", {{"x-twilio-signature", good}})).has_value());
    CHECK_FALSE(proven(shape, post(target, body, {{"x-twilio-signature", good}, {"content-type", "application/json"}}))
                    .has_value());
    // Directly, without the proxy, and with the port that the library of the day writes.
    const std::string form = "From+4520123456MessageStatusdelivered";
    for (const std::string address : {"http://127.0.0.1:8081", "http://127.0.0.1", "https://dialog.shop.example:443"})
        CHECK(proven(shape, post(target, body, {{"x-twilio-signature", signature(address + target + form)}}))
                  .has_value());
    CHECK_FALSE(
        proven(shape, post(target, body, {{"x-twilio-signature", signature("https://evil.example" + target + form)}}))
            .has_value());
    // A parameter that comes twice is signed once for each value that it has.
    const std::string twice = signature("https://dialog.shop.example/in/here/messagea1a2");
    CHECK(proven(shape, post("/in/here/message", "a=2&a=1&a=2", {{"x-twilio-signature", twice}})).has_value());
    // A body that the signature does not cover says nothing.
    const auto uncovered =
        proven(shape, post("/in/here/message", R"({"text":"ja"})",
                           {{"x-twilio-signature", signature("https://dialog.shop.example/in/here/message")},
                            {"content-type", "application/json"}}));
    REQUIRE(uncovered.has_value());
    CHECK(uncovered->empty());
    GatewayShape without = shape;
    without.secret.clear();
    CHECK_FALSE(proven(without, post(target, body,
                                     {{"x-twilio-signature", base64_encoded(digests().hmac_sha1(
                                                                 "", "https://dialog.shop.example" + target + form))}}))
                    .has_value());
}

TEST_CASE(
    "signatures: a secret may come as a password, a parameter or a path, and a wrong one beside a right one counts") {
    GatewayShape shape = shape_with(GatewayProof::secret);
    shape.secret_parameter = "key";
    const std::string basic = "Basic " + base64_encoded("anybody:secret");
    CHECK(proven(shape, post("/in/here/message", "a=1", {{"authorization", basic}})).has_value());
    CHECK(proven(shape, post("/in/here/message?key=secret", "a=1")).has_value());
    CHECK(proven(shape, post("/in/here/secret/message", "a=1"), "secret").has_value());
    CHECK_FALSE(proven(shape, post("/in/here/message", "a=1")).has_value());
    CHECK_FALSE(proven(shape, post("/in/here/message", "a=1", {{"authorization", "Basic " + base64_encoded("secret")}}))
                    .has_value());
    CHECK_FALSE(proven(shape, post("/in/here/message", "a=1", {{"authorization", "Bearer secret"}})).has_value());
    CHECK_FALSE(proven(shape, post("/in/here/message?key=wrong", "a=1", {{"authorization", basic}})).has_value());
    CHECK_FALSE(proven(shape, post("/in/here/wrong/message", "a=1", {{"authorization", basic}}), "wrong").has_value());
    shape.secret.clear();
    CHECK_FALSE(
        proven(shape, post("/in/here/message?key=", "a=1", {{"authorization", "Basic " + base64_encoded("a:")}}))
            .has_value());
    const GatewayPath path = gateway_path("/in/here/a/b/message");
    CHECK(path.name == "here");
    CHECK(path.secret == "a/b");
    CHECK(path.what == "message");
    CHECK(gateway_path("/in/").name.empty());
    CHECK(gateway_path("/in/here").what.empty());
    CHECK(gateway_path("/in/here/message").secret.empty());
}

TEST_CASE("signatures: Standard Webhooks' covers the body, not the query") {
    GatewayShape shape = shape_with(GatewayProof::standard);
    shape.secret = "whsec_" + base64_encoded("0123456789abcdef");
    const std::string now = std::to_string(at("2026-11-24T12:00:00Z").time_since_epoch() / std::chrono::seconds(1));
    const std::string body = R"({"from":"+4520123456","text":"ja"})";
    const std::map<std::string, std::string> headers{
        {"webhook-id", "m1"},
        {"webhook-timestamp", now},
        {"content-type", "application/json; charset=utf-8"},
        {"webhook-signature", standard_webhook_signature(digests(), shape.secret, "m1", now, body)}};
    const auto said = proven(shape, post("/in/here/message?text=nej", body, headers));
    REQUIRE(said.has_value());
    CHECK(said->at("text") == "ja");
    CHECK_FALSE(proven(shape, post("/in/here/message", body + " ", headers)).has_value());
}

TEST_CASE("signatures: JSON that is no flat object says nothing") {
    CHECK(read_json_parameters("[1]").empty());
    CHECK(read_json_parameters("{").empty());
    CHECK(read_json_parameters("").empty());
    CHECK(read_json_parameters(R"({"a":{"b":1},"c":[1],"d":true,"e":null,"f":-1.9,"g":1e300})") ==
          std::map<std::string, std::string>{{"f", "-1"}});
}
