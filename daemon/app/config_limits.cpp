// What keeps messages few and welcome: topics, caps and quiet hours.
#include "app/config_reading.hpp"

namespace dialogd::app {

using rules::YamlNode;

namespace {

// What a cap counts in: rolling "7d", or a calendar unit.
bool read_window(const YamlNode& node, Cap& cap, Keys& keys) {
    if (node.text == "day") return cap.per = CalendarUnit::day, true;
    if (node.text == "week") return cap.per = CalendarUnit::week, true;
    if (node.text == "month") return cap.per = CalendarUnit::month, true;
    const Result<Duration> window = parse_duration(node.text);
    if (!window || *window <= Duration{}) {
        keys.wrong(node, "`per: " + node.text + "` must be a duration such as 7d, or day, week or month");
        return false;
    }
    if (*window > kContactMemory) {
        keys.wrong(node, "`per: " + node.text + "`: contacts are remembered for 400 days at most");
        return false;
    }
    cap.per = *window;
    return true;
}

}  // namespace

void read_quiet_hours(const YamlNode& node, Reading& reading) {
    Keys keys(node, "quiet_hours", reading.report.errors);
    std::string from;
    std::string to;
    keys.required_text("from", from, "\"20:00\"");
    keys.required_text("to", to, "\"08:00\"");
    keys.finish();
    const auto start = parse_minute(from);
    const auto end = parse_minute(to);
    if (!start || !end || *start == *end) {
        if (!from.empty() && !to.empty())
            keys.wrong(node, "quiet_hours are two different times of the day: {from: \"20:00\", to: \"08:00\"}");
        return;
    }
    reading.report.config.household.quiet_hours = QuietHours{*start, *end};
}

void read_topics(const YamlNode& node, Reading& reading) {
    Keys whole(node, "topics", reading.report.errors);
    for (const auto& [key, value] : node.entries) {
        whole.find(key.text);
        Topic topic;
        topic.name = key.text;
        Keys keys(value, "topics." + key.text, reading.report.errors);
        std::string kind;
        keys.required_text("kind", kind, "marketing");
        if (!kind.empty() && kind != "marketing" && kind != "service")
            keys.wrong(value,
                       "topics." + key.text + ": kind is `marketing` (needs consent) or `service`, not `" + kind + "`");
        topic.marketing = kind != "service";
        if (const YamlNode* names = keys.find("name"))
            for (const auto& [language, name] : names->entries) topic.names[language.text] = name.text;
        keys.finish();
        reading.report.config.household.topics[topic.name] = std::move(topic);
    }
}

void read_cap(const YamlNode& node, Reading& reading) {
    Keys keys(node, "a cap", reading.report.errors);
    Cap cap;
    int max = 0;
    if (keys.required("max", "3") != nullptr) keys.integer("max", max, 1, static_cast<int>(kMaxContacts));
    const YamlNode* per = keys.required("per", "7d");
    std::string channel;
    keys.text("channel", channel);
    keys.text("topic", cap.topic);
    keys.text("tag", cap.tag);
    keys.text("rule", cap.rule);
    keys.text("content", cap.content);
    keys.finish();
    if (!channel.empty()) {
        cap.channel = parse_channel(channel);
        if (!cap.channel) keys.wrong(node, "`channel: " + channel + "` is no channel: email or sms");
    }
    if (!cap.topic.empty() && !reading.report.config.household.topics.contains(cap.topic))
        keys.wrong(node, "unknown topic `" + cap.topic + "` in a cap: it must stand under `topics`");
    if (per == nullptr || !read_window(*per, cap, keys)) return;
    cap.max = static_cast<std::uint32_t>(max);
    cap.text = "max " + std::to_string(max) + " per " + per->text;
    for (const auto& [what, name] : {std::pair<const char*, const std::string&>{"channel", channel},
                                     {"topic", cap.topic},
                                     {"tag", cap.tag},
                                     {"rule", cap.rule},
                                     {"content", cap.content}})
        if (!name.empty()) cap.text += std::string(", ") + what + " " + name;
    reading.report.config.household.caps.push_back(std::move(cap));
}

}  // namespace dialogd::app
