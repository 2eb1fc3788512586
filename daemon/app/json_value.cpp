// Reads JSON through nlohmann: what commands are given is small.
#include "app/json_value.hpp"

#include <nlohmann/json.hpp>

namespace dialogd::app {

namespace {

using nlohmann::ordered_json;

constexpr int kDeepest = 32;  // as in events that come in: templates and conditions recurse

bool to_value(const ordered_json& json, Value& out, int depth) {
    if (depth > kDeepest) return false;
    if (json.is_boolean()) return out = Value(json.get<bool>()), true;
    if (json.is_number()) return out = Value(json.get<double>()), true;
    if (json.is_string()) return out = Value(json.get<std::string>()), true;
    if (json.is_array()) {
        Value::List list;
        for (const ordered_json& item : json)
            if (!to_value(item, list.emplace_back(), depth + 1)) return false;
        return out = Value(std::move(list)), true;
    }
    if (json.is_object()) {
        Value::Map map;
        for (const auto& [key, item] : json.items())
            if (!to_value(item, map.emplace_back(Value(key), Value()).second, depth + 1)) return false;
        return out = Value(std::move(map)), true;
    }
    return out = Value(), true;
}

}  // namespace

Result<Value> parse_json(std::string_view text, std::string_view what) {
    try {
        Value value;
        if (to_value(ordered_json::parse(text), value, 0)) return value;
        return Error{ErrorCode::invalid, std::string(what) + ": is nested deeper than 32 levels", {}};
    } catch (const ordered_json::parse_error& e) {
        const std::size_t at = std::min(e.byte > 0 ? e.byte - 1 : 0, text.size());
        const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
        return Error{ErrorCode::invalid,
                     std::string(what) + ": no JSON, at line " + std::to_string(line) + ": `" +
                         std::string(text.substr(at, 20)) + "`",
                     {}};
    } catch (const ordered_json::exception& e) {
        return Error{ErrorCode::invalid, std::string(what) + ": " + e.what(), {}};
    }
}

Value loose_value(std::string_view text) {
    const Result<Value> value = parse_json(text, "");
    return value ? *value : Value(text);
}

}  // namespace dialogd::app
