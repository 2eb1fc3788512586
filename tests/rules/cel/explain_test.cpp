// What the parts of an expression come to.
#include <doctest/doctest.h>

#include "rules/cel/evaluated.hpp"
#include "rules/explain.hpp"

using namespace dialogd;
using namespace dialogd::testing;

namespace {

PlainScope shop() {
    PlainScope scope;
    scope.at = Instant{} + kDay * 20'000;
    scope.roots["customer"] = Value(Value::Map{{"country", "DK"}});
    scope.roots["event"] = Value(Value::Map{{"total", 250.0}, {"items", Value::List{Value(1.0), Value(2.0)}}});
    scope.events = {{"order.placed", scope.at - kDay, Value(Value::Map{{"total", 9.0}}), 0}};
    return scope;
}

// "depth text = value", a line for each part.
std::string explained(const std::string& text) {
    const auto parts = rules::explain_expression(text, shop(), {.condition = false});
    if (!parts) return "refused: " + parts.error().message;
    std::string out;
    for (const rules::ExplainedPart& part : parts.value()) {
        const auto* value = std::get_if<Value>(&part.value);
        CHECK(text.substr(part.at, part.text.size()) == part.text);
        out += std::to_string(part.depth) + " " + part.text + " = " +
               (value != nullptr ? to_json(*value) : "error: " + std::get<Error>(part.value).message) + "\n";
    }
    return out;
}

}  // namespace

TEST_CASE("explain: the whole first, then each part with its value, and literals not") {
    CHECK(explained("event.total >= 200 && customer.country in [\"SE\", \"NO\"]") ==
          "0 event.total >= 200 && customer.country in [\"SE\", \"NO\"] = false\n"
          "1 event.total >= 200 = true\n"
          "2 event.total = 250\n"
          "1 customer.country in [\"SE\", \"NO\"] = false\n"
          "2 customer.country = \"DK\"\n"
          "2 [\"SE\", \"NO\"] = [\"SE\",\"NO\"]\n");
}

TEST_CASE("explain: a part that can't be evaluated says why, and the others have their values") {
    const std::string text = explained("customer.nps >= 9 || event.total > 100");
    CHECK(text.find("0 customer.nps >= 9 || event.total > 100 = true\n") == 0);
    CHECK(text.find("2 customer.nps = error: ") != std::string::npos);
    CHECK(text.find("1 event.total > 100 = true\n") != std::string::npos);
}

TEST_CASE("explain: has(), the history and macros are one part each") {
    CHECK(explained("has(customer.nps)") == "0 has(customer.nps) = false\n");
    CHECK(explained("history.count(\"order.placed\", \"30d\", it.total > 5) >= 1") ==
          "0 history.count(\"order.placed\", \"30d\", it.total > 5) >= 1 = true\n"
          "1 history.count(\"order.placed\", \"30d\", it.total > 5) = 1\n");
    CHECK(explained("event.items.all(x, x > 0)") ==
          "0 event.items.all(x, x > 0) = true\n"
          "1 event.items = [1,2]\n");
    CHECK(explained("math.greatest(event.total, 300) > 1").find("1 math.greatest(event.total, 300) = 300\n") !=
          std::string::npos);
}

TEST_CASE("explain: a mistake in the text is the error, and a literal is the whole") {
    CHECK(explained("event.total >=").starts_with("refused: "));
    CHECK(explained("1") == "0 1 = 1\n");
}

TEST_CASE("explain: what nobody would read to its end is cut at 200 parts") {
    std::string text = "event.total";
    for (int i = 0; i < 90; ++i) text += " + event.total";
    const auto parts = rules::explain_expression(text, shop(), {.condition = false});
    REQUIRE(parts.has_value());
    CHECK(parts.value().size() <= 200);
    CHECK(parts.value().size() > 100);
}

namespace {

struct Slavic final : Formats {
    std::string money(double, std::string_view, std::string_view) const override { return ""; }
    std::string number(double, std::string_view) const override { return ""; }
    std::string date(Instant, std::string_view, std::string_view, std::string_view) const override { return ""; }
    std::string plural(double value, std::string_view language) const override {
        if (language != "pl") return value == 1 ? "one" : "other";
        return value == 1 ? "one" : value < 5 ? "few" : "many";
    }
};

}  // namespace

TEST_CASE("plural: the word of the category that the customer's language has, else `other`") {
    const Slavic formats;
    PlainScope scope = shop();
    scope.known_formats = &formats;
    const std::string two = "plural(2, {\"one\": \"item\", \"few\": \"itemki\", \"other\": \"items\"})";
    CHECK(outcome(two, scope) == "\"items\"");
    CHECK(outcome("plural(1, {\"one\": \"vare\", \"other\": \"varer\"})", scope) == "\"vare\"");
    scope.spoken = "pl";
    CHECK(outcome(two, scope) == "\"itemki\"");
    CHECK(outcome("plural(7, {\"one\": \"item\", \"other\": \"items\"})", scope) == "\"items\"");
    CHECK(outcome("plural(7, {\"one\": \"item\"})", scope) == "error: plural() has no `many` and no `other`");
    CHECK(outcome("plural(7, {\"other\": 5})", scope) == "error: no such overload");
    scope.known_formats = nullptr;
    CHECK(outcome(two, scope) == "error: there are no formats here");
    CHECK(outcome("plural(2, \"time\", \"times\")", scope) == "\"times\"");
}
