// Reads the configuration: the household that turns need, the ways out, the listeners, the secrets.
#include "app/config.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "app/keys.hpp"

namespace dialogd::app {

namespace {

namespace fs = std::filesystem;
using rules::YamlNode;

struct Reading {
    ConfigReport& report;
    fs::path folder;  // relative paths start here

    fs::path path_of(const std::string& text) const {
        if (text.empty()) return {};
        const fs::path path(text);
        return path.is_absolute() ? path : (folder / path).lexically_normal();
    }

    // A secret by its file's name: among the service's credentials, else beside the configuration.
    fs::path secret_path(const std::string& name) const {
        const char* const credentials = std::getenv("CREDENTIALS_DIRECTORY");
        if (credentials != nullptr && fs::path(name).is_relative()) {
            const fs::path there = fs::path(credentials) / name;
            std::error_code problem;
            if (fs::exists(there, problem)) return there;
        }
        return path_of(name);
    }

    std::string secret(Keys& keys, std::string_view key) const {
        const YamlNode* node = keys.find(key);
        if (node == nullptr) return {};
        const fs::path path = secret_path(node->text);
        Result<std::string> text = read_file(path, 64U << 10U);
        if (!text) {
            keys.wrong(*node, "`" + std::string(key) + "`: " + text.error().message);
            return {};
        }
        std::string secret = std::move(*text);
        while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
        if (secret.empty()) keys.wrong(*node, "`" + std::string(key) + "`: " + path.string() + " is empty");
        return secret;
    }
};

// "200/s", "10/m" as messages a second.
std::optional<double> parse_rate(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || slash == 0) return std::nullopt;
    int number = 0;
    const auto [stopped, problem] = std::from_chars(text.data(), text.data() + slash, number);
    if (problem != std::errc{} || stopped != text.data() + slash || number <= 0) return std::nullopt;
    const std::string_view unit = text.substr(slash + 1);
    if (unit == "s") return number;
    if (unit == "m") return number / 60.0;
    if (unit == "h") return number / 3600.0;
    return std::nullopt;
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; });
}

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

void read_type(ChannelConfig& channel, const YamlNode& node, Keys& keys) {
    keys.required_text("type", channel.type, channel.kind == ChannelKind::email ? "smtp" : "gateway");
    const bool known = channel.type == "folder" || (channel.kind == ChannelKind::email && channel.type == "smtp") ||
                       (channel.kind == ChannelKind::sms && channel.type == "gateway");
    if (!channel.type.empty() && !known)
        keys.wrong(node, "`type: " + channel.type + "` is no way to send " + std::string(to_text(channel.kind)) +
                             (channel.kind == ChannelKind::email ? ": smtp or folder" : ": gateway or folder"));
}

void read_channel(const YamlNode& node, ChannelKind kind, Reading& reading) {
    const std::string name = "channels." + std::string(to_text(kind));
    Keys keys(node, name, reading.report.errors);
    ChannelConfig channel;
    channel.kind = kind;
    read_type(channel, node, keys);
    keys.required_text("from", channel.from, kind == ChannelKind::email ? "Shop <hej@shop.example>" : "\"1234\"");
    if (has_control(channel.from)) keys.wrong(node, name + ": `from` must be one line without control characters");
    if (kind == ChannelKind::email && !channel.from.empty() && channel.from.find('@') == std::string::npos)
        keys.wrong(node, name + ": `from: " + channel.from + "` is no e-mail address");
    std::string folder;
    std::string ca_file;
    std::string rate;
    std::string uncertain;
    if (channel.type == "folder") {
        keys.text("folder", folder);
        channel.folder = folder.empty() ? reading.report.config.data / "outbox" : reading.path_of(folder);
    } else {
        keys.required_text(
            "url", channel.url,
            kind == ChannelKind::email ? "smtp://127.0.0.1:25" : "http://127.0.0.1:13013/cgi-bin/sendsms");
        keys.text("user", channel.user);
        channel.password = reading.secret(keys, "password_file");
        keys.text("ca_file", ca_file);
        keys.integer("connections", channel.connections, 1, 256);
        channel.ca_file = reading.path_of(ca_file);
    }
    if (channel.type == "smtp") {
        keys.text("tls", channel.tls);
        if (channel.tls != "none" && channel.tls != "opportunistic" && channel.tls != "required")
            keys.wrong(node, name + ": `tls: " + channel.tls + "` must be none, opportunistic or required");
        if (!channel.user.empty() && channel.tls != "required" && !channel.url.starts_with("smtps://"))
            keys.wrong(node, name + ": a user and password go over a secured connection only: `tls: required`");
    }
    if (channel.type == "gateway") {
        keys.required_text("provider", channel.provider, "kannel");
        channel.secret = reading.secret(keys, "secret_file");
        keys.boolean("can_receive", channel.can_receive);
    }
    keys.text("rate", rate);
    keys.text("uncertain", uncertain);
    keys.finish();
    if (!rate.empty()) {
        if (const auto number = parse_rate(rate))
            channel.rate = *number;
        else
            keys.wrong(node, name + ": `rate: " + rate + "` must be such as 200/s or 600/m");
    }
    if (!uncertain.empty() && uncertain != "at_least_once" && uncertain != "at_most_once")
        keys.wrong(node, name + ": `uncertain: " + uncertain + "` must be at_least_once or at_most_once");
    if (!uncertain.empty()) channel.at_least_once = uncertain == "at_least_once";
    reading.report.config.household.channels.push_back(
        {kind, channel.from, channel.can_receive, channel.at_least_once});
    reading.report.config.channels.push_back(std::move(channel));
}

void read_channels(const YamlNode& node, Reading& reading) {
    Keys keys(node, "channels", reading.report.errors);
    if (const YamlNode* email = keys.find("email")) read_channel(*email, ChannelKind::email, reading);
    if (const YamlNode* sms = keys.find("sms")) read_channel(*sms, ChannelKind::sms, reading);
    keys.finish();
    if (reading.report.config.channels.empty()) keys.wrong(node, "channels needs `email`, `sms` or both");
}

void read_queues(const YamlNode& node, Reading& reading) {
    Keys whole(node, "queues", reading.report.errors);
    for (const auto& [key, value] : node.entries) {
        whole.find(key.text);
        QueueConfig queue;
        Keys keys(value, "queues." + key.text, reading.report.errors);
        keys.required_text("email", queue.email, "service@shop.example");
        keys.duration("answer_within", queue.answer_within);
        keys.finish();
        if (!queue.email.empty() && (queue.email.find('@') == std::string::npos || has_control(queue.email)))
            keys.wrong(value, "queues." + key.text + ": `" + queue.email + "` is no e-mail address");
        reading.report.config.household.queues.push_back(key.text);
        reading.report.config.queues[key.text] = std::move(queue);
    }
}

void read_unmatched(const YamlNode& node, Reading& reading) {
    Household& household = reading.report.config.household;
    Keys keys(node, "unmatched", reading.report.errors);
    keys.required_text("queue", household.unmatched_queue, "service");
    keys.finish();
    if (!household.unmatched_queue.empty() && !reading.report.config.queues.contains(household.unmatched_queue))
        keys.wrong(node, "unmatched: there is no queue `" + household.unmatched_queue + "` under `queues`");
}

std::string host_of(std::string_view url) {
    const std::size_t start = url.find("://");
    std::string_view rest = start == std::string_view::npos ? url : url.substr(start + 3);
    return std::string(rest.substr(0, rest.find_first_of(":/")));
}

void read_public_url(const YamlNode& top, Keys& keys, Household& household) {
    keys.required_text("public_url", household.public_url, "https://dialog.shop.example");
    while (household.public_url.ends_with('/')) household.public_url.pop_back();
    const bool web = household.public_url.starts_with("https://") || household.public_url.starts_with("http://");
    if (!household.public_url.empty() && !web)
        keys.wrong(*top.find("public_url"), "`public_url: " + household.public_url + "` must begin with https://");
    keys.text("reply_domain", household.reply_domain);
    if (household.reply_domain.empty()) household.reply_domain = host_of(household.public_url);
    const bool odd = household.reply_domain.find_first_of(" @<>\r\n\t") != std::string::npos;
    if (odd) keys.wrong(*top.find("reply_domain"), "`reply_domain` is a domain only: what stands behind the @");
}

void read_company(const YamlNode& node, Reading& reading) {
    Config& config = reading.report.config;
    Keys keys(node, "company", reading.report.errors);
    keys.required_text("name", config.household.company, "Shop");
    keys.text("address", config.household.company_address);
    keys.text("country", config.country);
    keys.finish();
    if (config.country.size() != 2) keys.wrong(node, "company.country is two letters, ISO 3166: DK, SE, NO");
}

void read_top(const YamlNode& top, Reading& reading) {
    Config& config = reading.report.config;
    Household& household = config.household;
    Keys keys(top, "the configuration", reading.report.errors);
    std::string data;
    std::string rules;
    std::string templates;
    std::string keys_file;
    keys.required_text("data", data, "/var/lib/dialogd");
    config.data = reading.path_of(data);
    keys.text("http", config.http);
    keys.text("web", config.web);
    keys.text("lmtp", config.lmtp);
    read_public_url(top, keys, household);
    if (const YamlNode* company = keys.required("company", "{name: Shop}")) read_company(*company, reading);
    keys.text("language", household.language);
    keys.text("time_zone", household.time_zone);
    keys.required_text("rules", rules, "/etc/dialogd/rules");
    keys.required_text("templates", templates, "/etc/dialogd/templates");
    config.rules = reading.path_of(rules);
    config.templates = reading.path_of(templates);
    keys.text("keys_file", keys_file);
    if (!keys_file.empty()) config.keys_file = reading.secret_path(keys_file);
    if (const YamlNode* topics = keys.required("topics", "{offers: {kind: marketing}}")) read_topics(*topics, reading);
    if (const YamlNode* channels = keys.required("channels", "{email: {type: folder, from: Shop <hej@shop.example>}}"))
        read_channels(*channels, reading);
    if (const YamlNode* caps = keys.find("caps"))
        for (const YamlNode& cap : caps->items) read_cap(cap, reading);
    if (const YamlNode* quiet = keys.find("quiet_hours")) read_quiet_hours(*quiet, reading);
    keys.duration("gather", household.gather);
    keys.duration("late_after", household.late_after);
    if (const YamlNode* queues = keys.find("queues")) read_queues(*queues, reading);
    if (const YamlNode* unmatched = keys.find("unmatched")) read_unmatched(*unmatched, reading);
    int megabytes = 8192;
    keys.integer("state_megabytes", megabytes, 16, 1 << 20);
    config.state_bytes = static_cast<std::size_t>(megabytes) << 20U;
    keys.finish();
}

// A later file's top keys stand in place of an earlier one's.
void merge(YamlNode& into, YamlNode from) {
    for (auto& [key, value] : from.entries) {
        const auto known = std::find_if(into.entries.begin(), into.entries.end(),
                                        [&](const auto& entry) { return entry.first.text == key.text; });
        if (known != into.entries.end())
            *known = {std::move(key), std::move(value)};
        else
            into.entries.emplace_back(std::move(key), std::move(value));
    }
}

std::optional<YamlNode> parse(const fs::path& file, std::vector<Error>& errors) {
    const Result<std::string> text = read_file(file);
    if (!text) {
        errors.push_back(text.error());
        return std::nullopt;
    }
    Result<YamlNode> node = rules::parse_yaml(file.string(), *text);
    if (!node) {
        errors.push_back(node.error());
        return std::nullopt;
    }
    return std::move(*node);
}

std::vector<fs::path> further_files(const fs::path& file) {
    std::vector<fs::path> files;
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator(file.parent_path() / "conf.d", problem))
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::size_t limit) {
    std::error_code problem;
    if (fs::is_directory(path, problem)) return Error{ErrorCode::invalid, path.string() + " is a folder, not a file"};
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{ErrorCode::not_found, "can't read " + path.string() + ": is it there, and may it be read?"};
    std::string text;
    char buffer[65'536];
    while (file.read(buffer, sizeof buffer) || file.gcount() > 0) {
        text.append(buffer, static_cast<std::size_t>(file.gcount()));
        if (text.size() > limit)
            return Error{ErrorCode::invalid,
                         path.string() + " is larger than " + std::to_string(limit >> 10U) + " KiB"};
    }
    return text;
}

ConfigReport read_config(const fs::path& given) {
    ConfigReport report;
    const fs::path file = fs::absolute(given).lexically_normal();
    report.config.file = file;
    std::optional<YamlNode> top = parse(file, report.errors);
    if (!top) return report;
    for (const fs::path& further : further_files(file))
        if (std::optional<YamlNode> more = parse(further, report.errors)) merge(*top, std::move(*more));
    Reading reading{report, file.parent_path()};
    read_top(*top, reading);
    return report;
}

}  // namespace dialogd::app
