// Every file in broken/ is refused with exactly the messages that stand in it as `# expect: LINE:COLUMN: text`.
// An expectation that ends in … is the beginning of a message.
#include <doctest/doctest.h>

#include <algorithm>

#include "rules/shop.hpp"

using namespace dialogd;
using namespace dialogd::rules_test;

namespace {

constexpr std::string_view kExpect = "# expect: ";

struct Broken {
    std::string name;
    std::string path;  // as the loader sees it
    std::string text;
    std::vector<std::string> expected;
};

Broken read_broken(const std::filesystem::path& file) {
    Broken broken;
    broken.name = file.stem().string();
    broken.path = "rules/" + broken.name + ".yaml";
    for (const std::string other : {"vocabulary", "journey", "segments"})
        if (broken.name.starts_with(other + "-")) broken.path = "rules/" + other + ".yaml";
    if (broken.name.starts_with("content-")) broken.path = "templates/note/content.yaml";
    std::istringstream text(read_file(file));
    for (std::string line; std::getline(text, line);) {
        if (line.starts_with(kExpect))
            broken.expected.push_back(broken.path + ":" + line.substr(kExpect.size()));
        else
            broken.text += line + "\n";
    }
    return broken;
}

std::vector<std::string> complaints(const Broken& broken) {
    rules::Sources sources = shop_sources();
    if (broken.path == "rules/vocabulary.yaml") sources.rules.clear();  // what names its names would be wrong too
    put(broken.path.starts_with("rules/") ? sources.rules : sources.templates, broken.path, broken.text);
    std::vector<std::string> texts;
    for (const Error& error : load_all(sources).report.errors) texts.push_back(to_string(error));
    return texts;
}

bool fits(const std::string& text, const std::string& expected) {
    constexpr std::string_view kAndSoOn = "…";
    if (!expected.ends_with(kAndSoOn)) return text == expected;
    return text.starts_with(expected.substr(0, expected.size() - kAndSoOn.size()));
}

}  // namespace

TEST_CASE("broken files: each is refused with the place, the offending text and what would be right") {
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(DIALOGD_SOURCE_DIR "/tests/rules/broken")) {
        const Broken broken = read_broken(entry.path());
        ++files;
        CAPTURE(broken.name);
        const std::vector<std::string> texts = complaints(broken);
        REQUIRE_FALSE(broken.expected.empty());
        CHECK(texts.size() == broken.expected.size());
        for (std::size_t i = 0; i < std::min(texts.size(), broken.expected.size()); ++i) {
            CAPTURE(texts[i]);
            CAPTURE(broken.expected[i]);
            CHECK(fits(texts[i], broken.expected[i]));
        }
    }
    CHECK(files >= 60);
}

TEST_CASE("broken files: a cut anywhere in a rule is an error or a rule, and never a crash") {
    const std::string whole = read_file(DIALOGD_SOURCE_DIR "/rules/abandoned-cart.yaml");
    REQUIRE(whole.size() > 1000);
    for (std::size_t length = 0; length < whole.size(); length += 7) {
        const Loaded loaded = load_rule("abandoned-cart", whole.substr(0, length));
        CHECK(loaded.report.errors.size() < 100);
    }
}
