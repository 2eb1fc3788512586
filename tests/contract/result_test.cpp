// Results and errors.
#include "dialogd/result.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace dialogd;

TEST_CASE("result: holds a value or an error, and is true with a value") {
    const Result<int> good = 7;
    CHECK(good);
    CHECK(good.has_value());
    CHECK(*good == 7);
    const Result<int> bad = Error{ErrorCode::refused, "no", {}};
    CHECK_FALSE(bad);
    CHECK(bad.error().code == ErrorCode::refused);
    const Result<void> fine;
    CHECK(fine);
    const Result<void> failed = Error{ErrorCode::unavailable, "disk full", {}};
    CHECK_FALSE(failed);
    CHECK(failed.error().message == "disk full");
}

TEST_CASE("result: a value that can only be moved is moved out") {
    Result<std::unique_ptr<int>> made = std::make_unique<int>(7);
    const std::unique_ptr<int> taken = std::move(made).value();
    CHECK(*taken == 7);
}

TEST_CASE("result: an error says where, as far as it is known") {
    const auto text = [](Where where) { return to_string(Error{ErrorCode::invalid, "wrong", std::move(where)}); };
    CHECK(text({"rules/a.yaml", 12, 5}) == "rules/a.yaml:12:5: wrong");
    CHECK(text({"rules/a.yaml", 12, 0}) == "rules/a.yaml:12: wrong");
    CHECK(text({"rules/a.yaml", 0, 0}) == "rules/a.yaml: wrong");
    CHECK(text({"", 0, 7}) == "wrong");
}
