// The small pieces: replies, greetings, what may be kept of an answer, content, pace, the GSM alphabet.
#include <doctest/doctest.h>

#include <random>

#include "channels/gsm7.hpp"
#include "channels/pace.hpp"
#include "channels/smtp_content.hpp"
#include "channels/smtp_reply.hpp"

using namespace dialogd;
using namespace dialogd::channels;

TEST_CASE("replies: several lines are one reply, with one enhanced code") {
    SmtpReplyReader reader;
    reader.feed("550-5.1.1 The account\r\n550 5.1.1 does not exist\r\n250");
    const auto reply = reader.next();
    REQUIRE(reply);
    CHECK(reply->code == 550);
    CHECK(reply->enhanced == "5.1.1");
    CHECK(reply->text == "The account does not exist");
    CHECK_FALSE(reader.next());
    reader.feed("\r\n");
    CHECK(reader.next()->code == 250);
    CHECK_FALSE(reader.broken());
}

TEST_CASE("replies: an enhanced code of another class is text") {
    SmtpReplyReader reader;
    reader.feed("450 5.1.1 odd\r\n451 4.3\r\n250 2.0.0\r\n");
    CHECK(reader.next()->enhanced.empty());
    CHECK(reader.next()->enhanced.empty());
    CHECK(reader.next()->enhanced == "2.0.0");
}

TEST_CASE("replies: what is none breaks the reader for good") {
    for (const std::string bytes : {"hello\r\n", "25 ok\r\n", "250-a\r\n251 b\r\n", "999 x\r\n", "250_x\r\n", "\r\n"}) {
        CAPTURE(bytes);
        SmtpReplyReader reader;
        reader.feed(bytes);
        CHECK_FALSE(reader.next());
        CHECK(reader.broken());
    }
    SmtpReplyReader endless;
    endless.feed(std::string(5000, '2'));
    CHECK_FALSE(endless.next());
    CHECK(endless.broken());
    SmtpReplyReader book;
    for (int i = 0; i < 200; ++i) book.feed("250-line\r\n");
    CHECK_FALSE(book.next());
    CHECK(book.broken());
}

TEST_CASE("replies: only a recipient that is unknown makes an address bad") {
    const auto bad = [](int code, std::string enhanced, std::string text, bool about_recipient = true) {
        return judge_reply({code, std::move(enhanced), std::move(text)}, about_recipient, "a@x.example").address_is_bad;
    };
    CHECK(bad(550, "5.1.1", "no"));
    CHECK(bad(550, "5.1.10", "null MX"));
    CHECK(bad(550, "", "No such user here"));
    CHECK_FALSE(bad(550, "5.7.1", "user unknown to our policy"));
    CHECK_FALSE(bad(450, "4.1.1", "user unknown"));
    CHECK_FALSE(bad(550, "5.1.8", "bad sender"));
    CHECK_FALSE(bad(550, "5.2.2", "mailbox full"));
    CHECK_FALSE(bad(550, "5.1.1", "sender rejected", false));
    CHECK_FALSE(bad(554, "", "user unknown"));
}

TEST_CASE("answers: nothing of the customer's address stays") {
    CHECK(without_addresses("<hans.jensen@x.example>: Hans.Jensen unknown in table", "hans.jensen@x.example") ==
          "<(address)>: (address) unknown in table");
    CHECK(without_addresses("to +4520123456 is no number", "+4520123456") == "to (address) is no number");
    CHECK(without_addresses("number 4520123456 code 21211", "") == "number (number) code 21211");
    CHECK(without_addresses("the sun", "su@x.example") == "the sun");
    CHECK(without_addresses("a\r\nb\tc", "") == "a b c");
    CHECK(without_addresses(std::string(900, 'x'), "").size() == 200);
    const std::string cut = without_addresses(std::string(99, 'x') + "ååå", "", 100);
    CHECK(cut == std::string(99, 'x'));
}

TEST_CASE("greeting: the last EHLO counts, and AUTH only with its 235") {
    SmtpGreeting greeting;
    for (const auto* line : {"220 hi", "250-relay", "250-PIPELINING", "250-SIZE 1000", "250 STARTTLS", "220 go ahead",
                             "250-relay", "250-size 2000", "250-SMTPUTF8", "250 8bitmime"}) {
        greeting.line(std::string(line) + "\r\n");
    }
    CHECK_FALSE(greeting.offers().pipelining);
    CHECK(greeting.offers().size_limit == 2000);
    CHECK(greeting.offers().smtputf8);
    CHECK(greeting.offers().eight_bit_mime);
    CHECK_FALSE(greeting.authenticated());
    greeting.line("535 5.7.8 wrong");
    CHECK(greeting.refusal() == "535 5.7.8 wrong");
    greeting.line("235 2.7.0 welcome");
    CHECK(greeting.authenticated());
    CHECK(greeting.offers().size_limit == 2000);
}

namespace {

// What a server makes of content, a byte at a time; line ends made equal.
std::string received(const std::string& content) {
    std::string mail, line;
    for (const char c : content) {
        line += c;
        if (!line.ends_with("\r\n")) continue;
        if (line == ".\r\n") return mail;
        mail += line[0] == '.' ? line.substr(1) : line;
        line.clear();
    }
    return "no final dot";
}

std::string with_crlf(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        out += text[i] == '\r' || text[i] == '\n' ? "\r\n" : std::string(1, text[i]);
    }
    if (!out.empty() && !out.ends_with("\r\n")) out += "\r\n";
    return out;
}

}  // namespace

TEST_CASE("content: arrives as it was, and no text can end its own mail") {
    std::mt19937 random(7);
    for (int i = 0; i < 3000; ++i) {
        std::string mail;
        for (auto n = random() % 30; n > 0; --n) mail += "..\r\n\r\nab"[random() % 8];
        CAPTURE(mail);
        std::string content;
        const std::size_t dot = append_content(content, mail);
        CHECK(content.substr(dot) == ".\r\n");
        CHECK(received(content) == with_crlf(mail));
        CHECK(content.find("\n.\n") == std::string::npos);
        CHECK(content.find("\r.\r\n") == std::string::npos);
    }
}

TEST_CASE("pace: a rate is kept over any time, with short bursts") {
    const Tick start{};
    Rate rate(100, start);
    int taken = 0;
    for (int ms = 0; ms <= 10'000; ++ms) {
        while (rate.take(start + std::chrono::milliseconds(ms))) ++taken;
    }
    CHECK(taken >= 1000);
    CHECK(taken <= 1011);
    const Tick end = start + std::chrono::milliseconds(10'000);
    CHECK(rate.until_next(end) > TickSpan::zero());
    CHECK(rate.take(end + rate.until_next(end)));
    Rate none(0, start);
    CHECK(none.take(start));
    CHECK(none.until_next(start) == TickSpan::zero());
}

TEST_CASE("pace: pauses grow, have a limit, and end with the first success") {
    Breaker breaker;
    Tick now{};
    CHECK(breaker.may_try(now));
    TickSpan before{};
    for (int i = 0; i < 20; ++i) {
        breaker.trouble(now, 0);
        CHECK_FALSE(breaker.may_try(now));
        const TickSpan pause = breaker.retry_at() - now;
        CHECK(pause >= before);
        CHECK(pause <= std::chrono::seconds(100));
        before = pause;
        now = breaker.retry_at();
        CHECK(breaker.may_try(now));
    }
    breaker.works();
    CHECK(breaker.may_try(now));
    breaker.hold_until(now + std::chrono::seconds(30));
    CHECK_FALSE(breaker.may_try(now + std::chrono::seconds(29)));
}

TEST_CASE("pace: what is taken ahead follows what is done") {
    const Tick start{};
    Ahead ahead(20, 640, start);
    CHECK(ahead.allowed() == 20);
    ahead.finished(300, start + std::chrono::milliseconds(100));
    CHECK(ahead.allowed() == 300);
    ahead.finished(30, start + std::chrono::milliseconds(300));
    CHECK(ahead.allowed() == 20);
    ahead.finished(100'000, start + std::chrono::milliseconds(400));
    CHECK(ahead.allowed() == 640);
}

TEST_CASE("alphabet: Danish fits GSM 7 bit, an emoji or a curly quote does not") {
    CHECK(fits_gsm7("Hej Åse, æøå ÆØÅ ÄÖÜäöü ß é 100 € [x] {y} ~^|\\\n"));
    CHECK(fits_gsm7(""));
    CHECK_FALSE(fits_gsm7("Hej \xF0\x9F\x99\x82"));
    CHECK_FALSE(fits_gsm7("it\xE2\x80\x99s"));
    CHECK_FALSE(fits_gsm7("ç"));
    CHECK_FALSE(fits_gsm7("`"));
    CHECK_FALSE(fits_gsm7("\xC3"));
}
