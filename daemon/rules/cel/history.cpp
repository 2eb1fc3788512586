// Runs a program: what it looks back at.
#include <cmath>

#include "rules/cel/compare.hpp"
#include "rules/cel/evaluate.hpp"

namespace dialogd::rules::cel {

Cell Evaluation::history_count(const Operation& op) {
    const History& history = program_.histories[op.a];
    const std::vector<const Remembered*> events = scope_.remembered(history.event, history.window);
    if (op.count == 0) return Cell::of(static_cast<std::int64_t>(events.size()));
    std::int64_t count = 0;
    for (const Remembered* event : events) {
        locals_[op.b] = Cell::event(*event);
        const Cell value = operand(op, 0);
        if (value.kind != Kind::boolean) return value.failed() ? value : no_overload();
        if (value.as.boolean) ++count;
    }
    return Cell::of(count);
}

// Events without the property, or with something else in it, add nothing.
Cell Evaluation::history_sum(const Operation& op) {
    const History& history = program_.histories[op.a];
    double sum = 0;
    for (const Remembered* event : scope_.remembered(history.event, history.window)) {
        if (!work_.spend(1)) return Workspace::too_costly();
        const Value* property = event->properties.find(history.property);
        if (property != nullptr) sum += property->as_double().value_or(0);
    }
    return Cell::of(sum);
}

Cell Evaluation::history_last(const Operation& op) {
    const Remembered* last = scope_.last(program_.histories[op.a].event);
    return last == nullptr ? Cell::null() : Cell::event(*last);
}

}  // namespace dialogd::rules::cel
