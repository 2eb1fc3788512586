// Names for templates.
#include "web/values.hpp"

namespace dialogd::web {

Values& Values::set(std::string_view name, Value value) {
    map_.emplace_back(Value(name), std::move(value));
    return *this;
}

Values& Values::maybe(std::string_view name, const std::string& text) {
    return set(name, text.empty() ? Value(false) : Value(text));
}

std::optional<Value> PageScope::find(std::string_view root) const {
    for (const auto& [name, value] : values_.entries())
        if (*name.text() == root) return value;
    return std::nullopt;
}

std::optional<Value> PageScope::select(std::string_view root, std::string_view field) const {
    if (root == "t") {
        const auto found = texts_.find(field);
        if (found != texts_.end()) return Value(found->second);
        return std::nullopt;
    }
    const std::optional<Value> map = find(root);
    const Value* value = map ? map->find(field) : nullptr;
    if (value == nullptr) return std::nullopt;
    return *value;
}

}  // namespace dialogd::web
