// A customer's preferences as /p/TOKEN shows them, and the fields of its form.
#include <algorithm>

#include "web/page_words.hpp"
#include "web/preference_fields.hpp"

namespace dialogd::web {

namespace {

// Who stopped it, as the page and the links of mails write it.
constexpr const char* kPage = "page";
constexpr const char* kLink = "unsubscribed";

std::string name_in(const Topic& topic, std::string_view language) {
    for (const std::string_view wanted : {language, page_language(language), std::string_view("en")})
        if (const auto name = topic.names.find(std::string(wanted)); name != topic.names.end()) return name->second;
    return topic.names.empty() ? topic.name : topic.names.begin()->second;
}

bool contains(const std::vector<std::string>& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

TopicLine line_of(const Topic& topic, const std::string& name, const Customer& customer, std::string_view language) {
    TopicLine line;
    line.name = name;
    line.title = name_in(topic, language);
    line.marketing = topic.marketing;
    line.switched_off = contains(customer.topics_off, name);
    for (const ConsentState& consent : customer.consents) {
        if (consent.topic != name) continue;
        // A yes on one channel is a yes to the topic; what each channel may is the engine's to know.
        if (line.consented.value_or(false) && !consent.given) continue;
        line.consented = consent.given;
        line.at = consent.at;
    }
    line.on = !line.switched_off && (!topic.marketing || line.consented.value_or(false));
    return line;
}

void add_channels(PreferenceModel& model, const Household& household, const Customer& customer) {
    const auto offered = [&](ChannelKind kind) {
        return std::any_of(household.channels.begin(), household.channels.end(),
                           [&](const ChannelSettings& settings) { return settings.kind == kind; });
    };
    std::vector<ChannelKind> order = customer.channels;
    for (const ChannelKind kind : {ChannelKind::email, ChannelKind::sms})
        if (std::find(order.begin(), order.end(), kind) == order.end()) order.push_back(kind);
    for (const ChannelKind kind : order) {
        const Address* address = find_address(customer, kind);
        if (address == nullptr || !offered(kind)) continue;
        const bool used = customer.channels.empty() || std::find(customer.channels.begin(), customer.channels.end(),
                                                                 kind) != customer.channels.end();
        model.channels.push_back({kind, masked(kind, address->value), address->state, used});
    }
}

}  // namespace

PreferenceModel preference_model(const Frame& frame, const Household& household, const Calendar& calendar,
                                 const Customer& customer, std::string path,
                                 const std::map<std::string, std::string>& about) {
    PreferenceModel model;
    model.frame = frame;
    model.calendar = &calendar;
    model.path = std::move(path);
    add_channels(model, household, customer);
    for (const auto& [name, topic] : household.topics) {
        TopicLine line = line_of(topic, name, customer, frame.language);
        if (const auto words = about.find(name); words != about.end()) line.about = words->second;
        model.topics.push_back(std::move(line));
    }
    model.limit = customer.limit;
    model.paused_until = customer.paused_until;
    model.quiet = customer.quiet_hours;
    model.quiet_default = household.quiet_hours;
    model.language = customer.language;
    model.marketing_stopped = customer.marketing_stopped;
    model.all_stopped = customer.all_stopped;
    // A link may have been forwarded: it takes back neither a complaint, nor what was said by reply or by the shop.
    model.may_start = (!customer.marketing_stopped || customer.stopped_by == kPage) &&
                      (!customer.all_stopped || customer.silenced_by == kPage);
    if (const Address* email = find_address(customer, ChannelKind::email)) {
        if (email->state != AddressState::suppressed) model.own_email = masked(ChannelKind::email, email->value);
        const bool by_link = email->reason == kLink;
        if (email->state == AddressState::no_marketing) model.unsubscribed_email = by_link ? email->value : "";
        if (email->state == AddressState::no_marketing && !by_link) model.may_start = false;
    }
    return model;
}

std::string limit_value(const Limit& limit) {
    if (limit.max == 0) return "none";
    for (const LimitChoice& choice : kLimits)
        if (choice.limit == limit) return choice.value;
    return "keep";
}

std::string consent_words(const TopicLine& topic) {
    return topic.about.empty() ? topic.title : topic.title + ": " + topic.about;
}

PreferenceFields fields_of(const PreferenceModel& model) {
    PreferenceFields fields;
    for (const ChannelLine& channel : model.channels) {
        if (!channel.used) continue;
        fields.channels.emplace(to_text(channel.kind));
        if (fields.first.empty()) fields.first = to_text(channel.kind);
    }
    for (const TopicLine& topic : model.topics)
        if (topic.on) fields.topics.insert(topic.name);
    fields.limit = limit_value(model.limit);
    fields.pause = model.paused_until > model.frame.now ? "keep" : "none";
    const QuietHours shown = model.quiet.value_or(model.quiet_default.value_or(QuietHours{20 * 60, 8 * 60}));
    const bool own_times = shown.from != shown.to;
    fields.quiet = own_times && (model.quiet || model.quiet_default);
    fields.quiet_from = clock(own_times ? shown.from : 20 * 60);
    fields.quiet_to = clock(own_times ? shown.to : 8 * 60);
    const std::string_view language = page_language(model.language.empty() ? model.frame.language : model.language);
    if (model.language.empty() || model.language.starts_with(language)) fields.language = language;
    return fields;
}

PreferenceFields fields_of(const PreferenceModel& model, const Form& typed, std::string_view prefix) {
    PreferenceFields fields;
    const auto named = [prefix](const char* name) { return std::string(prefix) + name; };
    for (const auto& [name, value] : typed.fields) {
        if (name == named("channel")) fields.channels.insert(value);
        if (name == named("topic")) fields.topics.insert(value);
    }
    // A service topic has no box: it can't be unticked.
    for (const TopicLine& topic : model.topics)
        if (!topic.marketing && topic.on) fields.topics.insert(topic.name);
    fields.first = typed.text(named("first"));
    fields.limit = typed.text(named("limit"));
    fields.pause = typed.text(named("pause"));
    fields.pause_date = typed.text(named("pause_date"));
    fields.quiet = typed.has(named("quiet"), "on");
    fields.quiet_from = typed.text(named("quiet_from"));
    fields.quiet_to = typed.text(named("quiet_to"));
    fields.language = typed.text(named("language"));
    return fields;
}

std::optional<PreferenceFields> fields_shown(const PreferenceModel& model, const Form& typed) {
    if (typed.find(std::string(kWas) + "limit") == nullptr) return std::nullopt;
    return fields_of(model, typed, kWas);
}

std::vector<std::pair<std::string, std::string>> hidden_fields(const PreferenceFields& shown) {
    std::vector<std::pair<std::string, std::string>> hidden;
    const auto add = [&](const char* name, std::string value) {
        hidden.emplace_back(std::string(kWas) + name, std::move(value));
    };
    for (const std::string& channel : shown.channels) add("channel", channel);
    for (const std::string& topic : shown.topics) add("topic", topic);
    add("first", shown.first);
    add("limit", shown.limit);
    add("pause", shown.pause);
    add("quiet", shown.quiet ? "on" : "off");
    add("quiet_from", shown.quiet_from);
    add("quiet_to", shown.quiet_to);
    add("language", shown.language);
    return hidden;
}

std::vector<std::string> stops_of(const PreferenceModel& model) {
    std::vector<std::string> stops;
    if (model.marketing_stopped) stops.emplace_back("marketing");
    if (model.all_stopped) stops.emplace_back("all");
    if (!model.unsubscribed_email.empty()) stops.emplace_back("email");
    return stops;
}

}  // namespace dialogd::web
