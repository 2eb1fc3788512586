// Mails that come in: their kind, their text, their token, and that none of them breaks anything.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

#include "message/parse_mail.hpp"

using namespace dialogd;
using namespace dialogd::message;

namespace {

const std::string kToken = "abcdefghijklmnopqrstuvwxyz234567abcdefg";  // 39 of base32

ParsedMail parse(const std::string& bytes, const std::vector<std::string>& recipients = {}) {
    auto parsed = parse_mail(bytes, recipients);
    REQUIRE(parsed.has_value());
    return parsed.value();
}

// A mail from a customer, with more header lines.
std::string mail(const std::string& headers, const std::string& body) {
    return "From: Anna <anna@Example.COM>\r\nTo: hej@shop.example\r\nSubject: Sv: Hej\r\nMessage-ID: "
           "<m1@example.com>\r\n" +
           headers + "\r\n" + body;
}

std::filesystem::path shared_folder() {
    const char* named = std::getenv("DIALOGD_SHARED");
    return named != nullptr ? std::filesystem::path(named)
                            : std::filesystem::path(DIALOGD_SOURCE_DIR) / ".." / "shared";
}

}  // namespace

TEST_CASE("mail: a reply is who, to whom, about what, and what they wrote") {
    const ParsedMail parsed =
        parse(mail("Cc: b@example.com\r\nDelivered-To: c@shop.example\r\nIn-Reply-To: <x@shop.example>\r\n"
                   "References: <a@shop.example> <x@shop.example>\r\n",
                   "Ja tak\r\n\r\nDen 24. nov. 2025 kl. 10.00 skrev Shop <hej@shop.example>:\r\n> Vil du?\r\n"));
    CHECK(parsed.kind == MailKind::reply);
    CHECK(parsed.from == "anna@example.com");
    CHECK(parsed.to == std::vector<std::string>{"hej@shop.example", "b@example.com", "c@shop.example"});
    CHECK(parsed.subject == "Sv: Hej");
    CHECK(parsed.message_id == "<m1@example.com>");
    CHECK(parsed.references == std::vector<std::string>{"<x@shop.example>", "<a@shop.example>"});
    CHECK(parsed.text == "Ja tak");
    CHECK(parsed.whole_text.find("Vil du?") != std::string::npos);
}

TEST_CASE("mail: the token is looked for in the envelope, then the headers, then what came back") {
    const std::string other(39, 'z');
    CHECK(parse(mail("", "x"), {"reply+" + kToken + "@shop.example"}).token == kToken);
    CHECK(parse(mail("", "x"), {"Bounce+" + kToken + "@shop.example"}).token == kToken);
    CHECK(parse(mail("Delivered-To: unsubscribe+" + kToken + "@shop.example\r\n", "x")).token == kToken);
    CHECK(parse(mail("In-Reply-To: <" + kToken + "@shop.example>\r\n", "x")).token == kToken);
    CHECK(parse(mail("References: <" + other + "@shop.example> <" + kToken + "@shop.example>\r\n", "x")).token ==
          kToken);
    CHECK(parse(mail("In-Reply-To: <" + other + "@shop.example>\r\n", "x"), {"reply+" + kToken + "@shop.example"})
              .token == kToken);
    CHECK(parse(mail("In-Reply-To: <somebody.else@example.com>\r\n", "x")).token.empty());
    CHECK(parse(mail("", "reply+" + kToken + "@shop.example")).token.empty());
}

TEST_CASE("mail: a delivery report says who, how and why, and finds the token in what came back") {
    const std::string report =
        "From: MAILER-DAEMON@mx.example\r\nTo: bounce@shop.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n--B\r\n\r\nIt "
        "failed.\r\n--B\r\n"
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; "
        "anna@example.com\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n--B\r\nContent-Type: "
        "text/rfc822-headers\r\n\r\n"
        "Message-ID: <" +
        kToken + "@shop.example>\r\nTo: anna@example.com\r\n--B--\r\n";
    const ParsedMail parsed = parse(report);
    CHECK(parsed.kind == MailKind::bounce);
    REQUIRE(parsed.reports.size() == 1);
    CHECK(parsed.reports[0].recipient == "anna@example.com");
    CHECK(parsed.reports[0].action == "failed");
    CHECK(parsed.reports[0].status == "5.1.1");
    CHECK(parsed.reports[0].diagnostic == "550 5.1.1 User unknown");
    CHECK(parsed.reports[0].hard);
    CHECK(parsed.token == kToken);
}

TEST_CASE("mail: a full mailbox is soft, an unknown host is hard, policy is soft") {
    const auto hard = [](const std::string& status, const std::string& why) {
        const ParsedMail parsed = parse(
            "From: MAILER-DAEMON@mx.example\r\nContent-Type: multipart/report; report-type=delivery-status; "
            "boundary=B\r\n\r\n--B\r\n"
            "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; "
            "a@b.dk\r\nAction: failed\r\nStatus: " +
            status + "\r\nDiagnostic-Code: smtp; " + why + "\r\n--B--\r\n");
        REQUIRE(parsed.reports.size() == 1);
        return parsed.reports[0].hard;
    };
    CHECK_FALSE(hard("5.2.2", "552 5.2.2 Mailbox full"));
    CHECK_FALSE(hard("4.4.1", "connection timed out"));
    CHECK_FALSE(hard("5.7.1", "550 5.7.1 Blocked by SPF policy"));
    CHECK_FALSE(hard("4.1.1", "450 4.1.1 User unknown, try again"));
    CHECK(hard("5.1.2", "Host or domain name not found"));
    CHECK(hard("5.0.0", "550 No such user here"));
    CHECK(hard("5.1.1", ""));
}

TEST_CASE("mail: the prose of mail servers older than RFC 3464 is a bounce too") {
    const ParsedMail parsed = parse(
        "From: MAILER-DAEMON@mx.example\r\nTo: hej@shop.example\r\nSubject: failure notice\r\n\r\nHi. This is the "
        "qmail-send program.\r\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\r\n\r\n<anna@example.com>:\r\n"
        "Remote host said: 550 5.1.1 no such user\r\n\r\n--- Below this line is a copy of the message.\r\n\r\nTo: "
        "anna@example.com\r\n");
    CHECK(parsed.kind == MailKind::bounce);
    REQUIRE(parsed.reports.size() == 1);
    CHECK(parsed.reports[0].recipient == "anna@example.com");
    CHECK(parsed.reports[0].status == "5.1.1");
    CHECK(parsed.reports[0].hard);
}

TEST_CASE("mail: a complaint says what kind and about whom") {
    const ParsedMail parsed = parse(
        "From: feedback@provider.example\r\nContent-Type: multipart/report; report-type=feedback-report; "
        "boundary=B\r\n\r\n--B\r\n\r\nAbuse.\r\n--B\r\n"
        "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: X/1\r\nOriginal-Rcpt-To: "
        "<anna@example.com>\r\n--B\r\n"
        "Content-Type: message/rfc822\r\n\r\nMessage-ID: <" +
        kToken + "@shop.example>\r\nSubject: Hej\r\n\r\nHej\r\n--B--\r\n");
    CHECK(parsed.kind == MailKind::complaint);
    REQUIRE(parsed.reports.size() == 1);
    CHECK(parsed.reports[0].feedback_type == "abuse");
    CHECK(parsed.reports[0].recipient == "anna@example.com");
    CHECK(parsed.token == kToken);
}

TEST_CASE("mail: what says that it is automatic is automatic") {
    for (const char* header : {"Auto-Submitted: auto-replied\r\n", "Auto-Submitted: auto-generated\r\n",
                               "X-Autoreply: yes\r\n", "X-Autorespond: x\r\n", "Precedence: auto_reply\r\n",
                               "Precedence: bulk\r\n", "X-Auto-Response-Suppress: All\r\n", "Return-Path: <>\r\n"})
        CHECK(parse(mail(header, "Jeg er her ikke")).kind == MailKind::automatic);
    CHECK(parse(mail("Auto-Submitted: no\r\n", "Ja")).kind == MailKind::reply);
    CHECK(parse(mail("X-Mailer: Apple Mail\r\n", "Ja")).kind == MailKind::reply);
}

TEST_CASE("mail: an out-of-office subject alone is no proof, with a text that says so it is") {
    const auto kind = [](const std::string& subject, const std::string& text) {
        return parse("From: anna@example.com\r\nSubject: " + subject +
                     "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text)
            .kind;
    };
    CHECK(kind("Autosvar: Hej", "Jeg er på ferie til den 12.") == MailKind::automatic);
    CHECK(kind("Automatiskt svar: Hej", "Jag är på semester och åter den 12 augusti.") == MailKind::automatic);
    CHECK(kind("Automatisk svar: Hei", "Jeg er ute av kontoret.") == MailKind::automatic);
    CHECK(kind("Automatic reply: Hello", "I am out of the office until Monday.") == MailKind::automatic);
    CHECK(kind("Abwesenheitsnotiz", "Ich bin im Urlaub.") == MailKind::automatic);
    CHECK(kind("Out of office chairs?", "Do you have the blue one?") == MailKind::reply);
    CHECK(kind("Sv: Hej", "Jeg er på ferie, så skriv igen i august") == MailKind::reply);
}

TEST_CASE("mail: charsets and encodings become UTF-8") {
    const auto text = [](const std::string& type, const std::string& encoding, const std::string& body) {
        return parse(mail("MIME-Version: 1.0\r\nContent-Type: " + type + "\r\nContent-Transfer-Encoding: " + encoding +
                              "\r\n",
                          body))
            .text;
    };
    CHECK(text("text/plain; charset=utf-8", "8bit", "Køkken") == "Køkken");
    CHECK(text("text/plain; charset=iso-8859-1", "8bit", "K\xF8kken") == "Køkken");
    CHECK(text("text/plain; charset=windows-1252", "quoted-printable", "K=F8kken =80 5") == "Køkken € 5");
    CHECK(text("text/plain; charset=utf-8", "base64", "S8O4a2tlbg==") == "Køkken");
    CHECK(text("text/plain", "8bit", "K\xF8kken") == "Køkken");
    CHECK(text("text/plain; charset=nonsense", "8bit", "K\xC3\xB8kken") == "Køkken");
    CHECK(text("text/plain; charset=utf-8", "8bit", "K\xF8kken") == "Køkken");
    CHECK(parse("From: a@b.dk\r\nSubject: =?iso-8859-1?Q?K=F8kken?=\r\n\r\nx").subject == "Køkken");
}

TEST_CASE("mail: HTML alone becomes text, and what it quotes is known by its markup") {
    const auto text = [](const std::string& html) {
        return parse(mail("Content-Type: text/html; charset=utf-8\r\n", html)).text;
    };
    CHECK(text("<html><head><style>p{}</style></head><body><p>Ja&nbsp;tak &amp; k&oslash;kken</p></body></html>") ==
          "Ja tak & køkken");
    CHECK(text("<div>8</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">X rašė:</div><blockquote>Hvor "
               "god?</blockquote></div>") == "8");
    CHECK(text("<div>8</div><blockquote type=\"cite\"><div>Hvor god?</div></blockquote>") == "8");
    CHECK(text("<div>8</div><div id=\"divRplyFwdMsg\"><b>Expéditeur</b></div>") == "8");
    CHECK(text("a<br>b<br>c") == "a\nb\nc");
    CHECK(text("1 < 2 og <b>fed") == "1 < 2 og fed");
}

TEST_CASE("mail: of alternatives the plain text is read, of mixed parts all, of attachments none") {
    const std::string alternative =
        "Content-Type: multipart/alternative; boundary=B\r\n\r\n--B\r\nContent-Type: "
        "text/plain\r\n\r\nplain\r\n--B\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--B--\r\n";
    CHECK(parse("From: a@b.dk\r\n" + alternative).text == "plain");
    const std::string empty_plain =
        "Content-Type: multipart/alternative; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\n "
        "\r\n--B\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--B--\r\n";
    CHECK(parse("From: a@b.dk\r\n" + empty_plain).text == "html");
    CHECK(parse("From: a@b.dk\r\nContent-Type: multipart/mixed; boundary=M\r\n\r\n--M\r\n" + alternative +
                "\r\n--M\r\nContent-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nvedhæftet\r\n--M--\r\n")
              .text == "plain");
}

TEST_CASE("mail: what is no mail, or too much of one, is refused and says why") {
    const auto refusal = [](const std::string& bytes) {
        const auto parsed = parse_mail(bytes, {});
        return parsed.has_value() ? std::string("taken") : parsed.error().message;
    };
    CHECK(refusal("").find("no mail") != std::string::npos);
    CHECK(refusal(std::string(100, '\0')).find("no mail") != std::string::npos);
    CHECK(refusal("hello there\n\nthis is text").find("no mail") != std::string::npos);
    CHECK(refusal("From: a@b.dk\r\n\r\n" + std::string(26 * 1024 * 1024, 'x')).find("25 MiB") != std::string::npos);
    CHECK(refusal("From: a@b.dk\r\nX: " + std::string(70 * 1024, 'x') + "\r\n\r\nx").find("64 KiB") !=
          std::string::npos);
    std::string deep = "From: a@b.dk\r\n";
    for (int i = 0; i < 40; ++i)
        deep += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" + std::to_string(i) +
                "\r\n";
    CHECK(refusal(deep + "\r\nx").find("inside each other") != std::string::npos);
    std::string many = "From: a@b.dk\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n";
    for (int i = 0; i < 1100; ++i) many += "--B\r\n\r\nx\r\n";
    CHECK(refusal(many + "--B--\r\n").find("1,000 parts") != std::string::npos);
    CHECK(refusal("From: a@b.dk\n\nx") == "taken");
}

TEST_CASE("mail: odd and broken mails of others give text or a refusal") {
    const auto folder = shared_folder() / "conformance" / "mail" / "mikel";
    if (!std::filesystem::exists(folder)) {
        MESSAGE("skipped: there is no ", folder.string());
        return;
    }
    int taken = 0, all = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".eml") continue;
        std::ifstream file(entry.path(), std::ios::binary);
        std::ostringstream bytes;
        bytes << file.rdbuf();
        const auto parsed = parse_mail(bytes.str(), {});
        ++all;
        if (parsed.has_value()) ++taken;
        if (!parsed.has_value()) MESSAGE(entry.path().filename().string(), ": ", parsed.error().message);
        if (!parsed.has_value()) CHECK_FALSE(parsed.error().message.empty());
    }
    CHECK(all > 50);
    CHECK(taken * 10 >= all * 9);
}

TEST_CASE("mail: any bytes are taken or refused, none crash or hang") {
    std::mt19937 random(11);
    const std::string seed =
        mail("Content-Type: multipart/mixed; boundary=B\r\n",
             "--B\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>x&amp;</p><style>\r\n--B\r\nContent-Type: "
             "message/rfc822\r\n\r\n"
             "From: x@y.dk\r\n\r\nhej\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; "
             "a@b.dk\r\n--B--\r\n");
    for (int round = 0; round < 300; ++round) {
        std::string bytes = seed;
        const auto changes = 1 + random() % 30;
        for (std::uint32_t i = 0; i < changes; ++i) {
            const std::size_t at = random() % bytes.size();
            switch (random() % 3) {
                case 0: bytes[at] = static_cast<char>(random()); break;
                case 1: bytes.erase(at, random() % 20); break;
                default: bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 60)); break;
            }
            if (bytes.empty()) bytes = "F";
        }
        const auto parsed = parse_mail(bytes, {"reply+x@shop.example"});
        CHECK((parsed.has_value() || !parsed.error().message.empty()));
    }
    // Markup that invites quadratic time.
    for (const char* part : {"<style>", "<!--", "&", "<a ", "</div>", "<div>", "< ", "<blockquote>"}) {
        std::string html;
        for (int i = 0; i < 50000; ++i) html += part;
        CHECK(parse_mail(mail("Content-Type: text/html\r\n", html), {}).has_value());
    }
}
