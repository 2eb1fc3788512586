// Every example in the READMEs of rules/ and templates/ loads as it stands.
#include <doctest/doctest.h>

#include <map>

#include "message/words.hpp"
#include "rules/shop.hpp"

using namespace dialogd;
using namespace dialogd::rules_test;

namespace {

struct Example {
    std::string language;  // yaml, cel, mustache
    std::string text;
    int line = 0;
};

std::vector<Example> examples(const std::string& file) {
    std::istringstream text(read_file(std::string(DIALOGD_SOURCE_DIR "/") + file));
    std::vector<Example> found;
    bool inside = false;
    int number = 0;
    for (std::string line; std::getline(text, line);) {
        ++number;
        if (line.starts_with("```")) {
            if (!inside) found.push_back({line.substr(3), "", number});
            inside = !inside;
        } else if (inside) {
            found.back().text += line + "\n";
        }
    }
    CHECK_FALSE(inside);
    return found;
}

std::string indented(const std::string& text, std::size_t by) {
    std::istringstream lines(text);
    std::string out;
    for (std::string line; std::getline(lines, line);) out += std::string(by, ' ') + line + "\n";
    return out;
}

constexpr const char* kHead = "rule: example\ntopic: offers\n";
constexpr const char* kTrigger = "trigger: {event: cart.abandoned}\n";
constexpr const char* kSteps = "steps:\n  - end: done\n";

// The example as a file of the house that ships; parts of a rule get the rest of it.
void put_example(const Example& example, rules::Sources& sources) {
    const std::string& text = example.text;
    if (example.language == "cel") {
        std::string steps = "steps:\n  - choose:\n";
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);)
            if (!line.empty()) steps += "      - if: |\n          " + line + "\n        then: []\n";
        return put(sources.rules, "rules/example.yaml", std::string(kHead) + kTrigger + steps);
    }
    if (example.language == "mustache") {
        const bool mail = text.starts_with("Subject:");
        put(sources.templates, "templates/example/content.yaml",
            "variables:\n  total: money(run.event.total, run.event.currency)\n"
            "links: {cart: 'https://shop.example/cart'}\n");
        return put(sources.templates, mail ? "templates/example/email.en.md" : "templates/example/sms.en.txt", text);
    }
    if (text.starts_with("rule:")) {
        const std::string name = text.substr(6, text.find('\n') - 6);
        return put(sources.rules, "rules/" + name + ".yaml", text);
    }
    for (const std::string other : {"vocabulary", "journey", "segments"})
        if (text.starts_with("# " + other + ".yaml")) return put(sources.rules, "rules/" + other + ".yaml", text);
    if (text.starts_with("# content.yaml")) {
        put(sources.templates, "templates/example/sms.en.txt", "Hi");
        return put(sources.templates, "templates/example/content.yaml", text);
    }
    std::string rule = kHead;
    if (text.find("trigger:") == std::string::npos) rule += kTrigger;
    if (text.starts_with("answers:"))
        rule += "steps:\n  - ask:\n      content: cart-why\n" + indented(text, 6);
    else
        rule += text;
    if (rule.find("steps:") == std::string::npos) rule += kSteps;
    put(sources.rules, "rules/example.yaml", rule);
}

// What names names of the shop that ships would be wrong beside another vocabulary.
bool replaces_names(const Example& example) {
    return example.text.starts_with("# vocabulary.yaml") || example.text.starts_with("# journey.yaml") ||
           example.text.starts_with("# segments.yaml");
}

int load_examples(const std::string& file) {
    const auto words = message::make_words_compiler();
    int loaded = 0;
    for (const Example& example : examples(file)) {
        CAPTURE(file);
        CAPTURE(example.line);
        if (example.language.empty()) continue;  // a picture of folders
        rules::Sources sources{files_below("rules"), files_below("templates"), {}};
        if (replaces_names(example)) sources = {};
        put_example(example, sources);
        Ruleset ruleset;
        ruleset.household = shop_household();
        ruleset.household.language = "en";
        CHECK(lines(rules::load(sources, *words, ruleset).errors) == "");
        ++loaded;
    }
    return loaded;
}

}  // namespace

TEST_CASE("README: every example of rules/ loads") {
    CHECK(load_examples("rules/README.md") >= 25);
}

TEST_CASE("README: every example of templates/ loads") {
    CHECK(load_examples("templates/README.md") >= 5);
}
