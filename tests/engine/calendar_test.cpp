// Time zones: daylight saving both ways, leap days, beginnings of weeks and months.
#include "engine/support.hpp"

using namespace dialogd;
using namespace dialogd::testing;

namespace {

constexpr const char* kCopenhagen = "Europe/Copenhagen";

Instant local(int year, int month, int day, int minute, const char* zone = kCopenhagen) {
    return calendar().instant({year, month, day, minute, 0, 0}, zone);
}

}  // namespace

TEST_CASE("calendar: a time that daylight saving skips is the first instant after") {
    CHECK(local(2026, 3, 29, 2 * 60 + 30) == at("2026-03-29T01:00:00Z"));
    CHECK(local(2026, 3, 29, 1 * 60 + 59) == at("2026-03-29T00:59:00Z"));
    CHECK(local(2026, 3, 29, 3 * 60) == at("2026-03-29T01:00:00Z"));
}

TEST_CASE("calendar: a time that comes twice is the first") {
    CHECK(local(2026, 10, 25, 2 * 60 + 30) == at("2026-10-25T00:30:00Z"));
    CHECK(local(2026, 10, 25, 3 * 60) == at("2026-10-25T02:00:00Z"));
}

TEST_CASE("calendar: daylight saving also moves the clock after 2037") {
    CHECK(calendar().local(at("2040-07-01T10:00:00Z"), "UTC").minute == 600);
    CHECK(calendar().local(at("2036-07-01T10:00:00Z"), kCopenhagen).minute == 720);
}

TEST_CASE("calendar: 29 February is the 28th in other years, and a day beyond the month its last") {
    CHECK(local(2027, 2, 29, 0) == local(2027, 2, 28, 0));
    CHECK(local(2028, 2, 29, 0) == at("2028-02-28T23:00:00Z"));
    CHECK(local(2026, 4, 31, 0) == local(2026, 4, 30, 0));
}

TEST_CASE("calendar: local time is read with its weekday") {
    const LocalTime time = calendar().local(at("2026-03-01T23:30:15Z"), kCopenhagen);
    CHECK(time == LocalTime{2026, 3, 2, 30, 15, 1});
    CHECK(calendar().local(at("2026-03-01T22:59:59Z"), kCopenhagen).weekday == 7);
}

TEST_CASE("calendar: days, weeks and months begin at the zone's midnight") {
    const Instant sunday_night = at("2026-03-29T21:59:00Z");  // 23:59, the day that had 23 hours
    CHECK(calendar().start_of(CalendarUnit::day, sunday_night, kCopenhagen) == at("2026-03-28T23:00:00Z"));
    CHECK(calendar().start_of(CalendarUnit::week, sunday_night, kCopenhagen) == at("2026-03-22T23:00:00Z"));
    CHECK(calendar().start_of(CalendarUnit::month, sunday_night, kCopenhagen) == at("2026-02-28T23:00:00Z"));
    const Instant monday = at("2026-03-29T22:00:00Z");
    CHECK(calendar().start_of(CalendarUnit::week, monday, kCopenhagen) == monday);
    // The ISO week of 1 January 2027, a Friday, began in the old year.
    CHECK(calendar().start_of(CalendarUnit::week, at("2027-01-01T12:00:00Z"), "UTC") == at("2026-12-28T00:00:00Z"));
}

TEST_CASE("calendar: an unknown zone is UTC, and known ones are known") {
    CHECK(calendar().knows("Europe/Oslo"));
    CHECK(calendar().knows("UTC"));
    CHECK_FALSE(calendar().knows("Europe/Atlantis"));
    CHECK(calendar().local(at("2026-07-01T10:00:00Z"), "Europe/Atlantis").minute == 600);
}

TEST_CASE("calendar: reading a local time back gives the instant, for every hour of three years") {
    for (Instant now = at("2025-12-30T00:00:00Z"); now < at("2028-12-31T00:00:00Z"); now += kHour) {
        const Instant back = calendar().instant(calendar().local(now, kCopenhagen), kCopenhagen);
        // The second of the two hours that look alike in autumn reads as the first.
        const bool twice = back != now;
        if (twice) REQUIRE(back == now - kHour);
        if (twice) REQUIRE(calendar().local(now, kCopenhagen).month == 10);
    }
}
