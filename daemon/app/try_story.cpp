// Stories are YAML; what is text stands in JSON's quotes, which YAML reads the same.
#include "app/try_story.hpp"

#include <fstream>

#include "app/json.hpp"

namespace dialogd::app {

namespace {

constexpr std::string_view kIndent = "    ";

// As tests/stories reads it: numbers are doubles, text stands in quotes.
std::string flow(const Value& value) {
    std::string out;
    if (const Value::List* list = value.list()) {
        for (const Value& item : *list) out += (out.empty() ? "" : ", ") + flow(item);
        return "[" + out + "]";
    }
    if (const Value::Map* map = value.map()) {
        for (const auto& [key, item] : *map)
            out += (out.empty() ? "" : ", ") + json_text(to_text(key)) + ": " + flow(item);
        return "{" + out + "}";
    }
    if (value.is_number() || value.boolean() != nullptr || value.is_null()) return to_json(value);
    return json_text(to_text(value));
}

// A block keeps a file readable, but not every text fits one.
bool fits_a_block(const std::string& text) {
    return !text.empty() && text.front() != ' ' && text.front() != '\n' && text.front() != '\t' &&
           text.ends_with('\n') && !text.ends_with("\n\n") && text.find('\r') == std::string::npos &&
           text.find('\t') == std::string::npos && text.find(" \n") == std::string::npos;
}

std::string block(const std::string& text) {
    if (!fits_a_block(text)) return " " + json_text(text) + "\n";
    std::string out = " |\n";
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        if (end > at) out += std::string(kIndent) + text.substr(at, end - at);
        out += "\n";
        at = end + 1;
    }
    return out;
}

std::string with_status_live(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        out += (line.starts_with("status:") ? "status: live" : line) + "\n";
        at = end + 1;
    }
    return out;
}

std::string minute_text(std::int32_t minute) {
    const auto two = [](std::int32_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return "\"" + two(minute / 60) + ":" + two(minute % 60) + "\"";
}

std::string cap_text(const Cap& cap) {
    std::string per;
    if (const auto* rolling = std::get_if<Duration>(&cap.per)) per = to_text(*rolling);
    if (const auto* unit = std::get_if<CalendarUnit>(&cap.per))
        per = *unit == CalendarUnit::day ? "day" : *unit == CalendarUnit::week ? "week" : "month";
    std::string out = "{max: " + std::to_string(cap.max) + ", per: " + per;
    if (cap.channel) out += ", channel: " + std::string(to_text(*cap.channel));
    for (const auto& [key, value] : {std::pair<const char*, const std::string&>{"topic", cap.topic},
                                     {"tag", cap.tag},
                                     {"rule", cap.rule},
                                     {"content", cap.content}})
        if (!value.empty()) out += std::string(", ") + key + ": " + json_text(value);
    return out + "}";
}

// The one input kinds that a person at `try` can make.
struct AsStep {
    std::string operator()(const Event& event) const {
        return "event: {name: " + json_text(event.name) + ", id: " + json_text(event.id) +
               ", properties: " + flow(event.properties) + "}";
    }
    std::string operator()(const Reply& reply) const {
        return "reply: {channel: " + std::string(to_text(reply.channel)) + ", text: " + json_text(reply.text) +
               ", id: " + json_text(reply.id) +
               (reply.message == 0 ? ", matched: false" : ", to_message: " + std::to_string(reply.message)) + "}";
    }
    template <class Other>
    std::string operator()(const Other&) const {
        return {};
    }
};

}  // namespace

StoryWriter::StoryWriter(const Workshop& shop, std::string rule, bool live_draft)
    : shop_(shop), rule_(std::move(rule)), live_draft_(live_draft) {}

void StoryWriter::begin(const Profile& profile, const std::string& id, const std::vector<std::string>& consents,
                        Instant start) {
    Value::List topics;
    for (const std::string& topic : consents) topics.emplace_back(topic);
    customer_ = "customer:\n  id: " + json_text(id) + "\n";
    for (const auto& [key, value] : {std::pair<const char*, const std::string&>{"email", profile.email},
                                     {"phone", profile.phone},
                                     {"language", profile.language},
                                     {"time_zone", profile.time_zone}})
        if (!value.empty()) customer_ += "  " + std::string(key) + ": " + json_text(value) + "\n";
    customer_ += "  attributes: " + flow(profile.attributes) + "\n  consents: " + flow(Value(std::move(topics))) +
                 "\nstart: " + to_text(start) + "\n";
}

void StoryWriter::step(const Input& input, const Conversation& conversation, const std::vector<Entry>& news) {
    steps_ += "  - " + std::visit(AsStep{}, input) + "\n";
    expect(conversation, news);
}

void StoryWriter::wait(Duration duration, const Conversation& conversation, const std::vector<Entry>& news) {
    steps_ += "  - wait: " + to_text(duration) + "\n";
    expect(conversation, news);
}

void StoryWriter::expect(const Conversation& conversation, const std::vector<Entry>& news) {
    std::string kinds;
    std::string messages;
    for (const Entry& entry : news) {
        kinds += (kinds.empty() ? "" : ", ") + std::string(kind_of(entry.what));
        const auto* queued = std::get_if<MessageQueued>(&entry.what);
        const Message* message = queued == nullptr ? nullptr : conversation.message(queued->message);
        if (message == nullptr) continue;
        messages += (messages.empty() ? "" : ", ") + std::string("{channel: ") +
                    std::string(to_text(message->channel)) + ", content: " + json_text(message->content) +
                    (message->subject.empty() ? "" : ", subject_has: " + json_text(message->subject)) + "}";
    }
    steps_ += "    expect: [" + kinds + "]\n    messages: [" + messages + "]\n";
}

// In a tree with stories of its own they are about the rules beside them.
bool StoryWriter::is_shipped() const {
    std::error_code problem;
    const std::filesystem::path rules = std::filesystem::weakly_canonical(shop_.config.rules, problem);
    const std::filesystem::path templates = std::filesystem::weakly_canonical(shop_.config.templates, problem);
    return !live_draft_ && rules.filename() == "rules" && templates == rules.parent_path() / "templates" &&
           std::filesystem::is_directory(rules.parent_path() / "tests" / "scenarios", problem);
}

std::string StoryWriter::files(const std::vector<rules::SourceFile>& files) const {
    std::string out = "\n";
    for (const rules::SourceFile& file : files) {
        const std::string name = file.path.substr(file.path.find('/') + 1);
        const bool tried = live_draft_ && name == rule_ + ".yaml";
        out += "  " + json_text(name) + ":" + block(tried ? with_status_live(file.text) : file.text);
    }
    return out;
}

std::string StoryWriter::config() const {
    const Household& household = shop_.config.household;
    std::string out = "config:\n";
    const auto key = [&](const char* name, const std::string& value) {
        out += std::string("  ") + name + ": " + value + "\n";
    };
    key("language", json_text(household.language));
    key("time_zone", json_text(household.time_zone));
    key("gather", to_text(household.gather));
    key("late_after", to_text(household.late_after));
    if (household.quiet_hours)
        key("quiet_hours", "{from: " + minute_text(household.quiet_hours->from) +
                               ", to: " + minute_text(household.quiet_hours->to) + "}");
    std::string list;
    for (const Cap& cap : household.caps) list += (list.empty() ? "" : ", ") + cap_text(cap);
    if (!list.empty()) key("caps", "[" + list + "]");
    list.clear();
    for (const auto& [name, topic] : household.topics)
        list += (list.empty() ? "" : ", ") + json_text(name) + (topic.marketing ? ": marketing" : ": service");
    key("topics", "{" + list + "}");
    Value::List queues;
    for (const std::string& queue : household.queues) queues.emplace_back(queue);
    key("queues", flow(Value(std::move(queues))));
    key("unmatched", json_text(household.unmatched_queue));
    list.clear();
    for (const ChannelSettings& channel : household.channels)
        list += (list.empty() ? "" : ", ") + std::string(to_text(channel.kind));
    key("channels", "[" + list + "]");
    return out;
}

Result<void> StoryWriter::save(const std::filesystem::path& file) const {
    std::ofstream out(file, std::ios::binary);
    out << "story: " << json_text("What " + rule_ + " does, as it was tried by hand") << "\n"
        << "about: Written by `dialogd try --save`. Give it a title that says what should be true, and leave out what\n"
        << "  does not matter to it.\n"
        << "rules:" << (is_shipped() ? " shipped\n" : files(shop_.sources.rules))
        << "templates:" << (is_shipped() ? " shipped\n" : files(shop_.sources.templates)) << config() << customer_
        << "steps:\n"
        << steps_;
    out.close();
    if (!out) return Error{ErrorCode::unavailable, "can't write " + file.string(), {}};
    return {};
}

}  // namespace dialogd::app
