// Staging: which addresses really get messages.
#include "app/deliver_only.hpp"

#include <doctest/doctest.h>

#include <unistd.h>
#include <filesystem>
#include <fstream>

#include "channels/channels.hpp"

using namespace dialogd;
using namespace dialogd::app;

TEST_CASE("deliver_only: an address fits by itself, by its domain or by its beginning, in any case") {
    CHECK(address_fits("Eva@Shop.example", "eva@shop.example"));
    CHECK(address_fits("*@shop.example", "anna@SHOP.example"));
    CHECK(address_fits("+4520*", "+4520123456"));
    CHECK(address_fits("*", "anybody@example.com"));
    CHECK_FALSE(address_fits("*@shop.example", "anna@shop.example.com"));
    CHECK_FALSE(address_fits("*@shop.example", "@shop.exampl"));
    CHECK_FALSE(address_fits("+4520*", "+4521123456"));
    CHECK_FALSE(address_fits("aa*aa", "aaa"));
    CHECK_FALSE(address_fits("eva@shop.example", "eva@shop.example "));
}

TEST_CASE("deliver_only: who is left out gets nothing, and each message has its outcome") {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("dialogd-only-" + std::to_string(::getpid()));
    auto made = channels::make_folder(ChannelKind::email, folder);
    REQUIRE(made.has_value());
    auto channel = deliver_only(std::move(*made), {"*@shop.example"});
    for (const auto& [number, to] :
         {std::pair{MessageNumber{1}, "eva@shop.example"}, {MessageNumber{2}, "anna@example.com"}}) {
        Outgoing outgoing;
        outgoing.message = number;
        outgoing.to = to;
        outgoing.name = "note";
        outgoing.bytes = "Subject: A note\r\n\r\nHello.\r\n";
        channel->submit(std::move(outgoing));
    }
    std::vector<Outcome> outcomes;
    for (int i = 0; i < 10 && !channel->idle(); ++i)
        for (Outcome& outcome : channel->work(std::chrono::seconds(1))) outcomes.push_back(std::move(outcome));
    REQUIRE(outcomes.size() == 2);
    for (const Outcome& outcome : outcomes) {
        CHECK(outcome.receipt.kind == ReceiptKind::accepted);
        CHECK((outcome.receipt.message == 2) == (outcome.receipt.detail.find("not sent") != std::string::npos));
    }
    std::size_t written = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) ++written;
    CHECK(written == 1);
    CHECK(channel->close().empty());
    std::filesystem::remove_all(folder);
}
