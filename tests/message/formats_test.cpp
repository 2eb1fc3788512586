// Money, numbers and dates as people of each language write them.
#include <doctest/doctest.h>

#include <thread>

#include "message/words.hpp"

using namespace dialogd;
using dialogd::message::load_formats;

namespace {
// The spaces that do not break are ICU's business; the words are ours to check.
std::string spaced(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = std::string_view(text).substr(at);
        const std::size_t width = rest.starts_with("\u00a0") ? 2 : rest.starts_with("\u202f") ? 3 : 0;
        out += width > 0 ? ' ' : text[at];
        at += width > 0 ? width : 1;
    }
    return out;
}
}  // namespace

TEST_CASE("formats: money in the customer's language") {
    const auto formats = load_formats();
    CHECK(spaced(formats->money(1234.5, "DKK", "da")) == "1.234,50 kr.");
    CHECK(spaced(formats->money(1234.5, "SEK", "sv")) == "1 234,50 kr");
    CHECK(spaced(formats->money(1234.5, "NOK", "nb")).find("1 234,50") != std::string::npos);
    CHECK(spaced(formats->money(1234.5, "DKK", "en")) == "DKK 1,234.50");
    CHECK(spaced(formats->money(1234.5, "EUR", "da")) == "1.234,50 €");
    CHECK(spaced(formats->money(5, "jpy", "en-GB")) == "JP¥5");
    CHECK(formats->money(5, "kroner", "da") == "5 kroner");
}

TEST_CASE("formats: a language tag with a region or unknown to us still works") {
    const auto formats = load_formats();
    CHECK(spaced(formats->money(1, "DKK", "da-DK")) == "1,00 kr.");
    CHECK(formats->number(1234.5, "no") == formats->number(1234.5, "nb"));
    CHECK(formats->number(0.5, "") == "0.5");
    CHECK(formats->number(0.5, "not a language") == "0.5");
    CHECK(formats->number(1234567.25, "de") == "1.234.567,25");
}

TEST_CASE("formats: dates in each language and in the customer's zone") {
    const auto formats = load_formats();
    const Instant late = parse_instant("2026-11-24T23:30:00Z").value();
    CHECK(formats->date(late, "long", "da", "Europe/Copenhagen") == "25. november 2026");
    CHECK(formats->date(late, "long", "sv", "UTC") == "24 november 2026");
    CHECK(formats->date(late, "long", "nb", "UTC") == "24. november 2026");
    CHECK(formats->date(late, "long", "en", "UTC") == "November 24, 2026");
    CHECK(formats->date(late, "short", "da", "UTC") == "24.11.2026");
    CHECK(formats->date(late, "full", "da", "UTC") == "tirsdag den 24. november 2026");
    CHECK(formats->date(late, "long", "en-GB", "UTC") == "24 November 2026");
}

TEST_CASE("formats: the plural category is the language's own") {
    const auto formats = load_formats();
    for (const char* language : {"da", "sv", "nb", "no", "en", "en-GB", "not a language"}) {
        CHECK(formats->plural(1, language) == "one");
        CHECK(formats->plural(0, language) == "other");
        CHECK(formats->plural(21, language) == "other");
    }
    CHECK(formats->plural(3, "pl") == "few");
    CHECK(formats->plural(5, "pl") == "many");
    CHECK(formats->plural(0.5, "da") == "one");
    CHECK(formats->plural(0.5, "en") == "other");
}

TEST_CASE("formats: threads share them") {
    const auto formats = load_formats();
    const Instant day = parse_instant("2026-11-24T12:00:00Z").value();
    std::vector<std::thread> threads;
    std::vector<int> wrong(4, 0);
    for (std::size_t t = 0; t < wrong.size(); ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 200; ++i) {
                const bool right =
                    formats->date(day, "long", "da", t % 2 == 0 ? "UTC" : "Asia/Tokyo") == "24. november 2026" &&
                    formats->number(1.5, "da") == "1,5" && !formats->money(i, "CHF", "da").empty();
                wrong[t] += right ? 0 : 1;
            }
        });
    for (std::thread& thread : threads) thread.join();
    for (const int count : wrong) CHECK(count == 0);
}
