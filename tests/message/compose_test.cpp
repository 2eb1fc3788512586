// Composed mails: their headers, and GMime as the judge of what others will read in them.
#include <doctest/doctest.h>

#include <random>

#include "message/compose.hpp"
#include "message/json_scope.hpp"
#include "message/mail_of.hpp"
#include "message/mail_read.hpp"
#include "message/shipped_words.hpp"
#include "message/token.hpp"

using namespace dialogd;
using namespace dialogd::message;
using dialogd::tests::OffsetCalendar;
using dialogd::tests::read;
using dialogd::tests::Read;
using dialogd::tests::sample_message;

namespace {

const OffsetCalendar kCalendar;

// Every line ends in CRLF, is at most 998 long, plain ASCII; no bare dot, no stray CR or LF.
void check_form(const std::string& bytes) {
    std::size_t begin = 0;
    bool good = bytes.ends_with("\r\n");
    while (begin < bytes.size()) {
        const std::size_t end = bytes.find('\n', begin);
        if (end == std::string::npos || end == begin || bytes[end - 1] != '\r') good = false;
        if (end == std::string::npos) break;
        const std::string_view line(bytes.data() + begin, end - begin - (end > begin ? 1 : 0));
        good = good && line.size() <= 998 && !line.starts_with('.') && line.find('\r') == std::string_view::npos &&
               line.find('\0') == std::string_view::npos && !line.starts_with("From ");
        begin = end + 1;
    }
    if (!good) CAPTURE(bytes);
    REQUIRE(good);
}

using Random = std::mt19937;

std::string random_words(Random& random, std::size_t most, bool lines) {
    static const std::vector<std::string> kPieces{"a",
                                                  "hej ",
                                                  "Æblegrød ",
                                                  "ø",
                                                  "😀",
                                                  "=",
                                                  "=?UTF-8?Q?x?=",
                                                  ".",
                                                  " ",
                                                  "  ",
                                                  "\t",
                                                  "From ",
                                                  "--",
                                                  "=_",
                                                  "\u00a0",
                                                  "日本語",
                                                  "\"q\"",
                                                  "<b>",
                                                  "https://shop.example/a-very-long-path/that-goes-on/and-on",
                                                  "\\",
                                                  ",",
                                                  ";",
                                                  "'",
                                                  "et langt ord igen og igen "};
    std::string out;
    for (std::size_t n = random() % (most + 1); n > 0; --n) {
        out += kPieces[random() % kPieces.size()];
        if (lines && random() % 5 == 0) out += random() % 4 == 0 ? "\n\n.\n" : "\n";
    }
    return out;
}

// What a header can hold of `text`: one line, no space at the ends.
std::string expected_line(const std::string& text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string::npos) return "";
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string squeezed(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (c != ' ') out += c;
    return out;
}

}  // namespace

TEST_CASE("compose: the headers of a mail that begins a talk") {
    const std::string bytes = compose_mail(sample_message(), kCalendar);
    check_form(bytes);
    const std::string head = bytes.substr(0, bytes.find("\r\n\r\n") + 2);
    const std::string token = "aiaaaaaaaaavaaaaaah2b3c4d5e6f7g2h3i4j5k";
    CHECK(head ==
          "Date: Tue, 24 Nov 2026 09:54:33 +0100\r\n"
          "From: Shop <hej@dialog.shop.example>\r\n"
          "To: ida@example.org\r\n"
          "Subject: =?UTF-8?Q?Din_kurv_st=C3=A5r_her_stadig?=\r\n"
          "Message-ID: <" +
              token +
              "@dialog.shop.example>\r\n"
              "Reply-To: reply+" +
              token +
              "@dialog.shop.example\r\n"
              "List-Id: <offers.dialog.shop.example>\r\n"
              "List-Unsubscribe: <https://dialog.shop.example/u/abc>,\r\n"
              " <mailto:unsubscribe+" +
              token +
              "@dialog.shop.example>\r\n"
              "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
              "Feedback-ID: abandoned-cart:cart-reminder:offers:dialog.shop.example\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "X-Auto-Response-Suppress: OOF, AutoReply\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: multipart/alternative; boundary=\"=_" +
              token + "\"\r\n");
    CHECK(message_id(sample_message()) == "<" + token + "@dialog.shop.example>");
    CHECK(return_path(sample_message()) == "bounce+" + token + "@dialog.shop.example");
}

TEST_CASE("compose: an answer to a reply carries In-Reply-To, References and Re:") {
    Message message = sample_message();
    message.in_reply_to = "<abc.123@mail.example.org>";
    const Read answer = read(compose_mail(message, kCalendar));
    CHECK(answer.headers.at("in-reply-to") == "<abc.123@mail.example.org>");
    CHECK(answer.headers.at("references") == "<abc.123@mail.example.org>");
    CHECK(answer.subject == "Re: Din kurv står her stadig");
    for (const char* subject : {"Re: Tak", "re: Tak", "SV: Tak"}) {
        message.subject = subject;
        CHECK(read(compose_mail(message, kCalendar)).subject == subject);
    }
    message.in_reply_to = "<a@b>\r\nBcc: evil@example.org";
    CHECK_FALSE(read(compose_mail(message, kCalendar)).headers.contains("in-reply-to"));
}

TEST_CASE("compose: service mails have nothing to unsubscribe from") {
    Message message = sample_message();
    message.unsubscribe_url.clear();
    message.list_id.clear();
    const Read service = read(compose_mail(message, kCalendar));
    CHECK_FALSE(service.headers.contains("list-unsubscribe"));
    CHECK_FALSE(service.headers.contains("list-unsubscribe-post"));
    CHECK_FALSE(service.headers.contains("list-id"));
    CHECK(service.headers.at("auto-submitted") == "auto-generated");
}

TEST_CASE("compose: the date is in the customer's zone") {
    Message message = sample_message();
    message.time_zone = "-0330";
    message.date = Instant(std::chrono::seconds(1772236805));  // 2026-02-28T00:00:05Z
    CHECK(compose_mail(message, kCalendar).starts_with("Date: Fri, 27 Feb 2026 20:30:05 -0330\r\n"));
    message.time_zone = "UTC";
    CHECK(compose_mail(message, kCalendar).starts_with("Date: Sat, 28 Feb 2026 00:00:05 +0000\r\n"));
}

TEST_CASE("compose: without HTML there is one part, and the same message gives the same bytes") {
    Message message = sample_message();
    message.html.clear();
    const std::string bytes = compose_mail(message, kCalendar);
    CHECK(bytes == compose_mail(message, kCalendar));
    check_form(bytes);
    const Read plain = read(bytes);
    REQUIRE(plain.parts.size() == 1);
    CHECK(plain.parts[0] == std::pair<std::string, std::string>("text/plain", message.text));
}

TEST_CASE("compose: addresses are quoted where they need to be, and one is never two") {
    Message message = sample_message();
    const auto to = [&](const char* address) {
        message.to = address;
        const std::string bytes = compose_mail(message, kCalendar);
        check_form(bytes);
        return read(bytes).to;
    };
    CHECK(to("o'hara+x@example.org") == "o'hara+x@example.org");
    CHECK(to("a b@example.org") == "\"a b\"@example.org");
    CHECK(to("\"a, b\"@example.org") == "\"a, b\"@example.org");
    CHECK(to("x@[192.0.2.1]") == "x@[192.0.2.1]");
    CHECK(to("no address") == "");
    CHECK(to("a@example.org, evil@example.net").starts_with('"'));  // one odd address, not two
    CHECK(to("a@example.org>, <evil@example.net").starts_with('"'));
    CHECK(to("a@example.org\r\nBcc: evil@example.net").find("Bcc") != 0);
}

TEST_CASE("compose: GMime reads back what was put in, for random messages") {
    Random random(8);
    for (int i = 0; i < 400; ++i) {
        Message message = sample_message();
        message.subject = random_words(random, 25, false);
        std::erase(message.subject, '\t');  // becomes a space, which is tested elsewhere
        message.text = random_words(random, 60, true);
        message.html = "<p>" + random_words(random, 60, true);
        const std::string name = random_words(random, 6, false);
        message.from = name + " <hej@dialog.shop.example>";
        const std::string bytes = compose_mail(message, kCalendar);
        check_form(bytes);
        const Read got = read(bytes);
        CAPTURE(bytes);
        REQUIRE(got.parts.size() == 2);
        REQUIRE(got.parts[0].second == message.text);
        REQUIRE(got.parts[1].second == message.html);
        REQUIRE(got.subject == expected_line(message.subject));
        REQUIRE(got.from_address == "hej@dialog.shop.example");
    }
}

TEST_CASE("compose: no field can end its header or begin another, whatever it holds") {
    Random random(9);
    const std::vector<std::string> kEvil{"\r\n",
                                         "\r\nBcc: evil@example.net\r\n",
                                         "\n.\r\n",
                                         std::string(1, '\0'),
                                         "\u2028",
                                         "\u0085",
                                         "\r\n\r\n<html>",
                                         "\x7f",
                                         "\xFF\xFE",
                                         ">",
                                         "<",
                                         ", evil@example.net",
                                         "\"",
                                         "\\",
                                         ":;",
                                         "@",
                                         "(",
                                         "=?",
                                         "a",
                                         "ø"};
    const std::vector<std::string> expected = read(compose_mail(sample_message(), kCalendar)).names;
    for (int i = 0; i < 1500; ++i) {
        Message message = sample_message();
        const std::vector<std::string*> fields{&message.to,      &message.from,         &message.token,
                                               &message.subject, &message.reply_domain, &message.unsubscribe_url,
                                               &message.list_id, &message.feedback_id,  &message.in_reply_to,
                                               &message.text,    &message.html};
        std::string& field = *fields[random() % fields.size()];
        for (std::size_t n = 1 + random() % 4; n > 0; --n)
            field.insert(random() % (field.size() + 1), kEvil[random() % kEvil.size()]);
        const std::string bytes = compose_mail(message, kCalendar);
        check_form(bytes);
        const Read got = read(bytes);
        CAPTURE(bytes);
        for (const std::string& header : got.names)
            REQUIRE((std::find(expected.begin(), expected.end(), header) != expected.end() || header == "in-reply-to" ||
                     header == "references"));
        REQUIRE(got.headers.size() == got.names.size());  // none twice
        REQUIRE(got.parts.size() == 2);
        REQUIRE(got.to.find("evil@example.net,") == std::string::npos);
        const bool one_recipient = got.to.find(',') == std::string::npos || got.to.starts_with('"');
        REQUIRE(one_recipient);
        for (const unsigned char c : bytes.substr(0, bytes.find("\r\n\r\n")))
            REQUIRE((c >= 0x20 || c == '\r' || c == '\n'));
    }
}

TEST_CASE("compose: a long subject is folded at 76, no character cut in two") {
    Message message = sample_message();
    for (const char* word : {"ord ", "blåbærgrød ", "日本語", "😀"}) {
        message.subject.clear();
        while (message.subject.size() < 400) message.subject += word;
        const std::string bytes = compose_mail(message, kCalendar);
        const Read got = read(bytes);
        CHECK(squeezed(got.subject) == squeezed(message.subject));
        const std::string head = bytes.substr(0, bytes.find("\r\n\r\n"));
        for (std::size_t at = 0; at < head.size();) {
            const std::size_t end = std::min(head.find("\r\n", at), head.size());
            CHECK(end - at <= 120);
            if (head.compare(at, 2, " =") == 0 || head.compare(at, 8, "Subject:") == 0) CHECK(end - at <= 76);
            at = end + 2;
        }
    }
}

TEST_CASE("compose: quoted-printable keeps its lines to 76 characters") {
    Message message = sample_message();
    message.html = std::string(5000, 'x') + " \n" + std::string(300, ' ') + "\n";
    for (int i = 0; i < 500; ++i) message.html += "ø";
    const std::string bytes = compose_mail(message, kCalendar);
    check_form(bytes);
    std::size_t at = bytes.find("text/html");
    at = bytes.find("\r\n\r\n", at) + 4;
    while (at < bytes.size()) {
        const std::size_t end = bytes.find("\r\n", at);
        CHECK(end - at <= 76);
        at = end + 2;
    }
    CHECK(read(bytes).parts.at(1).second == message.html);
}

TEST_CASE("compose: the golden mail of a basket that was left") {
    const tests::ShippedWords shipped;
    for (const auto& [content, source] : shipped.sources) {
        if (content != "cart-reminder" || source.file.find("email.da.md") == std::string::npos) continue;
        const auto outcome = make_words_compiler()->compile(source);
        REQUIRE(std::holds_alternative<Words>(outcome));
        const Words& words = std::get<Words>(outcome);
        const tests::JsonScope scope(
            tests::file_text(std::string(DIALOGD_SOURCE_DIR) + "/tests/message/golden/basket.json").c_str());
        Message message = sample_message();
        message.subject = words.subject->render(scope).text;
        message.text = words.text->render(scope).text;
        message.html = words.html->render(scope).text;
        const std::string golden = std::string(DIALOGD_SOURCE_DIR) + "/tests/message/golden/cart-reminder.da.eml";
        const std::string bytes = compose_mail(message, kCalendar);
        if (std::getenv("DIALOGD_WRITE_GOLDEN") != nullptr) std::ofstream(golden, std::ios::binary) << bytes;
        CHECK(bytes == tests::file_text(golden));
        CHECK(read(bytes).parts.at(0).second.starts_with("Hej Søren\n\nDu kom fra noget"));
    }
}
