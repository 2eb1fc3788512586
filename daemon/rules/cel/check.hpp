// The types of a tree, as far as they are known before anything is evaluated, and what cannot be right.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "rules/cel/functions.hpp"
#include "rules/cel/parser.hpp"
#include "rules/condition.hpp"

namespace dialogd::rules::cel {

// The first mistake, if there is one: an unknown name, operands that never fit, a condition that is not
// true or false. What is of type `any` may turn out to be anything, and is let pass.
class Checker {
public:
    static std::optional<Mistake> check(const Ast& ast, const ExpressionOptions& options);

private:
    Checker(const Ast& ast, const ExpressionOptions& options) : ast_(ast), options_(options) {}

    Type type_of(NodeIndex index);
    Type literal(const Node& node);
    Type name(NodeIndex index);
    Type root_field(NodeIndex index, std::string_view root, std::string_view field);
    Type unary(const Node& node);
    Type binary(NodeIndex index);
    Type arithmetic(NodeIndex index, Type left, Type right);
    Type conditional(const Node& node);
    Type macro(const Node& node);
    Type has(const Node& node);
    Type index(const Node& node);
    Type call(const Node& node);
    Type history(const Node& node);
    Type logic(const Node& node);
    void argument(NodeIndex index, Type type, char wanted, std::string_view function);
    void zone(NodeIndex index);
    void timely(NodeIndex literal, Type beside, bool compared);
    void boolean(NodeIndex index, std::string_view where);
    Type fail(std::uint32_t at, std::string message);
    std::string shown(NodeIndex index) const;
    bool bound(std::string_view name) const;

    const Ast& ast_;
    const ExpressionOptions& options_;
    std::vector<std::string> locals_;
    std::optional<Mistake> mistake_;
};

}  // namespace dialogd::rules::cel
