// load: the templates folder, and what belongs to a content.
#include <doctest/doctest.h>

#include "rules/shop.hpp"
#include "rules/suggest.hpp"

using namespace dialogd;
using namespace dialogd::rules_test;

namespace {

Loaded with_templates(std::initializer_list<rules::SourceFile> files) {
    rules::Sources sources = shop_sources();
    for (const rules::SourceFile& file : files) put(sources.templates, file.path, file.text);
    return load_all(sources);
}

std::string errors_with(std::initializer_list<rules::SourceFile> files) {
    return lines(with_templates(files).report.errors);
}

const Words* words_in(const Content& content, ChannelKind channel, std::string_view language) {
    for (const Words& words : content.words)
        if (words.channel == channel && words.language == language) return &words;
    return nullptr;
}

}  // namespace

TEST_CASE("contents: content.yaml with every key") {
    const Loaded loaded = with_templates({{"templates/note/content.yaml",
                                           "about: A note.\n"
                                           "if: segment.happy\n"
                                           "value: 20\n"
                                           "cooldown: 14d\n"
                                           "max_per_customer: 2\n"
                                           "tags: [offer, basket]\n"
                                           "variables:\n"
                                           "  total: money(run.event.total, run.event.currency)\n"
                                           "  twice: total + total\n"
                                           "links:\n"
                                           "  cart: https://shop.example/cart/{{run.event.cart_id}}\n"}});
    REQUIRE(lines(loaded.report.errors) == "");
    const Content* content = loaded.ruleset.find_content("note");
    REQUIRE(content != nullptr);
    CHECK(content->about == "A note.");
    CHECK(content->condition->text() == "segment.happy");
    CHECK(content->value->text() == "20");
    CHECK(content->cooldown == kDay * 14);
    CHECK(content->max_per_customer == 2);
    CHECK(content->tags == std::vector<std::string>{"offer", "basket"});
    REQUIRE(content->variables.size() == 2);
    CHECK(content->variables[0].name == "total");
    CHECK(content->variables[1].value->text() == "total + total");
    REQUIRE(content->links.size() == 1);
    CHECK(content->links[0].name == "cart");
    CHECK(content->links[0].url == "https://shop.example/cart/{{run.event.cart_id}}");
    CHECK(content->links[0].address->source() == content->links[0].url);
    CHECK(content->where == Where{"templates/note/content.yaml", 1, 1});
}

TEST_CASE("contents: words by language and channel, with the layout that fits best") {
    const Loaded loaded = with_templates({{"templates/_layouts/email.html", "frame"},
                                          {"templates/_layouts/email.da.html", "ramme"},
                                          {"templates/note/email.da-DK.md", "En besked"},
                                          {"templates/note/email.fi.html", "<p>Viesti</p>"},
                                          {"templates/note/email.fi.txt", "Viesti"}});
    REQUIRE(lines(loaded.report.errors) == "");
    const Content& note = *loaded.ruleset.find_content("note");
    CHECK(note.words.size() == 4);
    CHECK(words_in(note, ChannelKind::email, "en")->subject->source() == "frame");
    CHECK(words_in(note, ChannelKind::email, "da-DK")->subject->source() == "ramme");
    CHECK(words_in(note, ChannelKind::email, "fi")->html->source() == "<p>Viesti</p>");
    CHECK(words_in(note, ChannelKind::email, "fi")->text->source() == "Viesti");
    CHECK(words_in(note, ChannelKind::sms, "en")->subject->source().empty());
    CHECK(words_in(note, ChannelKind::sms, "en")->where == Where{"templates/note/sms.en.txt", 1, 1});
}

TEST_CASE("contents: files that fit nowhere are refused") {
    CHECK(errors_with({{"templates/note/email.md", "x"}}).find("`email.md` is no file of a content") !=
          std::string::npos);
    CHECK(errors_with({{"templates/note/sms.da.md", "x"}}).find("`sms.da.md` is no file of a content") !=
          std::string::npos);
    CHECK(errors_with({{"templates/note/push.da.txt", "x"}}).find("`push.da.txt` is no file of a content") !=
          std::string::npos);
    CHECK(errors_with({{"templates/_layout/email.html", "x"}}).find("did you mean `_layouts`?") != std::string::npos);
    CHECK(errors_with({{"templates/_layouts/sms.da.txt", "x"}}).find("is no layout") != std::string::npos);
    CHECK(errors_with({{"templates/_partials/a.html", "x"}, {"templates/_partials/a.txt", "x"}}) ==
          "templates/_partials/a.txt:1:1: there are two partials `a`: give one of them another name\n");
    CHECK(
        errors_with({{"templates/note/email.en.html", "x"}, {"templates/note/email.en.txt", "x"}}).find("which one?") !=
        std::string::npos);
    CHECK(errors_with({{"templates/note/email.da.html", "x"}}).find("the text part is missing") != std::string::npos);
    CHECK(errors_with({{"templates/note/email.da.txt", "x"}}).find("is the text part of email.da.html") !=
          std::string::npos);
    CHECK(errors_with({{"templates/new/content.yaml", "about: x\n"}}) ==
          "templates/new/content.yaml:1:1: `new` has no words: add email.LANG.md or sms.LANG.txt\n");
    CHECK(errors_with({{"templates/README.md", "x"},
                       {"templates/note/.email.en.md.swp", "x"},
                       {"templates/note/sms.en.txt~", "x"}}) == "");
}

TEST_CASE("contents: mistakes in words and links are said with their files") {
    CHECK(errors_with({{"templates/note/sms.da.txt", "broken"}}) == "templates/note/sms.da.txt:1:1: broken words\n");
    CHECK(errors_with({{"templates/note/content.yaml", "links: {a: broken}\n"}}) ==
          "templates/note/content.yaml:1:12: `links.a`: broken line\n");
}

TEST_CASE("contents: without words in the configured language a content is warned of") {
    const Loaded loaded = with_templates({{"templates/note/content.yaml", ""}, {"templates/ny/email.da.md", "Nyt"}});
    CHECK(lines(loaded.report.errors) == "");
    CHECK(lines(loaded.report.warnings).find("templates/ny/email.da.md:1:1: `ny` has no email in `en`") !=
          std::string::npos);
    CHECK(lines(loaded.report.warnings).find("`note` has no") == std::string::npos);
}

TEST_CASE("suggestions: the nearest name, a short list, or nothing") {
    CHECK(rules::edit_distance("", "abc") == 3);
    CHECK(rules::edit_distance("kitten", "sitting") == 3);
    CHECK(rules::edit_distance("sned", "send") == 1);  // two letters swapped
    CHECK(rules::edit_distance("same", "same") == 0);
    CHECK(rules::did_you_mean("offrs", {"surveys", "offers"}) == "; did you mean `offers`?");
    CHECK(rules::did_you_mean("xyz", {"surveys", "offers"}) == "; there are: surveys, offers");
    CHECK(rules::did_you_mean("xyz", {}) == "");
}
