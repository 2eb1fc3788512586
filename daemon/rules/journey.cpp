// rules/journey.yaml: the stages that rules serve, in order.
#include <algorithm>

#include "rules/reading.hpp"
#include "rules/scalars.hpp"

namespace dialogd::rules {

namespace {

void read_stage(const YamlNode& node, Journey& journey, Findings& findings) {
    if (!check_keys(node, "a stage", {"name", "about", "mindset", "goal", "touchpoints"}, findings)) return;
    for (const std::string_view key : {"about", "mindset", "goal"})
        if (const YamlNode* text = node.find(key)) read_text(*text, key, findings);
    if (const YamlNode* touchpoints = node.find("touchpoints")) read_texts(*touchpoints, "touchpoints", findings);
    const YamlNode* name = node.find("name");
    if (name == nullptr) {
        findings.error(node.where, "a stage without a name: write `name: consider`");
        return;
    }
    const auto text = read_text(*name, "name", findings);
    if (!text) return;
    const bool twice = std::any_of(journey.stages.begin(), journey.stages.end(),
                                   [&](const Stage& stage) { return stage.name == *text; });
    if (twice)
        findings.error(name->where, "there are two stages `" + *text + "`: give one of them another name");
    else
        journey.stages.push_back({*text, name->where, false});
}

}  // namespace

void read_journey(const YamlNode& root, Journey& journey, Findings& findings) {
    journey.declared = true;
    if (!check_keys(root, "journey.yaml", {"stages"}, findings)) return;
    const YamlNode* stages = root.find("stages");
    if (stages == nullptr || stages->kind != YamlNode::Kind::list) {
        findings.error(root.where, "`stages` wants a list, with `- name: consider` in it");
        return;
    }
    for (const YamlNode& stage : stages->items) read_stage(stage, journey, findings);
}

}  // namespace dialogd::rules
