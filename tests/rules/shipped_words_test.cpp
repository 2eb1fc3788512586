// What ships loads with the real compiler of words, too.
#include <doctest/doctest.h>

#include "message/words.hpp"
#include "rules/shop.hpp"

using namespace dialogd;
using namespace dialogd::rules_test;

TEST_CASE("shipped: rules and templates load with the words that are really sent") {
    const auto words = message::make_words_compiler();
    Ruleset ruleset;
    ruleset.household = shop_household();
    const rules::LoadReport report = rules::load({files_below("rules"), files_below("templates"), {}}, *words, ruleset);
    CHECK(lines(report.errors) == "");
    CHECK(lines(report.warnings) == "");
    CHECK(ruleset.rules.size() == 7);
    REQUIRE(ruleset.contents.size() == 18);
    for (const Content& content : ruleset.contents) {
        CAPTURE(content.name);
        CHECK(content.words.size() == 8);  // four languages, two channels
        for (const Words& one : content.words) CHECK(one.text != nullptr);
    }
}

TEST_CASE("shipped: a template that says what there is not is refused with its file") {
    const auto words = message::make_words_compiler();
    rules::Sources sources{files_below("rules"), files_below("templates"), {}};
    put(sources.templates, "templates/welcome/email.da.md", "Subject: Hej\n\n{{#customer.first_name}}\n");
    Ruleset ruleset;
    ruleset.household = shop_household();
    const rules::LoadReport report = rules::load(sources, *words, ruleset);
    REQUIRE(report.errors.size() == 1);
    CHECK(report.errors[0].where.file == "templates/welcome/email.da.md");
}
