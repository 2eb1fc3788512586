// One story as it is written: checked for unknown keys, with the trees of its parts.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/turn.hpp"
#include "rules/yaml.hpp"

namespace dialogd::stories {

using rules::YamlNode;

// A story that is written wrongly, or does not come true. Caught for each story, in main.
struct Failed {
    std::string what;
};
[[noreturn]] void fail(const YamlNode& at, const std::string& what);

struct Story {
    std::string name;  // of its file, without ending
    YamlNode root;     // the tree that the pointers below point into
    const YamlNode* rules = nullptr;
    const YamlNode* more_rules = nullptr;
    const YamlNode* templates = nullptr;
    const YamlNode* more_templates = nullptr;
    const YamlNode* config = nullptr;
    const YamlNode* customer = nullptr;
    const YamlNode* steps = nullptr;
    Instant start{};
    bool manual = false;  // `deliver: manual`
};

// Reads the file; throws Failed.
std::unique_ptr<const Story> read_story(const std::string& path);
std::string read_text(const std::string& path);

// ---- reading nodes; each throws Failed with the place
void check_keys(const YamlNode& node, std::initializer_list<std::string_view> allowed);
const YamlNode& need(const YamlNode& node, std::string_view key);
std::string text_of(const YamlNode& node);
std::string text_in(const YamlNode& node, std::string_view key, std::string otherwise = {});
bool bool_of(const YamlNode& node);
bool bool_in(const YamlNode& node, std::string_view key, bool otherwise);
std::uint32_t number_of(const YamlNode& node);
Duration duration_of(const YamlNode& node);
Instant instant_of(const YamlNode& node);
std::int32_t minute_of(const YamlNode& node);  // "09:00"
ChannelKind channel_of(const YamlNode& node);
std::vector<std::string> texts_of(const YamlNode& node);  // a list, or one
// As it would come in JSON: numbers are doubles; what is in quotes is text.
Value value_of(const YamlNode& node);

}  // namespace dialogd::stories
