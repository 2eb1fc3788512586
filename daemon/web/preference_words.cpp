// Says a customer's preferences in sentences.
#include "web/preference_words.hpp"

#include <algorithm>

#include "web/preference_fields.hpp"

namespace dialogd::web {

namespace {

std::string joined(const Voice& v, const std::vector<std::string>& parts) {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out += i + 1 == parts.size() ? " " + v.t("and") + " " : ", ";
        out += parts[i];
    }
    return out;
}

std::string topics_sentence(const Voice& v, const PreferenceModel& model) {
    std::vector<std::string> on;
    for (const TopicLine& topic : model.topics)
        if (topic.marketing && topic.on) on.push_back(topic.title);
    return on.empty() ? v.t("holds_no_topics") : v.t("holds_topics", {{"topics", joined(v, on)}});
}

std::string channels_sentence(const Voice& v, const PreferenceModel& model) {
    std::vector<std::string> used;
    for (const ChannelLine& channel : model.channels)
        if (channel.used) used.push_back(v.t(channel.kind == ChannelKind::email ? "email_inline" : "sms_inline"));
    if (used.empty()) return {};
    if (used.size() == 1) return v.t("holds_only", {{"channel", used[0]}});
    return v.t("holds_first", {{"first", used[0]}, {"second", used[1]}});
}

}  // namespace

std::string limit_words(const Voice& v, const Limit& limit) {
    const std::string value = limit_value(limit);
    if (value != "keep") return v.t("limit_" + value);
    const std::string days = std::to_string(std::max<std::int64_t>(1, (limit.per + kDay / 2) / kDay));
    return v.t("limit_other", {{"max", std::to_string(limit.max)}, {"days", days}});
}

std::vector<std::string> what_holds(const Voice& v, const PreferenceModel& model) {
    if (model.all_stopped) return {v.t("holds_all_stopped")};
    if (model.marketing_stopped) return {v.t("holds_marketing_stopped")};
    std::vector<std::string> said{topics_sentence(v, model)};
    if (std::string channels = channels_sentence(v, model); !channels.empty()) said.push_back(std::move(channels));
    if (model.limit.max > 0) said.push_back(v.t("holds_limit", {{"limit", limit_words(v, model.limit)}}));
    if (model.paused_until > model.frame.now)
        said.push_back(v.t("holds_pause", {{"date", v.date(model.paused_until)}}));
    const std::optional<QuietHours> quiet = model.quiet ? model.quiet : model.quiet_default;
    if (quiet && quiet->from != quiet->to)
        said.push_back(v.t("holds_quiet", {{"from", clock(quiet->from)}, {"to", clock(quiet->to)}}));
    return said;
}

}  // namespace dialogd::web
