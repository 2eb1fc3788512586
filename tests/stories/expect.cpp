// Matches entries, messages and states with what a story names of them.
#include "stories/expect.hpp"

#include <array>
#include <charconv>

#include "stories/tree.hpp"

namespace dialogd::stories {

namespace {

bool fits(const YamlNode& wanted, const Value& value);

bool fits_scalar(const YamlNode& wanted, const Value& value) {
    if (const Value::Kind kind = value.kind(); kind == Value::Kind::timestamp || kind == Value::Kind::span) {
        if (to_text(value) == wanted.text) return true;
        if (const auto instant = parse_instant(wanted.text); kind == Value::Kind::timestamp && instant)
            return value == Value(*instant);
        const auto duration = parse_duration(wanted.text);
        return kind == Value::Kind::span && duration && value == Value(*duration);
    }
    if (const std::optional<double> number = value.as_double()) {
        double written = 0;
        const auto [end, failed] =
            std::from_chars(wanted.text.data(), wanted.text.data() + wanted.text.size(), written);
        return failed == std::errc{} && end == wanted.text.data() + wanted.text.size() && written == *number;
    }
    return to_text(value) == wanted.text;
}

// A map's keys are the fields that matter; a list is wanted whole.
bool fits(const YamlNode& wanted, const Value& value) {
    if (wanted.kind == YamlNode::Kind::null) return value.is_null();
    if (wanted.kind == YamlNode::Kind::scalar) return fits_scalar(wanted, value);
    if (wanted.kind == YamlNode::Kind::list) {
        const Value::List* list = value.list();
        if (list == nullptr || list->size() != wanted.items.size()) return false;
        for (std::size_t i = 0; i < list->size(); ++i)
            if (!fits(wanted.items[i], (*list)[i])) return false;
        return true;
    }
    for (const auto& [key, field] : wanted.entries) {
        const Value* found = value.find(key.text);
        if (found == nullptr || !fits(field, *found)) return false;
    }
    return true;
}

const std::vector<std::string>& kinds() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> names;
        const auto add = [&]<std::size_t... I>(std::index_sequence<I...>) {
            (names.emplace_back(kind_of(EntryBody(std::in_place_index<I>))), ...);
        };
        add(std::make_index_sequence<std::variant_size_v<EntryBody>>());
        return names;
    }();
    return all;
}

// An expected entry: its kind, and the fields that matter (null: none).
struct Wanted {
    std::string kind;
    const YamlNode* fields = nullptr;
    const YamlNode* at = nullptr;
};

Wanted wanted_of(const YamlNode& node) {
    Wanted wanted;
    wanted.at = &node;
    if (node.kind == YamlNode::Kind::map && node.entries.size() == 1) {
        wanted.kind = node.entries.front().first.text;
        wanted.fields = &node.entries.front().second;
    } else {
        wanted.kind = text_of(node);
    }
    bool known = false;
    for (const std::string& kind : kinds()) known = known || kind == wanted.kind;
    if (!known) fail(node, "there is no entry of kind " + wanted.kind);
    return wanted;
}

// A misspelt field would make `never` true for ever.
void check_fields(const YamlNode& wanted, const Value& value) {
    if (wanted.kind != YamlNode::Kind::map) return;
    for (const auto& [key, field] : wanted.entries)
        if (value.find(key.text) == nullptr) fail(key, "such an entry has no field " + key.text);
}

bool fits(const Wanted& wanted, const EntryBody& entry) {
    if (kind_of(entry) != wanted.kind) return false;
    if (wanted.fields == nullptr) return true;
    const Value tree = tree_of_entry(entry);
    check_fields(*wanted.fields, tree);
    return fits(*wanted.fields, tree);
}

std::string list_of(const Step& came) {
    std::string text = "\n  what came:";
    if (came.entries.empty() && came.messages.empty()) text += " nothing";
    for (const EntryBody& entry : came.entries)
        text += "\n    " + std::string(kind_of(entry)) + " " + to_text(tree_of_entry(entry)).substr(0, 600);
    for (const Message& message : came.messages)
        text += "\n    message " + std::string(to_text(message.channel)) + " to " + message.to + ": " +
                message.content + " \"" + message.subject + "\"";
    return text;
}

void check_exactly(const YamlNode& list, const Step& came) {
    std::size_t i = 0;
    for (const YamlNode& node : list.items) {
        const Wanted wanted = wanted_of(node);
        if (i >= came.entries.size() || !fits(wanted, came.entries[i]))
            fail(node, "expected " + wanted.kind + " as entry " + std::to_string(i + 1) + list_of(came));
        ++i;
    }
    if (i != came.entries.size())
        fail(list,
             "expected " + std::to_string(i) + " entries, not " + std::to_string(came.entries.size()) + list_of(came));
}

void check_some(const YamlNode& list, const Step& came) {
    auto at = came.entries.begin();
    for (const YamlNode& node : list.items) {
        const Wanted wanted = wanted_of(node);
        while (at != came.entries.end() && !fits(wanted, *at)) ++at;
        if (at == came.entries.end()) fail(node, "expected, in this order: " + wanted.kind + list_of(came));
        ++at;
    }
}

void check_never(const YamlNode& list, const Step& came) {
    for (const YamlNode& node : list.items) {
        const Wanted wanted = wanted_of(node);
        for (const EntryBody& entry : came.entries)
            if (fits(wanted, entry)) fail(node, "should never come: " + wanted.kind + list_of(came));
    }
}

bool has_all(const YamlNode& parts, const std::string& text) {
    for (const std::string& part : texts_of(parts))
        if (text.find(part) == std::string::npos) return false;
    return true;
}

bool fits_message(const YamlNode& wanted, const Message& message) {
    check_keys(wanted, {"channel", "to", "content", "language", "subject_has", "text_has", "html_has", "text_lacks"});
    for (const auto& [key, value] : wanted.entries) {
        bool fine = true;
        if (key.text == "channel") fine = text_of(value) == to_text(message.channel);
        if (key.text == "to") fine = text_of(value) == message.to;
        if (key.text == "content") fine = text_of(value) == message.content;
        if (key.text == "language") fine = text_of(value) == message.language;
        if (key.text == "subject_has") fine = has_all(value, message.subject);
        if (key.text == "text_has") fine = has_all(value, message.text);
        if (key.text == "html_has") fine = has_all(value, message.html);
        if (key.text == "text_lacks") fine = message.text.find(text_of(value)) == std::string::npos;
        if (!fine) return false;
    }
    return true;
}

void check_messages(const YamlNode& list, const Step& came) {
    if (list.items.size() != came.messages.size())
        fail(list, "expected " + std::to_string(list.items.size()) + " messages, not " +
                       std::to_string(came.messages.size()) + list_of(came));
    for (std::size_t i = 0; i < list.items.size(); ++i)
        if (!fits_message(list.items[i], came.messages[i]))
            fail(list.items[i], "message " + std::to_string(i + 1) + " is another one" + list_of(came) +
                                    "\n    its text: " + came.messages[i].text);
}

void check_attributes(const YamlNode& wanted, const Customer& customer) {
    for (const auto& [name, value] : wanted.entries) {
        const Attribute* attribute = find_attribute(customer, name.text);
        const Value known = attribute == nullptr ? Value() : attribute->value;
        if (!fits(value, known)) fail(name, "the attribute " + name.text + " is " + to_json(known));
    }
}

void check_count(const YamlNode& wanted, std::size_t count) {
    if (number_of(wanted) != count) fail(wanted, "there are " + std::to_string(count));
}

}  // namespace

void check_expectations(const YamlNode& step, const Step& came) {
    if (const YamlNode* list = step.find("expect")) check_exactly(*list, came);
    if (const YamlNode* list = step.find("expect_some")) check_some(*list, came);
    if (const YamlNode* list = step.find("never")) check_never(*list, came);
    if (const YamlNode* list = step.find("messages")) check_messages(*list, came);
}

void check_state(const YamlNode& node, const Customer& customer) {
    check_keys(node, {"customer", "runs", "open_messages", "contacts"});
    if (const YamlNode* wanted = node.find("customer")) {
        const Value tree = tree_of(customer);
        for (const auto& [key, value] : wanted->entries) {
            if (key.text == "attributes") {
                check_attributes(value, customer);
                continue;
            }
            const Value* field = tree.find(key.text);
            if (field == nullptr) fail(key, "a customer has no " + key.text);
            if (!fits(value, *field)) fail(key, key.text + " is " + to_json(*field));
        }
    }
    if (const YamlNode* runs = node.find("runs")) check_count(*runs, customer.runs.size());
    if (const YamlNode* open = node.find("open_messages")) check_count(*open, customer.messages.size());
    if (const YamlNode* contacts = node.find("contacts")) check_count(*contacts, customer.contacts.size());
}

}  // namespace dialogd::stories
