// Typed access to the keys of a YAML map, with every mistake noted where it stands.
#include "app/keys.hpp"

#include <charconv>

#include "rules/suggest.hpp"

namespace dialogd::app {

using rules::YamlNode;

Keys::Keys(const YamlNode& map, std::string what, std::vector<Error>& errors)
    : map_(map), what_(std::move(what)), errors_(errors) {
    if (map.kind != YamlNode::Kind::map) wrong(map, what_ + " must be a map: keys with values, one a line");
}

void Keys::wrong(const YamlNode& node, std::string message) {
    errors_.push_back({ErrorCode::invalid, std::move(message), node.where});
}

const YamlNode* Keys::find(std::string_view key) {
    asked_.emplace(key);
    const YamlNode* node = map_.find(key);
    return node == nullptr || node->kind == YamlNode::Kind::null ? nullptr : node;
}

const YamlNode* Keys::required(std::string_view key, std::string_view example) {
    const YamlNode* node = find(key);
    if (node == nullptr && map_.kind == YamlNode::Kind::map)
        wrong(map_, what_ + " needs `" + std::string(key) + "`, such as `" + std::string(key) + ": " +
                        std::string(example) + "`");
    return node;
}

void Keys::text(std::string_view key, std::string& into) {
    const YamlNode* node = find(key);
    if (node == nullptr) return;
    if (node->kind != YamlNode::Kind::scalar) return wrong(*node, "`" + std::string(key) + "` must be one text");
    into = node->text;
}

void Keys::required_text(std::string_view key, std::string& into, std::string_view example) {
    if (required(key, example) != nullptr) text(key, into);
}

void Keys::duration(std::string_view key, Duration& into) {
    const YamlNode* node = find(key);
    if (node == nullptr) return;
    const Result<Duration> parsed = parse_duration(node->text);
    if (!parsed) return wrong(*node, "`" + std::string(key) + "`: " + parsed.error().message);
    into = *parsed;
}

void Keys::integer(std::string_view key, int& into, int least, int most) {
    const YamlNode* node = find(key);
    if (node == nullptr) return;
    int number = 0;
    const char* const end = node->text.data() + node->text.size();
    const auto [stopped, problem] = std::from_chars(node->text.data(), end, number);
    if (problem != std::errc{} || stopped != end || number < least || number > most)
        return wrong(*node, "`" + std::string(key) + ": " + node->text + "` must be a whole number from " +
                                std::to_string(least) + " to " + std::to_string(most));
    into = number;
}

void Keys::boolean(std::string_view key, bool& into) {
    const YamlNode* node = find(key);
    if (node == nullptr) return;
    if (node->text != "true" && node->text != "false")
        return wrong(*node, "`" + std::string(key) + ": " + node->text + "` must be true or false");
    into = node->text == "true";
}

void Keys::finish() {
    for (const auto& [key, value] : map_.entries) {
        if (asked_.contains(key.text)) continue;
        wrong(key, "unknown key `" + key.text + "` in " + what_ +
                       rules::did_you_mean(key.text, {asked_.begin(), asked_.end()}));
    }
}

std::optional<std::int32_t> parse_minute(std::string_view text) {
    int hour = 0;
    int minute = 0;
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() - colon != 3) return std::nullopt;
    const auto number = [](std::string_view digits, int& into) {
        const auto [stopped, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), into);
        return problem == std::errc{} && stopped == digits.data() + digits.size();
    };
    if (!number(text.substr(0, colon), hour) || !number(text.substr(colon + 1), minute)) return std::nullopt;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
    return hour * 60 + minute;
}

}  // namespace dialogd::app
