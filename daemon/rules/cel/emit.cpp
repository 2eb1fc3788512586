// Tree -> program: operations, constants and slots, each of them once.
#include <algorithm>

#include "rules/cel/compile.hpp"

namespace dialogd::rules::cel {

namespace {

// Literal lists longer than this are built at each evaluation.
constexpr std::size_t kMaxConstantCells = 10'000;

// Nothing is known yet: what needs a scope is not evaluated beforehand.
class NoScope final : public Scope {
public:
    std::optional<Value> find(std::string_view) const override { return std::nullopt; }
    std::optional<Value> select(std::string_view, std::string_view) const override { return std::nullopt; }
    std::vector<const Remembered*> remembered(std::string_view, Duration) const override { return {}; }
    const Remembered* last(std::string_view) const override { return nullptr; }
    Instant now() const override { return {}; }
    std::string_view language() const override { return "en"; }
    std::string_view time_zone() const override { return "UTC"; }
    const Formats* formats() const override { return nullptr; }
};

bool same(const Slot& a, const Slot& b) {
    return a.name == b.name && a.parts == b.parts;
}

}  // namespace

Compiler::Emitted Compiler::emit(Operation op, const std::vector<Emitted>& operands, bool scoped) {
    if (mistake_) return {};
    if (program_->operations.size() >= kMaxOperations) return fail(at_, "the expression is too long");
    op.operands = static_cast<std::uint32_t>(program_->operands.size());
    op.count = static_cast<std::uint32_t>(operands.size());
    for (const Emitted operand : operands) program_->operands.push_back(operand.index);
    program_->operations.push_back(op);
    const Emitted emitted{static_cast<std::uint32_t>(program_->operations.size() - 1), scoped};
    const bool fixed =
        std::all_of(operands.begin(), operands.end(), [&](Emitted e) { return constant_of(e) != nullptr; });
    return fixed ? fold(emitted) : emitted;
}

// Evaluates what has only constants below it. An error there is a mistake where names are checked; else it
// stays to be found when it is evaluated, as CEL has it.
Compiler::Emitted Compiler::fold(Emitted emitted) {
    const Operation& op = program_->operations[emitted.index];
    switch (op.op) {
        case Op::constant:
        case Op::slot:
        case Op::has_slot:
        case Op::now:
        case Op::local:
        case Op::segment:
        case Op::history_count:
        case Op::history_sum:
        case Op::history_last: return emitted;
        case Op::call:
            if (!program_->functions[op.a]->pure) return emitted;
            break;
        default: break;
    }
    static const NoScope nothing;
    const Cell cell = Evaluation(*program_, nothing, folding_).at(emitted.index);
    std::size_t budget = kMaxConstantCells;
    if (folding_.exhausted()) return emitted;
    if (cell.failed() && options_.vocabulary != nullptr) return fail(at_, std::string(cell.as.text));
    if (cell.failed()) return emitted;
    const std::optional<Cell> kept = keep(cell, budget);
    if (!kept) return emitted;
    program_->constants.push_back(*kept);
    program_->operations[emitted.index] = {.op = Op::constant,
                                           .a = static_cast<std::uint32_t>(program_->constants.size() - 1)};
    return emitted;
}

// A copy of `cell` whose texts and lists are the program's; nothing when it is too large for that.
std::optional<Cell> Compiler::keep(const Cell& cell, std::size_t& budget) {
    if (budget == 0) return std::nullopt;
    --budget;
    if (cell.kind == Kind::text) return Cell::of(program_->intern(std::string(cell.as.text)));
    if (cell.kind == Kind::bytes) return Cell::bytes(program_->intern(std::string(cell.as.text)));
    if (cell.kind != Kind::list && cell.kind != Kind::map) return cell;
    std::vector<Cell> items;
    for (std::uint32_t i = 0; i < cell.size(); ++i) {
        const bool is_map = cell.kind == Kind::map;
        const auto item = keep(is_map ? cell.key(i) : cell.item(i), budget);
        if (!item) return std::nullopt;
        items.push_back(*item);
        if (!is_map) continue;
        const auto value = keep(cell.value(i), budget);
        if (!value) return std::nullopt;
        items.push_back(*value);
    }
    const std::vector<Cell>& kept = program_->lists.emplace_back(std::move(items));
    return cell.kind == Kind::list ? Cell::list(kept) : Cell::map(kept);
}

Compiler::Emitted Compiler::constant(const Cell& cell) {
    std::size_t budget = kMaxConstantCells;
    program_->constants.push_back(keep(cell, budget).value_or(Cell::null()));
    return emit({.op = Op::constant, .a = static_cast<std::uint32_t>(program_->constants.size() - 1)}, {}, false);
}

std::uint32_t Compiler::text_constant(std::string_view text) {
    program_->constants.push_back(Cell::of(program_->intern(std::string(text))));
    return static_cast<std::uint32_t>(program_->constants.size() - 1);
}

std::uint32_t Compiler::slot(Slot wanted) {
    std::vector<Slot>& slots = program_->slots;
    const auto found = std::find_if(slots.begin(), slots.end(), [&](const Slot& slot) { return same(slot, wanted); });
    if (found != slots.end()) return static_cast<std::uint32_t>(found - slots.begin());
    slots.push_back(std::move(wanted));
    return static_cast<std::uint32_t>(slots.size() - 1);
}

const Compiler::Local* Compiler::local(std::string_view name) const {
    // The innermost counts.
    const auto found = std::find_if(locals_.rbegin(), locals_.rend(), [&](const Local& l) { return l.name == name; });
    return found == locals_.rend() ? nullptr : &*found;
}

const Cell* Compiler::constant_of(Emitted emitted) const {
    if (mistake_) return nullptr;
    const Operation& op = program_->operations[emitted.index];
    if (op.op != Op::constant) return nullptr;
    const Cell& cell = program_->constants[op.a];
    return cell.failed() ? nullptr : &cell;
}

}  // namespace dialogd::rules::cel
