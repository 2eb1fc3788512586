// Every page in every language: whole, escaped, and with its headers.
#include <doctest/doctest.h>

#include "web/embedded.hpp"
#include "web/samples.hpp"
#include "web/texts.hpp"

namespace dialogd::web {

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t n = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++n;
    return n;
}

// The page without its style and script, which hold braces of their own.
std::string words_of(const Page& page) {
    std::string body = page.body;
    for (const std::string_view part : {asset("style.css"), asset("script.js")})
        if (const std::size_t at = body.find(part); at != std::string::npos) body.erase(at, part.size());
    return body;
}

}  // namespace

TEST_CASE("pages: each one has its headers and its status") {
    for (const NamedPage& sample : sample_pages({})) {
        CAPTURE(sample.name);
        const auto& headers = sample.page.headers;
        const std::string csp = headers.at("Content-Security-Policy");
        CHECK(csp.starts_with("default-src 'none'; style-src 'sha256-"));
        CHECK(contains(csp, "script-src 'sha256-"));
        CHECK(contains(csp, "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"));
        CHECK_FALSE(contains(csp, "unsafe"));
        CHECK(headers.at("Referrer-Policy") == "no-referrer");
        CHECK(headers.at("Cache-Control") == "no-store");
        CHECK(headers.at("X-Content-Type-Options") == "nosniff");
        const bool wrong = sample.name.ends_with("_wrong");
        if (!sample.name.starts_with("trouble_")) CHECK(sample.page.status == (wrong ? 400 : 200));
    }
}

TEST_CASE("pages: whatever customers and the shop write is escaped on every page, in every language") {
    for (const std::string_view language : kLanguages)
        for (const NamedPage& sample : sample_pages({std::string(language), kHostile})) {
            CAPTURE(sample.name);
            const std::string words = words_of(sample.page);
            CHECK(count(words, "<script") == 1);  // our own
            CHECK_FALSE(contains(words,
                                 "\"><"
                                 "script>alert"));
            CHECK_FALSE(contains(words, "alert('x')"));
            // What looks like a template's or a text's own braces stays what was written.
            CHECK(contains(words, "{{t.yes}}{company}"));
        }
}

TEST_CASE("pages: each language speaks for itself, and leaves no placeholder open") {
    for (const std::string_view language : kLanguages)
        for (const NamedPage& sample : sample_pages({std::string(language), {}})) {
            CAPTURE(sample.name);
            const std::string words = words_of(sample.page);
            CHECK(contains(words, "<html lang=\"" + std::string(language) + "\">"));
            CHECK_FALSE(contains(words, "{{"));
            if (!sample.name.starts_with("preferences")) CHECK_FALSE(contains(words, "{"));
            CHECK(contains(words, "Havnegade 12, 8000 Aarhus C"));
            CHECK(count(words, "<h1") == 1);
            CHECK_FALSE(contains(words, "http"));  // nothing is asked of anybody else
        }
}

TEST_CASE("pages: an unknown language gets English, Norwegian by any name gets nb") {
    Samples samples;
    samples.language = "fr";
    CHECK(contains(pages().erased(samples.frame()).body, "lang=\"en\""));
    for (const char* norwegian : {"no", "nn-NO", "nb-NO"}) {
        samples.language = norwegian;
        CHECK(contains(pages().erased(samples.frame()).body, "lang=\"nb\""));
    }
}

TEST_CASE("pages: a page for a link that was forwarded shows masked addresses only") {
    const std::string body = pages().preferences(Samples{}.preferences(), true).body;
    CHECK(contains(body, "a•••@e•••.dk"));
    CHECK_FALSE(contains(body, "astrid"));
    CHECK_FALSE(contains(body, "Astrid"));
    CHECK_FALSE(contains(body, "20304078"));
}

TEST_CASE("pages: troubles have the statuses that browsers and proxies go by") {
    const Frame frame = Samples{}.frame();
    const std::pair<Trouble, int> kStatuses[] = {
        {Trouble::altered, 403},     {Trouble::other_use, 403}, {Trouble::expired, 410},   {Trouble::used, 410},
        {Trouble::not_found, 404},   {Trouble::too_often, 429}, {Trouble::too_large, 413}, {Trouble::unavailable, 503},
        {Trouble::not_allowed, 405}, {Trouble::unreadable, 400}};
    for (const auto& [trouble, status] : kStatuses) CHECK(pages().trouble(frame, trouble, "/link").status == status);
    CHECK(pages().trouble(frame, Trouble::too_often, "").headers.contains("Retry-After"));
    CHECK(contains(pages().trouble(frame, Trouble::expired, "/link").body, "action=\"/link\""));
    CHECK_FALSE(contains(pages().trouble(frame, Trouble::too_often, "/link").body, "<form"));
}

TEST_CASE("pages: a page that comes back with errors keeps what was typed") {
    const Form typed{{{"act", "save"}, {"pause", "date"}, {"pause_date", "2020-01-01"}, {"limit", "month"}}};
    const auto errors = std::get<FieldErrors>(read_preferences(typed, Samples{}.preferences()));
    const std::string body = pages().preferences_wrong(Samples{}.preferences(), typed, errors).body;
    CHECK(contains(body, "value=\"2020-01-01\""));
    CHECK(contains(body, "value=\"month\" checked"));
    CHECK(contains(body, "href=\"#f_pause_date\""));
    CHECK(contains(body, "role=\"alert\""));
}

TEST_CASE("pages: the download is a file") {
    const Page page = pages().download("{}");
    CHECK(page.content_type == "application/json");
    CHECK(page.headers.at("Content-Disposition").starts_with("attachment"));
    CHECK(page.body == "{}");
}

}  // namespace dialogd::web
