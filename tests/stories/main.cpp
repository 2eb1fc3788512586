// dialogd_stories [NAME...]: takes the stories in tests/scenarios/, all or those named, and says which
// do not come true.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "stories/expect.hpp"
#include "stories/household.hpp"
#include "stories/inputs.hpp"
#include "stories/story.hpp"
#include "stories/world.hpp"

namespace {

using namespace dialogd;
using namespace dialogd::stories;

// What a story plays on.
struct Stage {
    const Story* story = nullptr;
    Ruleset* rules = nullptr;  // the world's: changes only between turns
    const Libraries& libraries;
};

bool is_expectation(std::string_view key) {
    return key == "expect" || key == "expect_some" || key == "never" || key == "messages";
}

// The one key of a step that says what happens.
const std::pair<YamlNode, YamlNode>& action_of(const YamlNode& step) {
    const std::pair<YamlNode, YamlNode>* action = nullptr;
    for (const auto& entry : step.entries) {
        if (is_expectation(entry.first.text)) continue;
        if (action != nullptr) fail(entry.first, "a step is one thing; '" + action->first.text + "' is another");
        action = &entry;
    }
    if (action == nullptr) fail(step, "a step says what happens: event, wait, reply, ...");
    return *action;
}

// What somebody pauses or resumes: a rule, a content, or all.
void set_paused(const YamlNode& node, Paused& paused, bool on) {
    check_keys(node, {"rule", "content", "all"});
    const auto set = [&](std::vector<std::string>& names, const YamlNode* name) {
        if (name == nullptr) return;
        std::erase(names, text_of(*name));
        if (on) names.push_back(text_of(*name));
        std::sort(names.begin(), names.end());
    };
    set(paused.rules, node.find("rule"));
    set(paused.contents, node.find("content"));
    if (node.find("all") != nullptr) paused.all = on;
}

// Steps that are about the daemon, not the customer. False: it is none.
bool take_operation(const std::string& key, const YamlNode& node, World& world, Stage& stage) {
    if (key == "pause") {
        set_paused(node, stage.rules->paused, true);
    } else if (key == "resume") {
        set_paused(node, stage.rules->paused, false);
        world.take(Wake{});
    } else if (key == "change_rules") {
        change_rules(*stage.rules, node, *stage.story, stage.libraries, world.now());
        world.take(RulesChanged{stage.rules->hash});
    } else if (key == "down") {
        world.be_down(duration_of(node));
    } else {
        return false;
    }
    return true;
}

void take_step(const YamlNode& step, World& world, Stage& stage) {
    const auto& [key, node] = action_of(step);
    if (key.text == "wait") {
        world.wait(duration_of(node));
    } else if (key.text == "claim") {
        world.claim(number_of(node));
    } else if (take_operation(key.text, node, world, stage)) {
    } else if (key.text == "check") {
        check_state(node, world.customer());
    } else {
        const auto input = input_of(key.text, node, {world.customer(), world.now(), world.last_question()});
        if (!input) fail(key, "no such step: " + key.text);
        world.take(*input);
    }
    check_expectations(step, world.take_step());
}

void take_story(const std::string& path, const Libraries& libraries) {
    const std::unique_ptr<const Story> story = read_story(path);
    const std::unique_ptr<Ruleset> rules = load_rules(*story, libraries);
    Stage stage{story.get(), rules.get(), libraries};
    World world(*rules, text_of(need(*story->customer, "id")), story->start, story->manual);
    for (const Input& input : starting_inputs(*story->customer, story->start)) world.take(input);
    world.take_step();
    for (const YamlNode& step : story->steps->items) take_step(step, world, stage);
    world.check_fold();
}

std::vector<std::string> all_stories() {
    std::vector<std::string> paths;
    const std::filesystem::path folder = std::filesystem::path(DIALOGD_SOURCE_DIR) / "tests" / "scenarios";
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".yaml") paths.push_back(entry.path().string());
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::vector<std::string> named_stories(int argc, char** argv) {
    std::vector<std::string> paths;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        const bool is_path = name.ends_with(".yaml");
        paths.push_back(is_path ? name : std::string(DIALOGD_SOURCE_DIR) + "/tests/scenarios/" + name + ".yaml");
    }
    return paths;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const Libraries libraries = load_libraries();
        int passed = 0;
        int failed = 0;
        for (const std::string& path : argc > 1 ? named_stories(argc, argv) : all_stories()) {
            const std::string name = std::filesystem::path(path).stem().string();
            try {
                take_story(path, libraries);
                ++passed;
                std::printf("passed %s\n", name.c_str());
            } catch (const Failed& failure) {
                ++failed;
                std::printf("FAILED %s\n  %s\n", name.c_str(), failure.what.c_str());
            }
        }
        std::printf("%d passed, %d failed\n", passed, failed);
        return failed == 0 && passed > 0 ? 0 : 1;
    } catch (const Failed& failure) {
        std::printf("%s\n", failure.what.c_str());
        return 1;
    }
}
