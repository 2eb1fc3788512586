// Addresses of customers who were erased: what holds for them, over restarts and lines cut off by a crash.
#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "app/suppressed.hpp"

using namespace dialogd;
using namespace dialogd::app;

namespace {

struct Place {
    Place() {
        folder = std::filesystem::temp_directory_path() / ("dialogd-suppressed-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
    }
    ~Place() { std::filesystem::remove_all(folder); }
    Suppressed opened() const {
        Result<Suppressed> list = Suppressed::open(folder);
        REQUIRE(list.has_value());
        return std::move(*list);
    }
    std::string text() const {
        std::ifstream file(folder / "suppressed");
        std::stringstream all;
        all << file.rdbuf();
        return all.str();
    }
    std::filesystem::path folder;
};

const Instant kNow = Instant{} + kDay * 20'000;
const Address kMail{ChannelKind::email, "Anna@Example.com", AddressState::no_marketing, {}};
const Address kPhone{ChannelKind::sms, "+4520123456", AddressState::opted_out, {}};

}  // namespace

TEST_CASE("suppressed: what was said about an address holds after a restart, in whatever letters it is written") {
    const Place place;
    {
        Suppressed list = place.opened();
        CHECK(list.empty());
        CHECK_FALSE(list.find(ChannelKind::email, "anna@example.com").has_value());
        const Address both[] = {kMail, kPhone};
        REQUIRE(list.say(both, kNow).has_value());
    }
    const Suppressed list = place.opened();
    const auto mail = list.find(ChannelKind::email, "anna@EXAMPLE.com");
    REQUIRE(mail.has_value());
    CHECK(mail->state == AddressState::no_marketing);
    CHECK(mail->reason == "unsubscribed");
    CHECK(list.find(ChannelKind::sms, "+4520123456")->reason == "STOP");
    CHECK_FALSE(list.find(ChannelKind::sms, "anna@example.com").has_value());
    CHECK_FALSE(list.find(ChannelKind::email, "bo@example.com").has_value());
    CHECK(place.text().find("nna") == std::string::npos);
    CHECK(place.text().find("2012") == std::string::npos);
}

TEST_CASE("suppressed: what is lifted stays lifted") {
    const Place place;
    {
        Suppressed list = place.opened();
        REQUIRE(list.say(std::span(&kMail, 1), kNow).has_value());
        Address usable = kMail;
        usable.state = AddressState::usable;
        REQUIRE(list.say(std::span(&usable, 1), kNow).has_value());
        CHECK(list.empty());
    }
    CHECK(place.opened().empty());
}

TEST_CASE("suppressed: a line that a crash has cut off spoils neither the list nor the next line") {
    const Place place;
    {
        Suppressed list = place.opened();
        REQUIRE(list.say(std::span(&kMail, 1), kNow).has_value());
    }
    std::ofstream(place.folder / "suppressed", std::ios::app) << "2026-11-25T03:00:00Z sms opted_out 12ab";
    {
        Suppressed list = place.opened();
        CHECK(list.find(kMail.channel, kMail.value).has_value());
        REQUIRE(list.say(std::span(&kPhone, 1), kNow).has_value());
    }
    const Suppressed list = place.opened();
    CHECK(list.find(kMail.channel, kMail.value).has_value());
    CHECK(list.find(kPhone.channel, kPhone.value).has_value());
}

TEST_CASE("suppressed: a key that is none is said, and not made anew") {
    const Place place;
    std::ofstream(place.folder / "suppression-key") << "short\n";
    CHECK_FALSE(Suppressed::open(place.folder).has_value());
}
