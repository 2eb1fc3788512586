// Replies out of a mailbox: the whole way with Dovecot, and with a small server that fails on purpose.
#include <doctest/doctest.h>
#include <pwd.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "app/imap_reader.hpp"
#include "channels/party.hpp"
#include "channels/temporary.hpp"

using namespace dialogd;
using namespace dialogd::app;
using namespace dialogd::tests;
using std::chrono::milliseconds;
namespace fs = std::filesystem;

namespace {

using Mails = std::vector<FetchedMail>;

// Stands for those who take mails, on the reader's thread or another one.
struct Taker {
    ImapReader::TakeMail take() {
        return [this](std::string recipient, std::string bytes, const std::function<void(std::string)>& reply) {
            mails.push_back({std::move(recipient), std::move(bytes)});
            reply(answer);
        };
    }
    Mails mails;
    std::string answer = "250 2.1.5 Ok";
};

std::string mail_with(int number, const std::string& more = "Message-ID: <m@x.example>\r\n") {
    return "From: anna@x.example\r\nTo: reply+abc234@dialog.shop.example\r\nSubject: Re: hej " +
           std::to_string(number) + "\r\n" + more + "\r\nja tak\r\n";
}

void write(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

std::set<std::string> names(const fs::path& folder) {
    std::set<std::string> all;
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator(folder, problem)) all.insert(entry.path().filename().string());
    return all;
}

// The small server with a mailbox of some mails.
struct SmallServer {
    SmallServer(const std::string& mode, int count) {
        fs::create_directories(box() / "INBOX");
        for (int i = 1; i <= count; ++i) write(box() / "INBOX" / std::to_string(i), mail_with(i));
        start(mode);
    }
    void start(const std::string& mode) {
        party.reset();
        port = free_port();
        party.emplace(std::vector<std::string>{program("python3"), DIALOGD_SOURCE_DIR "/tests/channels/imap_server.py",
                                               std::to_string(port), box().string(), mode},
                      port, (temporary.path / "log").string());
        REQUIRE(party->ready());
    }
    fs::path box() const { return temporary.path / "mail"; }
    ImapConfig config() const {
        ImapConfig config;
        config.url = "imap://127.0.0.1:" + std::to_string(port);
        config.tls = "none";
        config.user = "replies";
        config.password = "secret";
        config.reply_domain = "dialog.shop.example";
        config.taken_file = temporary.path / "imap-taken";
        config.every = milliseconds(50);
        return config;
    }
    TemporaryFolder temporary;
    int port = 0;
    std::optional<Party> party;
};

bool no_python() {
    if (!program("python3").empty()) return false;
    MESSAGE("skipped: no python3");
    return true;
}

// Dovecot, as the parties have it, on free ports, with TLS of its own.
struct Dovecot {
    explicit Dovecot(bool with_tls) : folder(temporary.path) {
        for (const char* part : {"run", "mail", "state"}) fs::create_directories(folder / part);
        write(folder / "users", "replies:{PLAIN}secret\n");
        if (with_tls) REQUIRE(make_certificate(folder));
        std::ifstream file(parties_folder() + "/dovecot.conf");
        std::string conf{std::istreambuf_iterator<char>(file), {}};
        const auto put = [&](const std::string& what, const std::string& with) {
            for (std::size_t at = 0; (at = conf.find(what, at)) != std::string::npos; at += with.size())
                conf.replace(at, what.size(), with);
        };
        put("@DIR@", folder.string());
        put("port = 10143", "port = " + std::to_string(port));
        put("port = 10024", "port = " + std::to_string(lmtp));
        put("port = 0", "address = 127.0.0.1\n    port = " + std::to_string(imaps) + "\n    ssl = yes");
        if (with_tls)
            put("ssl = no", "ssl = yes\nssl_cert = <" + (folder / "cert.pem").string() + "\nssl_key = <" +
                                (folder / "key.pem").string());
        if (!with_tls) put("port = " + std::to_string(imaps) + "\n    ssl = yes", "port = 0");
        write(folder / "dovecot.conf", conf);
        for (const char* box : {"mail/replies", "mail/replies/new", "mail/replies/cur", "mail/replies/tmp"})
            fs::create_directories(folder / box);
        give_to_mail();
        party.emplace(std::vector<std::string>{program("dovecot"), "-F", "-c", (folder / "dovecot.conf").string()},
                      port, (folder / "log").string());
        REQUIRE(party->ready());
    }
    void give_to_mail() const {
        const passwd* user = ::getpwnam("mail");
        REQUIRE(user != nullptr);
        for (const auto& entry : fs::recursive_directory_iterator(folder / "mail"))
            REQUIRE(::chown(entry.path().c_str(), user->pw_uid, user->pw_gid) == 0);
        REQUIRE(::chown((folder / "mail").c_str(), user->pw_uid, user->pw_gid) == 0);
    }
    void deliver(const std::string& name, const std::string& mail) const {
        write(folder / "mail/replies/new" / name, mail);
        give_to_mail();
    }
    std::size_t in(const std::string& box) const {
        const fs::path path = folder / "mail/replies" / box;
        return names(path / "new").size() + names(path / "cur").size();
    }
    ImapConfig config() const {
        ImapConfig config;
        config.url = "imap://127.0.0.1:" + std::to_string(port);
        config.tls = "none";
        config.user = "replies";
        config.password = "secret";
        config.reply_domain = "dialog.shop.example";
        config.taken_file = folder / "imap-taken";
        return config;
    }
    TemporaryFolder temporary;
    fs::path folder;
    int port = free_port(), lmtp = free_port(), imaps = free_port();
    std::optional<Party> party;
};

bool no_dovecot() {
    if (!program("dovecot").empty() && !program("openssl").empty() && !parties_folder().empty() && ::geteuid() == 0)
        return false;
    MESSAGE("skipped: no dovecot, no openssl, no folder with parties, or not root");
    return true;
}

}  // namespace

TEST_CASE("imap: without MOVE a mail is copied and removed, and its mailbox made when it is missing") {
    if (no_python()) return;
    for (const char* mode : {"plain", "chatty"}) {
        CAPTURE(mode);
        const SmallServer server(mode, 3);
        Taker taker;
        ImapReader reader(server.config(), taker.take());
        const auto round = reader.look_once();
        if (!round) FAIL(round.error().message);
        CHECK((round.value().taken == 3 && round.value().moved == 3 && round.value().left == 0));
        REQUIRE(taker.mails.size() == 3);
        CHECK(taker.mails[0].recipient == "reply+abc234@dialog.shop.example");
        CHECK(taker.mails[0].bytes == mail_with(1));
        CHECK(names(server.box() / "INBOX").empty());
        CHECK(names(server.box() / "Processed") == std::set<std::string>{"1", "2", "3"});
        CHECK(reader.look_once().value().taken == 0);
    }
}

TEST_CASE("imap: a mail that is not taken now stays, and is taken the next time") {
    if (no_python()) return;
    const SmallServer server("plain", 2);
    Taker taker;
    taker.answer = "451 4.3.0 Try again later";
    ImapReader reader(server.config(), taker.take());
    CHECK(reader.look_once().value().left == 2);
    CHECK(names(server.box() / "INBOX").size() == 2);
    taker.answer = "554 5.6.0 Not understood";  // for good: it goes where a person can look for it
    CHECK(reader.look_once().value().moved == 2);
    CHECK(names(server.box() / "Processed").size() == 2);
}

TEST_CASE("imap: what was taken and could not be moved is not taken again, not after a restart either") {
    if (no_python()) return;
    SmallServer server("dropcopy", 3);
    Taker taker;
    {
        ImapReader reader(server.config(), taker.take());
        CHECK_FALSE(reader.look_once().has_value());
        CHECK(taker.mails.size() == 3);
        CHECK_FALSE(reader.look_once().has_value());
        CHECK(taker.mails.size() == 3);
    }
    ImapReader after(server.config(), taker.take());
    CHECK_FALSE(after.look_once().has_value());
    CHECK(taker.mails.size() == 3);
    CHECK(names(server.box() / "INBOX").size() == 3);
    server.start("nocopy");
    write(server.box() / "INBOX" / "4", mail_with(4));
    ImapReader refused(server.config(), taker.take());
    CHECK(refused.look_once().error().message.find("no such mailbox") != std::string::npos);
    CHECK(taker.mails.size() == 4);  // those behind it are taken all the same
    server.start("plain");
    ImapReader last(server.config(), taker.take());
    const auto round = last.look_once();
    REQUIRE(round.has_value());
    CHECK((round.value().taken == 0 && round.value().moved == 4));
    CHECK(names(server.box() / "INBOX").empty());
}

TEST_CASE("imap: a mail that can't be fetched holds up nobody") {
    if (no_python()) return;
    const SmallServer server("bad1", 3);
    Taker taker;
    ImapReader reader(server.config(), taker.take());
    CHECK_FALSE(reader.look_once().has_value());
    CHECK(taker.mails.size() == 2);
    CHECK(names(server.box() / "INBOX") == std::set<std::string>{"1"});
}

TEST_CASE("imap: a wrong password, a server without TLS and one that is not there are said as what they are") {
    if (no_python()) return;
    const SmallServer server("plain", 1);
    Taker taker;
    const auto message = [&](auto change) {
        ImapConfig config = server.config();
        change(config);
        return ImapReader(config, taker.take()).look_once().error().message;
    };
    CHECK(message([](ImapConfig& c) { c.password = "wrong"; }).find("denied") != std::string::npos);
    CHECK(message([](ImapConfig& c) { c.tls = "required"; }).find("SSL") != std::string::npos);
    CHECK(message([](ImapConfig& c) { c.url = "imap://127.0.0.1:" + std::to_string(free_port()); }).find("connect") !=
          std::string::npos);
    CHECK(taker.mails.empty());
}

TEST_CASE("imap: it looks by itself, and stops at once also while the server says nothing") {
    if (no_python()) return;
    {
        const SmallServer server("plain", 1);
        std::atomic<int> count{0};
        ImapReader reader(server.config(), [&](const std::string&, const std::string&, const auto& reply) {
            ++count;
            reply("250 2.1.5 Ok");
        });
        reader.start();
        for (int i = 0; i < 200 && count < 1; ++i) ::usleep(20'000);
        write(server.box() / "2", mail_with(2));
        fs::rename(server.box() / "2", server.box() / "INBOX" / "2");
        for (int i = 0; i < 200 && count < 2; ++i) ::usleep(20'000);
        CHECK(count == 2);
        reader.stop();
    }
    const SmallServer server("hang", 1);
    Taker taker;
    ImapReader reader(server.config(), taker.take());
    reader.start();
    ::usleep(300'000);
    const auto before = std::chrono::steady_clock::now();
    reader.stop();
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(3));
    CHECK(taker.mails.empty());
}

TEST_CASE("imap: Dovecot's mailbox is read by MOVE, in order, once") {
    if (no_dovecot()) return;
    const Dovecot dovecot(false);
    dovecot.deliver("1700000001.a.host", mail_with(1));
    dovecot.deliver("1700000002.b.host", mail_with(2, ""));
    dovecot.deliver("1700000003.c.host",
                    mail_with(3, "Message-ID: <3@x>\r\nX-Long: " + std::string(200'000, 'x') + "\r\n"));
    Taker taker;
    ImapReader reader(dovecot.config(), taker.take());
    const auto round = reader.look_once();
    CAPTURE((round ? "" : round.error().message));
    REQUIRE(round.has_value());
    REQUIRE(taker.mails.size() == 3);
    CHECK(round.value().moved == 3);
    CHECK(taker.mails[0].bytes == mail_with(1));
    CHECK(taker.mails[1].bytes.starts_with("Message-ID: <imap-"));
    CHECK(taker.mails[2].bytes.size() > 200'000);
    CHECK(dovecot.in("") == 0);
    CHECK(dovecot.in(".Processed") == 3);
    CHECK(reader.look_once().value().taken == 0);
    dovecot.deliver("1700000004.d.host", mail_with(4));
    ImapConfig elsewhere = dovecot.config();
    elsewhere.processed = "Done with \"it\"";
    CHECK(ImapReader(elsewhere, taker.take()).look_once().value().moved == 1);
    CHECK(dovecot.in("") == 0);
    CHECK(names(dovecot.folder / "mail/replies").contains(".Done with \"it\""));
}

TEST_CASE("imap: TLS is what the configuration says, and the certificate is checked against its own CA") {
    if (no_dovecot()) return;
    const Dovecot dovecot(true);
    Taker taker;
    const auto works = [&](auto change) {
        ImapConfig config = dovecot.config();
        change(config);
        dovecot.deliver("17000000" + std::to_string(taker.mails.size()) + ".x.host", mail_with(1));
        const auto round = ImapReader(config, taker.take()).look_once();
        CAPTURE((round ? "" : round.error().message));
        return round.has_value() && round.value().moved > 0;
    };
    const std::string ca = (dovecot.folder / "cert.pem").string();
    const std::string imaps = "imaps://127.0.0.1:" + std::to_string(dovecot.imaps);
    CHECK(works([&](ImapConfig& c) { c.tls = "required", c.ca_file = ca; }));
    CHECK(works([&](ImapConfig& c) { c.tls = "opportunistic"; }));
    CHECK(works([&](ImapConfig& c) { c.tls = "required", c.url = imaps, c.ca_file = ca; }));
    CHECK_FALSE(works([&](ImapConfig& c) { c.tls = "required"; }));  // nobody known has signed it
    CHECK_FALSE(works([&](ImapConfig& c) { c.tls = "required", c.url = imaps; }));
}
