// The gateways' files that ship, with a server that plays the gateways as their documentation has them, and signs
// what it calls back.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/ways_out.hpp"
#include "channels/gateway_request.hpp"
#include "channels/party.hpp"
#include "channels/wait.hpp"
#include "intake/asking.hpp"
#include "intake/gateway.hpp"
#include "intake/parsing.hpp"
#include "intake/text.hpp"

using namespace dialogd;
using namespace dialogd::app;
using namespace dialogd::tests;
using std::chrono::milliseconds;
namespace fs = std::filesystem;

namespace {

constexpr const char* kAccount = "AC0123456789abcdef0123456789abcdef";

// How each is configured. What stands behind the host of its URL is the gateway's own.
struct Known {
    std::string provider, path, user, password, secret;
};
const std::vector<Known> kKnown{
    {"twilio", "/2010-04-01/Accounts/" + std::string(kAccount) + "/Messages.json", kAccount, "twilio-token", ""},
    {"46elks", "/a1/sms", "u0123", "elks-password", "a secret & more"},
    {"gatewayapi", "/rest/mtsms", "", "gwapi.token", "webhook token"}};

Config config_with(int web_port) {
    Config config;
    config.file = "/nowhere/dialogd.yaml";
    config.web = "127.0.0.1:" + std::to_string(web_port);
    config.household.public_url = "https://dialog.shop.example";
    return config;
}

ChannelConfig channel_of(const Known& known, const std::string& host) {
    ChannelConfig channel;
    channel.kind = ChannelKind::sms;
    channel.type = "gateway";
    channel.provider = known.provider;
    channel.url = host + known.path;
    channel.user = known.user;
    channel.password = known.password;
    channel.secret = known.secret;
    channel.from = "+4512345678";
    return channel;
}

// The party, and one gateway's channel to it.
struct Gateways {
    Gateways() {
        char name[] = "/tmp/dialogd-gateways-XXXXXX";
        REQUIRE(::mkdtemp(name) != nullptr);
        folder = name;
        party.emplace(std::vector<std::string>{program("python3"), DIALOGD_SOURCE_DIR "/tests/channels/gateways.py",
                                               std::to_string(port)},
                      port, (folder / "log").string());
        REQUIRE(party->ready());
    }
    ~Gateways() {
        party.reset();
        fs::remove_all(folder);
    }
    std::string host() const { return "http://127.0.0.1:" + std::to_string(port); }
    std::unique_ptr<Channel> channel(const Known& known, int web_port = 1) {
        auto made = open_channel(channel_of(known, host()), config_with(web_port), shapes);
        REQUIRE(made.has_value());
        return std::move(*made);
    }
    std::string log() const {
        std::ifstream file(folder / "log");
        return {std::istreambuf_iterator<char>(file), {}};
    }
    // Lets it call a webhook; gives the status that it was answered.
    std::string say(const std::string& gateway, const std::string& what, const std::string& url,
                    const std::string& secret, const std::string& more) {
        const auto percent = [](const std::string& text) { return channels::escape(channels::Place::percent, text); };
        intake::PlainSocket socket(static_cast<std::uint16_t>(port));
        socket.send("GET /say/" + gateway + "/" + what + "?url=" + percent(url) + "&secret=" + percent(secret) + "&" +
                    more + " HTTP/1.1\r\nHost: x\r\n\r\n");
        return socket.read_answer().body;
    }

    int port = free_port();
    fs::path folder;
    std::optional<Party> party;
    std::vector<intake::GatewayShape> shapes;
};

Receipt receipt_for(Channel& channel, const std::string& to, const std::string& text = "Hej Søren, \"ja\"?") {
    Outgoing outgoing = mail_to(1, to, text);
    outgoing.token = "abc234";
    outgoing.from = "+4512345678";
    channel.submit(outgoing);
    auto outcomes = outcomes_of(channel, 1);
    REQUIRE(outcomes.size() == 1);
    return outcomes[0].receipt;
}

bool no_python() {
    if (!program("python3").empty()) return false;
    MESSAGE("skipped: no python3");
    return true;
}

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

}  // namespace

TEST_CASE("providers: each gateway takes what is sent to it, and its answers are understood") {
    if (no_python()) return;
    struct Row {
        std::string to;
        ReceiptKind kind;
        bool bad;
        std::vector<std::string> status;  // of Twilio, 46elks, GatewayAPI
    };
    const std::vector<Row> rows{
        {"+4520123456", ReceiptKind::accepted, false, {"201", "200", "200"}},
        {"+4520123211", ReceiptKind::failed, true, {"21211", "400", "0x0308"}},
        {"+4520123614", ReceiptKind::failed, true, {"21614", "400", "0x0308"}},
        {"+4520123610", ReceiptKind::failed, false, {"21610", "400", "0x0215"}},
        {"+4520123402", ReceiptKind::deferred, false, {"20005", "403", "0x0216"}},
        {"+4520123503", ReceiptKind::deferred, false, {"503", "503", "503"}},
        {"+4520123999", ReceiptKind::uncertain, false, {"4.4.2", "4.4.2", "4.4.2"}},
    };
    Gateways gateways;
    for (std::size_t i = 0; i < kKnown.size(); ++i) {
        const auto channel = gateways.channel(kKnown[i]);
        for (const Row& row : rows) {
            CAPTURE(kKnown[i].provider);
            CAPTURE(row.to);
            const Receipt receipt = receipt_for(*channel, row.to);
            CHECK(receipt.kind == row.kind);
            CHECK(receipt.address_is_bad == row.bad);
            CHECK(receipt.status == row.status[i]);
            CHECK(receipt.detail.find("20123") == std::string::npos);
            CHECK(receipt.detail.find("Søren") == std::string::npos);
            CHECK((row.kind == ReceiptKind::accepted) == !receipt.reference.empty());
            CHECK(count(gateways.log(), row.to.substr(1)) == i + 1);  // one request for each attempt, whatever happens
        }
    }
    const std::string log = gateways.log();
    CHECK(log.find("\"StatusCallback\": [\"http://127.0.0.1:1/in/twilio/receipt?token=abc234\"]") != std::string::npos);
    CHECK(log.find(
              "whendelivered\": [\"http://127.0.0.1:1/in/46elks/receipt?token=abc234&key=a%20secret%20%26%20more\"]") !=
          std::string::npos);
    CHECK(log.find("\"userref\": \"abc234\"") != std::string::npos);
    CHECK(count(log, "Hej S\\u00f8ren, \\\"ja\\\"?") == 3 * rows.size());
    CHECK(log.find("UCS2") == std::string::npos);
    const auto channel = gateways.channel(kKnown[2]);
    CHECK(receipt_for(*channel, "+4520123456", "Tak 🙂").kind == ReceiptKind::accepted);
    CHECK(gateways.log().find("\"encoding\": \"UCS2\"") != std::string::npos);
}

TEST_CASE("providers: a wrong password waits until it is mended, and says whose it is") {
    if (no_python()) return;
    Gateways gateways;
    for (Known known : kKnown) {
        known.password = "wrong";
        CAPTURE(known.provider);
        const auto channel = gateways.channel(known);
        CHECK(receipt_for(*channel, "+4520123456").kind == ReceiptKind::deferred);
    }
}

TEST_CASE("providers: too many requests: nothing is asked before the time that the gateway named") {
    if (no_python()) return;
    Gateways gateways;
    const auto channel = gateways.channel(kKnown[0]);
    const Instant before = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    for (int i = 0; i < 12; ++i) channel->submit(mail_to(static_cast<MessageNumber>(i), "+4520123429", "Hej"));
    const auto outcomes = outcomes_of(*channel, 12);
    REQUIRE(outcomes.size() == 12);
    for (const Outcome& outcome : outcomes) {
        CHECK(outcome.receipt.kind == ReceiptKind::deferred);
        CHECK(outcome.receipt.retry_at > before + milliseconds(1000));
        CHECK(outcome.receipt.retry_at < before + milliseconds(8000));
    }
    CHECK(count(gateways.log(), "4520123429") <= 10);  // as many as there were connections; the rest went back unsaid
    CHECK(channel->room() == 0);
    const auto dated = gateways.channel(kKnown[0]);
    const Receipt receipt = receipt_for(*dated, "+4520123428");
    CHECK(receipt.kind == ReceiptKind::deferred);
    CHECK(receipt.retry_at > before + std::chrono::seconds(20));
    CHECK(receipt.retry_at < before + std::chrono::seconds(45));
    CHECK(dated->room() == 0);
    // What was asked before and succeeds after does not shorten it.
    const auto mixed = gateways.channel(kKnown[0]);
    mixed->submit(mail_to(1, "+4520123997", "Hej"));
    mixed->submit(mail_to(2, "+4520123429", "Hej"));
    const auto both = outcomes_of(*mixed, 2);
    REQUIRE(both.size() == 2);
    CHECK(both[1].receipt.kind == ReceiptKind::accepted);
    CHECK(mixed->room() == 0);
}

TEST_CASE("providers: what comes back is taken when the gateway proves that it is its own") {
    if (no_python()) return;
    Gateways gateways;
    const int web_port = free_port();
    for (const Known& known : kKnown) (void)gateways.channel(known, web_port);
    intake::FakeApp fake;
    intake::Settings settings;
    settings.http = "127.0.0.1:0";
    settings.web = "127.0.0.1:" + std::to_string(web_port);
    settings.gateways = gateways.shapes;
    auto server = intake::make_server(settings, fake.handlers());
    REQUIRE(server->start().has_value());
    const std::string base = "http://127.0.0.1:" + std::to_string(web_port) + "/in/";
    std::size_t taken = 0;
    for (const Known& known : kKnown) {
        CAPTURE(known.provider);
        const std::string secret = known.secret.empty() ? known.password : known.secret;
        const std::string url = base + known.provider;
        const std::string text =
            "from=%2B4520123456&id=77&text=" + channels::escape(channels::Place::percent, "Ja tak, 8 & æøå 🙂");
        CHECK(gateways.say(known.provider, "message", url + "/message", secret, text) == "200");
        CHECK(gateways.say(known.provider, "message", url + "/message", secret, text) == "200");  // it tries again
        CHECK(gateways.say(known.provider, "message", url + "/message", secret + "x", text) == "403");
        auto arrivals = fake.arrivals();
        REQUIRE(arrivals.size() == taken + 2);
        const auto& reply = std::get<Reply>(arrivals[taken].input);
        CHECK(reply.from == "+4520123456");
        CHECK(reply.to == "+4512345678");
        CHECK(reply.text == "Ja tak, 8 & æøå 🙂");
        CHECK(reply.id == "77");
        CHECK(std::get<Reply>(arrivals[taken + 1].input).id == reply.id);
        if (known.provider != "twilio")
            CHECK(reply.time == parse_instant("2026-11-24T10:00:00Z").value() +
                                    (known.provider == "46elks" ? milliseconds(741) : milliseconds(0)));
        taken = arrivals.size();
    }
    struct Row {
        std::string provider, status, code;
        std::optional<ReceiptKind> kind;
        bool bad;
    };
    const std::vector<Row> rows{{"twilio", "sent", "", std::nullopt, false},
                                {"twilio", "delivered", "", ReceiptKind::delivered, false},
                                {"twilio", "undelivered", "30003", ReceiptKind::bounced, false},
                                {"twilio", "undelivered", "30005", ReceiptKind::bounced, true},
                                {"46elks", "delivered", "", ReceiptKind::delivered, false},
                                {"46elks", "failed", "", ReceiptKind::bounced, false},
                                {"gatewayapi", "ENROUTE", "", std::nullopt, false},
                                {"gatewayapi", "DELIVERED", "", ReceiptKind::delivered, false},
                                {"gatewayapi", "EXPIRED", "0x1010", ReceiptKind::bounced, false},
                                {"gatewayapi", "UNDELIVERABLE", "", ReceiptKind::bounced, true}};
    for (const Row& row : rows) {
        CAPTURE(row.provider);
        CAPTURE(row.status);
        const Known& known = row.provider == "twilio" ? kKnown[0] : row.provider == "46elks" ? kKnown[1] : kKnown[2];
        const std::string secret = known.secret.empty() ? known.password : known.secret;
        std::string url = base + row.provider + "/receipt?token=abc234";
        if (row.provider == "46elks") url += "&key=" + channels::escape(channels::Place::percent, secret);
        const std::string more = "from=%2B4520123456&id=77&token=abc234&status=" + row.status + "&code=" + row.code;
        CHECK(gateways.say(row.provider, "receipt", url, secret, more) == "200");
        const auto arrivals = fake.arrivals();
        REQUIRE(arrivals.size() == taken + (row.kind ? 1 : 0));
        taken = arrivals.size();
        if (!row.kind) continue;
        const auto& receipt = std::get<Receipt>(arrivals.back().input);
        CHECK(arrivals.back().about.token == "abc234");
        CHECK(receipt.kind == *row.kind);
        CHECK(receipt.status == (row.code.empty() ? row.status : row.code));
        CHECK(receipt.address_is_bad == row.bad);
        CHECK(receipt.reference == "77");
    }
    CHECK(fake.dead_letters().empty());
    server->stop();
}

TEST_CASE("providers: without a secret nothing that comes in could be believed, and that is said at the start") {
    std::vector<intake::GatewayShape> shapes;
    Known elks = kKnown[1];
    elks.secret.clear();
    ChannelConfig channel = channel_of(elks, "https://api.46elks.com");
    const auto refused = open_channel(channel, config_with(1), shapes);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message.find("secret_file") != std::string::npos);
    channel.can_receive = false;
    CHECK(open_channel(channel, config_with(1), shapes).has_value());
    REQUIRE(shapes.size() == 1);
    CHECK_FALSE(intake::proven_parameters(shapes[0], {}, "", true, Instant{}).has_value());
    // The file's own URL serves when the configuration has none; a gateway far away calls the public address.
    for (const char* provider : {"kannel", "twilio", "46elks", "gatewayapi"}) {
        ChannelConfig bare = channel_of({provider, "", kAccount, "password", "secret"}, "");
        CHECK(open_channel(bare, config_with(1), shapes).has_value());
    }
}
