// What dialogd adds to CEL: the names of a turn, the history, durations as people write them, wording.
#include <doctest/doctest.h>

#include "rules/cel/evaluated.hpp"

using namespace dialogd;
using namespace dialogd::testing;

namespace {

constexpr Instant kNow{std::chrono::hours(24) * 20'000};

Remembered order(int days_ago, double total) {
    return {"order.placed", kNow - kDay * days_ago, Value(Value::Map{{"total", total}, {"shop", "web"}})};
}

PlainScope turn() {
    PlainScope scope;
    scope.at = kNow;
    scope.roots["customer"] =
        Value(Value::Map{{"country", "DK"}, {"nps", 9.0}, {"since", "2020-01-31"}, {"trial", "30d"}});
    scope.roots["event"] =
        Value(Value::Map{{"name", "cart.abandoned"},
                         {"total", 250.0},
                         {"time", kNow},
                         {"cart_id", "c-1"},
                         {"items", Value::List{Value(Value::Map{{"price", 100.0}, {"count", 2.0}})}}});
    scope.events = {order(100, 50), order(20, 300), order(3, 700)};
    return scope;
}

// A turn whose names are declared.
struct Declared final : rules::Names {
    std::optional<rules::Type> root(std::string_view name) const override {
        if (name == "customer" || name == "event") return rules::Type::map;
        if (name == "saved") return rules::Type::number;
        return std::nullopt;
    }
    std::optional<rules::Type> field(std::string_view root, std::string_view name) const override {
        if (root == "event" && name == "total") return rules::Type::number;
        if (root == "event" && name == "count") return rules::Type::integer;
        if (root == "event" && name == "cart_id") return rules::Type::text;
        if (root == "customer" && name == "first_name") return rules::Type::text;
        if (root == "customer" && name == "since") return rules::Type::timestamp;
        if (root == "customer" && name == "vip") return rules::Type::boolean;
        return std::nullopt;
    }
    bool complete(std::string_view root) const override { return root == "customer"; }
    bool event(std::string_view name) const override { return name == "order.placed"; }
    std::vector<std::string> candidates(std::string_view root) const override {
        if (root == "customer") return {"first_name", "since", "vip"};
        if (root == "events") return {"order.placed"};
        return {"customer", "event"};
    }
};

std::string checked(const std::string& text, const PlainScope& scope = turn()) {
    const Declared names;
    return outcome(text, scope, {.where = {"r.yaml", 1, 1}, .vocabulary = &names});
}

struct PlainFormats final : Formats {
    std::string money(double amount, std::string_view currency, std::string_view language) const override {
        return std::string(language) + ":" + std::to_string(static_cast<int>(amount)) + " " + std::string(currency);
    }
    std::string number(double value, std::string_view) const override {
        return std::to_string(static_cast<int>(value));
    }
    std::string date(Instant instant, std::string_view style, std::string_view, std::string_view zone) const override {
        return to_text(instant) + " " + std::string(style) + " " + std::string(zone);
    }
};

}  // namespace

TEST_CASE("conditions: fields of a turn are selected, each asked once, and the whole map is never built") {
    const PlainScope scope = turn();
    CHECK(outcome("event.total >= 200 && event.total < 300 && customer.country in ['DK', 'SE']", scope) == "true");
    CHECK(scope.asked == 2);
    CHECK(outcome("has(event.coupon) && event.coupon == 'x'", scope) == "false");
    CHECK(outcome("event.coupon == 'x'", scope) == "error: `event.coupon` is not there");
    CHECK(outcome("has(reply.text)", scope) == "false");
}

TEST_CASE("conditions: numbers out of JSON are doubles, and literals take that type") {
    const PlainScope scope = turn();
    CHECK(outcome("event.total * 2 == 500", scope) == "true");
    CHECK(outcome("2 * event.total - 1", scope) == "499");
    CHECK(outcome("(event.total + 10) / 2", scope) == "130");
    CHECK(outcome("event.items.map(i, i.price * i.count * 1)[0]", scope) == "200");
    CHECK(outcome("(has(event.discount) ? event.discount : 0) * 2 + event.total", scope) == "250");
    CHECK(outcome("1 + 1.0", scope) == "error: no such overload");
}

TEST_CASE("conditions: a declared type is what the value becomes") {
    PlainScope scope = turn();
    scope.roots["event"] = Value(Value::Map{{"count", 5.0}, {"total", std::int64_t{3}}});
    CHECK(checked("event.count % 2 == 1", scope) == "true");
    CHECK(checked("event.total / 2 == 1.5", scope) == "true");
    CHECK(checked("customer.since < now && now - customer.since > '1000d'", scope) == "true");
    CHECK(checked("customer.since.getFullYear() == 2020", scope) == "true");
}

TEST_CASE("conditions: durations and days may be written as text beside a time") {
    const PlainScope scope = turn();
    CHECK(outcome("now - event.time < '2h'", scope) == "true");
    CHECK(outcome("now - '180d' < event.time && event.time + days(1) > now", scope) == "true");
    CHECK(outcome("now > '2020-01-01'", scope) == "true");
    CHECK(outcome("timestamp('2026-01-01T00:00:00Z') == '2026-01-01'", scope) == "false");
    CHECK(outcome("customer.since < now && now > customer.since && now - customer.since > '1000d'", scope) == "true");
    CHECK(outcome("event.time + customer.trial > now && now - customer.trial < now", scope) == "true");
    CHECK(outcome("now - '2024-10-03T00:00:00Z' == duration('24h')", scope) == "true");
    CHECK(outcome("now - customer.country", scope) == "error: no such overload");
}

TEST_CASE("conditions: the history is counted, summed and looked up") {
    const PlainScope scope = turn();
    CHECK(outcome("history.count('order.placed', '30d')", scope) == "2");
    CHECK(outcome("history.count(order.placed, days(365))", scope) == "3");
    CHECK(outcome("history.count('order.placed', '365d', it.total > 100)", scope) == "2");
    CHECK(outcome("history.count('order.placed', '365d', it.total > event.total && it.shop == 'web')", scope) == "2");
    CHECK(outcome("history.count('order.placed', '365d', it.time > now - '5d')", scope) == "1");
    CHECK(outcome("history.sum('order.placed', 'total', '90d')", scope) == "1000");
    CHECK(outcome("history.sum('order.placed', 'total', '90d') / 2 > 400", scope) == "true");
    CHECK(outcome("history.last('order.placed').total", scope) == "700");
    CHECK(outcome("history.last('order.placed').name", scope) == "\"order.placed\"");
    CHECK(outcome("now - history.last('order.placed').time == duration('72h')", scope) == "true");
    CHECK(outcome("history.last('order.returned') == null", scope) == "true");
    CHECK(outcome("has(history.last('order.placed').coupon)", scope) == "false");
    PlainScope renamed = scope;
    renamed.events.back().properties = Value(Value::Map{{"name", "own"}});
    CHECK(outcome("history.last('order.placed').name", renamed) == "\"own\"");
    CHECK(outcome("history.last('order.placed').size()", renamed) == "2");
    CHECK(outcome("history.last('order.placed').time < now", renamed) == "true");
}

TEST_CASE("conditions: what they look back at is known beforehand") {
    const auto compiled = rules::compile_expression(
        "history.count('b', '7d') > 1 && history.sum('a', 'x', '30d') > 2 && history.count('b', '9d') > 0 && "
        "history.last('c') != null",
        {});
    REQUIRE(compiled.has_value());
    CHECK(compiled.value()->needs() ==
          std::vector<Needs::Window>{{"a", kDay * 30}, {"b", kDay * 9}, {"c", Duration{}}});
    CHECK(starts_with(outcome("history.count(event.name + 'x', '7d')"), "refused: "));
    CHECK(starts_with(outcome("history.count('a', event.window)"), "refused: "));
    CHECK(starts_with(outcome("history.count('a')"), "refused: "));
    CHECK(starts_with(outcome("history.median('a')"), "refused: "));
    CHECK(starts_with(outcome("history"), "refused: "));
}

TEST_CASE("conditions: segments are conditions with a name, and bring what they look back at") {
    rules::Segments segments;
    auto regular = rules::compile_expression("history.count('order.placed', '365d') >= 3", {});
    segments["regular"] = std::shared_ptr<const Expression>(std::move(*regular));
    auto broken = rules::compile_expression("customer.missing", {});
    segments["broken"] = std::shared_ptr<const Expression>(std::move(*broken));
    const rules::ExpressionOptions options{.where = {"r.yaml", 1, 1}, .segments = &segments};
    CHECK(outcome("segment.regular && event.total > 200", turn(), options) == "true");
    CHECK(outcome("segment.broken", turn(), options) == "error: segment.broken: `customer.missing` is not there");
    CHECK(outcome("segment.reguler", turn(), options) ==
          "refused: r.yaml:1:1: there is no segment `reguler`; did you mean `regular`?");
    const auto compiled = rules::compile_expression("segment.regular", options);
    REQUIRE(compiled.has_value());
    segments.clear();  // the program keeps what it needs
    CHECK(compiled.value()->needs() == std::vector<Needs::Window>{{"order.placed", kDay * 365}});
    CHECK(to_json(compiled.value()->evaluate(turn()).value()) == "true");
}

TEST_CASE("conditions: wording functions speak the customer's language") {
    PlainScope scope = turn();
    CHECK(outcome("money(event.total, 'DKK')", scope) == "error: there are no formats here");
    const PlainFormats formats;
    scope.known_formats = &formats;
    scope.spoken = "da";
    scope.zone = "Europe/Copenhagen";
    CHECK(outcome("money(event.total, 'DKK')", scope) == "\"da:250 DKK\"");
    CHECK(outcome("number(2) + plural(2, ' gang', ' gange')", scope) == "\"2 gange\"");
    CHECK(outcome("plural(event.items.size(), 'vare', 'varer')", scope) == "\"vare\"");
    CHECK(outcome("date(now, 'short')", scope) == "\"" + to_text(kNow) + " short Europe/Copenhagen\"");
    CHECK(outcome("date('2026-12-24')", scope) == "\"2026-12-24T00:00:00Z long UTC\"");
    CHECK(starts_with(outcome("date(now, 'pretty')", scope), "error: `pretty` is no style"));
}

TEST_CASE("conditions: unknown names are found when they are loaded, with the one that was meant") {
    CHECK(checked("custmer.vip") == "refused: r.yaml:1:1: there is no `custmer` here; did you mean `customer`?");
    CHECK(checked("true && customer.firstName == ''") ==
          "refused: r.yaml:1:9: `customer.firstName` is not in the vocabulary; did you mean `first_name`?");
    CHECK(starts_with(checked("has(customer.vipp)"), "refused: r.yaml:1:5: `customer.vipp` is not in the vocabulary"));
    CHECK(starts_with(checked("history.count('order.paced', '3d') > 1"),
                      "refused: r.yaml:1:15: there is no event `order.paced`; did you mean `order.placed`?"));
    CHECK(checked("event.cart_id.startWith('c')") ==
          "refused: r.yaml:1:1: there is no function `.startWith()`; did you mean `startsWith`?");
    CHECK(starts_with(checked("startsWith(event.cart_id, 'c')"), "refused: r.yaml:1:1: `startsWith()` is written"));
    CHECK(checked("event.anything == 1", turn()) == "error: `event.anything` is not there");
}

TEST_CASE("conditions: what can never fit is found when it is loaded") {
    CHECK(checked("event.total") ==
          "refused: r.yaml:1:1: a condition is true or false; `event.total` is a number: compare it with something");
    CHECK(checked("event.total > 'x'") ==
          "refused: r.yaml:1:1: `event.total` is a number and `'x'` is text: they cannot be compared");
    CHECK(checked("event.cart_id && true") == "refused: r.yaml:1:1: `event.cart_id` is text; && wants true or false");
    CHECK(starts_with(checked("event.cart_id + 1 == ''"), "refused: "));
    CHECK(starts_with(checked("event.total.contains('x')"), "refused: "));
    CHECK(starts_with(checked("!event.total"), "refused: "));
    CHECK(starts_with(checked("event.cart_id in 'abc'"), "refused: "));
    CHECK(starts_with(checked("event.total.cents == 1"), "refused: "));
    CHECK(starts_with(checked("event.items.all(i, 1)"), "refused: "));
    CHECK(checked("now - customer.since > 'a year'") ==
          "refused: r.yaml:1:24: `a year` is no duration: write it as in 2h or 180d");
    CHECK(starts_with(checked("customer.since > 'yesterday'"), "refused: r.yaml:1:18: `yesterday` is no time"));
    CHECK(starts_with(checked("now.getHours('Mars/Olympus') > 8"),
                      "refused: r.yaml:1:14: `Mars/Olympus` is no time zone"));
    CHECK(starts_with(checked("now - event.at > duration('2 days')"), "refused: "));
    CHECK(checked("event.items.all(i, i.price > 1) && event.cart_id in ['c-1']") == "true");
    CHECK(checked("saved * 2 > 1") == "error: `saved` is not there");
}
