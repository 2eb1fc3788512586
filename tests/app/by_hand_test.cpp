// What is said by hand: names that are read, starts that are counted.
#include <doctest/doctest.h>

#include "app/by_hand.hpp"
#include "app/starts.hpp"

using namespace dialogd;
using namespace dialogd::app;

namespace {

Rule at_most(std::uint32_t starts, Duration per) {
    Rule rule;
    rule.name = "order";
    rule.at_most = {starts, per};
    return rule;
}

const Instant kBegin = Instant{} + kDay * 20'000;

}  // namespace

TEST_CASE("at_most: the start that reaches the limit is noticed, and starts leave the window") {
    const Rule rule = at_most(3, kHour);
    Starts starts;
    CHECK_FALSE(starts.add(rule, kBegin));
    CHECK_FALSE(starts.add(rule, kBegin + kMinute * 30));
    // The first has left by now.
    CHECK_FALSE(starts.add(rule, kBegin + kHour));
    CHECK(starts.add(rule, kBegin + kHour + kMinute));
}

TEST_CASE("at_most: a rule that is resumed may start as often again") {
    const Rule rule = at_most(2, kHour);
    Starts starts;
    CHECK_FALSE(starts.add(rule, kBegin));
    CHECK(starts.add(rule, kBegin));
    CHECK(starts.add(rule, kBegin));
    starts.forget("order");
    CHECK_FALSE(starts.add(rule, kBegin));
}

TEST_CASE("by hand: exactly one of rule, content and all is read") {
    const Result<Named> rule = read_named(R"({"rule": "order"})");
    REQUIRE(rule.has_value());
    CHECK(*rule == Named{"order", {}, false});
    const Result<Named> content = read_named(R"({"content": "news"})");
    REQUIRE(content.has_value());
    CHECK(*content == Named{{}, "news", false});
    const Result<Named> all = read_named(R"({"all": true})");
    REQUIRE(all.has_value());
    CHECK(*all == Named{{}, {}, true});
    for (const char* wrong : {"", "{}", "[]", "7", R"({"rule": ""})", R"({"rule": 7})", R"({"all": 1})",
                              R"({"all": false})", R"({"rule": "a", "content": "b"})", R"({"what": "a"})"}) {
        CAPTURE(wrong);
        CHECK_FALSE(read_named(wrong).has_value());
    }
}

TEST_CASE("by hand: everything means all messages but our own words about an opt-out") {
    OpenMessage offer;
    offer.rule = "order";
    offer.content = "receipt";
    OpenMessage stopped;
    stopped.content = "_stopped";
    CHECK(is_meant({{}, {}, true}, offer));
    CHECK_FALSE(is_meant({{}, {}, true}, stopped));
    CHECK(is_meant({"order", {}, false}, offer));
    CHECK_FALSE(is_meant({"order", {}, false}, stopped));
    CHECK(is_meant({{}, "receipt", false}, offer));
    CHECK_FALSE(is_meant({{}, "news", false}, offer));
}
