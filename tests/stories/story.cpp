// Reads stories: the file, its keys, and what scalars mean.
#include "stories/story.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace dialogd::stories {

void fail(const YamlNode& at, const std::string& what) {
    throw Failed{to_string(Error{ErrorCode::invalid, what, at.where})};
}

std::string read_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Failed{path + ": can't be read"};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::unique_ptr<const Story> read_story(const std::string& path) {
    auto story = std::make_unique<Story>();
    story->name = std::filesystem::path(path).stem().string();
    Result<YamlNode> root = rules::parse_yaml(path, read_text(path));
    if (!root) throw Failed{to_string(root.error())};
    story->root = std::move(*root);
    const YamlNode& node = story->root;
    check_keys(node, {"story", "about", "rules", "more_rules", "templates", "more_templates", "config", "deliver",
                      "customer", "start", "steps"});
    if (text_of(need(node, "story")).empty()) fail(node, "a story has a title");
    story->rules = &need(node, "rules");
    story->more_rules = node.find("more_rules");
    story->templates = &need(node, "templates");
    story->more_templates = node.find("more_templates");
    story->config = node.find("config");
    story->customer = &need(node, "customer");
    story->steps = &need(node, "steps");
    story->start = instant_of(need(node, "start"));
    if (const YamlNode* deliver = node.find("deliver")) {
        if (deliver->text != "manual") fail(*deliver, "deliver is manual, or is not there");
        story->manual = true;
    }
    if (story->steps->kind != YamlNode::Kind::list || story->steps->items.empty()) fail(node, "a story has steps");
    return story;
}

void check_keys(const YamlNode& node, std::initializer_list<std::string_view> allowed) {
    if (node.kind != YamlNode::Kind::map) fail(node, "keys and values are wanted here, as in {key: value}");
    for (const auto& [key, value] : node.entries)
        if (std::find(allowed.begin(), allowed.end(), key.text) == allowed.end())
            fail(key, "no such key here: " + key.text);
}

const YamlNode& need(const YamlNode& node, std::string_view key) {
    const YamlNode* found = node.find(key);
    if (found == nullptr) fail(node, std::string(key) + " is missing");
    return *found;
}

std::string text_of(const YamlNode& node) {
    if (node.kind != YamlNode::Kind::scalar) fail(node, "a text is wanted here");
    return node.text;
}

std::string text_in(const YamlNode& node, std::string_view key, std::string otherwise) {
    const YamlNode* found = node.find(key);
    return found == nullptr ? std::move(otherwise) : text_of(*found);
}

bool bool_of(const YamlNode& node) {
    const std::string text = text_of(node);
    if (text != "true" && text != "false") fail(node, "true or false is wanted here");
    return text == "true";
}

bool bool_in(const YamlNode& node, std::string_view key, bool otherwise) {
    const YamlNode* found = node.find(key);
    return found == nullptr ? otherwise : bool_of(*found);
}

std::uint32_t number_of(const YamlNode& node) {
    const std::string text = text_of(node);
    std::uint32_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc{} || end != text.data() + text.size()) fail(node, "a whole number is wanted here");
    return number;
}

Duration duration_of(const YamlNode& node) {
    const Result<Duration> duration = parse_duration(text_of(node));
    if (!duration) fail(node, duration.error().message);
    return *duration;
}

Instant instant_of(const YamlNode& node) {
    const Result<Instant> instant = parse_instant(text_of(node));
    if (!instant) fail(node, instant.error().message);
    return *instant;
}

std::int32_t minute_of(const YamlNode& node) {
    const std::string text = text_of(node);
    int hour = 0;
    int minute = 0;
    char colon = 0;
    std::istringstream reading(text);
    if (!(reading >> hour >> colon >> minute) || colon != ':' || hour > 23 || minute > 59)
        fail(node, "a time of the day is wanted here, as in \"09:00\"");
    return hour * 60 + minute;
}

ChannelKind channel_of(const YamlNode& node) {
    const std::optional<ChannelKind> channel = parse_channel(text_of(node));
    if (!channel) fail(node, "email or sms is wanted here");
    return *channel;
}

std::vector<std::string> texts_of(const YamlNode& node) {
    if (node.kind == YamlNode::Kind::scalar) return {node.text};
    std::vector<std::string> texts;
    for (const YamlNode& item : node.items) texts.push_back(text_of(item));
    return texts;
}

Value value_of(const YamlNode& node) {
    if (node.kind == YamlNode::Kind::null) return {};
    if (node.kind == YamlNode::Kind::list) {
        Value::List list;
        for (const YamlNode& item : node.items) list.push_back(value_of(item));
        return Value(std::move(list));
    }
    if (node.kind == YamlNode::Kind::map) {
        Value::Map map;
        for (const auto& [key, value] : node.entries) map.emplace_back(Value(key.text), value_of(value));
        return Value(std::move(map));
    }
    if (node.quoted) return Value(node.text);
    if (node.text == "true" || node.text == "false") return Value(node.text == "true");
    if (node.text == "null") return {};
    double number = 0;
    const auto [end, failed] = std::from_chars(node.text.data(), node.text.data() + node.text.size(), number);
    if (failed == std::errc{} && end == node.text.data() + node.text.size()) return Value(number);
    return Value(node.text);
}

}  // namespace dialogd::stories
