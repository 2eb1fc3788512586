// The SMTP dialogue without a server: what is said, in which groups, and what each answer means.
#include <doctest/doctest.h>

#include "channels/smtp_dialogue.hpp"

using namespace dialogd;
using namespace dialogd::channels;

namespace {

Outgoing mail_to(MessageNumber number, std::string to = "a@x.example",
                 std::string bytes = "Subject: s\r\n\r\nhej\r\n") {
    Outgoing outgoing;
    outgoing.message = number;
    outgoing.return_path = "r@y.example";
    outgoing.to = std::move(to);
    outgoing.bytes = std::move(bytes);
    return outgoing;
}

SmtpOffers pipelining() {
    SmtpOffers offers;
    offers.pipelining = true;
    offers.eight_bit_mime = true;
    return offers;
}

// Everything the dialogue has to say, as one write that goes through.
std::string said(SmtpDialogue& dialogue) {
    std::string all;
    while (dialogue.wants_to_write()) {
        const auto piece = dialogue.offer();
        all += piece;
        dialogue.wrote(piece.size());
    }
    return all;
}

const std::string kEnvelope = "MAIL FROM:<r@y.example>\r\nRCPT TO:<a@x.example>\r\nDATA\r\n";
const std::string kContent = "Subject: s\r\n\r\nhej\r\n.\r\n";

SmtpEnding only(SmtpDialogue& dialogue) {
    auto endings = dialogue.take_endings();
    REQUIRE(endings.size() == 1);
    return std::move(endings[0]);
}

}  // namespace

TEST_CASE("dialogue: pipelined, the next envelope goes out behind the final dot, in the same write") {
    SmtpDialogue dialogue(pipelining());
    dialogue.submit(mail_to(1));
    CHECK(said(dialogue) == kEnvelope);
    CHECK_FALSE(dialogue.takes());
    dialogue.read("250 ok\r\n250 ok\r\n354 go\r\n");
    REQUIRE(dialogue.takes());
    dialogue.submit(mail_to(2));
    CHECK(said(dialogue) == kContent + kEnvelope);
    dialogue.read("250 2.0.0 Ok: queued as 4F\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    const auto first = only(dialogue);
    CHECK(first.outgoing.message == 1);
    CHECK(first.verdict.kind == ReceiptKind::accepted);
    CHECK(first.verdict.status == "2.0.0");
    CHECK(first.verdict.reference == "4F");
    CHECK(said(dialogue) == kContent);
    dialogue.read("250 ok\r\n");
    CHECK(only(dialogue).verdict.kind == ReceiptKind::accepted);
    CHECK(dialogue.idle());
}

TEST_CASE("dialogue: an envelope that comes while a final dot is unanswered goes out at once") {
    SmtpDialogue dialogue(pipelining());
    dialogue.submit(mail_to(1));
    (void)said(dialogue);
    dialogue.read("250 ok\r\n250 ok\r\n354 go\r\n");
    CHECK(said(dialogue) == kContent);
    REQUIRE(dialogue.takes());
    dialogue.submit(mail_to(2));
    CHECK(said(dialogue) == kEnvelope);
}

TEST_CASE("dialogue: without PIPELINING it is one command at a time") {
    SmtpDialogue dialogue(SmtpOffers{});
    dialogue.submit(mail_to(1));
    CHECK(said(dialogue) == "MAIL FROM:<r@y.example>\r\n");
    dialogue.read("250 ok\r\n");
    CHECK(said(dialogue) == "RCPT TO:<a@x.example>\r\n");
    dialogue.read("250 ok\r\n");
    CHECK(said(dialogue) == "DATA\r\n");
    dialogue.read("354 go\r\n");
    CHECK(said(dialogue) == kContent);
    CHECK_FALSE(dialogue.takes());
    dialogue.read("250 ok\r\n");
    CHECK(only(dialogue).verdict.kind == ReceiptKind::accepted);
    CHECK(dialogue.takes());
}

TEST_CASE("dialogue: RCPT refused and DATA refused: RSET, then the next envelope") {
    SmtpDialogue dialogue(pipelining());
    dialogue.submit(mail_to(1));
    (void)said(dialogue);
    dialogue.read("250 ok\r\n550 5.1.1 <a@x.example>: user a unknown\r\n");
    const auto ending = only(dialogue);
    CHECK(ending.verdict.kind == ReceiptKind::failed);
    CHECK(ending.verdict.address_is_bad);
    CHECK(ending.verdict.detail.find("x.example") == std::string::npos);
    dialogue.read("554 5.5.1 no valid recipients\r\n");
    REQUIRE(dialogue.takes());
    dialogue.submit(mail_to(2));
    CHECK(said(dialogue) == "RSET\r\n" + kEnvelope);
    dialogue.read("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    CHECK(said(dialogue) == kContent);
}

TEST_CASE("dialogue: RCPT refused and DATA accepted: a single dot, as RFC 2920 says") {
    SmtpDialogue dialogue(pipelining());
    dialogue.submit(mail_to(1));
    (void)said(dialogue);
    dialogue.read("250 ok\r\n450 4.2.1 busy\r\n354 go\r\n");
    CHECK(only(dialogue).verdict.kind == ReceiptKind::deferred);
    dialogue.submit(mail_to(2));
    CHECK(said(dialogue) == ".\r\n" + kEnvelope);
    dialogue.read("554 no recipients\r\n250 ok\r\n250 ok\r\n354 go\r\n");
    CHECK(said(dialogue) == kContent);
    CHECK(dialogue.take_endings().empty());
}

TEST_CASE("dialogue: MAIL refused but RCPT and DATA accepted: no dot, or somebody gets an empty mail") {
    SmtpDialogue dialogue(pipelining());
    dialogue.submit(mail_to(1));
    (void)said(dialogue);
    dialogue.read("550 5.7.1 not you\r\n250 ok\r\n354 go\r\n");
    CHECK(only(dialogue).verdict.kind == ReceiptKind::failed);
    CHECK(dialogue.over());
    CHECK(said(dialogue).empty());
}

TEST_CASE("dialogue: what each answer after the final dot means") {
    const auto after_dot = [](std::string_view answer) {
        SmtpDialogue dialogue(pipelining());
        dialogue.submit(mail_to(1));
        (void)said(dialogue);
        dialogue.read("250 ok\r\n250 ok\r\n354 go\r\n");
        (void)said(dialogue);
        dialogue.read(answer);
        return only(dialogue).verdict;
    };
    CHECK(after_dot("250 2.6.0 taken\r\n").kind == ReceiptKind::accepted);
    CHECK(after_dot("451 4.3.0 later\r\n").kind == ReceiptKind::deferred);
    CHECK(after_dot("451 4.3.0 later\r\n").status == "4.3.0");
    CHECK(after_dot("554 5.7.1 no\r\n").kind == ReceiptKind::failed);
    CHECK_FALSE(after_dot("554 5.7.1 no\r\n").address_is_bad);
    CHECK(after_dot("550 5.1.1 no such user here\r\n").address_is_bad);
    CHECK(after_dot("552 too large\r\n").status == "5.0.0");
    CHECK(after_dot("421 4.3.2 bye\r\n").kind == ReceiptKind::deferred);
    CHECK(after_dot("what?\r\n").kind == ReceiptKind::uncertain);
    CHECK(after_dot("354 go on\r\n").kind == ReceiptKind::uncertain);
}

TEST_CASE("dialogue: a connection that is lost") {
    SmtpDialogue dialogue(pipelining());
    dialogue.submit(mail_to(1));
    SUBCASE("before the content costs the message nothing") {
        (void)said(dialogue);
        dialogue.lose("lost");
        const auto ending = only(dialogue);
        CHECK(ending.verdict.kind == ReceiptKind::deferred);
        CHECK(ending.untouched);
    }
    SUBCASE("before the content was offered, though it was asked for") {
        (void)said(dialogue);
        dialogue.read("250 ok\r\n250 ok\r\n354 go\r\n");
        dialogue.lose("lost");
        const auto ending = only(dialogue);
        CHECK(ending.verdict.kind == ReceiptKind::deferred);
        CHECK(ending.untouched);
    }
    SUBCASE("after a buffer with the dot in it was offered is uncertain, however little was taken") {
        (void)said(dialogue);
        dialogue.read("250 ok\r\n250 ok\r\n354 go\r\n");
        (void)dialogue.offer();
        dialogue.lose("lost");
        const auto ending = only(dialogue);
        CHECK(ending.verdict.kind == ReceiptKind::uncertain);
        CHECK_FALSE(ending.untouched);
    }
    SUBCASE("with the answer already read is what the answer says") {
        (void)said(dialogue);
        dialogue.read("250 ok\r\n250 ok\r\n354 go\r\n");
        (void)said(dialogue);
        dialogue.read("250 ok\r\n");
        dialogue.lose("lost");
        CHECK(only(dialogue).verdict.kind == ReceiptKind::accepted);
    }
}

TEST_CASE("dialogue: of a long mail the end is offered only when the rest was taken") {
    SmtpDialogue dialogue(pipelining());
    dialogue.submit(mail_to(1, "a@x.example", std::string(300'000, 'x') + "\r\n"));
    (void)said(dialogue);
    dialogue.read("250 ok\r\n250 ok\r\n354 go\r\n");
    const auto piece = dialogue.offer();
    dialogue.wrote(piece.size());
    const auto second = dialogue.offer();
    CHECK(second.size() < 300'000);
    SUBCASE("lost on the way it is deferred, and was begun") {
        dialogue.lose("lost");
        const auto ending = only(dialogue);
        CHECK(ending.verdict.kind == ReceiptKind::deferred);
        CHECK_FALSE(ending.untouched);
    }
    SUBCASE("refused on the way it is refused, and the connection is of no more use") {
        dialogue.read("552 5.3.4 too big\r\n");
        CHECK(only(dialogue).verdict.kind == ReceiptKind::failed);
        CHECK(dialogue.over());
    }
    SUBCASE("a yes on the way makes no sense") {
        dialogue.read("250 ok\r\n");
        CHECK(only(dialogue).verdict.kind == ReceiptKind::deferred);
        CHECK(dialogue.over());
    }
    SUBCASE("what is offered again is the same, at the same address") {
        const auto again = dialogue.offer();
        CHECK(again.data() == second.data());
        CHECK(again.size() == second.size());
    }
}

TEST_CASE("dialogue: 421 ends the connection, and the message behind it may go elsewhere") {
    SmtpDialogue dialogue(pipelining());
    dialogue.submit(mail_to(1));
    (void)said(dialogue);
    dialogue.read("250 ok\r\n250 ok\r\n354 go\r\n");
    dialogue.submit(mail_to(2));
    (void)said(dialogue);
    dialogue.read("250 ok\r\n421 4.7.0 too many messages\r\n");
    auto endings = dialogue.take_endings();
    REQUIRE(endings.size() == 2);
    CHECK(endings[0].verdict.kind == ReceiptKind::accepted);
    CHECK(endings[1].verdict.kind == ReceiptKind::deferred);
    CHECK(endings[1].untouched);
    CHECK(dialogue.over());
}

TEST_CASE("dialogue: an answer that nobody asked for ends it") {
    SmtpDialogue dialogue(pipelining());
    dialogue.read("250 hello\r\n");
    CHECK(dialogue.over());
    SmtpDialogue unsent(pipelining());
    unsent.submit(mail_to(1));
    unsent.read("250 ok\r\n");  // before we said anything
    CHECK(unsent.over());
}

TEST_CASE("dialogue: what the server did not offer is not said") {
    SmtpOffers offers;
    const auto ending_of = [&](Outgoing outgoing) {
        SmtpDialogue dialogue(offers);
        dialogue.submit(std::move(outgoing));
        CHECK_FALSE(dialogue.wants_to_write());
        return only(dialogue).verdict;
    };
    CHECK(ending_of(mail_to(1, "å@x.example")).status == "5.6.7");
    CHECK(ending_of(mail_to(1, "a@x.example", "Subject: å\r\n\r\n")).status == "5.6.7");
    CHECK(ending_of(mail_to(1, "a@x.example", "Subject: a\r\n\r\nå\r\n")).status == "5.6.3");
    offers.size = true;
    offers.size_limit = 10;
    CHECK(ending_of(mail_to(1)).status == "5.3.4");
    offers.size_limit = 0;
    offers.smtputf8 = offers.eight_bit_mime = true;
    SmtpDialogue dialogue(offers);
    dialogue.submit(mail_to(1, "å@x.example", "Subject: å\r\n\r\n"));
    CHECK(said(dialogue) == "MAIL FROM:<r@y.example> SIZE=15 SMTPUTF8 BODY=8BITMIME\r\n");
}

TEST_CASE("dialogue: an address that would break out of its command is refused before a byte is said") {
    for (const std::string address : {"a@x\r\nRCPT TO:<b@x>", "a@x> SIZE=1", "", "a\nb@x", "\"a@x", "a b@x"}) {
        CAPTURE(address);
        SmtpDialogue dialogue(pipelining());
        dialogue.submit(mail_to(1, address));
        CHECK_FALSE(dialogue.wants_to_write());
        const auto ending = only(dialogue);
        CHECK(ending.verdict.kind == ReceiptKind::failed);
        CHECK(ending.verdict.address_is_bad);
        CHECK(dialogue.takes());
    }
    SmtpDialogue dialogue(pipelining());
    auto outgoing = mail_to(1, "\"a b\"@x.example");
    outgoing.return_path.clear();
    dialogue.submit(std::move(outgoing));
    CHECK(said(dialogue).starts_with("MAIL FROM:<>\r\nRCPT TO:<\"a b\"@x.example>\r\n"));
}

TEST_CASE("dialogue: QUIT waits for what is under way") {
    SmtpDialogue dialogue(pipelining());
    dialogue.submit(mail_to(1));
    (void)said(dialogue);
    dialogue.quit();
    CHECK_FALSE(dialogue.takes());
    dialogue.read("250 ok\r\n250 ok\r\n354 go\r\n");
    CHECK(said(dialogue) == kContent);
    dialogue.read("250 ok\r\n");
    CHECK(said(dialogue) == "QUIT\r\n");
    CHECK(dialogue.awaiting() == SmtpDialogue::Awaiting::quit);
    dialogue.read("221 bye\r\n");
    CHECK(dialogue.over());
}
