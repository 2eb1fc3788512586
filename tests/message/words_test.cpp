// Words of a content: header lines, Markdown, HTML, SMS, lines; and all that ship.
#include <doctest/doctest.h>

#include <random>

#include "message/json_scope.hpp"
#include "message/segments.hpp"
#include "message/shipped_words.hpp"

using namespace dialogd;
using namespace dialogd::message;
using dialogd::tests::JsonScope;
using dialogd::tests::ShippedWords;

namespace {

WordsSource mail(std::string text) {
    WordsSource source;
    source.language = "da";
    source.file = "email.da.md";
    source.text = std::move(text);
    return source;
}

Words compiled(const WordsSource& source) {
    auto outcome = make_words_compiler()->compile(source);
    if (auto* errors = std::get_if<std::vector<Error>>(&outcome)) {
        for (const Error& error : *errors) FAIL_CHECK(to_string(error));
        return {};
    }
    return std::move(std::get<Words>(outcome));
}

std::string mistakes(const WordsSource& source) {
    const auto outcome = make_words_compiler()->compile(source);
    std::string all;
    if (const auto* errors = std::get_if<std::vector<Error>>(&outcome))
        for (const Error& error : *errors) all += to_string(error) + "\n";
    return all;
}

struct Parts {
    std::string html;
    std::string text;
};
Parts from_markdown(const std::string& markdown, const char* json) {
    const Words words = compiled(mail("Subject: s\n\n" + markdown));
    const JsonScope scope(json);
    return {words.html->render(scope).text, words.text->render(scope).text};
}

const char* const kBasket = R"({"customer":{"first_name":"Ida"},"total":"300,00 kr.","company":{"name":"Shop"},
    "run":{"event":{"items":[{"name":"*Te*"},{"name":"<Krus>"}]}},"links":{"cart":"https://shop.example/c?a=1&b=2"}})";

}  // namespace

TEST_CASE("words: Markdown becomes HTML and readable text from one source") {
    const Parts parts = from_markdown(
        "# Hej\n\nSe **her**, *nu* og `kode`.\nSamme afsnit.\n\n- en\n- to\n  - tre\n\n1. x\n2. y\n\n> citat\n\n"
        "[Se kurven](https://a.example) eller [ring](tel:12).\n\n[Alene](https://b.example)\n",
        "{}");
    CHECK(parts.text ==
          "Hej\n\nSe her, nu og kode. Samme afsnit.\n\n- en\n- to\n  - tre\n\n1. x\n2. y\n\n> citat\n\n"
          "Se kurven (https://a.example) eller ring (tel:12).\n\nAlene: https://b.example\n");
    CHECK(parts.html.starts_with("<h1>Hej</h1>\n<p>Se <strong>her</strong>, <em>nu</em> og <code>kode</code>.\n"));
    CHECK(parts.html.find("<a href=\"https://a.example\">Se kurven</a>") != std::string::npos);
}

TEST_CASE("words: what a customer's data holds is never read as Markdown, and escaped in HTML only") {
    const Parts parts =
        from_markdown("Du så {{#run.event.items}}{{name}} {{/run.event.items}}.\n\n# {{total}}\n", kBasket);
    CHECK(parts.html == "<p>Du så *Te* &lt;Krus&gt; .</p>\n<h1>300,00 kr.</h1>\n");
    CHECK(parts.text == "Du så *Te* <Krus> .\n\n300,00 kr.\n");
}

TEST_CASE("words: a section around a list makes one list of many items, and nothing of none") {
    const std::string markdown = "A\n\n{{#run.event.items}}\n- {{name}}\n{{/run.event.items}}\n\nB\n";
    const Parts two = from_markdown(markdown, kBasket);
    CHECK(two.html == "<p>A</p>\n<ul>\n<li>*Te*</li>\n<li>&lt;Krus&gt;</li>\n</ul>\n<p>B</p>\n");
    CHECK(two.text == "A\n\n- *Te*\n- <Krus>\n\nB\n");
    for (const char* none : {R"({"run":{"event":{"items":[]}}})", "{}"}) {
        CHECK(from_markdown(markdown, none).html == "<p>A</p>\n<p>B</p>\n");
        CHECK(from_markdown(markdown, none).text == "A\n\nB\n");
    }
}

TEST_CASE("words: a section tag alone on its line goes around whole blocks") {
    const std::string markdown =
        "A\n{{#total}}\nI alt: **{{total}}**\n\nOg mere\n{{/total}}\n{{^total}}\nIntet\n{{/total}}\n";
    const Parts with = from_markdown(markdown, kBasket);
    CHECK(with.html == "<p>A</p>\n<p>I alt: <strong>300,00 kr.</strong></p>\n<p>Og mere</p>\n");
    CHECK(with.text == "A\n\nI alt: 300,00 kr.\n\nOg mere\n\n");
    CHECK(from_markdown(markdown, "{}").html == "<p>A</p>\n<p>Intet</p>\n");
}

TEST_CASE("words: a paragraph that is one section is left out with it") {
    const std::string markdown =
        "A\n\n{{#links.cart}}[Se]({{links.cart}}){{/links.cart}}\n\n{{^total}}Intet{{/total}}\n\nB\n";
    CHECK(from_markdown(markdown, "{\"total\":1}").html == "<p>A</p>\n<p>B</p>\n");
    CHECK(from_markdown(markdown, "{\"total\":1}").text == "A\n\nB\n");
    const Parts with = from_markdown(markdown, R"({"links":{"cart":"https://c"}})");
    CHECK(with.html == "<p>A</p>\n<p><a href=\"https://c\">Se</a></p>\n<p>Intet</p>\n<p>B</p>\n");
    CHECK(with.text == "A\n\nSe (https://c)\n\nIntet\n\nB\n");
}

TEST_CASE("words: tags in links, attributes, HTML tables and code stay where they are") {
    CHECK(from_markdown("[Se *din* kurv]({{links.cart}} \"{{total}}\")", kBasket).html ==
          "<p><a href=\"https://shop.example/c?a=1&amp;b=2\" title=\"300,00 kr.\">Se <em>din</em> kurv</a></p>\n");
    CHECK(from_markdown("Gå til <{{links.cart}}>.", kBasket).text == "Gå til https://shop.example/c?a=1&b=2.\n");
    const Parts table = from_markdown(
        "<table>\n{{#run.event.items}}\n<tr><td>{{name}}</td></tr>\n{{/run.event.items}}\n</table>\n", kBasket);
    CHECK(table.html == "<table>\n<tr><td>*Te*</td></tr>\n<tr><td>&lt;Krus&gt;</td></tr>\n</table>\n");
    CHECK(from_markdown("```\n{{total}} *x*\n```\n", kBasket).html == "<pre><code>300,00 kr. *x*\n</code></pre>\n");
}

TEST_CASE("words: remarks and other delimiters work in Markdown too") {
    CHECK(from_markdown("A {{! nej }}B\n{{! alene }}\nC\n", "{}").text == "A B C\n");
    CHECK(from_markdown("{{=<% %>=}}\n<%total%> og {{total}}\n", kBasket).html == "<p>300,00 kr. og {{total}}</p>\n");
}

TEST_CASE("words: whatever the Markdown around it, data becomes neither markup nor Markdown") {
    const char* const kEvil =
        R"({"a":"\"><script>x</script>","b":"*x* [y](z) `c` <i>\" onx=\"","l":[{"a":"<script>"},{"b":"# h"}]})";
    const std::vector<std::string> kBits{"{{a}}",
                                         "{{b}}",
                                         " ",
                                         "\n",
                                         "\n\n",
                                         "- ",
                                         "1. ",
                                         "> ",
                                         "# ",
                                         "**",
                                         "*",
                                         "_",
                                         "`",
                                         "```\n",
                                         "[",
                                         "](",
                                         ")",
                                         "](https://x.example/{{a}})",
                                         "<{{a}}>",
                                         "<b>",
                                         "</b>",
                                         "<td title=\"{{a}}\">",
                                         "    ",
                                         "| a | b |\n|---|---|\n| {{a}} | {{b}} |\n",
                                         "\n{{#l}}\n",
                                         "\n{{/l}}\n",
                                         "{{#l}}{{a}}{{/l}}",
                                         "{{^no}}",
                                         "{{/no}}",
                                         "ord ",
                                         "&amp;",
                                         "\\",
                                         "![{{a}}]({{b}})",
                                         "{{! x }}"};
    std::mt19937 random(4);
    int rendered = 0;
    for (int i = 0; i < 600; ++i) {
        std::string markdown;
        for (std::size_t n = 1 + random() % 12; n > 0; --n) markdown += kBits[random() % kBits.size()];
        const auto outcome = make_words_compiler()->compile(mail("Subject: s\n\n" + markdown));
        if (const auto* errors = std::get_if<std::vector<Error>>(&outcome)) {
            for (const Error& error : *errors) REQUIRE_MESSAGE(error.where.line > 1, markdown);
            continue;
        }
        const Words& words = std::get<Words>(outcome);
        const std::string html = words.html->render(JsonScope(kEvil)).text;
        const std::string text = words.text->render(JsonScope(kEvil)).text;
        REQUIRE_MESSAGE(html.find("<script") == std::string::npos, markdown);
        REQUIRE_MESSAGE(html.find("<i>") == std::string::npos, markdown);
        REQUIRE_MESSAGE(html.find("\" onx=") == std::string::npos, markdown);
        REQUIRE_MESSAGE((html + text).find("{{") == std::string::npos, markdown);
        REQUIRE_MESSAGE((html + text).find("Qm0") == std::string::npos, markdown);
        ++rendered;
    }
    CHECK(rendered > 250);
}

TEST_CASE("words: header lines come out as one line whatever the data holds") {
    const Words words = compiled(mail("Subject: Hej {{x}}!\nPreheader:  Vi {{x}}\n\nord\n"));
    const JsonScope scope(R"({"x":"a\r\nBcc: evil@example.org\u2028\u0000b\u0085"})");
    CHECK(words.subject->render(scope).text == "Hej a Bcc: evil@example.org b !");
    CHECK(words.preheader->render(scope).text == "Vi a Bcc: evil@example.org b");
}

TEST_CASE("words: the frame goes around HTML, the footer under every text part of a mail") {
    std::map<std::string, std::string> partials{{"head", "<html lang=\"{{language}}\">"},
                                                {"footer_text", "-- \n{{company.name}}\n"}};
    WordsSource source = mail("Subject: s\n\nHej\n");
    source.partials = &partials;
    source.layout = "{{> head}}\n{{{body}}}</html>\n";
    const JsonScope scope(R"({"language":"da","company":{"name":"B & O"}})");
    Words words = compiled(source);
    CHECK(words.html->render(scope).text == "<html lang=\"da\"><p>Hej</p>\n</html>\n");
    CHECK(words.text->render(scope).text == "Hej\n\n-- \nB & O\n");
    partials["footer_text_da"] = "-- \nHilsen {{company.name}}\n";
    CHECK(compiled(source).text->render(scope).text == "Hej\n\n-- \nHilsen B & O\n");
    partials.erase("footer_text_da");
    source.format = WordsSource::Format::html;
    source.html = "<h1>{{company.name}}</h1>";
    source.html_file = "email.da.html";
    words = compiled(source);
    CHECK(words.html->render(scope).text == "<html lang=\"da\"><h1>B &amp; O</h1></html>\n");
    CHECK(words.text->render(scope).text == "Hej\n\n-- \nB & O\n");
}

TEST_CASE("words: mistakes in a mail are named with their place") {
    CHECK(mistakes(mail("Hej\n\nord")).starts_with("email.da.md:1:1: `Hej` is no header line"));
    CHECK(mistakes(mail("Preheader: x\n\nord")).find("email.da.md:1:1: a mail needs a subject") == 0);
    CHECK(mistakes(mail("Subject: x\nSubject: y\n\nord"))
              .find("email.da.md:2:1: the header line Subject is there twice") == 0);
    CHECK(mistakes(mail("Subject: x\nFrom: y\n\nord")).find("email.da.md:2:1: there is no header line `From`") == 0);
    CHECK(mistakes(mail("Subject: {{x\n\nord")).find("email.da.md:1:10: the tag") == 0);
    CHECK(mistakes(mail("Subject: x\n\nen\n{{#a}}\n")).find("email.da.md:4:1: the section {{#a}}") == 0);
    CHECK(mistakes(mail("Subject: x\n\n{{> gone}}\n")).find("email.da.md:3:1: there is no partial") == 0);
    WordsSource framed = mail("Subject: x\n\nord\n");
    framed.layout = "<html></html>";
    CHECK(mistakes(framed).find("the layout has no {{{body}}}") != std::string::npos);
}

TEST_CASE("words: two mistakes in one mail are both named") {
    const std::string all = mistakes(mail("Subject: {{x\n\n{{> gone}}\n{{/b}}"));
    CHECK(all.find("email.da.md:1:10") != std::string::npos);
    CHECK(all.find("email.da.md:3:1") != std::string::npos);
    CHECK(all.find("email.da.md:4:1") != std::string::npos);
}

TEST_CASE("words: an SMS is its text without the last line end, and formats' spaces do not make it UCS-2") {
    WordsSource source;
    source.channel = ChannelKind::sms;
    source.format = WordsSource::Format::plain;
    source.text = "Beløb: {{total}}\r\n";
    const std::string text = compiled(source).text->render(JsonScope("{\"total\":\"−1 234,50 kr.\"}")).text;
    CHECK(text == "Beløb: -1 234,50 kr.");
    CHECK(sms_shape(text).gsm7);
}

TEST_CASE("words: a link's line is percent-encoded where a URL needs it") {
    const auto compiler = make_words_compiler();
    const JsonScope scope(R"({"id":"a b/æ\"\r\nx"})");
    const auto url = compiler->compile_line("https://shop.example/i/{{id}}?q=1", {"content.yaml", 3, 9});
    REQUIRE(url.has_value());
    CHECK((*url)->render(scope).text == "https://shop.example/i/a%20b/%C3%A6%22%20x?q=1");
    const auto wrong = compiler->compile_line("https://{{id", {"content.yaml", 3, 9});
    REQUIRE_FALSE(wrong.has_value());
    CHECK(to_string(wrong.error()).starts_with("content.yaml:3:17: the tag"));
}

TEST_CASE("words: fill puts plain texts in, and an unknown name is an error") {
    const std::map<std::string, std::string> values{{"to", "+4520123456"}, {"text", "<Hej> & 'ja'"}, {"sms.ref", ""}};
    CHECK(fill("to={{to}}&text={{text}}{{sms.ref}}", values).value() == "to=+4520123456&text=<Hej> & 'ja'");
    CHECK(fill("{{#to}}x{{/to}}{{#gone}}y{{/gone}}", values).value() == "x");
    CHECK(fill("{{gone}}", values).error().message == "no value for {{gone}}: there are sms.ref, text, to");
    CHECK(fill("{{to", values).error().code == ErrorCode::invalid);
}

TEST_CASE("words: all that ship compile, name a subject, and have the same channels in all four languages") {
    const ShippedWords shipped;
    std::map<std::string, std::string> languages;
    for (const auto& [content, source] : shipped.sources) {
        const Words words = compiled(source);
        CHECK_MESSAGE(words.text != nullptr, source.file);
        if (source.channel == ChannelKind::email) {
            CHECK_MESSAGE(words.subject != nullptr, source.file);
            CHECK_MESSAGE(words.preheader != nullptr, source.file);
        }
        languages[content + "/" + std::string(to_text(source.channel))] += source.language;
    }
    CHECK(shipped.sources.size() > 100);
    for (const auto& [content, all] : languages) CHECK_MESSAGE(all.size() == 8, content);
}

TEST_CASE("words: what ships for SMS stays with GSM-7 and two segments at most") {
    const JsonScope scope(
        R"({"customer":{"first_name":"Søren"},"company":{"name":"Shop","address":"Gaden 1, København"},
        "run":{"event":{"invoice_id":"A-1001","number":"1001"},"answers":{}},"total":"300,00 kr.","due":"24. december 2026",
        "links":{"cart":"https://shop.example/cart","invoice":"https://shop.example/invoices/A-1001",
                 "delivery":"https://shop.example/delivery","new":"https://shop.example/new","cheaper":"https://shop.example/less",
                 "preferences":"https://dialog.shop.example/p/abcdefghijklmnopqrstuvwxyz234567abcdefg"}})");
    for (const auto& [content, source] : ShippedWords().sources) {
        if (source.channel != ChannelKind::sms) continue;
        const Rendered rendered = compiled(source).text->render(scope);
        CHECK_MESSAGE(rendered.missing.empty(), source.file, ": ",
                      (rendered.missing.empty() ? "" : rendered.missing[0]));
        CHECK_MESSAGE(sms_shape(rendered.text).gsm7, source.file);
        CHECK_MESSAGE(sms_shape(rendered.text).segments <= 2, source.file);
    }
}
