// The second copy of who has said no: what a line says, and what a store that is behind takes from it.
#include "app/opt_outs.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

using namespace dialogd;
using namespace dialogd::app;

namespace {

const Instant kNow = Instant{} + kDay * 20'000;

struct Place {
    Place() {
        folder = std::filesystem::temp_directory_path() / ("dialogd-opt-outs-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        Result<Suppressed> opened = Suppressed::open(folder);
        REQUIRE(opened.has_value());
        suppressed = std::move(*opened);
    }
    ~Place() { std::filesystem::remove_all(folder); }
    OptOuts opened() {
        Result<OptOuts> made = OptOuts::open(folder, suppressed);
        REQUIRE(made.has_value());
        return std::move(*made);
    }
    std::string text() const {
        std::ifstream file(folder / "opt-outs");
        std::stringstream all;
        all << file.rdbuf();
        return all.str();
    }
    std::filesystem::path folder;
    Suppressed suppressed;
};

Commit anna() {
    Commit commit;
    commit.at = kNow;
    commit.customer.number = CustomerNumber{7};
    commit.customer.id = "anna";
    commit.customer.addresses = {{ChannelKind::email, "anna@example.com", AddressState::usable, {}},
                                 {ChannelKind::sms, "+4520123456", AddressState::usable, {}}};
    return commit;
}

std::size_t lines(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("opt-outs: who refuses nothing leaves no line, and the same noes leave one") {
    Place place;
    OptOuts opt_outs = place.opened();
    Commit one = anna();
    REQUIRE(opt_outs.note({&one, 1}).has_value());
    CHECK(place.text().empty());
    one.customer.topics_off = {"surveys"};
    for (int i = 0; i < 3; ++i) REQUIRE(opt_outs.note({&one, 1}).has_value());
    CHECK(lines(place.text()) == 1);
    one.customer.marketing_stopped = true;
    REQUIRE(opt_outs.note({&one, 1}).has_value());
    CHECK(lines(place.text()) == 2);
    // Also after a restart.
    OptOuts again = place.opened();
    REQUIRE(again.note({&one, 1}).has_value());
    CHECK(lines(place.text()) == 2);
}

TEST_CASE("opt-outs: the last line counts, says all, and names nobody") {
    Place place;
    OptOuts opt_outs = place.opened();
    Commit one = anna();
    one.customer.all_stopped = true;
    one.customer.topics_off = {"surveys"};
    one.customer.consents = {{"offers", ChannelKind::sms, false, {}}, {"news", std::nullopt, false, {}}};
    one.customer.addresses[1].state = AddressState::opted_out;
    REQUIRE(opt_outs.note({&one, 1}).has_value());
    CHECK(place.text().find("anna") == std::string::npos);
    CHECK(place.text().find("2012") == std::string::npos);
    auto found = opt_outs.since(0);
    REQUIRE(found->size() == 1);
    CHECK(found->front().number == CustomerNumber{7});
    CHECK(found->front().at == kNow);
    CHECK(found->front().who == *opt_outs.who_is(one.customer));
    CHECK(found->front().noes == "all topic:surveys no:offers/sms no:news sms/opted_out/" +
                                     *place.suppressed.hash_of(ChannelKind::sms, "+4520123456"));
    const std::uint64_t size = *opt_outs.size();
    CHECK(opt_outs.since(size)->empty());
    one.customer = anna().customer;  // all taken back
    REQUIRE(opt_outs.note({&one, 1}).has_value());
    found = opt_outs.since(size);
    REQUIRE(found->size() == 1);
    CHECK(found->front().noes.empty());
    CHECK(opt_outs.since(0)->size() == 1);
}

TEST_CASE("opt-outs: a line that a crash has cut off is none, and the next one stands for itself") {
    Place place;
    Commit one = anna();
    one.customer.marketing_stopped = true;
    {
        OptOuts opt_outs = place.opened();
        REQUIRE(opt_outs.note({&one, 1}).has_value());
    }
    std::filesystem::resize_file(place.folder / "opt-outs", 60);
    OptOuts opt_outs = place.opened();
    CHECK(opt_outs.since(0)->empty());
    REQUIRE(opt_outs.note({&one, 1}).has_value());
    REQUIRE(opt_outs.since(0)->size() == 1);
    CHECK(opt_outs.since(0)->front().noes == "marketing");
}
