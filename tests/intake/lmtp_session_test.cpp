// The LMTP session, told what comes and asked what it says: no socket.
#include "intake/lmtp_session.hpp"

#include "intake/parsing.hpp"

using namespace dialogd::intake;

namespace {

// A session after its greeting.
LmtpSession greeted(std::size_t max_mail = 1000) {
    LmtpSession session("here", max_mail);
    session.take("LHLO there\r\n");
    session.output();
    return session;
}

std::string said(LmtpSession& session, std::string_view bytes) {
    session.take(bytes);
    return session.output();
}

constexpr std::string_view kEnvelope = "MAIL FROM:<a@b.dk>\r\nRCPT TO:<c@d.dk>\r\nDATA\r\n";

}  // namespace

TEST_CASE("lmtp: a mail for two recipients is answered once for each, after the dot") {
    LmtpSession session("here", 1000);
    CHECK(session.output() == "220 here LMTP dialogd\r\n");
    CHECK(said(session, "LHLO there\r\n") ==
          "250-here\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 1000\r\n");
    CHECK(said(session, "mail from:<bounce+x@shop.dk> SIZE=30 BODY=8BITMIME\r\n") == "250 2.1.0 ok\r\n");
    CHECK(said(session, "RCPT TO:<reply+1@shop.dk>\r\n") == "250 2.1.5 ok\r\n");
    CHECK(said(session, "RCPT TO:<@relay.dk:reply+2@shop.dk>\r\n") == "250 2.1.5 ok\r\n");
    CHECK(said(session, "DATA\r\n").starts_with("354 "));
    CHECK(said(session, "Subject: x\r\n\r\nja\r\n.\r\n").empty());
    REQUIRE(session.mail().has_value());
    CHECK(session.mail()->return_path == "bounce+x@shop.dk");
    CHECK(session.mail()->recipients == std::vector<std::string>{"reply+1@shop.dk", "reply+2@shop.dk"});
    CHECK(session.mail()->bytes == "Subject: x\r\n\r\nja\r\n");
    session.delivered({"250 2.1.5 ok", "550 5.1.1 unknown"});
    CHECK(session.output() == "250 2.1.5 ok\r\n550 5.1.1 unknown\r\n");
    CHECK(said(session, "QUIT\r\n") == "221 2.0.0 bye\r\n");
    CHECK(session.ended());
}

TEST_CASE("lmtp: everything may come at once, or byte by byte") {
    const std::string all = "LHLO x\r\n" + std::string(kEnvelope) + "one\r\n..\r\n.two\r\n.\r\nNOOP\r\nQUIT\r\n";
    const auto run = [&](std::size_t step) {
        LmtpSession session("here", 1000);
        std::string out;
        for (std::size_t place = 0; place < all.size(); place += step) {
            session.take(std::string_view(all).substr(place, step));
            out += session.output();
            if (!session.mail()) continue;
            CHECK(session.mail()->bytes == "one\r\n.\r\ntwo\r\n");
            session.delivered({"250 2.1.5 ok"});
            out += session.output();
        }
        CHECK(session.ended());
        return out;
    };
    const std::string whole = run(all.size());
    CHECK(contains(whole, "250 2.1.5 ok\r\n250 2.0.0 ok\r\n221"));
    for (const std::size_t step : {1U, 2U, 3U, 5U, 7U}) CHECK(run(step) == whole);
}

TEST_CASE("lmtp: a line is as long as allowed whatever pieces it comes in") {
    for (std::size_t length = 1990; length < 2110; ++length) {
        CAPTURE(length);
        const std::string line = "NOOP " + std::string(length - 5, 'x') + "\r\n";
        LmtpSession whole = greeted();
        LmtpSession pieces = greeted();
        whole.take(line);
        for (const char c : line) pieces.take(std::string_view(&c, 1));
        CHECK(whole.output() == pieces.output());
    }
}

TEST_CASE("lmtp: while a mail is being delivered, what comes next waits") {
    LmtpSession session = greeted();
    session.take(std::string(kEnvelope) + "x\r\n.\r\nNOOP\r\n");
    CHECK(contains(session.output(), "354"));
    session.take("NOOP\r\n");
    CHECK(session.output().empty());
    CHECK(session.kept() == 12);
    session.delivered({"250 2.1.5 ok"});
    CHECK(session.output() == "250 2.1.5 ok\r\n250 2.0.0 ok\r\n250 2.0.0 ok\r\n");
}

TEST_CASE("lmtp: only CRLF.CRLF ends a mail, so that none is smuggled in another") {
    for (const std::string_view smuggled : {"x\n.\nMAIL FROM:<>\r\n", "x\n.\r\nQUIT\r\n", "x\r\n.\nQUIT\r\n",
                                            "x\r.\rQUIT\r\n", "x\r\n.\rQUIT\r\n", "\n.\r\nQUIT\r\n"}) {
        LmtpSession session = greeted();
        said(session, kEnvelope);
        CHECK(said(session, smuggled).empty());
        CHECK_FALSE(session.mail().has_value());
        session.take("\r\n.\r\n");
        REQUIRE(session.mail().has_value());
        CHECK(contains(session.mail()->bytes, smuggled.substr(smuggled.size() - 4)));
    }
}

TEST_CASE("lmtp: an empty mail is a mail") {
    LmtpSession session = greeted();
    said(session, kEnvelope);
    session.take(".\r");
    CHECK_FALSE(session.mail().has_value());
    session.take("\n");
    REQUIRE(session.mail().has_value());
    CHECK(session.mail()->bytes.empty());
}

TEST_CASE("lmtp: a bare line end in a command is an error") {
    LmtpSession session = greeted();
    CHECK(said(session, "NOOP\nNOOP\r\n") == "500 5.5.2 a line ends in CRLF\r\n");
    CHECK(said(session, "NOOP\rNOOP\r\n") == "500 5.5.2 a line ends in CRLF\r\n");
    CHECK(said(session, "NOOP\r\n") == "250 2.0.0 ok\r\n");
}

TEST_CASE("lmtp: a mail that is too large is refused for each recipient, and the session goes on") {
    for (const std::size_t size : {1001U, 5000U, 100'000U}) {
        LmtpSession session = greeted();
        said(session, "MAIL FROM:<>\r\nRCPT TO:<a@b.dk>\r\nRCPT TO:<c@d.dk>\r\nDATA\r\n");
        std::string body(size, 'x');
        for (std::size_t place = 100; place + 2 < size; place += 100) body.replace(place, 2, "\r\n");
        for (std::size_t place = 0; place < size; place += 700) {
            session.take(std::string_view(body).substr(place, 700));
            CHECK(session.kept() < 6000);
        }
        CHECK(said(session, "\r\n.\r\nNOOP\r\n") ==
              "552 5.3.4 the mail is too large\r\n552 5.3.4 the mail is too large\r\n250 2.0.0 ok\r\n");
        CHECK_FALSE(session.mail().has_value());
    }
    LmtpSession session = greeted();
    CHECK(said(session, "MAIL FROM:<a@b.dk> SIZE=1001\r\n").starts_with("552 5.3.4"));
    CHECK(said(session, "MAIL FROM:<a@b.dk> SIZE=99999999999999999999999\r\n").starts_with("552 5.3.4"));
    CHECK(said(session, "MAIL FROM:<a@b.dk> SIZE=1000\r\n").starts_with("250"));
}

TEST_CASE("lmtp: commands out of order and misspelt are refused by the right code") {
    LmtpSession session("here", 1000);
    session.output();
    CHECK(said(session, "MAIL FROM:<a@b.dk>\r\n").starts_with("503"));
    CHECK(said(session, "EHLO x\r\n").starts_with("500"));
    CHECK(said(session, "LHLO\r\n").starts_with("501"));
    said(session, "LHLO x\r\n");
    CHECK(said(session, "RCPT TO:<a@b.dk>\r\n").starts_with("503"));
    CHECK(said(session, "DATA\r\n").starts_with("503"));
    CHECK(said(session, "MAIL FROM:a@b.dk\r\n").starts_with("501"));
    CHECK(said(session, "MAIL FROM:<a@b.dk> RET=HDRS\r\n").starts_with("555"));
    CHECK(said(session, "MAIL FROM:<a@b.dk>\r\n").starts_with("250"));
    CHECK(said(session, "MAIL FROM:<a@b.dk>\r\n").starts_with("503"));
    CHECK(said(session, "RCPT TO:<>\r\n").starts_with("501"));
    CHECK(said(session, "RCPT TO:<a\x01@b.dk>\r\n").starts_with("501"));
    CHECK(said(session, "DATA\r\n").starts_with("503"));
    CHECK(said(session, "VRFY a\r\n").starts_with("252"));
    CHECK(said(session, "RSET\r\n").starts_with("250"));
    CHECK(said(session, "HELP\r\n").starts_with("500"));
    CHECK(said(session, "MAIL FROM:<\"a>b\"@c.dk>\r\n").starts_with("250"));
}

TEST_CASE("lmtp: a line without end is thrown away, not kept") {
    LmtpSession session = greeted();
    for (int i = 0; i < 100; ++i) {
        session.take(std::string(1000, 'x'));
        CHECK(session.kept() < 4000);
    }
    CHECK(said(session, "\r\nNOOP\r\n") == "500 5.5.2 the line is too long\r\n250 2.0.0 ok\r\n");
}

TEST_CASE("lmtp: whoever errs twenty times is let go") {
    LmtpSession session = greeted();
    std::string out;
    for (int i = 0; i < 30; ++i) out += said(session, "WHAT\r\n");
    CHECK(out.ends_with("421 4.3.2 too many errors\r\n"));
    CHECK(session.ended());
}

TEST_CASE("lmtp: at most a hundred recipients, and a reply that is none becomes a try again") {
    LmtpSession session = greeted();
    said(session, "MAIL FROM:<>\r\n");
    for (int i = 0; i < 100; ++i) CHECK(said(session, "RCPT TO:<a@b.dk>\r\n").starts_with("250"));
    CHECK(said(session, "RCPT TO:<a@b.dk>\r\n").starts_with("452"));
    said(session, "DATA\r\nx\r\n.\r\n");
    session.delivered({"250 2.1.5 ok\r\n250 injected", "nonsense"});
    const std::string out = session.output();
    CHECK(out.starts_with("250 2.1.5 ok\r\n451 4.3.0 try again\r\n451"));
    CHECK_FALSE(contains(out, "injected"));
}
