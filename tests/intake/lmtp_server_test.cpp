// LMTP over real sockets, TCP and Unix.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>

#include "intake/asking.hpp"
#include "intake/parsing.hpp"

using namespace dialogd;
using namespace dialogd::intake;

namespace {

Settings settings_with(std::string lmtp) {
    Settings settings;
    settings.http = "127.0.0.1:0";
    settings.lmtp = std::move(lmtp);
    settings.max_mail = 100'000;
    return settings;
}

}  // namespace

TEST_CASE("lmtp server: a mail is delivered for each recipient, several in one connection") {
    FakeApp app;
    auto server = make_server(settings_with("127.0.0.1:0"), app.handlers());
    REQUIRE(server->start().has_value());
    PlainSocket socket(server->lmtp_port());
    CHECK(socket.read_until("\r\n").starts_with("220 "));
    std::string all = "LHLO there\r\n";
    for (int i = 0; i < 3; ++i)
        all += "MAIL FROM:<a@b.dk>\r\nRCPT TO:<reply+1@shop.dk>\r\nRCPT TO:<nobody@shop.dk>\r\nDATA\r\nja\r\n.\r\n";
    socket.send(all + "QUIT\r\n");
    const std::string said = socket.read_all();
    std::size_t answers = 0;
    for (std::size_t at = said.find("250 2.1.5 ok\r\n550 5.1.1 unknown\r\n"); at != std::string::npos;
         at = said.find("250 2.1.5 ok\r\n550 5.1.1 unknown\r\n", at + 1))
        ++answers;
    CHECK(answers == 3);
    CHECK(said.ends_with("221 2.0.0 bye\r\n"));
    REQUIRE(app.mails().size() == 6);
    CHECK(app.mails()[0] == "reply+1@shop.dk|a@b.dk|ja\r\n");
    CHECK(app.mails()[1] == "nobody@shop.dk|a@b.dk|ja\r\n");
}

TEST_CASE("lmtp server: a Unix socket that a crash left behind is taken over, a live one is a conflict") {
    const auto folder = std::filesystem::temp_directory_path() / ("dialogd-lmtp-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const std::string path = (folder / "lmtp").string();
    {
        const int left_behind = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        REQUIRE(::bind(left_behind, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        ::close(left_behind);
    }
    FakeApp app;
    {
        auto server = make_server(settings_with("unix:" + path), app.handlers());
        REQUIRE(server->start().has_value());
        using std::filesystem::perms;
        CHECK(std::filesystem::status(path).permissions() ==
              (perms::owner_read | perms::owner_write | perms::group_read | perms::group_write));
        PlainSocket socket(path);
        socket.send("LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.dk>\r\nDATA\r\nja\r\n.\r\nQUIT\r\n");
        CHECK(contains(socket.read_all(), "250 2.1.5 ok\r\n221"));
        CHECK(make_server(settings_with("unix:" + path), app.handlers())->start().error().code == ErrorCode::conflict);
    }
    CHECK_FALSE(std::filesystem::exists(path));
    std::filesystem::remove_all(folder);
}

TEST_CASE("lmtp server: a mail of some size comes through whole, and stopping says 421") {
    FakeApp app;
    auto server = make_server(settings_with("127.0.0.1:0"), app.handlers());
    REQUIRE(server->start().has_value());
    std::string body;
    for (int i = 0; body.size() < 90'000; ++i) body += "line " + std::to_string(i) + "\r\n";
    PlainSocket socket(server->lmtp_port());
    socket.send("LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.dk>\r\nDATA\r\n" + body + ".\r\n");
    socket.read_until("354 go on, end with a dot\r\n");
    CHECK(socket.read_until("\r\n") == "250 2.1.5 ok\r\n");
    REQUIRE(app.mails().size() == 1);
    CHECK(app.mails().at(0) == "a@b.dk||" + body);
    server->stop();
    CHECK(contains(socket.read_all(), "421 4.3.2"));
}
