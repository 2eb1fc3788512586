// Reads the configuration: its files, the household that turns need, the listeners, paths and secrets.
#include "app/config.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "app/config_reading.hpp"

namespace dialogd::app {

namespace {

namespace fs = std::filesystem;
using rules::YamlNode;

// A secret by its file's name: among the service's credentials, else beside the configuration.
fs::path secret_path(const Reading& reading, const std::string& name) {
    const char* const credentials = std::getenv("CREDENTIALS_DIRECTORY");
    if (credentials != nullptr && fs::path(name).is_relative()) {
        const fs::path there = fs::path(credentials) / name;
        std::error_code problem;
        if (fs::exists(there, problem)) return there;
    }
    return reading.path_of(name);
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

void read_deliver_only(const YamlNode& node, Keys& keys, Config& config) {
    if (node.kind != YamlNode::Kind::list || node.items.empty())
        return keys.wrong(node, R"(deliver_only is a list of addresses: ["*@shop.example", "+4520123456"])");
    for (const YamlNode& item : node.items) {
        if (item.kind != YamlNode::Kind::scalar || item.text.empty() ||
            std::count(item.text.begin(), item.text.end(), '*') > 1)
            keys.wrong(item, R"(an address of deliver_only is a text with at most one *: "*@shop.example")");
        config.deliver_only.push_back(item.text);
    }
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
    if (const YamlNode* imap = keys.find("imap")) read_imap(*imap, reading);
    if (const YamlNode* company = keys.required("company", "{name: Shop}")) read_company(*company, reading);
    keys.text("language", household.language);
    keys.text("time_zone", household.time_zone);
    keys.required_text("rules", rules, "/etc/dialogd/rules");
    keys.required_text("templates", templates, "/etc/dialogd/templates");
    config.rules = reading.path_of(rules);
    config.templates = reading.path_of(templates);
    keys.boolean("rules_watch", config.rules_watch);
    keys.text("keys_file", keys_file);
    if (!keys_file.empty()) config.keys_file = secret_path(reading, keys_file);
    if (const YamlNode* topics = keys.required("topics", "{offers: {kind: marketing}}")) read_topics(*topics, reading);
    if (const YamlNode* channels = keys.required("channels", "{email: {type: folder, from: Shop <hej@shop.example>}}"))
        read_channels(*channels, reading);
    if (const YamlNode* caps = keys.find("caps"))
        for (const YamlNode& cap : caps->items) read_cap(cap, reading);
    if (const YamlNode* quiet = keys.find("quiet_hours")) read_quiet_hours(*quiet, reading);
    keys.duration("gather", household.gather);
    keys.duration("late_after", household.late_after);
    if (const YamlNode* only = keys.find("deliver_only")) read_deliver_only(*only, keys, config);
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

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; });
}

fs::path Reading::path_of(const std::string& text) const {
    if (text.empty()) return {};
    const fs::path path(text);
    return path.is_absolute() ? path : (folder / path).lexically_normal();
}

std::string Reading::secret(Keys& keys, std::string_view key) const {
    const YamlNode* node = keys.find(key);
    if (node == nullptr) return {};
    const fs::path path = secret_path(*this, node->text);
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
