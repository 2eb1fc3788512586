// Fills a Ruleset for a story, from the shipped files or from the texts in the story.
#include "stories/household.hpp"

#include <algorithm>
#include <filesystem>

#include "dialogd/reply.hpp"
#include "engine/calendar.hpp"
#include "message/reader.hpp"
#include "message/token.hpp"
#include "message/words.hpp"
#include "rules/load.hpp"

namespace dialogd::stories {

namespace {

using rules::SourceFile;

std::vector<SourceFile> shipped(const std::string& folder) {
    const std::filesystem::path root = std::filesystem::path(DIALOGD_SOURCE_DIR) / folder;
    std::vector<SourceFile> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        const std::string below = std::filesystem::relative(entry.path(), root).string();
        if (!entry.is_regular_file() || below == "README.md") continue;
        files.push_back({folder + "/" + below, read_text(entry.path().string())});
    }
    std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

void add_written(const YamlNode& node, const std::string& folder, std::vector<SourceFile>& files) {
    for (const auto& [path, text] : node.entries) files.push_back({folder + "/" + path.text, text_of(text)});
}

std::vector<SourceFile> files_of(const YamlNode& node, const YamlNode* more, const std::string& folder) {
    std::vector<SourceFile> files;
    if (node.kind == YamlNode::Kind::map)
        add_written(node, folder, files);
    else if (node.text == "shipped")
        files = shipped(folder);
    else
        fail(node, "write 'shipped', or the files with their texts");
    if (more != nullptr) add_written(*more, folder, files);
    return files;
}

Topic topic(const std::string& name, bool marketing) {
    return {name, marketing, {{"en", name}}};
}

Cap cap_of(const YamlNode& node) {
    check_keys(node, {"max", "per", "channel", "topic", "tag", "rule", "content"});
    Cap cap;
    cap.max = number_of(need(node, "max"));
    const YamlNode& per = need(node, "per");
    if (per.text == "day")
        cap.per = CalendarUnit::day;
    else if (per.text == "week")
        cap.per = CalendarUnit::week;
    else if (per.text == "month")
        cap.per = CalendarUnit::month;
    else
        cap.per = duration_of(per);
    if (const YamlNode* channel = node.find("channel")) cap.channel = channel_of(*channel);
    cap.topic = text_in(node, "topic");
    cap.tag = text_in(node, "tag");
    cap.rule = text_in(node, "rule");
    cap.content = text_in(node, "content");
    cap.text = "max " + std::to_string(cap.max) + " per " + per.text;
    return cap;
}

void configure(const YamlNode& config, Household& household) {
    check_keys(config, {"caps", "quiet_hours", "gather", "late_after", "language", "time_zone", "topics", "queues",
                        "unmatched", "channels"});
    if (const YamlNode* caps = config.find("caps"))
        for (const YamlNode& cap : caps->items) household.caps.push_back(cap_of(cap));
    if (const YamlNode* quiet = config.find("quiet_hours")) {
        check_keys(*quiet, {"from", "to"});
        household.quiet_hours = QuietHours{minute_of(need(*quiet, "from")), minute_of(need(*quiet, "to"))};
    }
    if (const YamlNode* gather = config.find("gather")) household.gather = duration_of(*gather);
    if (const YamlNode* late = config.find("late_after")) household.late_after = duration_of(*late);
    household.language = text_in(config, "language", household.language);
    household.time_zone = text_in(config, "time_zone", household.time_zone);
    if (const YamlNode* topics = config.find("topics")) {
        household.topics.clear();
        for (const auto& [name, kind] : topics->entries)
            household.topics.emplace(name.text, topic(name.text, text_of(kind) == "marketing"));
    }
    if (const YamlNode* queues = config.find("queues")) household.queues = texts_of(*queues);
    household.unmatched_queue = text_in(config, "unmatched", household.unmatched_queue);
    if (const YamlNode* channels = config.find("channels")) {
        std::vector<ChannelKind> wanted;
        for (const YamlNode& channel : channels->items) wanted.push_back(channel_of(channel));
        std::erase_if(household.channels, [&](const ChannelSettings& settings) {
            return std::find(wanted.begin(), wanted.end(), settings.kind) == wanted.end();
        });
    }
}

Household shared_household() {
    Household household;
    household.company = "Shop";
    household.company_address = "Gaden 1, 1000 København";
    household.public_url = "https://dialog.shop.example";
    household.reply_domain = "dialog.shop.example";
    household.language = "en";
    household.time_zone = "Europe/Copenhagen";
    household.channels = {{ChannelKind::email, "Shop <hej@dialog.shop.example>", true, std::nullopt},
                          {ChannelKind::sms, "1234", true, std::nullopt}};
    household.gather = Duration{};
    household.topics = {
        {"offers", topic("offers", true)}, {"surveys", topic("surveys", true)}, {"service", topic("service", false)}};
    household.queues = {"service"};
    household.unmatched_queue = "service";
    return household;
}

void replace(std::vector<SourceFile>& files, const YamlNode& changes) {
    for (const auto& [name, text] : changes.entries) {
        const std::string path = "rules/" + name.text;
        std::erase_if(files, [&](const SourceFile& file) { return file.path == path; });
        if (text.kind != YamlNode::Kind::null) files.push_back({path, text_of(text)});
    }
}

std::unique_ptr<Ruleset> load_with(const Story& story, const Libraries& libraries, const YamlNode* changes) {
    auto ruleset = std::make_unique<Ruleset>();
    ruleset->household = shared_household();
    if (story.config != nullptr) configure(*story.config, ruleset->household);
    ruleset->services = {libraries.calendar.get(), libraries.formats.get(), libraries.signer.get(),
                         libraries.reader.get()};
    rules::Sources sources;
    sources.rules = files_of(*story.rules, story.more_rules, "rules");
    if (changes != nullptr) replace(sources.rules, *changes);
    // The shipped contents name the shipped segments.
    const bool own_rules = story.rules->kind == YamlNode::Kind::map;
    if (own_rules && story.templates->text == "shipped" && story.rules->find("segments.yaml") == nullptr)
        sources.rules.push_back(
            {"rules/segments.yaml", read_text(std::string(DIALOGD_SOURCE_DIR) + "/rules/segments.yaml")});
    sources.templates = files_of(*story.templates, story.more_templates, "templates");
    const rules::LoadReport report = rules::load(sources, *libraries.words, *ruleset);
    std::string mistakes;
    for (const Error& error : report.errors) mistakes += "\n  " + to_string(error);
    if (!mistakes.empty()) throw Failed{"its rules or templates are wrong:" + mistakes};
    return ruleset;
}

}  // namespace

Libraries load_libraries() {
    Libraries libraries;
    Result<std::unique_ptr<const Calendar>> calendar = engine::load_calendar();
    if (!calendar) throw Failed{to_string(calendar.error())};
    libraries.calendar = std::move(*calendar);
    libraries.formats = message::load_formats();
    libraries.signer = message::make_signer({{1, std::string(32, 'k')}});
    libraries.reader = message::make_reply_reader(libraries.calendar.get(), "DK");
    libraries.words = message::make_words_compiler();
    return libraries;
}

std::unique_ptr<Ruleset> load_rules(const Story& story, const Libraries& libraries) {
    return load_with(story, libraries, nullptr);
}

void change_rules(Ruleset& rules, const YamlNode& files, const Story& story, const Libraries& libraries, Instant now) {
    const std::unique_ptr<Ruleset> changed = load_with(story, libraries, &files);
    for (Rule& rule : changed->rules) {
        const Rule* before = rules.find_rule(rule.name);
        rule.live_since = before == nullptr || before->live != rule.live ? now : before->live_since;
        for (Trigger& trigger : rule.triggers) {
            trigger.live_since = now;
            for (const Trigger& one : before == nullptr ? rule.triggers : before->triggers)
                if (one.hash == trigger.hash) trigger.live_since = std::max(rule.live_since, one.live_since);
        }
    }
    changed->former = std::move(rules.former);
    for (Rule& rule : rules.rules)
        if (changed->find_version(rule.name, rule.version) == nullptr) changed->former.push_back(std::move(rule));
    changed->paused = rules.paused;
    index(*changed);
    rules = std::move(*changed);
}

}  // namespace dialogd::stories
