// Values that a rule writes down, as the type that the vocabulary declares.
#include "rules/reading.hpp"
#include "rules/scalars.hpp"

namespace dialogd::rules {

namespace {

// Nobody has said what it is: a number or true as it looks, if it is not in quotes.
Value guess(const YamlNode& node) {
    if (node.quoted) return Value(node.text);
    if (node.text == "true") return Value(true);
    if (node.text == "false") return Value(false);
    if (const auto number = parse_number(node.text)) return Value(*number);
    return Value(node.text);
}

std::optional<Value> wrong(const YamlNode& node, std::string_view name, std::string_view wanted, Findings& findings) {
    findings.error(node.where, "`" + std::string(name) + "` is " + std::string(wanted) + ", not `" + node.text + "`" +
                                   (node.quoted ? " in quotes" : "") + "; `= EXPRESSION` computes one");
    return std::nullopt;
}

std::optional<Value> read_list_or_map(const YamlNode& node, std::string_view name, Type type, Findings& findings) {
    const bool fits = type == Type::any || type == (node.kind == YamlNode::Kind::list ? Type::list : Type::map);
    if (!fits) {
        findings.error(node.where, "`" + std::string(name) + "` is " + std::string(to_text(type)) + ", and this is a " +
                                       (node.kind == YamlNode::Kind::list ? "list" : "map") +
                                       ": quote a text with [ ] { } or `: ` in it");
        return std::nullopt;
    }
    if (node.kind == YamlNode::Kind::list) {
        Value::List list;
        for (const YamlNode& item : node.items)
            list.push_back(read_literal(item, name, Type::any, findings).value_or(Value()));
        return Value(std::move(list));
    }
    Value::Map map;
    for (const auto& [key, value] : node.entries)
        map.emplace_back(Value(key.text), read_literal(value, name, Type::any, findings).value_or(Value()));
    return Value(std::move(map));
}

}  // namespace

std::optional<Value> read_literal(const YamlNode& node, std::string_view name, Type type, Findings& findings) {
    if (node.kind == YamlNode::Kind::null) {
        if (!node.text.empty()) return Value();
        findings.error(node.where, "`" + std::string(name) + "` has no value: write one, or `null` to take it away");
        return std::nullopt;
    }
    if (node.kind != YamlNode::Kind::scalar) return read_list_or_map(node, name, type, findings);
    switch (type) {
        case Type::any: return guess(node);
        case Type::text: return Value(node.text);
        case Type::boolean:
            if (!node.quoted && (node.text == "true" || node.text == "false")) return Value(node.text == "true");
            return wrong(node, name, "true or false", findings);
        case Type::number:
            if (const auto number = parse_number(node.text); number && !node.quoted) return Value(*number);
            return wrong(node, name, "a number", findings);
        case Type::integer:
            if (const auto integer = parse_integer(node.text); integer && !node.quoted) return Value(*integer);
            return wrong(node, name, "a whole number", findings);
        case Type::timestamp:
            if (parse_instant(node.text)) return Value(node.text);  // text, as it comes in from outside
            return wrong(node, name, "a time as in 2026-12-01T09:00:00Z", findings);
        default: return wrong(node, name, to_text(type), findings);
    }
}

}  // namespace dialogd::rules
