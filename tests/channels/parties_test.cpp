// The channels with real parties: servers that fail at each point of SMTP, Postfix's smtp-sink, and an HTTP
// gateway that drops a connection after it has taken the request.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "channels/gateway.hpp"
#include "channels/party.hpp"
#include "channels/smtp.hpp"
#include "channels/temporary.hpp"
#include "channels/wait.hpp"

using namespace dialogd;
using namespace dialogd::channels;
using namespace dialogd::tests;
using std::chrono::milliseconds;
namespace fs = std::filesystem;

namespace {

std::unique_ptr<Channel> smtp_to(int port, int connections = 1, SmtpTimes times = {}) {
    SmtpSettings settings;
    settings.url = "smtp://127.0.0.1:" + std::to_string(port);
    settings.tls = Tls::none;
    settings.connections = connections;
    auto made = make_smtp(settings, times);
    REQUIRE(made);
    return std::move(*made);
}

int count_lines(const fs::path& file, const std::string& with) {
    std::ifstream text(file);
    int count = 0;
    for (std::string line; std::getline(text, line);) count += line.find(with) != std::string::npos ? 1 : 0;
    return count;
}

std::optional<Receipt> receipt_from(const std::string& mode, bool pipelining, std::size_t size, int& copies) {
    const std::string folder = parties_folder(), python = program("python3");
    if (folder.empty() || python.empty()) return std::nullopt;
    const TemporaryFolder temporary;
    const int port = free_port();
    std::vector<std::string> command{python, folder + "/smtp_faults.py", mode, std::to_string(port)};
    if (pipelining) command.emplace_back("pipelining");
    const auto log = temporary.path / "log";
    const Party party(command, port, log.string());
    REQUIRE(party.ready());
    SmtpTimes times;
    times.final_dot = milliseconds(600);
    auto channel = smtp_to(port, 1, times);
    std::string mail = "Subject: s\r\n\r\n";
    while (mail.size() < size) mail += std::string(70, 'x') + "\r\n";
    channel->submit(mail_to(1, "a@x.example", mail));
    auto outcomes = outcomes_of(*channel, 1);
    REQUIRE(outcomes.size() == 1);
    copies = count_lines(log, "GOT FINAL DOT");
    return outcomes[0].receipt;
}

// smtp-sink with `options`, writing what it takes into a folder; returns copies by recipient.
struct Sink {
    explicit Sink(std::vector<std::string> options) : port(free_port()) {
        std::vector<std::string> command{program("smtp-sink"), "-4"};
        if (::geteuid() == 0) command.insert(command.end(), {"-u", "nobody"});
        command.insert(command.end(), {"-R", folder.path.string(), "-d", "%H%M%S."});
        command.insert(command.end(), options.begin(), options.end());
        command.insert(command.end(), {"127.0.0.1:" + std::to_string(port), "128"});
        party.emplace(command, port, (folder.path / "log").string());
        REQUIRE(party->ready());
    }
    std::map<std::string, int> copies() const {
        std::map<std::string, int> counts;
        for (const auto& file : fs::directory_iterator(folder.path)) {
            std::ifstream text(file.path());
            for (std::string line; std::getline(text, line) && !line.empty();) {
                if (line.starts_with("X-Rcpt-Args: ")) ++counts[line.substr(13)];
            }
        }
        return counts;
    }
    TemporaryFolder folder;
    int port;
    std::optional<Party> party;
};

}  // namespace

TEST_CASE("parties: a server that fails at each point of SMTP") {
    if (parties_folder().empty() || program("python3").empty()) {
        MESSAGE("skipped: no folder with parties, or no python3");
        return;
    }
    struct Row {
        std::string mode;
        std::size_t size;
        ReceiptKind kind;
        std::string status;
        int copies;
    };
    const std::vector<Row> rows{{"ok", 2000, ReceiptKind::accepted, "2.0.0", 1},
                                {"451", 2000, ReceiptKind::deferred, "4.3.0", 1},
                                {"421", 2000, ReceiptKind::deferred, "4.3.2", 1},
                                {"554", 2000, ReceiptKind::failed, "5.7.1", 1},
                                {"dropafterdot", 2000, ReceiptKind::uncertain, "4.4.2", 1},
                                {"rst", 2000, ReceiptKind::uncertain, "4.4.2", 1},
                                {"stall", 2000, ReceiptKind::uncertain, "4.4.2", 1},
                                // The whole of a short mail was offered in one write: nobody knows.
                                {"middata", 2000, ReceiptKind::uncertain, "4.4.2", 0},
                                {"middata", 30'000'000, ReceiptKind::deferred, "4.4.2", 0}};
    for (const Row& row : rows) {
        for (const bool pipelining : {false, true}) {
            CAPTURE(row.mode);
            CAPTURE(row.size);
            CAPTURE(pipelining);
            int copies = 0;
            const auto receipt = receipt_from(row.mode, pipelining, row.size, copies);
            REQUIRE(receipt);
            CHECK(receipt->kind == row.kind);
            CHECK(receipt->status == row.status);
            CHECK(copies == row.copies);
            CHECK_FALSE(receipt->address_is_bad);
        }
    }
}

TEST_CASE("parties: copies in smtp-sink are at most one and the uncertain attempts") {
    if (program("smtp-sink").empty()) {
        MESSAGE("skipped: no smtp-sink");
        return;
    }
    // -q .: it drops the connection at the final dot; -Q .: 421 there. Both for some of the mails only (-s off).
    for (const std::vector<std::string>& options :
         {std::vector<std::string>{}, std::vector<std::string>{"-q", "."}, std::vector<std::string>{"-Q", "."},
          std::vector<std::string>{"-r", "RCPT", "-b", "452 4.2.2 Mailbox full"},
          std::vector<std::string>{"-f", "RCPT", "-B", "550 5.1.1 User unknown"}}) {
        const Sink sink(options);
        CAPTURE(options.empty() ? "" : options[0]);
        auto channel = smtp_to(sink.port, 4);
        std::vector<Outcome> outcomes;
        MessageNumber submitted = 0;
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (outcomes.size() < 60 && std::chrono::steady_clock::now() < until) {
            while (submitted < 60 && channel->room() > 0) {
                ++submitted;
                channel->submit(mail_to(submitted, "a" + std::to_string(submitted) + "@x.example"));
            }
            for (auto& outcome : channel->work(milliseconds(100))) outcomes.push_back(outcome);
            if (!options.empty() && channel->room() == 0 && channel->idle()) break;  // it has seen that all goes wrong
        }
        REQUIRE(!outcomes.empty());
        CHECK(channel->close().size() + outcomes.size() == submitted);
        auto copies = sink.copies();
        for (const auto& outcome : outcomes) {
            const int count = copies["<a" + std::to_string(outcome.receipt.message) + "@x.example>"];
            const ReceiptKind kind = outcome.receipt.kind;
            CHECK(count <= 1);
            if (options.empty()) CHECK(kind == ReceiptKind::accepted);
            if (kind == ReceiptKind::accepted) CHECK(count == 1);
            if (options.empty()) continue;
            if (options[0] == "-q") CHECK((kind == ReceiptKind::uncertain || kind == ReceiptKind::deferred));
            if (options[0] == "-Q" || options[0] == "-r") CHECK(kind == ReceiptKind::deferred);
            if (options[0] == "-f") CHECK((kind == ReceiptKind::failed && outcome.receipt.address_is_bad));
        }
    }
}

TEST_CASE("parties: a gateway that drops the connection after the request leaves one uncertain, none twice") {
    if (parties_folder().empty() || program("python3").empty()) {
        MESSAGE("skipped: no folder with parties, or no python3");
        return;
    }
    constexpr int kPort = 8091;  // the party's own
    const TemporaryFolder temporary;
    const auto log = temporary.path / "log";
    const Party party({program("python3"), "-u", parties_folder() + "/http_drop.py"}, kPort, log.string());
    REQUIRE(party.ready());
    GatewaySettings settings;
    settings.provider.url = "http://127.0.0.1:" + std::to_string(kPort) + "/send";
    settings.provider.form = {{"text", "{{text}}"}};
    settings.connections = 1;
    auto channel = make_gateway(settings);
    REQUIRE(channel);
    std::map<ReceiptKind, int> kinds;
    // The look whether it listens was its first connection; the second one's first request is dropped.
    for (MessageNumber i = 1; i <= 5; ++i) {
        (*channel)->submit(mail_to(i, "+4520123456", "text" + std::to_string(i)));
        for (const auto& outcome : outcomes_of(**channel, 1)) ++kinds[outcome.receipt.kind];
    }
    CHECK(kinds[ReceiptKind::accepted] == 4);
    CHECK(kinds[ReceiptKind::uncertain] == 1);
    for (int i = 1; i <= 5; ++i) CHECK(count_lines(log, "text=text" + std::to_string(i)) == 1);
}
