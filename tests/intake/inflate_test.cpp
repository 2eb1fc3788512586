// Compressed bodies: whole, cut, broken, and bombs.
#include "intake/inflate.hpp"

#include "intake/compressed.hpp"
#include "intake/parsing.hpp"

using namespace dialogd;
using namespace dialogd::intake;

TEST_CASE("inflate: what was compressed comes back") {
    const std::string text(100'000, 'x');
    CHECK(inflated(gzipped(text), 100'000).value() == text);
    CHECK(inflated(gzipped(""), 10).value().empty());
    CHECK(inflated(gzipped("one ") + gzipped("two"), 100).value() == "one two");
}

TEST_CASE("inflate: a body cut short or broken anywhere is invalid, never partly taken") {
    const std::string whole = gzipped("{\"event\":\"order.placed\",\"customer\":\"42\"}");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto outcome = inflated(whole.substr(0, length), 1000);
        REQUIRE_FALSE(outcome.has_value());
        CHECK(outcome.error().code == ErrorCode::invalid);
    }
    std::string broken = whole;
    broken[broken.size() - 6] = static_cast<char>(broken[broken.size() - 6] ^ 1);  // in the checksum
    CHECK(inflated(broken, 1000).error().code == ErrorCode::invalid);
    CHECK(inflated("not compressed at all", 1000).error().code == ErrorCode::invalid);
    CHECK(inflated(whole + "rest", 1000).error().code == ErrorCode::invalid);
}

TEST_CASE("inflate: a bomb is refused without being made") {
    const std::string bomb = gzipped(std::string(50'000'000, '\0'));
    CHECK(bomb.size() < 100'000);
    CHECK(inflated(bomb, 1'000'000).error().code == ErrorCode::refused);
    CHECK(inflated(gzipped("12345"), 5).has_value());
    CHECK(inflated(gzipped("123456"), 5).error().code == ErrorCode::refused);
}
