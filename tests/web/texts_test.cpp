// The texts of all languages say the same things.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "web/embedded.hpp"
#include "web/texts.hpp"

namespace dialogd::web {

namespace {

std::set<std::string> braces_in(const std::string& words) {
    std::set<std::string> names;
    for (std::size_t open = words.find('{'); open != std::string::npos; open = words.find('{', open + 1))
        names.insert(words.substr(open, words.find('}', open) - open + 1));
    return names;
}

}  // namespace

TEST_CASE("texts: every language has the same names, none empty, with the same places to fill") {
    const auto loaded = load_texts();
    REQUIRE(loaded.has_value());
    const auto& english = loaded->find("en")->second.all();
    CHECK(english.size() > 100);
    for (const auto& [language, texts] : *loaded) {
        CAPTURE(language);
        CHECK(texts.all().size() == english.size());
        for (const auto& [name, words] : english) {
            CAPTURE(name);
            const auto theirs = texts.all().find(name);
            REQUIRE(theirs != texts.all().end());
            CHECK_FALSE(theirs->second.empty());
            CHECK(braces_in(theirs->second) == braces_in(words));
        }
    }
}

TEST_CASE("texts: every text that a template names is there") {
    const auto loaded = load_texts();
    REQUIRE(loaded.has_value());
    const auto& english = loaded->find("en")->second.all();
    std::size_t names = 0;
    for (const Asset& asset : kAssets)
        for (std::size_t at = asset.text.find("{{t."); at != std::string_view::npos;
             at = asset.text.find("{{t.", at + 1)) {
            const std::string name(asset.text.substr(at + 4, asset.text.find('}', at) - at - 4));
            CHECK_MESSAGE(english.contains(name), asset.name, " names ", name);
            ++names;
        }
    CHECK(names > 50);
}

TEST_CASE("texts: what is filled in is not read for braces again") {
    using Names = std::map<std::string, std::string, std::less<>>;
    const Texts texts(Names{{"hello", "Hi {name}, from {company}"}});
    CHECK(texts("hello", {{"name", "{company}"}, {"company", "us"}}) == "Hi {company}, from us");
    CHECK(texts("no_such") == "no_such");
    CHECK(Texts(Names{{"odd", "a {"}})("odd") == "a ");
}

}  // namespace dialogd::web
