// What ships in rules/ and templates/ loads without an error or a warning.
#include <doctest/doctest.h>

#include <chrono>

#include "rules/shop.hpp"

using namespace dialogd;
using namespace dialogd::rules_test;

TEST_CASE("shipped: rules and templates load without error or warning, in each of their languages") {
    for (const std::string language : {"da", "en", "nb", "sv"}) {
        Household household = shop_household();
        household.language = language;
        const Loaded loaded = load_all({files_below("rules"), files_below("templates"), {}}, household);
        CHECK(lines(loaded.report.errors) == "");
        CHECK(lines(loaded.report.warnings) == "");
        CHECK(loaded.ruleset.rules.size() == shipped_rules());
        CHECK(loaded.ruleset.contents.size() == shipped_contents());
    }
}

TEST_CASE("shipped: the abandoned basket is the rule that its file says") {
    const Loaded loaded = load_all({files_below("rules"), files_below("templates"), {}});
    const Rule* rule = loaded.ruleset.find_rule("abandoned-cart");
    REQUIRE(rule != nullptr);
    CHECK(rule->stage == "consider");
    CHECK(rule->steps.size() == 11);
    const auto& ask = std::get<step::Ask>(rule->steps[3].what);
    REQUIRE(ask.answers.size() == 5);
    CHECK(ask.answers[0].match.words.size() == 16);
    CHECK(std::get<step::Send>(rule->steps[static_cast<std::size_t>(ask.answers[0].then) + 1].what).contents ==
          std::vector<std::string>{"cart-cheaper"});
    CHECK(std::get<step::End>(rule->steps[static_cast<std::size_t>(ask.no_answer)].what).reason == "silent");
    CHECK(loaded.ruleset.aliases.events.at("Order Completed") == "order.placed");
}

TEST_CASE("load: many rules are read in one go") {
    rules::Sources sources{files_below("rules"), files_below("templates"), {}};
    const std::string text = read_file(DIALOGD_SOURCE_DIR "/rules/abandoned-cart.yaml");
    constexpr int kRules = 50;
    for (int i = 0; i < kRules; ++i) {
        const std::string name = "cart-" + std::to_string(i);
        sources.rules.push_back({"rules/" + name + ".yaml", "rule: " + name + text.substr(text.find('\n'))});
    }
    const auto begin = std::chrono::steady_clock::now();
    const Loaded loaded = load_all(sources);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    CHECK(loaded.report.errors.empty());
    CHECK(loaded.ruleset.rules.size() == kRules + shipped_rules());
    MESSAGE(kRules << " rules in " << took.count() << " s");
}
