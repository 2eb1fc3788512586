// Durations and instants as text, both ways.
#include "dialogd/time.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace dialogd;

namespace {

std::int64_t ms(std::string_view text) {
    const Result<Duration> duration = parse_duration(text);
    return duration ? duration->count() : -1;
}

std::string back(std::string_view text) {
    const Result<Instant> instant = parse_instant(text);
    return instant ? to_text(*instant) : "error";
}

}  // namespace

TEST_CASE("time: durations are read with their units, also several") {
    CHECK(ms("500ms") == 500);
    CHECK(ms("2s") == 2'000);
    CHECK(ms("30m") == 1'800'000);
    CHECK(ms("2h") == 7'200'000);
    CHECK(ms("7d") == 604'800'000);
    CHECK(ms("2w") == 1'209'600'000);
    CHECK(ms("1h30m") == 5'400'000);
    CHECK(ms("0s") == 0);
}

TEST_CASE("time: what is no duration is refused, and the text is named") {
    for (const char* wrong :
         {"", "2", "h", "-1h", "1.5h", "2 h", "2x", "h2", "101y", "36700d", "99999999999999999999h"}) {
        CAPTURE(wrong);
        CHECK(ms(wrong) == -1);
    }
    CHECK(parse_duration("2x").error().message.find("'2x'") != std::string::npos);
    CHECK(ms("36600d") == 36'600LL * 86'400'000);  // a hundred years
    CHECK(ms("36600d1ms") == -1);
}

TEST_CASE("time: durations are written as short as can be, and read back the same") {
    CHECK(to_text(kMinute * 90) == "1h30m");
    CHECK(to_text(kDay * 7) == "7d");
    CHECK(to_text(kDay * 30) == "30d");
    CHECK(to_text(Duration{}) == "0s");
    CHECK(to_text(-kHour) == "-1h");
    std::mt19937_64 random(7);
    for (int i = 0; i < 500; ++i) {
        const Duration duration(static_cast<std::int64_t>(random() % 3'162'240'000'000ULL));
        REQUIRE(parse_duration(to_text(duration)).value() == duration);
    }
}

TEST_CASE("time: instants are read as RFC 3339, with offsets, fractions, a space or a bare date") {
    CHECK(back("2026-11-24T08:53:42Z") == "2026-11-24T08:53:42Z");
    CHECK(back("2026-11-24T08:53:42.123456Z") == "2026-11-24T08:53:42.123Z");
    CHECK(back("2026-11-24 08:53:42+01:00") == "2026-11-24T07:53:42Z");
    CHECK(back("2026-11-24T08:53:42-0530") == "2026-11-24T14:23:42Z");
    CHECK(back("2026-11-24T08:53Z") == "2026-11-24T08:53:00Z");
    CHECK(back("2026-12-01") == "2026-12-01T00:00:00Z");
    CHECK(back("2028-02-29") == "2028-02-29T00:00:00Z");
    CHECK(back("1969-12-31T23:59:59.5Z") == "1969-12-31T23:59:59.500Z");
}

TEST_CASE("time: what is no instant is refused") {
    for (const char* wrong : {"", "yesterday", "2026-13-01", "2027-02-29", "2026-11-24T", "2026-11-24T08:53:42",
                              "2026-11-24T25:00:00Z", "2026-11-24T08:61:00Z", "2026-11-24T08:53:42.Z",
                              "2026-11-24T08:53:42Zx", "2026-1-1", "2026-11-24T08:53:42+1:00"}) {
        CAPTURE(wrong);
        CHECK(back(wrong) == "error");
    }
}

TEST_CASE("time: instants read back the same") {
    CHECK(to_text(kNever) == "never");
    std::mt19937_64 random(8);
    for (int i = 0; i < 500; ++i) {
        const Instant instant(Duration(static_cast<std::int64_t>(random() % 4'000'000'000'000ULL) - 1'000'000'000'000));
        REQUIRE(parse_instant(to_text(instant)).value() == instant);
    }
}
