// Steps that leave something behind: set, emit, consent, prefer.
#include "rules/scalars.hpp"
#include "rules/step_reader.hpp"
#include "rules/suggest.hpp"

namespace dialogd::rules {

namespace {

std::vector<std::string> names_of(const Fields& fields) {
    std::vector<std::string> names;
    for (const auto& [name, type] : fields) names.push_back(name);
    return names;
}

// The type of what `customer.NAME` may be set to; nothing (and said) when it can't.
std::optional<Type> type_to_set(const YamlNode& node, const std::string& field, const Vocabulary& vocabulary,
                                Findings& findings) {
    if (!is_identifier(field)) {
        findings.error(node.where, "`" + node.text + "` can't be set: an attribute's name has letters, digits and _");
        return std::nullopt;
    }
    if (is_built_in(field)) {
        findings.error(node.where, "`" + node.text + "` comes with the customer's profile, and rules don't set it");
        return std::nullopt;
    }
    if (!vocabulary.declared) return Type::any;
    if (const auto known = vocabulary.customer.find(field); known != vocabulary.customer.end()) return known->second;
    findings.error(node.where, "no attribute `" + field + "` in vocabulary.yaml" +
                                   did_you_mean(field, names_of(vocabulary.customer)));
    return std::nullopt;
}

}  // namespace

std::optional<step::Assignment> StepReader::read_assignment(const YamlNode& name, const YamlNode& value, Type type) {
    step::Assignment assignment;
    assignment.name = name.text;
    if (value.kind == YamlNode::Kind::scalar && value.text.starts_with('=')) {
        assignment.computed = read_computed(value, 1, place_, findings_);
        if (assignment.computed == nullptr) return std::nullopt;
        return assignment;
    }
    auto literal = read_literal(value, name.text, type, findings_);
    if (!literal) return std::nullopt;
    assignment.literal = std::move(*literal);
    return assignment;
}

std::optional<StepReader::What> StepReader::read_set(const YamlNode& node) {
    if (node.kind != YamlNode::Kind::map || node.entries.empty()) {
        findings_.error(node.where, "`set` wants names and values, as in `set: {customer.interest: kitchen}`");
        return std::nullopt;
    }
    step::Set set;
    for (const auto& [name, value] : node.entries) {
        std::optional<Type> type;
        const bool of_run = name.text.starts_with("run.");
        if (of_run) {
            const std::string variable = name.text.substr(4);
            if (is_identifier(variable) && !is_run_field(variable))
                type = Type::any;
            else
                findings_.error(name.where,
                                "`" + name.text + "` can't be set: choose another name, of letters, digits and _");
        } else if (name.text.starts_with("customer.")) {
            type = type_to_set(name, name.text.substr(9), in_.vocabulary, findings_);
        } else {
            findings_.error(name.where, "`" + name.text + "` can't be set: write `customer." + name.text +
                                            "` to keep it for good, or `run." + name.text + "` for this run");
        }
        if (!type) continue;
        auto assignment = read_assignment(name, value, *type);
        if (!assignment) continue;
        if (!of_run) assignment->name.erase(0, 9);
        set.assignments.push_back(std::move(*assignment));
    }
    return set;
}

void StepReader::read_webhook(const YamlNode& node, step::Emit& emit) {
    const auto name = read_text(node, "webhook", findings_);
    if (!name) return;
    if (name->find("://") != std::string::npos)
        findings_.error(node.where,
                        "`webhook` is the name of one in the config, not its address: write `webhook: crm`");
    emit.webhook = *name;
}

std::optional<StepReader::What> StepReader::read_emit(const YamlNode& node) {
    if (!check_keys(node, "emit", {"event", "properties", "webhook"}, findings_)) return std::nullopt;
    const YamlNode* name = node.find("event");
    if (name == nullptr) {
        findings_.error(node.where, "`emit` without `event`: which one? write {event: NAME}");
        return std::nullopt;
    }
    step::Emit emit;
    emit.event = read_event_name(*name, "event", in_.vocabulary, findings_).value_or("");
    const EventFields* event = in_.vocabulary.find_event(emit.event);
    if (event != nullptr && event->own)
        findings_.error(name->where,
                        "`" + emit.event + "` is an event that dialogd makes by itself: emit one with another name");
    if (const YamlNode* webhook = node.find("webhook")) read_webhook(*webhook, emit);
    const YamlNode* properties = node.find("properties");
    if (properties == nullptr) return emit;
    if (properties->kind != YamlNode::Kind::map) {
        findings_.error(properties->where,
                        "`properties` wants names and values, as in {invoice_id: = run.event.invoice_id}");
        return std::nullopt;
    }
    for (const auto& [property, value] : properties->entries) {
        Type type = Type::any;
        if (property.text == "name" || property.text == "id" || property.text == "time") {
            findings_.error(property.where,
                            "`" + property.text + "` is a property that every event has: choose another name");
            continue;
        }
        if (event != nullptr && event->complete) {
            const auto known = event->properties.find(property.text);
            if (known == event->properties.end()) {
                findings_.error(property.where, "`" + emit.event + "` has no property `" + property.text +
                                                    "` in vocabulary.yaml" +
                                                    did_you_mean(property.text, names_of(event->properties)));
                continue;
            }
            type = known->second;
        }
        if (auto assignment = read_assignment(property, value, type)) emit.properties.push_back(std::move(*assignment));
    }
    return emit;
}

std::optional<StepReader::What> StepReader::read_consent(const YamlNode& node) {
    if (!check_keys(node, "consent", {"topic", "say"}, findings_)) return std::nullopt;
    const YamlNode* topic = node.find("topic");
    const YamlNode* say = node.find("say");
    if (topic == nullptr || say == nullptr) {
        findings_.error(node.where,
                        "`consent` wants a topic and what the customer said: {topic: offers, say: \"yes\"}");
        return std::nullopt;
    }
    step::ChangeConsent change;
    change.topic = read_text(*topic, "topic", findings_).value_or("");
    std::vector<std::string> topics;
    for (const auto& [name, known] : in_.household.topics) topics.push_back(name);
    if (!change.topic.empty() && in_.household.topics.count(change.topic) == 0)
        findings_.error(topic->where,
                        "no topic `" + change.topic + "` in the config" + did_you_mean(change.topic, topics));
    change.given = read_choice(*say, "say", {"yes", "no"}, findings_).value_or("no") == "yes";
    return change;
}

std::optional<StepReader::What> StepReader::read_prefer(const YamlNode& node) {
    if (!check_keys(node, "prefer", {"limit", "channels"}, findings_)) return std::nullopt;
    step::Prefer prefer;
    if (const YamlNode* channels = node.find("channels")) {
        step::Send send;
        read_channels(*channels, send);
        prefer.preference.channels = std::move(send.channels);
    }
    const YamlNode* limit = node.find("limit");
    if (limit == nullptr && node.find("channels") == nullptr)
        findings_.error(node.where, "`prefer` wants `limit` or `channels`, as in {limit: {max: 1, per: 7d}}");
    if (limit == nullptr || !check_keys(*limit, "limit", {"max", "per"}, findings_)) return prefer;
    const YamlNode* max = limit->find("max");
    const YamlNode* per = limit->find("per");
    if (max == nullptr || per == nullptr) {
        findings_.error(limit->where, "`limit` wants both `max` and `per`, as in {max: 1, per: 7d}");
        return std::nullopt;
    }
    Limit own;
    own.max = static_cast<std::uint32_t>(read_integer(*max, "max", 1, kMaxContacts, findings_).value_or(1));
    own.per = read_duration(*per, "per", findings_).value_or(kDay);
    if (own.per > kContactMemory)
        findings_.error(per->where, "`per` is at most 400d: contacts are not remembered for longer");
    prefer.preference.limit = own;
    return prefer;
}

}  // namespace dialogd::rules
