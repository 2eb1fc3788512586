// Runs a program: the macros that go through a list or a map.
#include "rules/cel/compare.hpp"
#include "rules/cel/evaluate.hpp"

namespace dialogd::rules::cel {

// One name is an item or a key; two are index and item, or key and value.
void Evaluation::bind_element(const Operation& op, const Cell& range, std::uint32_t index) {
    const bool is_map = range.kind == Kind::map;
    if (op.flags == 1) {
        locals_[op.b] = is_map ? range.key(index) : range.item(index);
        return;
    }
    locals_[op.b] = is_map ? range.key(index) : Cell::of(static_cast<std::int64_t>(index));
    locals_[op.b + 1U] = is_map ? range.value(index) : range.item(index);
}

Cell Evaluation::macro(const Operation& op) {
    const Cell range = operand(op, 0);
    if (range.failed()) return range;
    if (range.kind != Kind::list && range.kind != Kind::map) return no_overload();
    switch (static_cast<Macro>(op.a)) {
        case Macro::all: return quantifier(op, range, false);
        case Macro::exists: return quantifier(op, range, true);
        case Macro::exists_one: return exactly_one(op, range);
        case Macro::transform_map: return collect(op, range, true);
        default: return collect(op, range, false);
    }
}

// all is a long &&, exists a long ||: an error counts only when nothing decides.
Cell Evaluation::quantifier(const Operation& op, const Cell& range, bool decisive) {
    Cell trouble;
    for (std::uint32_t i = 0; i < range.size(); ++i) {
        bind_element(op, range, i);
        const Cell value = operand(op, 1);
        if (work_.exhausted()) return Workspace::too_costly();
        if (value.is(decisive)) return value;
        if (value.kind != Kind::boolean && !trouble.failed()) trouble = value.failed() ? value : no_overload();
    }
    return trouble.failed() ? trouble : Cell::of(!decisive);
}

Cell Evaluation::exactly_one(const Operation& op, const Cell& range) {
    std::uint32_t found = 0;
    for (std::uint32_t i = 0; i < range.size(); ++i) {
        bind_element(op, range, i);
        const Cell value = operand(op, 1);
        if (value.kind != Kind::boolean) return value.failed() ? value : no_overload();
        if (value.as.boolean) ++found;
    }
    return Cell::of(found == 1);
}

// An error of the condition, or null where it is false; nothing where it is true.
std::optional<Cell> Evaluation::wanted(const Operation& op, std::uint32_t which) {
    const Cell value = operand(op, which);
    if (value.kind != Kind::boolean) return value.failed() ? value : no_overload();
    if (!value.as.boolean) return Cell::null();
    return std::nullopt;
}

// map, filter, transformList and transformMap. Operands: range, condition if there are three, expression.
Cell Evaluation::collect(const Operation& op, const Cell& range, bool into_map) {
    const bool filters = static_cast<Macro>(op.a) == Macro::filter;
    std::vector<Cell> out;
    for (std::uint32_t i = 0; i < range.size(); ++i) {
        bind_element(op, range, i);
        if (filters || op.count == 3) {
            const std::optional<Cell> refused = wanted(op, 1);
            if (refused && refused->failed()) return *refused;
            if (refused) continue;
        }
        const Cell value = filters ? locals_[op.b] : operand(op, op.count - 1);
        if (value.failed()) return value;
        if (into_map) out.push_back(locals_[op.b]);
        out.push_back(value);
    }
    return into_map ? work_.map(std::move(out)) : work_.list(std::move(out));
}

}  // namespace dialogd::rules::cel
