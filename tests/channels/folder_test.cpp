// The folder of files.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "channels/channels.hpp"

using namespace dialogd;
using namespace dialogd::channels;
namespace fs = std::filesystem;

namespace {

struct TemporaryFolder {
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "dialogd-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~TemporaryFolder() { fs::remove_all(path); }
    fs::path path;
};

std::string text_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

Outgoing outgoing(std::string name = "welcome") {
    Outgoing out;
    out.customer = CustomerNumber{7};
    out.message = 3;
    out.attempt = 2;
    out.token = "abc234";
    out.to = "a@x.example";
    out.bytes = "Subject: s\r\n\r\nhej\r\n";
    out.name = std::move(name);
    out.date = parse_instant("2026-11-24T08:53:42.123Z").value();
    return out;
}

}  // namespace

TEST_CASE("folder: a mail is a whole file of that name, and accepted") {
    const TemporaryFolder temporary;
    auto channel = make_folder(ChannelKind::email, temporary.path / "new" / "out");
    REQUIRE(channel);
    CHECK((*channel)->idle());
    (*channel)->submit(outgoing());
    CHECK_FALSE((*channel)->idle());
    const auto outcomes = (*channel)->work(Duration(0));
    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].customer == CustomerNumber{7});
    CHECK(outcomes[0].receipt.message == 3);
    CHECK(outcomes[0].receipt.attempt == 2);
    CHECK(outcomes[0].receipt.kind == ReceiptKind::accepted);
    const auto file = temporary.path / "new" / "out" / "20261124T085342.123Z-welcome-abc234.eml";
    CHECK(text_of(file) == outgoing().bytes);
    CHECK(std::distance(fs::directory_iterator(file.parent_path()), fs::directory_iterator{}) == 1);
    CHECK((*channel)->idle());
}

TEST_CASE("folder: an SMS says to whom, and a name can't leave the folder") {
    const TemporaryFolder temporary;
    auto channel = make_folder(ChannelKind::sms, temporary.path);
    REQUIRE(channel);
    auto out = outgoing("../../etc/x");
    out.to = "+4520123456";
    out.from = "1234";
    out.bytes = "Hej";
    (*channel)->submit(out);
    REQUIRE((*channel)->work(Duration(0)).size() == 1);
    CHECK(text_of(temporary.path / "20261124T085342.123Z-_.._.._etc_x-abc234.txt") ==
          "From: 1234\nTo: +4520123456\n\nHej");
}

TEST_CASE("folder: when it can't be written the attempt is deferred, with the reason") {
    const TemporaryFolder temporary;
    auto channel = make_folder(ChannelKind::email, temporary.path / "out");
    REQUIRE(channel);
    fs::remove_all(temporary.path / "out");
    (*channel)->submit(outgoing());
    const auto outcomes = (*channel)->work(Duration(0));
    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].receipt.kind == ReceiptKind::deferred);
    CHECK(outcomes[0].receipt.detail.find("No such file or directory") != std::string::npos);
    std::ofstream(temporary.path / "file") << "x";
    CHECK_FALSE(make_folder(ChannelKind::email, temporary.path / "file" / "out").has_value());
}

TEST_CASE("folder: interrupt wakes, and close gives every attempt its outcome") {
    const TemporaryFolder temporary;
    auto channel = make_folder(ChannelKind::email, temporary.path);
    REQUIRE(channel);
    std::thread other([&] { (*channel)->interrupt(); });
    CHECK((*channel)->work(std::chrono::seconds(20)).empty());
    other.join();
    (*channel)->submit(outgoing());
    const auto outcomes = (*channel)->close();
    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].receipt.kind == ReceiptKind::deferred);
    CHECK((*channel)->room() == 0);
}
