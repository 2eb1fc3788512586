// Reads the vocabulary, and refuses two meanings for one name.
#include "rules/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "rules/scalars.hpp"
#include "rules/suggest.hpp"

namespace dialogd::rules {

namespace {

constexpr std::array<std::pair<std::string_view, Type>, 7> kTypes{{{"string", Type::text},
                                                                   {"number", Type::number},
                                                                   {"int", Type::integer},
                                                                   {"bool", Type::boolean},
                                                                   {"timestamp", Type::timestamp},
                                                                   {"list", Type::list},
                                                                   {"map", Type::map}}};

Fields event_fields() {
    return {{"name", Type::text}, {"id", Type::text}, {"time", Type::timestamp}};
}

EventFields own_event(Fields properties) {
    EventFields fields{event_fields(), true, true};
    fields.properties.merge(properties);
    return fields;
}

std::optional<Type> read_type(const YamlNode& node, Findings& findings) {
    const auto text = read_text(node, "type", findings);
    if (!text) return std::nullopt;
    std::vector<std::string> names;
    for (const auto& [name, type] : kTypes) {
        if (name == *text) return type;
        names.emplace_back(name);
    }
    findings.error(node.where, "`" + *text + "` is no type" + did_you_mean(*text, names));
    return std::nullopt;
}

class Reader {
public:
    Reader(Vocabulary& vocabulary, Findings& findings) : vocabulary_(vocabulary), findings_(findings) {}

    void read(const YamlNode& root) {
        if (!check_keys(root, "vocabulary.yaml", {"customer", "events"}, findings_)) return;
        if (const YamlNode* customer = root.find("customer"); customer != nullptr && is_map(*customer, "customer")) {
            for (const auto& [name, node] : customer->entries) {
                if (is_built_in(name.text)) {
                    findings_.error(name.where, "`" + name.text + "` is always there: leave it out");
                    continue;
                }
                read_field(name, node, vocabulary_.customer, vocabulary_.aliases.attributes);
            }
            refuse_taken(*customer, vocabulary_.aliases.attributes, vocabulary_.customer);
        }
        if (const YamlNode* events = root.find("events"); events != nullptr && is_map(*events, "events")) {
            for (const auto& [name, node] : events->entries) read_event(name, node);
            refuse_taken(*events, vocabulary_.aliases.events, vocabulary_.events);
        }
    }

private:
    bool is_map(const YamlNode& node, std::string_view key) {
        if (node.kind == YamlNode::Kind::map) return true;
        findings_.error(node.where, "`" + std::string(key) + "` wants a name on each line, as in `order.placed: {}`");
        return false;
    }

    // `name: string`, or `name: {type: string, also: [...], about: ...}`.
    void read_field(const YamlNode& name, const YamlNode& node, Fields& fields, Aliases::Names& aliases) {
        if (!read_identifier(name, "name", findings_)) return;
        std::optional<Type> type;
        if (node.kind == YamlNode::Kind::scalar) {
            type = read_type(node, findings_);
        } else {
            if (!check_keys(node, "`" + name.text + "`", {"type", "also", "about"}, findings_)) return;
            if (const YamlNode* about = node.find("about")) read_text(*about, "about", findings_);
            if (const YamlNode* given = node.find("type"))
                type = read_type(*given, findings_);
            else
                findings_.error(node.where, "`" + name.text + "` has no type: write {type: string} or another");
            read_aliases(name.text, node, aliases);
        }
        fields[name.text] = type.value_or(Type::any);
    }

    void read_aliases(const std::string& name, const YamlNode& node, Aliases::Names& aliases) {
        const YamlNode* also = node.find("also");
        if (also == nullptr) return;
        for (const std::string& other : read_texts(*also, "also", findings_)) {
            const auto [at, added] = aliases.emplace(other, name);
            if (!added && at->second != name)
                findings_.error(also->where, "`" + other + "` is already another name of `" + at->second +
                                                 "`: take it out of one of the two");
        }
    }

    void read_event(const YamlNode& name, const YamlNode& node) {
        if (vocabulary_.find_event(name.text) != nullptr) {
            findings_.error(name.where, "`" + name.text + "` is an event of dialogd's own: leave it out");
            return;
        }
        EventFields event{event_fields(), false, false};
        if (node.kind != YamlNode::Kind::null) {
            if (!check_keys(node, "`" + name.text + "`", {"also", "about", "properties"}, findings_)) return;
            if (const YamlNode* about = node.find("about")) read_text(*about, "about", findings_);
            read_aliases(name.text, node, vocabulary_.aliases.events);
            if (const YamlNode* properties = node.find("properties");
                properties != nullptr && is_map(*properties, "properties")) {
                event.complete = true;
                Aliases::Names aliases;
                for (const auto& [property, type] : properties->entries)
                    read_field(property, type, event.properties, aliases);
                refuse_taken(*properties, aliases, event.properties);
                if (!aliases.empty()) vocabulary_.aliases.properties[name.text] = std::move(aliases);
            }
        }
        vocabulary_.events[name.text] = std::move(event);
    }

    // An `also` that is itself a name would rename what comes in under its own name.
    template <class Names>
    void refuse_taken(const YamlNode& node, const Aliases::Names& aliases, const Names& names) {
        for (const auto& [other, name] : aliases)
            if (names.find(other) != names.end())
                findings_.error(node.where,
                                "`" + other + "` is a name of its own, and can't be another name of `" + name + "`");
    }

    Vocabulary& vocabulary_;
    Findings& findings_;
};

}  // namespace

Vocabulary::Vocabulary() {
    for (const std::string_view field : {"id", "email", "phone", "language", "time_zone"})
        customer.emplace(field, Type::text);
    customer.emplace("created", Type::timestamp);
    events.emplace("customer.created", own_event({}));
    const Fields message{{"message", Type::integer}, {"content", Type::text}, {"rule", Type::text},
                         {"topic", Type::text},      {"channel", Type::text}, {"link", Type::text},
                         {"status", Type::text}};
    for (const char* name : {"message.sent", "message.clicked", "message.bounced"})
        events.emplace(name, own_event(message));
    events.emplace("question.answered", own_event({{"rule", Type::text},
                                                   {"content", Type::text},
                                                   {"answer", Type::text},
                                                   {"value", Type::any},
                                                   {"late", Type::boolean},
                                                   {"again", Type::boolean}}));
    events.emplace("consent.changed", own_event({{"topic", Type::text}, {"given", Type::boolean}}));
    events.emplace("handover.closed", own_event({{"queue", Type::text}}));
}

std::vector<std::string> Vocabulary::event_names() const {
    std::vector<std::string> names;
    for (const auto& [name, fields] : events) names.push_back(name);
    return names;
}

const EventFields* Vocabulary::find_event(std::string_view name) const {
    const auto at = events.find(name);
    return at == events.end() ? nullptr : &at->second;
}

bool is_built_in(std::string_view field) {
    return field == "email" || field == "phone" || is_always_there(field);
}

bool is_always_there(std::string_view field) {
    return field == "id" || field == "language" || field == "time_zone" || field == "created";
}

void read_vocabulary(const YamlNode& root, Vocabulary& vocabulary, Findings& findings) {
    vocabulary.declared = true;
    Reader(vocabulary, findings).read(root);
}

}  // namespace dialogd::rules
