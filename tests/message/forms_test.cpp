// Matchers of a form (day, address, telephone number, pattern), several answers at once, and keywords.
#include <doctest/doctest.h>

#include "message/reader.hpp"

using namespace dialogd;

namespace {

using Form = AnswerMatcher::Form;
const Instant kMonday = parse_instant("2026-03-02T10:00:00Z").value();

AnswerReading read(const AnswerMatcher& matcher, std::string_view text, std::string_view language = "da") {
    static const auto reader = message::make_reply_reader(nullptr, "DK");
    return reader->read_answer(std::span(&matcher, 1), text, {language, kMonday, "UTC"});
}

// The value; "?": unsure; "-": nothing fits.
std::string of_form(Form form, std::string_view text, std::string_view language = "da") {
    AnswerMatcher matcher;
    matcher.name = "it";
    matcher.form = form;
    const AnswerReading reading = read(matcher, text, language);
    if (reading.unsure) return "?";
    return reading.matched < 0 ? "-" : to_text(reading.value);
}
std::string day(std::string_view text, std::string_view language = "da") {
    return of_form(Form::date, text, language);
}
std::string of_pattern(const char* pattern, std::string_view text) {
    AnswerMatcher matcher;
    matcher.name = "it";
    matcher.pattern = pattern;
    const AnswerReading reading = read(matcher, text);
    if (reading.unsure) return "?";
    return reading.matched < 0 ? "-" : to_text(reading.value);
}

bool says(std::vector<std::string> words, std::string_view text) {
    static const auto reader = message::make_reply_reader();
    return reader->says(words, text);
}

// Two hours east of Greenwich, all the year.
struct EastOfGreenwich final : Calendar {
    bool knows(std::string_view) const override { return true; }
    LocalTime local(Instant instant, std::string_view) const override {
        const auto shifted = instant + std::chrono::hours(2);
        const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(shifted));
        return {int(date.year()),
                static_cast<int>(unsigned(date.month())),
                static_cast<int>(unsigned(date.day())),
                0,
                0,
                1};
    }
    Instant instant(const LocalTime& local, std::string_view) const override {
        return Instant(std::chrono::sys_days(std::chrono::year(local.year) / local.month / local.day)) -
               std::chrono::hours(2);
    }
    Instant start_of(CalendarUnit, Instant instant, std::string_view) const override { return instant; }
};

}  // namespace

TEST_CASE("a day is read as people of the four languages write it, and without a year it is the next one") {
    for (const char* text : {"fredag", "på fredag", "Fredag passer fint", "Friday please", "på fredag den 6. marts",
                             "6. marts", "6/3", "6/3-26", "d. 6/3", "den 6.", "06-03-2026", "6.3.2026", "2026-03-06",
                             "March 6th", "the 6th of March", "om 4 dage", "om fire dagar", "in 4 days"})
        CHECK_MESSAGE(day(text) == "2026-03-06", text);
    CHECK(day("i morgen") == "2026-03-03");
    CHECK(day("i morgon", "sv") == "2026-03-03");
    CHECK(day("i overmorgen") == "2026-03-04");
    CHECK(day("i dag") == "2026-03-02");
    CHECK(day("mandag") == "2026-03-09");
    CHECK(day("nästa tisdag", "sv") == "2026-03-10");
    CHECK(day("i fredags") == "2026-02-27");
    CHECK(day("om 2 uger") == "2026-03-16");
    CHECK(day("1. februar") == "2027-02-01");
    CHECK(day("3. maj 2027") == "2027-05-03");
}

TEST_CASE("3/5 is the third of May, except to Americans") {
    CHECK(day("3/5", "da") == "2026-05-03");
    CHECK(day("3/5", "en") == "2026-05-03");
    CHECK(day("3/5", "en-US") == "2026-03-05");
}

TEST_CASE("a day that is none, a bound, one of several or denied is unsure, and other numbers are no day") {
    for (const char* text :
         {"31. februar", "fredag eller lørdag", "ikke fredag", "fredag kan jeg ikke", "senest fredag",
          "efter den 3. maj", "fredag hvis jeg kan", "mellem 3/5 og 5/5", "fredag den 7. marts"})
        CHECK_MESSAGE(day(text) == "?", text);
    for (const char* text : {"8", "jeg ved det ikke", "3 stk", "8 ud af 10", "maj"})
        CHECK_MESSAGE(day(text) == "-", text);
}

TEST_CASE("an address is an addr-spec, one of them, and not denied") {
    CHECK(of_form(Form::email, "Skriv til bo.holm+dialog@post.shop.example.") == "bo.holm+dialog@post.shop.example");
    CHECK(of_form(Form::email, "<bo@shop.example>") == "bo@shop.example");
    CHECK(of_form(Form::email, "bo@shop.example eller ida@shop.example") == "?");
    CHECK(of_form(Form::email, "bo@shop.example, altså bo@shop.example") == "bo@shop.example");
    CHECK(of_form(Form::email, "ikke bo@shop.example") == "?");
    CHECK(of_form(Form::email, "bo at shop") == "-");
    CHECK(of_form(Form::email, "bo@localhost") == "-");
}

TEST_CASE("a telephone number becomes E.164, with the country where none is written") {
    CHECK(of_form(Form::phone, "Ring på 20 12 34 56") == "+4520123456");
    CHECK(of_form(Form::phone, "+46 70 123 45 67") == "+46701234567");
    CHECK(of_form(Form::phone, "20123456 eller 21123456") == "?");
    CHECK(of_form(Form::phone, "jeg er 42 år") == "-");
    static const auto nowhere = message::make_reply_reader();
    AnswerMatcher matcher;
    matcher.form = Form::phone;
    CHECK(nowhere->read_answer(std::span(&matcher, 1), "20123456", {"da", kMonday, "UTC"}).matched == -1);
    CHECK(nowhere->read_answer(std::span(&matcher, 1), "+4520123456", {"da", kMonday, "UTC"}).matched == 0);
}

TEST_CASE("a pattern is found anywhere; its first group, or the whole match, is the value") {
    CHECK(of_pattern("[A-Z]{2}-\\d{4}", "Min ordre er AB-1234, tak") == "AB-1234");
    CHECK(of_pattern("ordre (\\d+)", "min ordre 77 er væk") == "77");
    CHECK(of_pattern("ordre (\\d+)", "ikke ordre 77") == "?");
    CHECK(of_pattern("(unclosed", "unclosed") == "-");
    CHECK(of_pattern("x*", "abc") == "-");
}

TEST_CASE("all: every matcher that fits with certainty by itself, in order") {
    std::vector<AnswerMatcher> matchers(3);
    matchers[0].name = "price", matchers[0].words = {"dyrt"};
    matchers[1].name = "delivery", matchers[1].words = {"levering"};
    matchers[2].name = "other", matchers[2].any = true;
    static const auto reader = message::make_reply_reader();
    const auto all = [&](std::string_view text) {
        return reader->read_answer(matchers, text, {"da", kMonday, "UTC"}).all;
    };
    CHECK(all("levering og for dyrt") == std::vector<int>{0, 1});
    CHECK(all("ikke dyrt") == std::vector<int>{});
    CHECK(all("dyrt") == std::vector<int>{0});
    CHECK(all("noget helt andet") == std::vector<int>{2});
}

TEST_CASE("says: the whole of a short text or its beginning is the word") {
    for (const char* text : {"PRIS", "pris?", "Pris på sofa", "Hej, pris tak"})
        CHECK_MESSAGE(says({"pris"}, text), text);
    for (const char* text : {"ikke pris", "pris ikke", "prisen", "hvad er jeres pris", "",
                             "pris en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten"})
        CHECK_MESSAGE(!says({"pris"}, text), text);
    CHECK(says({"åbningstider", "book tid"}, "Book tid til klipning"));
    CHECK(says({"åbningstider"}, "abningstider"));
}

TEST_CASE("a pause ends, and a day is named, where the customer is") {
    static const EastOfGreenwich calendar;
    const auto reader = message::make_reply_reader(&calendar);
    const Instant late = parse_instant("2026-03-02T23:00:00Z").value();  // the 3rd there
    const Steering steering = reader->read_steering("pause til 1. maj", ChannelKind::sms, false, late, "Etc/GMT-2");
    REQUIRE(steering.preference.has_value());
    CHECK(to_text(*steering.preference->paused_until) == "2026-04-30T22:00:00Z");
    AnswerMatcher matcher;
    matcher.form = Form::date;
    CHECK(to_text(reader->read_answer(std::span(&matcher, 1), "i morgen", {"da", late, "Etc/GMT-2"}).value) ==
          "2026-03-04");
}
