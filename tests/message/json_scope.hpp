// A scope for tests: names are the members of one JSON value.
#pragma once

#include <nlohmann/json.hpp>

#include "dialogd/ruleset.hpp"

namespace dialogd::tests {

inline Value value_of(const nlohmann::ordered_json& json) {
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number_integer()) return json.get<std::int64_t>();
    if (json.is_number()) return json.get<double>();
    if (json.is_string()) return json.get<std::string>();
    if (json.is_array()) {
        Value::List list;
        for (const auto& item : json) list.push_back(value_of(item));
        return list;
    }
    if (json.is_object()) {
        Value::Map map;
        for (const auto& [name, item] : json.items()) map.emplace_back(Value(name), value_of(item));
        return map;
    }
    return {};
}

class JsonScope : public Scope {
public:
    explicit JsonScope(Value root) : root_(std::move(root)) {}
    explicit JsonScope(const char* json) : root_(value_of(nlohmann::ordered_json::parse(json))) {}

    std::optional<Value> find(std::string_view name) const override {
        if (name == ".") return root_;
        const Value* value = root_.find(name);
        return value == nullptr ? std::nullopt : std::optional<Value>(*value);
    }
    std::optional<Value> select(std::string_view root, std::string_view field) const override {
        const Value* value = root_.find(root);
        if (value != nullptr) value = value->find(field);
        return value == nullptr ? std::nullopt : std::optional<Value>(*value);
    }
    std::vector<const Remembered*> remembered(std::string_view, Duration) const override { return {}; }
    const Remembered* last(std::string_view) const override { return nullptr; }
    Instant now() const override { return {}; }
    std::string_view language() const override { return "da"; }
    std::string_view time_zone() const override { return "Europe/Copenhagen"; }
    const Formats* formats() const override { return nullptr; }

private:
    Value root_;
};

}  // namespace dialogd::tests
