// Tree -> program: names become slots, literals constants, what depends on nothing is evaluated once.
#pragma once

#include <memory>
#include <variant>

#include "rules/cel/evaluate.hpp"
#include "rules/cel/functions.hpp"
#include "rules/cel/parser.hpp"
#include "rules/condition.hpp"

namespace dialogd::rules::cel {

// An expression as the room has them: whoever compiles one that names a segment looks inside it.
class CompiledExpression : public Expression {
public:
    virtual const Program& program() const = 0;
};

class Compiler {
public:
    static std::variant<std::unique_ptr<const Program>, Mistake> compile(const Ast& ast,
                                                                         const ExpressionOptions& options);

private:
    // An operation, and whether its value comes from the turn: then its numbers are JSON's.
    struct Emitted {
        std::uint32_t index = 0;
        bool scoped = false;
    };
    struct Local {
        std::string name;
        std::uint16_t index = 0;
        bool scoped = false;
    };

    Compiler(const Ast& ast, const ExpressionOptions& options);

    Emitted node(NodeIndex index);
    Emitted name(NodeIndex index);
    Emitted turn_name(const std::vector<std::string_view>& parts);
    Emitted segment(NodeIndex index, const std::vector<std::string_view>& parts);
    Emitted has(const Node& node);
    Emitted unary(const Node& node);
    Emitted binary(const Node& node);
    Emitted several(Op op, const Node& node);
    Emitted conditional(const Node& node);
    Emitted macro(const Node& node);
    Emitted select(Emitted target, std::string_view field, Op op = Op::select);

    // compile_calls.cpp
    Emitted call(NodeIndex index);
    Emitted history(const Node& node);
    Emitted pattern(const Node& node, const std::vector<Emitted>& arguments);
    Emitted unknown_function(const Node& node, const std::string& name, bool receiver);
    std::optional<std::string> literal_name(NodeIndex index);
    std::optional<Duration> literal_window(NodeIndex index);
    void need(const std::string& event, Duration window);

    Emitted emit(Operation op, const std::vector<Emitted>& operands, bool scoped);
    Emitted constant(const Cell& cell);
    Emitted fold(Emitted emitted);
    std::optional<Cell> keep(const Cell& cell, std::size_t& budget);
    std::uint32_t text_constant(std::string_view text);
    std::uint32_t slot(Slot slot);
    const Local* local(std::string_view name) const;
    const Cell* constant_of(Emitted emitted) const;
    Emitted fail(std::uint32_t at, std::string message);

    const Ast& ast_;
    const ExpressionOptions& options_;
    SlotNames own_names_{SlotNames::Alone{}};
    SlotNames& names_;
    std::unique_ptr<Program> program_ = std::make_unique<Program>();
    std::vector<Local> locals_;
    std::optional<Mistake> mistake_;
    std::uint32_t at_ = 0;  // of the node at hand, for bounds
    Workspace folding_;     // for all that is evaluated beforehand: one budget
};

}  // namespace dialogd::rules::cel
