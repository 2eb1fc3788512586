// What names in a tree may mean, for the checker and the compiler alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/cel/ast.hpp"
#include "rules/cel/cell.hpp"

namespace dialogd::rules::cel {

// `a.b.c` as {a, b, c}; empty when the node is anything else.
std::vector<std::string_view> chain(const Ast& ast, NodeIndex index);
// The name that such a chain begins with.
const Node& head(const Ast& ast, NodeIndex index);

// customer, event, run, reply: asked of the scope field by field.
bool is_turn_root(std::string_view name);
// The type that a name stands for: `int`, `google.protobuf.Duration`.
std::optional<Kind> type_named(std::string_view name);
// "a.b" of its parts.
std::string dotted(const std::vector<std::string_view>& parts);

}  // namespace dialogd::rules::cel
