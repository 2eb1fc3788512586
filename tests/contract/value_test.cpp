// The dynamic value: equality, lookups, text and JSON.
#include <doctest/doctest.h>

#include <limits>

#include "dialogd/event.hpp"

using namespace dialogd;

namespace {

Value map(Value::Map fields) {
    return Value(std::move(fields));
}

}  // namespace

TEST_CASE("value: the same kind and content are equal; 1 and 1.0 are not") {
    CHECK(Value(1) == Value(1));
    CHECK_FALSE(Value(1) == Value(1.0));
    CHECK_FALSE(Value(std::int64_t{1}) == Value(std::uint64_t{1}));
    CHECK(Value() == Value(nullptr));
    CHECK_FALSE(Value("a") == Value(Bytes{"a"}));
    CHECK(Value(Value::List{1, "a"}) == Value(Value::List{1, "a"}));
    CHECK_FALSE(Value(Value::List{1, "a"}) == Value(Value::List{"a", 1}));
}

TEST_CASE("value: maps are equal in any order, and only when all of it is") {
    CHECK(map({{"a", 1}, {"b", 2}}) == map({{"b", 2}, {"a", 1}}));
    CHECK_FALSE(map({{"a", 1}, {"b", 2}}) == map({{"a", 1}}));
    CHECK_FALSE(map({{"a", 1}, {"b", 2}}) == map({{"a", 1}, {"b", 3}}));
    CHECK_FALSE(map({{"a", 1}}) == map({{"b", 1}}));
}

TEST_CASE("value: fields are found by text keys, and numbers as doubles") {
    const Value value = map({{"a", 1}, {2, "two"}});
    CHECK(*value.find("a") == Value(1));
    CHECK(value.find("2") == nullptr);
    CHECK(Value("a").find("a") == nullptr);
    CHECK(Value(3).as_double() == 3.0);
    CHECK(Value(std::uint64_t{3}).as_double() == 3.0);
    CHECK_FALSE(Value("3").as_double());
}

TEST_CASE("value: as people read it") {
    CHECK(to_text(Value()).empty());
    CHECK(to_text(Value(300.0)) == "300");
    CHECK(to_text(Value(349.5)) == "349.5");
    CHECK(to_text(Value(-0.0)) == "0");
    CHECK(to_text(Value(0.1)) == "0.1");
    CHECK(to_text(Value(true)) == "true");
    CHECK(to_text(Value(std::numeric_limits<std::uint64_t>::max())) == "18446744073709551615");
    CHECK(to_text(Value(Bytes{"abcd"})) == "YWJjZA==");
    CHECK(to_text(Value(parse_instant("2026-11-24T08:53:42.5Z").value())) == "2026-11-24T08:53:42.5Z");
    CHECK(to_text(Value(Timestamp{-1, 500'000'000})) == "1969-12-31T23:59:59.5Z");
    CHECK(to_text(Value(Duration(-1500))) == "-1.5s");
    CHECK(to_text(Value(Value::List{1, "a"})) == R"([1,"a"])");
}

TEST_CASE("value: as JSON, with what JSON can't say made harmless") {
    CHECK(to_json(map({{"a", Value::List{1, 2.5, true, nullptr}}, {"b", "say \"hi\"\n"}})) ==
          R"({"a":[1,2.5,true,null],"b":"say \"hi\"\n"})");
    CHECK(to_json(Value(std::numeric_limits<double>::infinity())) == "null");
    CHECK(to_json(Value(Bytes{"a"})) == R"("YQ==")");
    CHECK(to_json(Value("\xff")) == "\"\xef\xbf\xbd\"");
    CHECK(to_json(Value(Value::Map{})) == "{}");
}
