// Answers that wait until the senders have confirmed.
#include <doctest/doctest.h>

#include "app/held_answers.hpp"

using namespace dialogd;
using namespace dialogd::app;

namespace {

Revocation of(std::uint64_t customer, MessageNumber message) {
    Revocation revocation;
    revocation.customer = CustomerNumber{customer};
    revocation.message = message;
    return revocation;
}

}  // namespace

TEST_CASE("held answers: one that waits for two messages is given when both are settled") {
    HeldAnswers answers;
    int given = 0;
    const HeldAnswers::Tick now{};
    answers.hold([&](const std::vector<intake::Taken>& taken) { given += taken.front().error ? 100 : 1; }, {{}},
                 {of(1, 7), of(2, 7)}, now);
    answers.settled({of(1, 7), of(3, 7)});
    CHECK(given == 0);
    CHECK(answers.wait_for(now, std::chrono::hours(1)) <= std::chrono::seconds(5));
    answers.settled({of(2, 7)});
    CHECK(given == 1);
    CHECK(answers.empty());
}

TEST_CASE("held answers: one that is not settled in time is unavailable, so that it is said again") {
    HeldAnswers answers;
    std::vector<intake::Taken> got;
    const HeldAnswers::Tick now{};
    answers.hold([&](std::vector<intake::Taken> taken) { got = std::move(taken); }, {{}}, {of(1, 7)}, now);
    answers.give_up_overdue(now + std::chrono::seconds(4));
    CHECK(got.empty());
    answers.give_up_overdue(now + std::chrono::seconds(6));
    REQUIRE(got.size() == 1);
    REQUIRE(got.front().error.has_value());
    CHECK(got.front().error->code == ErrorCode::unavailable);
    answers.settled({of(1, 7)});
    CHECK(answers.empty());
}
