// Hostile conditions: refused, or ended with an error, and always soon.
#include <doctest/doctest.h>

#include <chrono>
#include <random>

#include "rules/cel/evaluated.hpp"

using namespace dialogd;
using namespace dialogd::testing;

namespace {

std::string repeated(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

// An error of whatever kind, in far less time than a turn could notice; sanitizers slow it down tenfold.
bool ends_badly_and_soon(const std::string& text, const PlainScope& scope = {}) {
    const auto begin = std::chrono::steady_clock::now();
    const std::string result = outcome(text, scope);
    const auto took = std::chrono::steady_clock::now() - begin;
    CAPTURE(result.substr(0, 200));
    CHECK(took < std::chrono::seconds(2));
    return starts_with(result, "refused: ") || starts_with(result, "error: ");
}

}  // namespace

TEST_CASE("bounds: depth is limited, however it is reached") {
    CHECK(ends_badly_and_soon(repeated("(", 5000) + "1" + repeated(")", 5000)));
    CHECK(ends_badly_and_soon(repeated("[", 5000) + repeated("]", 5000)));
    CHECK(ends_badly_and_soon(repeated("-", 5000) + "1"));
    CHECK(ends_badly_and_soon(repeated("!", 5000) + "true"));
    CHECK(ends_badly_and_soon("a" + repeated(".a", 5000)));
    CHECK(ends_badly_and_soon("a" + repeated("[0]", 5000)));
    CHECK(ends_badly_and_soon("1" + repeated(" + 1", 5000)));
    CHECK(ends_badly_and_soon(repeated("true ? 1 : ", 2000) + "1"));
    CHECK(ends_badly_and_soon(repeated("{1: ", 5000)));
    CHECK(ends_badly_and_soon(repeated("f(", 5000)));
    CHECK(outcome("true" + repeated(" && true", 3000)) == "true");
}

TEST_CASE("bounds: text is limited in size, and has to be UTF-8") {
    CHECK(starts_with(outcome("'" + std::string(40'000, 'x') + "'"), "refused: an expression has at most"));
    CHECK(starts_with(outcome("'\xFF'"), "refused: the expression is not UTF-8"));
}

TEST_CASE("bounds: macros within macros run out of budget") {
    const std::string ten = "[1,2,3,4,5,6,7,8,9,10]";
    std::string text = "x0 + x9 > 0";
    for (int i = 0; i < 10; ++i) text = ten + ".all(x" + std::to_string(i) + ", " + text + " || x0 > x9)";
    CHECK(outcome(text) == "error: this takes too long to evaluate");
    // Errors do not help around it.
    std::string absorbed = "1 / (x0 - x0) > x9";
    for (int i = 0; i < 10; ++i) absorbed = ten + ".exists(x" + std::to_string(i) + ", " + absorbed + " || false)";
    CHECK(outcome(absorbed) == "error: this takes too long to evaluate");
}

TEST_CASE("bounds: what is evaluated beforehand has one budget for all of it") {
    // Each of these is constant, and each takes most of what an evaluation may take.
    const std::string costly =
        "[" + repeated("1,", 60) + "].all(x, [" + repeated("1,", 60) + "].all(y, x + y > 0)) && ";
    const auto begin = std::chrono::steady_clock::now();
    CHECK(!outcome(repeated(costly, 80) + "true").empty());
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(1));
}

TEST_CASE("bounds: values that double at each step run out of budget") {
    std::string texts = "'0123456789abcdef'";
    for (int i = 0; i < 60; ++i) texts = "cel.bind(x, " + texts + ", x + x)";
    CHECK(ends_badly_and_soon(texts));
    std::string lists = "[1]";
    for (int i = 0; i < 30; ++i) lists = "cel.bind(x, " + lists + ", [x, x, x])";
    CHECK(ends_badly_and_soon(lists));
    CHECK(ends_badly_and_soon("cel.bind(y, " + lists + ", y == " + lists + " && false) || 1"));
    CHECK(ends_badly_and_soon("'%s'.format([" + lists + "])"));
    CHECK(ends_badly_and_soon("'" + repeated("a", 5000) + "'.replace('', '" + repeated("b", 5000) + "')"));
    CHECK(ends_badly_and_soon("'" + repeated("a", 5000) + "'.split('').map(x, '" + repeated("b", 5000) + "' + x)"));
}

TEST_CASE("bounds: patterns are limited in size, and never backtrack") {
    CHECK(outcome("'x'.matches('" + repeated("(a{1,9})", 20) + "')") == "false");
    CHECK(ends_badly_and_soon("'x'.matches('((((a{1,100}){1,100}){1,100}){1,100})')"));
    PlainScope scope;
    scope.roots["p"] = Value("(a*)*b");
    scope.roots["big"] = Value("((a{1,100}){1,100}){1,100}");
    CHECK(outcome("'" + repeated("a", 20'000) + "'.matches(p)", scope) == "false");
    CHECK(ends_badly_and_soon("'x'.matches(big)", scope));
    CHECK(ends_badly_and_soon("'" + repeated("a", 500) + "'.split('').all(x, x.matches(p) || true) && 1", scope));
    CHECK(ends_badly_and_soon(repeated("'x'.matches('a') && ", 17) + "true"));
}

TEST_CASE("bounds: a long history is looked through within the budget") {
    PlainScope scope;
    scope.at = Instant(kDay * 1000);
    for (int i = 0; i < 4096; ++i)
        scope.events.push_back({"a", scope.at - kMinute * (4096 - i), Value(Value::Map{{"n", double(i)}})});
    CHECK(outcome("history.count('a', '30d', it.n >= 96 && it.n < 1096)", scope) == "1000");
    CHECK(outcome("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].all(x, history.count('a', '30d', it.n > 5) > x)", scope) ==
          "error: this takes too long to evaluate");
}

TEST_CASE("bounds: segments within segments share one budget, and are limited in depth") {
    rules::Segments segments;
    const auto add = [&](const std::string& name, const std::string& text) {
        auto made = rules::compile_expression(text, {.segments = &segments});
        if (!made) return made.error().message;
        segments[name] = std::shared_ptr<const Expression>(std::move(*made));
        return std::string();
    };
    REQUIRE(add("s0", "now > '2020-01-01'").empty());
    for (int i = 1; i < 40; ++i) {
        const std::string before = "segment.s" + std::to_string(i - 1);
        REQUIRE(add("s" + std::to_string(i), before + " || " + before + " || false").empty());
    }
    CHECK(outcome("segment.s39", {}, {.segments = &segments}) == "error: this takes too long to evaluate");
    std::string refused;
    for (int i = 40; i < 400 && refused.empty(); ++i)
        refused = add("s" + std::to_string(i), "!segment.s" + std::to_string(i - 1));
    CHECK(refused == "segments within segments are nested too deeply");
}

TEST_CASE("bounds: too many bound names are refused") {
    std::string text = "true";
    for (int i = 0; i < 40; ++i) text = "cel.bind(x" + std::to_string(i) + ", 1, " + text + ")";
    CHECK(starts_with(outcome(text), "refused: too many macros"));
}

TEST_CASE("bounds: cut off anywhere, a condition is refused or gives a value, and nothing worse") {
    const std::string text =
        "has(customer.a) && [1, 2.5, 0x1Fu].map(x, x > 1, {'k': x}).exists(m, m.k == 2.5 ? true : "
        "history.count('e', \"30d\", it.t in [b'\\x00', r'\\d']) > 1) || 'a\\u00e6'.matches('^(a|b)*$')";
    for (std::size_t length = 0; length <= text.size(); ++length) {
        CHECK(!outcome(text.substr(0, length)).empty());
        CHECK(!outcome(text.substr(length)).empty());
    }
}

TEST_CASE("bounds: words of the language in any order are refused or evaluated, and nothing worse") {
    const std::vector<std::string> words{"event",
                                         ".",
                                         "total",
                                         "(",
                                         ")",
                                         "[",
                                         "]",
                                         "{",
                                         "}",
                                         ",",
                                         ":",
                                         "?",
                                         "&&",
                                         "||",
                                         "!",
                                         "-",
                                         "+",
                                         "*",
                                         "/",
                                         "%",
                                         "==",
                                         "<",
                                         ">=",
                                         "in",
                                         "1",
                                         "2u",
                                         "0.5",
                                         "'a'",
                                         "b'x'",
                                         "true",
                                         "null",
                                         "x",
                                         ".map(x, ",
                                         ".all(x, ",
                                         "has(",
                                         "size(",
                                         "type(",
                                         "history",
                                         ".count('a', '1d', ",
                                         "cel.bind(x, ",
                                         "duration('1d')",
                                         "now",
                                         "'%d'.format([",
                                         "r'a+'",
                                         ".matches(",
                                         "`a`",
                                         "string(",
                                         "segment.s",
                                         "\n",
                                         "//"};
    PlainScope scope;
    scope.roots["event"] = Value(Value::Map{{"total", 5.0}});
    int evaluated = 0;
    for (std::uint32_t seed = 0; seed < 20'000; ++seed) {
        std::mt19937 random(seed);
        std::string text;
        const std::size_t count = 1 + random() % 8;
        for (std::size_t i = 0; i < count; ++i) text += words[random() % words.size()] + (random() % 2 == 0 ? " " : "");
        const std::string result = outcome(text, scope);
        REQUIRE(!result.empty());
        if (!starts_with(result, "refused: ")) ++evaluated;
    }
    CHECK(evaluated > 300);
}
