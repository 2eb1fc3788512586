// Runs a program for one turn's scope.
#pragma once

#include <array>
#include <optional>

#include "rules/cel/ast.hpp"
#include "rules/cel/workspace.hpp"

namespace dialogd::rules::cel {

// Everything it gives views the program, the scope, itself or the workspace.
class Evaluation {
public:
    Evaluation(const Program& program, const Scope& scope, Workspace& work);

    // The value of the operation at `index`; the last one is the whole program.
    Cell at(std::uint32_t index);

private:
    // What the scope said about a slot.
    struct Answer {
        bool asked = false;
        const Value* value = nullptr;  // null: it is not there
        std::optional<Value> made;     // what `value` points to, when it stands nowhere else
    };

    Cell step(const Operation& op);
    // Half of all operands are constants: those need no step of their own.
    Cell operand(const Operation& op, std::uint32_t which) {
        const std::uint32_t index = program_.operands[op.operands + which];
        const Operation& next = program_.operations[index];
        return next.op == Op::constant ? program_.constants[next.a] : at(index);
    }

    const Answer& ask(std::uint32_t slot);
    std::optional<Value> ask_qualified(const Slot& slot) const;
    Cell slot(std::uint32_t index);
    Cell select(const Operation& op, bool test_only);
    Cell index(const Operation& op);
    Cell logic(const Operation& op, bool decisive);
    Cell conditional(const Operation& op);
    Cell equality(const Operation& op, bool wanted);
    Cell comparison(const Operation& op);
    Cell membership(const Operation& op);
    Cell arithmetic(const Operation& op);
    Cell list(const Operation& op);
    Cell map(const Operation& op);
    Cell call(const Operation& op);
    Cell matching(const Operation& op);
    Cell segment(const Operation& op);
    Cell bind(const Operation& op);

    // comprehension.cpp
    Cell macro(const Operation& op);
    void bind_element(const Operation& op, const Cell& range, std::uint32_t index);
    Cell quantifier(const Operation& op, const Cell& range, bool decisive);
    Cell exactly_one(const Operation& op, const Cell& range);
    Cell collect(const Operation& op, const Cell& range, bool into_map);
    std::optional<Cell> wanted(const Operation& op, std::uint32_t which);

    // history.cpp
    Cell history_count(const Operation& op);
    Cell history_sum(const Operation& op);
    Cell history_last(const Operation& op);

    const Program& program_;
    const Scope& scope_;
    Workspace& work_;
    std::array<Answer, 8> near_;  // conditions have few slots; those of long ones are allocated
    std::vector<Answer> far_;
    std::vector<Cell> locals_;
};

}  // namespace dialogd::rules::cel
