// Replies out of a mailbox, without a server: the words of IMAP, what is noted on disk, and the configuration.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "app/config.hpp"
#include "app/imap_taken.hpp"
#include "app/imap_words.hpp"
#include "channels/temporary.hpp"

using namespace dialogd;
using namespace dialogd::app;
using namespace dialogd::tests;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("imap: what a server says is read, whatever it says") {
    CHECK(searched_uids("* SEARCH 4 2 9\r\n* SEARCH 9 11\r\n* 3 EXISTS\r\n", 100) == std::vector<Uid>{2, 4, 9, 11});
    CHECK(searched_uids("* search 5 x 0 -1 4294967296 7a 4294967295 (MODSEQ 3)\r\n", 100) ==
          std::vector<Uid>{5, 4294967295U});
    CHECK(searched_uids("* SEARCH 3 2 1", 2) == std::vector<Uid>{1, 2});
    CHECK(searched_uids("* SEARCH\r\n", 100).empty());
    CHECK(searched_uids("SEARCH 1\r\n*SEARCH 2\r\n", 100).empty());
    CHECK(offers_capability("* CAPABILITY IMAP4rev1 MOVE UIDPLUS\r\n", "move"));
    CHECK_FALSE(offers_capability("* CAPABILITY IMAP4rev1 REMOVE\r\n* OK MOVE\r\n", "MOVE"));
    CHECK(uid_validity_of("* OK [UIDVALIDITY 3857529045] UIDs valid\r\n") == 3857529045U);
    CHECK(uid_validity_of("* ok [uidvalidity 7]") == 7U);
    for (const char* line :
         {"* OK [UIDVALIDITY x]", "* OK [UIDVALIDITY 0]", "* NO [UIDVALIDITY 1]", "* OK UIDVALIDITY 1", ""})
        CHECK_FALSE(uid_validity_of(line).has_value());
    CHECK(is_refusal("A005 NO [SERVERBUG] can't"));
    CHECK(is_refusal("a1 bad what?\r\n"));
    for (const char* line : {"* NO later", "A1 OK NO", "A1", "", "+ NO"}) CHECK_FALSE(is_refusal(line));
    CHECK(quoted_string("a \"b\" \\\r\nc") == "\"a \\\"b\\\" \\\\c\"");
}

TEST_CASE("imap: random lines give UIDs in order, and nothing else") {
    std::minstd_rand draws(7);
    const std::vector<std::string> pieces{"*",          " ",    "SEARCH", "search", "12", "0", "7",
                                          "4294967296", "\r\n", "\n",     "\0",     "[",  "OK"};
    for (int i = 0; i < 2'000; ++i) {
        std::string lines;
        for (int k = 0; k < 30; ++k) lines += pieces[draws() % pieces.size()];
        const auto uids = searched_uids(lines, 5);
        CHECK(uids.size() <= 5);
        for (std::size_t k = 0; k < uids.size(); ++k) CHECK((uids[k] > 0 && (k == 0 || uids[k] > uids[k - 1])));
        (void)uid_validity_of(lines);
        (void)offers_capability(lines, "MOVE");
        (void)is_refusal(lines);
    }
}

TEST_CASE("imap: a mail without an envelope gets the recipient that we handed out, and a Message-ID that stays") {
    const auto recipient = [](const std::string& headers) {
        return dressed("From: anna@x.example\r\nMessage-ID: <1@x>\r\n" + headers + "\r\nja\r\n", "shop.example", "7-1")
            .recipient;
    };
    CHECK(recipient("To: hej@shop.example\r\nCc: Reply+abc@Shop.example\r\n") == "Reply+abc@shop.example");
    CHECK(recipient("To: bo@y.example, hej@shop.example\r\n") == "hej@shop.example");
    CHECK(recipient("To: reply+abc@evil.example\r\nDelivered-To: bounce+def@shop.example\r\n") ==
          "bounce+def@shop.example");
    CHECK(recipient("To: bo@y.example\r\n") == "bo@y.example");
    CHECK(recipient("") == "unknown@shop.example");
    const std::string without = "From: anna@x.example\r\nSubject: x\r\n\r\nja\r\n";
    const std::string named = dressed(without, "shop.example", "7-1").bytes;
    CHECK(named.starts_with("Message-ID: <imap-7-1-"));
    CHECK(named.ends_with(without));
    CHECK(dressed(without, "shop.example", "7-1").bytes == named);
    CHECK(dressed(without, "shop.example", "7-2").bytes != named);
    const std::string with = "Message-ID: <a@b>\r\n" + without;
    CHECK(dressed(with, "shop.example", "7-1").bytes == with);
    CHECK(dressed("", "shop.example", "7-1").bytes.empty());
}

TEST_CASE("imap: what is taken is noted on disk, for the mailbox as it is now") {
    const TemporaryFolder temporary;
    const fs::path file = temporary.path / "imap-taken";
    {
        ImapTaken taken(file);
        REQUIRE(taken.load(77).has_value());
        REQUIRE(taken.add(5).has_value());
        REQUIRE(taken.add(6).has_value());
        CHECK(taken.has(5));
        CHECK_FALSE(taken.has(7));
    }
    std::ofstream(file, std::ios::app) << "77 1";  // the power went while 77 12 was written
    ImapTaken again(file);
    REQUIRE(again.load(77).has_value());
    CHECK(again.has(6));
    CHECK_FALSE(again.has(1));
    REQUIRE(again.add(9).has_value());
    REQUIRE(again.keep_only({4, 6, 9}).has_value());
    CHECK_FALSE(again.has(5));
    ImapTaken third(file);
    REQUIRE(third.load(77).has_value());
    CHECK(third.has(6));
    CHECK(third.has(9));
    CHECK_FALSE(third.has(5));
    REQUIRE(third.load(78).has_value());  // the mailbox was made anew: its numbers mean other mails
    CHECK_FALSE(third.has(6));
    CHECK_FALSE(ImapTaken("/nowhere/imap-taken").load(1).has_value());
}

TEST_CASE("imap: the configuration is checked, and every mistake said") {
    const TemporaryFolder temporary;
    write(temporary.path / "password", "secret\n");
    const auto read = [&](const std::string& imap) {
        write(temporary.path / "dialogd.yaml",
              "data: data\npublic_url: https://dialog.shop.example\ncompany: {name: Shop}\nrules: rules\ntemplates: t\n"
              "topics: {offers: {kind: marketing}}\nchannels: {email: {type: folder, from: a@b.example}}\nimap: " +
                  imap + "\n");
        return read_config(temporary.path / "dialogd.yaml");
    };
    const ConfigReport good =
        read("{url: 'imaps://mail.x.example', user: replies, password_file: password, every: 30s}");
    CHECK(good.errors.empty());
    CHECK(good.config.imap.url == "imaps://mail.x.example");
    CHECK(good.config.imap.password == "secret");
    CHECK(good.config.imap.every == std::chrono::seconds(30));
    CHECK(good.config.imap.reply_domain == "dialog.shop.example");
    CHECK(good.config.imap.taken_file == temporary.path / "data/imap-taken");
    const std::string rest = ", user: replies, password_file: password";
    for (const auto& [imap, advice] : std::map<std::string, std::string>{
             {"{url: 'http://mail.x.example'" + rest + "}", "imap://HOST:PORT"},
             {"{url: 'imap://mail.x.example/INBOX'" + rest + "}", "nothing else"},
             {"{url: 'imap://mail.x.example', tls: none" + rest + "}", "secured connection"},
             {"{url: 'imap://mail.x.example', tls: maybe" + rest + "}", "opportunistic"},
             {"{url: 'imap://mail.x.example', processed: INBOX" + rest + "}", "another mailbox"},
             {"{url: 'imap://mail.x.example', processed: \"Besvaret \u00e6\"" + rest + "}", "ASCII"},
             {"{url: 'imap://mail.x.example', every: 10ms" + rest + "}", "a second"},
             {"{url: 'imap://mail.x.example', user: replies}", "password_file"},
             {"{url: 'imap://mail.x.example', folder: x" + rest + "}", "folder"}}) {
        CAPTURE(imap);
        const ConfigReport report = read(imap);
        REQUIRE_FALSE(report.errors.empty());
        CHECK(report.errors.front().message.find(advice) != std::string::npos);
    }
    CHECK(read("{url: 'imap://127.0.0.1:143', tls: none" + rest + "}").errors.empty());
}
