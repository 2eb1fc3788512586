// What names in a tree may mean.
#include "rules/cel/resolve.hpp"

#include <algorithm>

namespace dialogd::rules::cel {

std::vector<std::string_view> chain(const Ast& ast, NodeIndex index) {
    std::vector<std::string_view> parts;
    while (ast[index].form == Form::select) {
        parts.push_back(ast[index].name);
        index = ast[index].target;
    }
    if (ast[index].form != Form::name) return {};
    parts.push_back(ast[index].name);
    std::reverse(parts.begin(), parts.end());
    return parts;
}

const Node& head(const Ast& ast, NodeIndex index) {
    while (ast[index].form == Form::select) index = ast[index].target;
    return ast[index];
}

bool is_turn_root(std::string_view name) {
    return name == "customer" || name == "event" || name == "run" || name == "reply";
}

std::optional<Kind> type_named(std::string_view name) {
    for (int kind = 0; kind < static_cast<int>(Kind::error); ++kind)
        if (type_name(static_cast<Kind>(kind)) == name) return static_cast<Kind>(kind);
    return std::nullopt;
}

std::string dotted(const std::vector<std::string_view>& parts) {
    std::string name;
    for (const std::string_view part : parts) {
        if (!name.empty()) name += '.';
        name += part;
    }
    return name;
}

}  // namespace dialogd::rules::cel
