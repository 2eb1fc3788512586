// What the store keeps about rules: since when each, and each of its triggers, is live.
#include "app/past.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "engine/calendar.hpp"
#include "message/reader.hpp"
#include "message/words.hpp"
#include "store/store.hpp"

using namespace dialogd;
using namespace dialogd::app;

namespace {

const Instant kBegin = Instant{} + kDay * 20'000 + Duration(123);

// A daemon that is started again and again with one rule.
struct House {
    House() {
        folder = std::filesystem::temp_directory_path() / ("dialogd-past-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        config.household.topics.emplace("offers", Topic{"offers", true, {}});
        config.household.channels = {{ChannelKind::email, "Shop <shop@shop.example>", true, std::nullopt}};
        tools.calendar = engine::load_calendar().value();
        tools.reader = message::make_reply_reader(tools.calendar.get(), "DK");
        tools.words = message::make_words_compiler();
        store::Settings settings;
        settings.folder = folder;
        store = store::open(settings).value();
    }
    ~House() {
        store.reset();
        std::filesystem::remove_all(folder);
    }

    // The rule as it stands after a load at that time with these triggers.
    LiveSince load(const std::string& triggers, Instant now, const std::string& status = "live") {
        rules::Sources sources;
        sources.rules = {{"rules/away.yaml", "rule: away\ntopic: offers\nstatus: " + status + "\ntrigger:\n" +
                                                 triggers + "steps:\n  - send: {content: note}\n"}};
        sources.templates = {{"templates/note/email.en.md", "Subject: A note\n\nHere is a note.\n"}};
        const Loaded loaded = load_rules(config, tools, sources, read_past(*store).live_since, now);
        for (const Error& error : loaded.report.errors) FAIL(to_string(error));
        REQUIRE(keep_present(*store, *loaded.rules, sources).has_value());
        const Rule& rule = loaded.rules->rules.at(0);
        LiveSince live{rule.live_since, {}};
        for (const Trigger& trigger : rule.triggers) live.triggers[trigger.hash] = trigger.live_since;
        // What is kept is what the rules in force go by.
        if (rule.live) {
            CHECK(read_past(*store).live_since.at("away").rule == live.rule);
            CHECK(read_past(*store).live_since.at("away").triggers == live.triggers);
        }
        return live;
    }

    std::filesystem::path folder;
    Config config;
    Tools tools;
    std::unique_ptr<Store> store;
};

const std::string kOrder = "  - {absent: order.placed, for: 30d}\n";
const std::string kCart = "  - {absent: cart.updated, for: 30d}\n";
const std::string kLonger = "  - {absent: order.placed, for: 60d}\n";

std::vector<Instant> sorted(const LiveSince& live) {
    std::vector<Instant> times;
    for (const auto& [hash, since] : live.triggers) times.push_back(since);
    std::sort(times.begin(), times.end());
    return times;
}

}  // namespace

TEST_CASE("past: a trigger is live since it says what it says, its rule since it is live") {
    House house;
    CHECK(sorted(house.load(kOrder, kBegin)) == std::vector{kBegin});
    const Instant later = kBegin + kDay;
    const LiveSince added = house.load(kCart + kOrder, later);
    CHECK(added.rule == kBegin);
    CHECK(sorted(added) == std::vector{kBegin, later});
    const Instant last = later + kDay;
    const LiveSince changed = house.load(kCart + kLonger, last);
    CHECK(changed.rule == kBegin);
    CHECK(sorted(changed) == std::vector{later, last});
    CHECK(sorted(house.load(kLonger + kCart, last + kDay)) == std::vector{later, last});
}

TEST_CASE("past: a rule that was a draft meanwhile is new when it is live again") {
    House house;
    house.load(kOrder, kBegin);
    house.load(kOrder, kBegin + kDay, "draft");
    CHECK(read_past(*house.store).live_since.empty());
    const LiveSince again = house.load(kOrder, kBegin + kDay * 2);
    CHECK(again.rule == kBegin + kDay * 2);
    CHECK(sorted(again) == std::vector{again.rule});
}

TEST_CASE("past: where only the rule's time was kept, its triggers are as old") {
    House house;
    REQUIRE(house.store->keep_fact("live/away", to_text(kBegin)).has_value());
    CHECK(sorted(house.load(kOrder, kBegin + kDay)) == std::vector{kBegin});
    CHECK(sorted(house.load(kOrder + kCart, kBegin + kDay * 2)) == std::vector{kBegin, kBegin + kDay * 2});
}
