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
    CHECK(ruleset.rules.size() == shipped_rules());
    REQUIRE(ruleset.contents.size() == shipped_contents());
    for (const Content& content : ruleset.contents) {
        CAPTURE(content.name);
        std::size_t mails = 0;
        for (const Words& one : content.words) {
            CHECK(one.text != nullptr);
            mails += one.channel == ChannelKind::email ? 1 : 0;
        }
        // Four languages; and as many by SMS, if it is said there.
        CHECK(mails == 4);
        CHECK((content.words.size() == mails || content.words.size() == 2 * mails));
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
