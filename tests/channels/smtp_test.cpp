// The SMTP channel with a relay of our own.
#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <thread>

#include "channels/relay.hpp"
#include "channels/smtp.hpp"
#include "channels/wait.hpp"

using namespace dialogd;
using namespace dialogd::channels;
using namespace dialogd::tests;
using std::chrono::milliseconds;

namespace {

std::unique_ptr<Channel> channel_to(const std::string& url, int connections = 1, SmtpTimes times = {},
                                    double rate = 0) {
    SmtpSettings settings;
    settings.url = url;
    settings.tls = Tls::none;
    settings.connections = connections;
    settings.rate = rate;
    auto made = make_smtp(settings, times);
    REQUIRE(made);
    return std::move(*made);
}

Receipt one(Channel& channel, Outgoing outgoing) {
    channel.submit(std::move(outgoing));
    const auto outcomes = outcomes_of(channel, 1);
    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].customer == CustomerNumber{1});
    return outcomes[0].receipt;
}

std::size_t count_of(const std::vector<Outcome>& outcomes, ReceiptKind kind) {
    return static_cast<std::size_t>(std::count_if(outcomes.begin(), outcomes.end(),
                                                  [&](const auto& outcome) { return outcome.receipt.kind == kind; }));
}

const RelaySays kAtDot = [](const std::string& verb, const RelaySession& session) -> std::string {
    if (verb != ".") return "";
    if (session.to.starts_with("drop")) return "drop";
    if (session.to.starts_with("hang")) return "hang";
    if (session.to.starts_with("later")) return "451 4.3.0 later";
    if (session.to.starts_with("never")) return "554 5.7.1 no";
    return "";
};

}  // namespace

TEST_CASE("smtp: each answer is the outcome that the table says") {
    for (const bool pipelining : {true, false}) {
        Relay relay(pipelining ? std::vector<std::string>{"PIPELINING"} : std::vector<std::string>{}, kAtDot);
        auto channel = channel_to(relay.url());
        CHECK(one(*channel, mail_to(1, "ok@x")).kind == ReceiptKind::accepted);
        CHECK(one(*channel, mail_to(2, "later@x")).kind == ReceiptKind::deferred);
        CHECK(one(*channel, mail_to(3, "never@x")).kind == ReceiptKind::failed);
        CHECK(one(*channel, mail_to(4, "drop@x")).kind == ReceiptKind::uncertain);
        CHECK(one(*channel, mail_to(5, "ok@x\r\nDATA")).kind == ReceiptKind::failed);
        const auto accepted = one(*channel, mail_to(6, "ok@x", "Subject: s\r\n\r\n.\r\n..a\r\n"));
        CHECK(accepted.kind == ReceiptKind::accepted);
        CHECK(accepted.reference == "A1");
        CHECK(channel->idle());
        CHECK(relay.mails().back() == "Subject: s\r\n\r\n.\r\n..a\r\n");
        CHECK(relay.connections() == 2);  // the first was kept until the relay dropped it
        CHECK(channel->close().empty());
        CHECK(relay.quits() == 1);
    }
}

TEST_CASE("smtp: copies are never more than one and the uncertain attempts") {
    Relay relay({"PIPELINING"}, [](const std::string& verb, const RelaySession& session) -> std::string {
        return verb == "." && session.mails % 7 == 0 ? "drop" : "";
    });
    auto channel = channel_to(relay.url(), 4);
    std::map<MessageNumber, Receipt> receipts;
    MessageNumber submitted = 0;
    while (receipts.size() < 300) {
        while (submitted < 300 && channel->room() > 0) {
            ++submitted;
            channel->submit(mail_to(submitted, std::to_string(submitted) + "@x"));
        }
        for (const auto& outcome : channel->work(milliseconds(100))) {
            CHECK(receipts.emplace(outcome.receipt.message, outcome.receipt).second);
        }
    }
    auto copies = relay.copies();
    int uncertain = 0, deferred = 0;
    for (const auto& [number, receipt] : receipts) {
        const int count = copies[std::to_string(number) + "@x"];
        if (receipt.kind == ReceiptKind::uncertain) ++uncertain;
        CHECK(count <= 1);
        CHECK(count == (receipt.kind == ReceiptKind::accepted || receipt.kind == ReceiptKind::uncertain ? 1 : 0));
        if (receipt.kind == ReceiptKind::deferred) ++deferred;
    }
    CHECK(deferred <= 5);  // what was behind a lost one went elsewhere, unless that was lost too, and the next
    CHECK(uncertain > 0);
    CHECK(relay.most_at_once() <= 4);
}

TEST_CASE("smtp: one connection that stalls holds up nobody else, and ends by its time-out") {
    Relay relay({"PIPELINING"}, kAtDot);
    SmtpTimes times;
    times.final_dot = milliseconds(1500);
    auto channel = channel_to(relay.url(), 2, times);
    channel->submit(mail_to(1, "hang@x"));
    for (MessageNumber i = 2; i <= 4; ++i) channel->submit(mail_to(i, "ok@x"));
    const auto first = outcomes_of(*channel, 2, milliseconds(1200));
    CHECK(first.size() >= 2);
    CHECK(count_of(first, ReceiptKind::accepted) == first.size());
    const auto rest = outcomes_of(*channel, 4 - first.size(), std::chrono::seconds(8));
    CHECK(count_of(rest, ReceiptKind::uncertain) == 1);
    CHECK(rest.size() + first.size() == 4);
}

TEST_CASE("smtp: when nobody listens the attempt is deferred, and room is 0 until the relay is back") {
    int port = 0;
    {
        Relay gone;
        port = gone.port();
    }
    auto channel = channel_to("smtp://127.0.0.1:" + std::to_string(port));
    CHECK(channel->room() > 0);
    const auto receipt = one(*channel, mail_to(1, "ok@x"));
    CHECK(receipt.kind == ReceiptKind::deferred);
    CHECK(receipt.detail.find("no connection to the relay") != std::string::npos);
    CHECK(channel->room() == 0);
    CHECK(channel->idle());
}

TEST_CASE("smtp: a relay that is back is found by work() alone") {
    std::atomic<bool> up{false};
    Relay relay({"PIPELINING"}, [&](const std::string& verb, const RelaySession&) -> std::string {
        return verb == "220" && !up ? "drop" : "";
    });
    auto channel = channel_to(relay.url());
    CHECK(one(*channel, mail_to(1, "ok@x")).kind == ReceiptKind::deferred);
    CHECK(channel->room() == 0);
    up = true;
    for (int i = 0; i < 100 && channel->room() == 0; ++i) (void)channel->work(milliseconds(50));
    CHECK(channel->room() > 0);
    CHECK(one(*channel, mail_to(2, "ok@x")).kind == ReceiptKind::accepted);
}

TEST_CASE("smtp: a relay that says 421 after some mails costs no message a delay") {
    Relay relay({"PIPELINING"}, [](const std::string& verb, const RelaySession& session) -> std::string {
        return verb == "MAIL" && session.mails >= 3 ? "421 4.7.0 enough" : "";
    });
    auto channel = channel_to(relay.url());
    for (MessageNumber i = 1; i <= 10; ++i) channel->submit(mail_to(i, "ok@x"));
    const auto outcomes = outcomes_of(*channel, 10);
    CHECK(count_of(outcomes, ReceiptKind::accepted) == 10);
    CHECK(relay.connections() == 4);
}

TEST_CASE("smtp: a connection serves so many messages, idles so long, and says QUIT") {
    Relay relay;
    SmtpTimes times;
    times.messages = 3;
    times.idle = milliseconds(150);
    auto channel = channel_to(relay.url(), 1, times);
    for (MessageNumber i = 1; i <= 7; ++i) channel->submit(mail_to(i, "ok@x"));
    CHECK(count_of(outcomes_of(*channel, 7), ReceiptKind::accepted) == 7);
    CHECK(relay.connections() == 3);
    for (int i = 0; i < 40 && relay.quits() < 3; ++i) (void)channel->work(milliseconds(50));
    CHECK(relay.quits() == 3);
    CHECK(one(*channel, mail_to(8, "ok@x")).kind == ReceiptKind::accepted);
}

TEST_CASE("smtp: the rate is kept") {
    Relay relay;
    auto channel = channel_to(relay.url(), 2, {}, 50);
    const auto start = std::chrono::steady_clock::now();
    for (MessageNumber i = 1; i <= 40; ++i) channel->submit(mail_to(i, "ok@x"));
    CHECK(channel->room() == 0);
    CHECK(outcomes_of(*channel, 40).size() == 40);
    CHECK(std::chrono::steady_clock::now() - start >= milliseconds(650));
}

TEST_CASE("smtp: interrupt from another thread wakes work()") {
    Relay relay;
    auto channel = channel_to(relay.url());
    const auto start = std::chrono::steady_clock::now();
    std::thread other([&] {
        std::this_thread::sleep_for(milliseconds(50));
        channel->interrupt();
    });
    CHECK(channel->work(std::chrono::seconds(30)).empty());
    other.join();
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("smtp: close gives every attempt its outcome") {
    Relay relay({"PIPELINING"}, kAtDot);
    SmtpTimes times;
    times.close = milliseconds(300);
    auto channel = channel_to(relay.url(), 1, times);
    channel->submit(mail_to(1, "hang@x"));
    (void)outcomes_of(*channel, 1, milliseconds(300));
    channel->submit(mail_to(2, "ok@x"));
    channel->submit(mail_to(3, "ok@x"));
    const auto outcomes = channel->close();
    CHECK(outcomes.size() == 3);
    CHECK(count_of(outcomes, ReceiptKind::uncertain) == 1);
    CHECK(count_of(outcomes, ReceiptKind::deferred) == 2);
    CHECK(channel->idle());
    CHECK(channel->room() == 0);
}

TEST_CASE("smtp: no silent fall-back: TLS required and not offered, AUTH set and not offered") {
    Relay relay;
    SmtpSettings settings;
    settings.url = relay.url();
    settings.tls = Tls::required;
    auto secured = make_smtp(settings);
    REQUIRE(secured);
    CHECK(one(**secured, mail_to(1, "ok@x")).kind == ReceiptKind::deferred);
    settings.tls = Tls::none;
    settings.user = "dialogd";
    settings.password = "secret";
    auto user = make_smtp(settings);
    REQUIRE(user);
    const auto receipt = one(**user, mail_to(1, "ok@x"));
    CHECK(receipt.kind == ReceiptKind::deferred);
    CHECK(receipt.detail.find("AUTH") != std::string::npos);
    CHECK(relay.copies().empty());
}

TEST_CASE("smtp: AUTH that is offered is used, and a wrong password defers") {
    for (const bool right : {true, false}) {
        Relay relay({"PIPELINING", "AUTH PLAIN"}, [&](const std::string& verb, const RelaySession&) -> std::string {
            if (verb == "AUTH") return "334 ";
            if (verb != "AGRpYWxvZ2QAc2VjcmV0") return "";  // NUL dialogd NUL secret
            return right ? "235 2.7.0 welcome" : "535 5.7.8 wrong";
        });
        SmtpSettings settings;
        settings.url = relay.url();
        settings.tls = Tls::none;
        settings.user = "dialogd";
        settings.password = "secret";
        auto channel = make_smtp(settings);
        REQUIRE(channel);
        const auto receipt = one(**channel, mail_to(1, "ok@x"));
        CHECK(receipt.kind == (right ? ReceiptKind::accepted : ReceiptKind::deferred));
        CHECK(relay.copies().size() == (right ? 1U : 0U));
        CHECK(((*channel)->room() > 0) == right);
    }
}

TEST_CASE("smtp: greylisting lets the second try in, and it is the same mail") {
    std::set<std::string> known;
    std::mutex mutex;
    Relay relay({}, [&](const std::string& verb, const RelaySession& session) -> std::string {
        const std::lock_guard lock(mutex);
        if (verb != "RCPT" || !known.insert(session.from + " " + session.to).second) return "";
        return "450 4.7.1 Greylisted, come back later";
    });
    auto channel = channel_to(relay.url());
    Outgoing mail = mail_to(7, "new@x", "Message-ID: <7@y.example>\r\nSubject: s\r\n\r\nhej\r\n");
    const auto first = one(*channel, mail);
    CHECK(first.kind == ReceiptKind::deferred);
    CHECK(first.status == "4.7.1");
    CHECK_FALSE(first.address_is_bad);
    CHECK(relay.copies().empty());
    mail.attempt = 2;
    const auto second = one(*channel, mail);
    CHECK(second.kind == ReceiptKind::accepted);
    CHECK(second.attempt == 2);
    REQUIRE(relay.mails().size() == 1);
    CHECK(relay.mails()[0] == mail.bytes);
}

TEST_CASE("smtp: TLS that breaks is deferred, and nothing goes in clear text, whatever the setting") {
    for (const std::string said : {"220 2.0.0 go ahead\r\nthis is no TLS", "454 4.7.0 TLS not available", "drop"}) {
        for (const Tls tls : {Tls::required, Tls::opportunistic}) {
            Relay relay({"STARTTLS"}, [&](const std::string& verb, const RelaySession&) -> std::string {
                return verb == "STARTTLS" ? said : "";
            });
            SmtpSettings settings;
            settings.url = relay.url();
            settings.tls = tls;
            auto channel = make_smtp(settings);
            REQUIRE(channel);
            CAPTURE(said);
            const auto receipt = one(**channel, mail_to(1, "ok@x"));
            // Who refuses STARTTLS politely has not begun it: opportunistic goes on without.
            const bool without = tls == Tls::opportunistic && said.starts_with("454");
            CHECK(receipt.kind == (without ? ReceiptKind::accepted : ReceiptKind::deferred));
            CHECK(relay.copies().size() == (without ? 1U : 0U));
        }
    }
}

TEST_CASE("smtp: a name that nobody knows is deferred") {
    SmtpTimes times;
    times.connect = std::chrono::seconds(4);
    auto channel = channel_to("smtp://relay.invalid:25", 1, times);
    const auto receipt = one(*channel, mail_to(1, "ok@x"));
    CHECK(receipt.kind == ReceiptKind::deferred);
    CHECK(receipt.status == "4.4.1");
}

TEST_CASE("smtp: settings that can't be right are refused with advice") {
    const auto message = [](auto change) {
        SmtpSettings settings;
        settings.url = "smtp://relay.example:25";
        change(settings);
        const auto made = make_smtp(settings);
        return made ? std::string("taken") : made.error().message;
    };
    CHECK(message([](auto&) {}) == "taken");
    CHECK(message([](auto& s) { s.url = "http://relay.example"; }).find("smtp://HOST:PORT") != std::string::npos);
    CHECK(message([](auto& s) { s.url = "smtp://u:p@relay.example"; }).find("url") == 0);
    CHECK(message([](auto& s) { s.url = "relay.example"; }).find("url") == 0);
    CHECK(message([](auto& s) { s.connections = 0; }).find("connections") == 0);
    CHECK(message([](auto& s) { s.rate = -1; }).find("rate") == 0);
    CHECK(message([](auto& s) { s.helo = "a b"; }).find("helo") == 0);
    CHECK(message([](auto& s) { s.user = "u", s.tls = Tls::opportunistic; }).find("user") == 0);
}
