// The page on which a customer steers.
#include <algorithm>

#include "web/preference_fields.hpp"
#include "web/preference_words.hpp"
#include "web/renderer.hpp"

namespace dialogd::web {

namespace {

Value channel_list(const Voice& v, const PreferenceModel& model, const PreferenceFields& fields) {
    Value::List list;
    for (const ChannelLine& channel : model.channels) {
        const std::string kind(to_text(channel.kind));
        const std::string state = channel.state == AddressState::usable
                                      ? std::string()
                                      : v.t("channel_" + std::string(to_text(channel.state)));
        list.push_back(Values()
                           .set("kind", kind)
                           .set("label", v.channel(channel.kind))
                           .set("address", channel.address)
                           .maybe("state", state)
                           .set("used", fields.channels.contains(kind))
                           .set("first", fields.first == kind)
                           .set("first_label", v.t("channel_first", {{"channel", v.channel(channel.kind)}}))
                           .set("up_label", v.t("channel_up", {{"channel", v.channel(channel.kind)}}))
                           .map());
    }
    // The one that was chosen as first stands first, also in a form that comes back with errors.
    std::stable_sort(list.begin(), list.end(), [](const Value& a, const Value& b) {
        return *a.find("first")->boolean() && !*b.find("first")->boolean();
    });
    return Value(std::move(list));
}

std::string consent_state(const Voice& v, const TopicLine& topic) {
    if (!topic.marketing) return v.t(topic.switched_off ? "topic_off" : "topic_service");
    if (!topic.consented) return v.t("topic_never");
    if (*topic.consented && topic.switched_off) return v.t("topic_off");
    return v.t(*topic.consented ? "topic_yes" : "topic_no", {{"date", v.date(topic.at)}});
}

Value topic_list(const Voice& v, const PreferenceModel& model, const PreferenceFields& fields) {
    Value::List list;
    for (const TopicLine& topic : model.topics)
        list.push_back(Values()
                           .set("name", topic.name)
                           .set("label", topic.title)
                           .maybe("about", topic.about)
                           .set("marketing", topic.marketing)
                           .set("on", fields.topics.contains(topic.name))
                           .set("state", consent_state(v, topic))
                           .map());
    return Value(std::move(list));
}

Value choice(const std::string& value, const std::string& label, const std::string& now) {
    return Values().set("value", value).set("label", label).set("on", value == now).map();
}

Value limit_list(const Voice& v, const PreferenceModel& model, const PreferenceFields& fields) {
    Value::List list;
    for (const LimitChoice& limit : kLimits)
        list.push_back(choice(limit.value, v.t(std::string("limit_") + limit.value), fields.limit));
    if (limit_value(model.limit) == "keep") list.push_back(choice("keep", limit_words(v, model.limit), fields.limit));
    return Value(std::move(list));
}

Value pause_list(const Voice& v, const PreferenceModel& model, const PreferenceFields& fields) {
    const bool paused = model.paused_until > model.frame.now;
    Value::List list;
    if (paused) list.push_back(choice("keep", v.t("pause_keep", {{"date", v.date(model.paused_until)}}), fields.pause));
    list.push_back(choice("none", v.t(paused ? "pause_resume" : "pause_none"), fields.pause));
    for (const char* span : kPauses) list.push_back(choice(span, v.t(std::string("pause_") + span), fields.pause));
    list.push_back(choice("date", v.t("pause_date"), fields.pause));
    return Value(std::move(list));
}

Value language_list(const Voice& v, const PreferenceModel& model, const PreferenceFields& fields) {
    Value::List list;
    if (fields_of(model).language.empty()) list.push_back(choice("", model.language, fields.language));
    // Each by its own name, so that whoever can't read this page finds theirs.
    for (const std::string_view language : kLanguages)
        list.push_back(choice(std::string(language), v.t("language_" + std::string(language)), fields.language));
    return Value(std::move(list));
}

Value hidden_list(const std::vector<std::pair<std::string, std::string>>& fields) {
    Value::List list;
    for (const auto& [name, value] : fields) list.push_back(Values().set("name", name).set("value", value).map());
    return Value(std::move(list));
}

void add_banner(const Voice& v, const PreferenceModel& model, Values& values) {
    std::string stopped;
    if (model.all_stopped)
        stopped = v.t("holds_all_stopped");
    else if (model.marketing_stopped)
        stopped = v.t("holds_marketing_stopped");
    else if (!model.unsubscribed_email.empty())
        stopped = v.t("holds_unsubscribed", {{"address", masked(ChannelKind::email, model.unsubscribed_email)}});
    values.maybe("stopped", stopped);
    std::vector<std::pair<std::string, std::string>> stops;
    for (std::string& stop : stops_of(model)) stops.emplace_back(std::string(kWas) + "stopped", std::move(stop));
    values.set("stops", hidden_list(stops));
}

constexpr Duration kLongestDay = kDay;

}  // namespace

Page Renderer::preference_page(const PreferenceModel& model, const PreferenceFields& fields,
                               const PreferenceFields& was, bool saved, const FieldErrors& errors) const {
    const Voice v = voice(model.frame);
    Values values;
    values.set("path", model.path).set("saved", saved);
    Value::List holds;
    for (const std::string& sentence : what_holds(v, model)) holds.emplace_back(sentence);
    values.set("holds", Value(std::move(holds)));
    add_banner(v, model, values);
    values.set("was", hidden_list(hidden_fields(was)));
    values.set("channels", channel_list(v, model, fields))
        .set("several", model.channels.size() > 1)
        .set("topics", topic_list(v, model, fields))
        .set("limits", limit_list(v, model, fields))
        .set("pauses", pause_list(v, model, fields))
        .maybe("pause_date", fields.pause_date)
        .set("tomorrow", iso_date(calendar_.local(model.frame.now + kLongestDay, model.frame.time_zone)))
        .set("quiet", fields.quiet)
        .maybe("quiet_from", fields.quiet_from)
        .maybe("quiet_to", fields.quiet_to)
        .set("languages", language_list(v, model, fields))
        .maybe("own_email", model.own_email)
        .set("send_link_about", v.t("send_link_about", {{"address", model.own_email}}))
        .set("may_start", model.may_start)
        .set("may_stop_marketing", !model.marketing_stopped && !model.all_stopped)
        .set("may_stop_all", !model.all_stopped);
    values.set("wrong", !errors.empty()).set("errors", error_list(v, errors));
    for (const char* field : {"channel", "topic", "limit", "pause", "pause_date", "quiet", "language"})
        values.set(std::string(field) + "_error", error_at(v, errors, field));
    return page(v, "preferences", errors.empty() ? 200 : 400, v.t("preferences_title"), std::move(values));
}

Page Renderer::preferences(const PreferenceModel& model, bool saved) const {
    const PreferenceFields fields = fields_of(model);
    return preference_page(model, fields, fields, saved, {});
}

Page Renderer::preferences_wrong(const PreferenceModel& model, const Form& typed, const FieldErrors& errors) const {
    return preference_page(model, fields_of(model, typed), fields_shown(model, typed).value_or(fields_of(model)), false,
                           errors);
}

}  // namespace dialogd::web
