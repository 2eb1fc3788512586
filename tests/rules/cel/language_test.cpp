// The language itself: what the conformance cases leave open, and what people run into.
#include <doctest/doctest.h>

#include "rules/cel/evaluated.hpp"

using namespace dialogd;
using namespace dialogd::testing;

TEST_CASE("cel: whole numbers overflow into an error and never wrap around") {
    CHECK(starts_with(outcome("9223372036854775807 + 1"), "error: "));
    CHECK(outcome("9223372036854775806 + 1") == "9223372036854775807");
    CHECK(outcome("-9223372036854775808") == "-9223372036854775808");
    CHECK(starts_with(outcome("-(-9223372036854775808)"), "error: "));
    CHECK(starts_with(outcome("0u - 1u"), "error: "));
    CHECK(starts_with(outcome("9223372036854775808"), "refused: "));
}

TEST_CASE("cel: numbers compare across their types and add only within one") {
    CHECK(outcome("1 == 1.0 && 1u == 1 && 2 > 1.5 && 1u < 1.5") == "true");
    CHECK(outcome("9223372036854775807 == 9223372036854775808.0") == "false");
    CHECK(outcome("9007199254740993 > 9007199254740992.0") == "true");
    CHECK(outcome("1 + 1.0") == "error: no such overload");
    CHECK(outcome("0.0 / 0.0 == 0.0 / 0.0") == "false");
    CHECK(outcome("0.0 / 0.0 < 1.0 || 0.0 / 0.0 >= 1.0") == "false");
}

TEST_CASE("cel: an error is forgotten when the other side of && or || decides") {
    CHECK(outcome("1 / 0 > 0 && false") == "false");
    CHECK(outcome("1 / 0 > 0 || true") == "true");
    CHECK(outcome("1 / 0 > 0 || false") == "error: divide by zero");
    CHECK(outcome("true && 'yes'") == "error: no such overload");
    CHECK(outcome("[1, 0].exists(x, 4 / x == 4)") == "true");
    CHECK(outcome("[0, 1].exists(x, 4 / x == 4)") == "true");
    CHECK(outcome("[0, 1].exists(x, 4 / x == 5)") == "error: divide by zero");
}

TEST_CASE("cel: values of different types are unequal, and have no order") {
    CHECK(outcome("1 == '1'") == "false");
    CHECK(outcome("[1, 2u] == [1.0, 2]") == "true");
    CHECK(outcome("{'a': 1, 'b': [2]} == {'b': [2.0], 'a': 1u}") == "true");
    CHECK(outcome("null == false") == "false");
    CHECK(outcome("'1' < 2") == "error: no such overload");
}

TEST_CASE("cel: precedence and associativity are those of C, and relations join to the left") {
    CHECK(outcome("2 + 3 * 4 == 14 && !false || false") == "true");
    CHECK(outcome("10 - 4 - 3") == "3");
    CHECK(outcome("false ? 1 : true ? 2 : 3") == "2");
    CHECK(outcome("-2 * -3") == "6");
    CHECK(outcome("!true == false") == "true");
    CHECK(outcome("1 in [1] == true") == "true");
}

TEST_CASE("cel: text has escapes, raw forms and triple quotes") {
    CHECK(outcome(R"('a\tb\x41é\101')") == "\"a\\tbA\u00e9A\"");
    CHECK(outcome(R"(r'\d+' == '\\d+')") == "true");
    CHECK(outcome("'''a 'b'\nc''' == 'a \\'b\\'\\nc'") == "true");
    CHECK(starts_with(outcome(R"('\ud800')"), "refused: "));
    CHECK(starts_with(outcome(R"('\q')"), "refused: "));
    CHECK(outcome("'\xC3\xA6\xC3\xB8\xC3\xA5'.size()") == "3");
    CHECK(outcome("size(b'\xC3\xA6')") == "2");
}

TEST_CASE("cel: maps know their fields, has() asks for them, and a missing one is named") {
    CHECK(outcome("{'a': 1}.a") == "1");
    CHECK(outcome("has({'a': null}.a)") == "true");
    CHECK(outcome("has({'a': 1}.b)") == "false");
    CHECK(outcome("{'a': 1}.b") == "error: no such key: `b`");
    CHECK(outcome("{1: 'x'}[1u] + {1: 'x'}[1.0]") == "\"xx\"");
    CHECK(starts_with(outcome("{'a': 1, 'a': 2}"), "error: "));
    CHECK(starts_with(outcome("has(1)"), "refused: "));
}

TEST_CASE("cel: macros bind names that hide those outside") {
    PlainScope scope;
    scope.roots["x"] = Value(std::int64_t{7});
    CHECK(outcome("[1, 2].map(x, x * 10)", scope) == "[10,20]");
    CHECK(outcome("[1, 2].map(y, [y].map(y, y + 1))", scope) == "[[2],[3]]");
    CHECK(outcome("[1, 2].map(x, .x)", scope) == "[7,7]");
    CHECK(outcome("[1, 2, 3].filter(i, i > 1)", scope) == "[2,3]");
    CHECK(outcome("[1, 2, 3].map(i, i > 1, i * i)", scope) == "[4,9]");
    CHECK(outcome("{'a': 1}.transformMap(k, v, v + 1)", scope) == R"({"a":2})");
    CHECK(outcome("cel.bind(x, 2, x * x) + x", scope) == "11");
    CHECK(outcome("[1, 2, 2].exists_one(i, i == 2)", scope) == "false");
    CHECK(starts_with(outcome("[1].all(1, true)"), "refused: "));
}

TEST_CASE("cel: lists are indexed from 0 and joined with +") {
    CHECK(outcome("[1, 2, 3][2]") == "3");
    CHECK(outcome("([1] + [2])[1]") == "2");
    CHECK(starts_with(outcome("[1][1]"), "error: "));
    CHECK(starts_with(outcome("[1][-1]"), "error: "));
    CHECK(outcome("[1, 2,]") == "[1,2]");
}

TEST_CASE("cel: times and durations") {
    CHECK(outcome("timestamp('2026-02-28T23:00:00Z') + duration('2h') == timestamp('2026-03-01T01:00:00Z')") == "true");
    CHECK(outcome("timestamp('2026-07-01T00:30:00Z').getHours('Europe/Copenhagen')") == "2");
    CHECK(outcome("timestamp('2026-01-01T00:30:00Z').getDate('America/New_York')") == "31");
    CHECK(outcome("timestamp('2026-07-01T00:30:00Z').getHours('Mars/Olympus')") ==
          "error: `Mars/Olympus` is no time zone");
    CHECK(outcome("duration('1h30m') == duration('90m')") == "true");
    CHECK(outcome("string(duration('-1.5s'))") == "\"-1.5s\"");
    CHECK(outcome("days(2) == duration('48h') && duration('1w') == days(7)") == "true");
    CHECK(starts_with(outcome("duration('soon')"), "error: "));
    CHECK(starts_with(outcome("timestamp('2026-02-30T00:00:00Z')"), "error: "));
    CHECK(outcome("int(timestamp('1969-12-31T23:59:59Z'))") == "-1");
}

TEST_CASE("cel: patterns are RE2's and may match any part") {
    CHECK(outcome("'hello'.matches('l+')") == "true");
    CHECK(outcome("matches('hello', '^l')") == "false");
    CHECK(outcome(R"('Anna.B@shop.example'.matches(r'(?i)^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$'))") == "true");
    CHECK(outcome("'Åse Ørsted'.matches(r'^\\p{L}+( \\p{L}+)*$')") == "true");
    CHECK(starts_with(outcome("'a'.matches('(')"), "refused: "));
    PlainScope scope;
    scope.roots["p"] = Value("(");
    CHECK(outcome("'a'.matches(p)", scope) == "error: `(` is no pattern (RE2), or too large a one");
}

TEST_CASE("cel: functions of text count characters, not octets") {
    const std::string text =
        "'bl\xC3\xA5"
        "b\xC3\xA6rgr\xC3\xB8"
        "d'";
    CHECK(outcome(text + ".indexOf('b', 1)") == "3");
    CHECK(outcome(text + ".substring(2, 4)") ==
          "\"\xC3\xA5"
          "b\"");
    CHECK(outcome(text + ".charAt(4)") == "\"\xC3\xA6\"");
    CHECK(outcome(text + ".reverse().reverse() == " + text) == "true");
    CHECK(outcome("'a,b,c'.split(',', 2)") == R"(["a","b,c"])");
    CHECK(outcome("['a', 'b'].join('-')") == "\"a-b\"");
    CHECK(outcome("'%s is %d of %.1f'.format(['x', 3, 1.25])") == "\"x is 3 of 1.2\"");
    CHECK(outcome("math.greatest(1, 2.5, 2u) == 2.5 && math.least([3, 2]) == 2") == "true");
}

TEST_CASE("cel: types are values") {
    CHECK(outcome("type(1) == int && type(type(1)) == type && type('') != bytes") == "true");
    CHECK(outcome("type(1) == 'int'") == "false");
    CHECK(outcome("type(now)") == "\"google.protobuf.Timestamp\"");
}

TEST_CASE("cel: a mistake is named with its line and column, and what stands there") {
    const auto place = [](const std::string& text) {
        return outcome(text, {}, {.where = {"rules/x.yaml", 12, 9}, .condition = false});
    };
    CHECK(place("event.total >= ") ==
          "refused: rules/x.yaml:12:24: the expression ends too early: something is missing behind `>=`");
    CHECK(place("1 + * 2") == "refused: rules/x.yaml:12:13: `*` is not expected here");
    CHECK(place("a = 1") == "refused: rules/x.yaml:12:11: one = alone means nothing: equality is ==");
    CHECK(place("true &&\n  (1 +") ==
          "refused: rules/x.yaml:13:7: the expression ends too early: something is missing behind `+`");
    CHECK(place("'open") == "refused: rules/x.yaml:12:9: the text that begins here has no closing quote");
    CHECK(starts_with(place("if == 1"), "refused: rules/x.yaml:12:9: `if` is a reserved word"));
    CHECK(starts_with(place(""), "refused: rules/x.yaml:12:9: there is no expression"));
    CHECK(starts_with(place("a b"), "refused: rules/x.yaml:12:11: `b` is not expected here"));
}
