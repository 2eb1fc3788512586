// A condition as a tree, as it was written; macros are recognised, nothing else is resolved.
//
// The nodes stand in one vector and name each other by index, so that no destructor recurses.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "dialogd/event.hpp"

namespace dialogd::rules::cel {

using NodeIndex = std::uint32_t;
inline constexpr NodeIndex kNoNode = 0xFFFFFFFF;

enum class Form : std::uint8_t {
    literal,
    name,         // a name by itself
    select,       // target.name
    has,          // has(target.name)
    call,         // name(arguments), or target.name(arguments)
    index,        // arguments[0] [ arguments[1] ]
    list,         // [arguments]
    map,          // {key: value, ...}: keys and values in turn
    conditional,  // arguments[0] ? arguments[1] : arguments[2]
    all_of,       // arguments joined by &&, at least two
    any_of,       // arguments joined by ||
    unary,        // - !
    binary,       // + - * / % == != < <= > >= in
    macro,        // a comprehension over target, or cel.bind
};

enum class Operator : std::uint8_t {
    none,
    negate,
    invert,
    add,
    subtract,
    multiply,
    divide,
    modulo,
    equal,
    unequal,
    less,
    less_equal,
    greater,
    greater_equal,
    in
};

enum class Macro : std::uint8_t { none, all, exists, exists_one, map, filter, transform_list, transform_map, bind };

struct Node {
    Form form = Form::literal;
    Operator op = Operator::none;
    Macro macro = Macro::none;
    bool rooted = false;   // name: written with a leading dot, so never a variable of a macro
    std::uint32_t at = 0;  // where it begins, and where it ends, in the text
    std::uint32_t end = 0;
    std::uint32_t height = 1;
    std::string name{};  // name, select, has, call
    Value value{};       // literal
    NodeIndex target = kNoNode;
    std::vector<NodeIndex> arguments{};    // macro: the expressions, in the order written
    std::vector<std::string> variables{};  // macro: what it binds, one or two
};

struct Ast {
    std::string text;
    std::vector<Node> nodes;
    NodeIndex root = kNoNode;

    const Node& operator[](NodeIndex index) const { return nodes[index]; }
    std::string_view text_of(NodeIndex index) const {
        return std::string_view(text).substr(nodes[index].at, nodes[index].end - nodes[index].at);
    }
};

}  // namespace dialogd::rules::cel
