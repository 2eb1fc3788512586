// Program -> what of it can be decided by a look.
#include <cmath>

#include "rules/cel/compile.hpp"

namespace dialogd::rules::cel {

namespace {

constexpr double kExact = 0x1p53;  // beyond, two whole numbers may be one double

Operator mirrored(Operator op) {
    switch (op) {
        case Operator::less: return Operator::greater;
        case Operator::less_equal: return Operator::greater_equal;
        case Operator::greater: return Operator::less;
        case Operator::greater_equal: return Operator::less_equal;
        default: return op;
    }
}

Plain plain(const Cell& cell) {
    Plain it;
    if (cell.kind == Kind::null) it.kind = Plain::Kind::null;
    if (cell.kind == Kind::boolean) {
        it.kind = Plain::Kind::boolean;
        it.boolean = cell.as.boolean;
    }
    if (cell.kind == Kind::text) {
        it.kind = Plain::Kind::text;
        it.characters = cell.as.text.data();
        it.length = static_cast<std::uint32_t>(cell.as.text.size());
    }
    // A double is itself; a whole number is one as far as it is held exactly.
    if (cell.is_number() && (cell.kind == Kind::number || std::abs(cell.to_double()) < kExact)) {
        it.kind = Plain::Kind::number;
        it.number = cell.to_double();
    }
    return it;
}

// What is declared a time or a duration has to be read before it is compared.
bool is_timely(const Slot& slot) {
    return slot.type == Type::timestamp || slot.type == Type::span;
}

class Making {
public:
    Making(const Program& program, SlotNames& names) : program_(program), names_(names) {}

    Quick make() {
        test(static_cast<std::uint32_t>(program_.operations.size() - 1));
        return decides_ && quick_.looks <= kMaxLooks ? std::move(quick_) : Quick();
    }

private:
    const Operation& operand(const Operation& op, std::uint32_t which) const {
        return program_.operations[program_.operands[op.operands + which]];
    }

    void test(std::uint32_t index) {
        const Operation& op = program_.operations[index];
        const std::size_t at = quick_.tests.size();
        quick_.tests.emplace_back();
        ++quick_.looks;
        Test made = leaf(op);
        switch (op.op) {
            case Op::all_of:
                made.what = Test::What::all_of;
                made.decisive = Truth::no;
                break;
            case Op::any_of:
                made.what = Test::What::any_of;
                made.decisive = Truth::yes;
                break;
            case Op::invert: made.what = Test::What::invert; break;
            case Op::conditional: made.what = Test::What::conditional; break;
            default: decides_ = decides_ || made.what != Test::What::open;
        }
        const bool joins =
            op.op == Op::all_of || op.op == Op::any_of || op.op == Op::invert || op.op == Op::conditional;
        for (std::uint32_t i = 0; joins && i < op.count; ++i) test(program_.operands[op.operands + i]);
        made.size = static_cast<std::uint32_t>(quick_.tests.size() - at);
        quick_.tests[at] = made;
    }

    Test leaf(const Operation& op) {
        switch (op.op) {
            case Op::constant: return constant(program_.constants[op.a]);
            case Op::slot:
            case Op::select: return of_reach(Test::What::holds, reach(op));
            case Op::has_slot: return of_reach(Test::What::present, of_slot(program_.slots[op.a]));
            case Op::has_field: return of_reach(Test::What::present, below(operand(op, 0), op));
            case Op::equal: return comparison(op, Operator::equal);
            case Op::unequal: return comparison(op, Operator::unequal);
            case Op::compare: return comparison(op, static_cast<Operator>(op.a));
            case Op::in: return membership(op);
            case Op::segment: return segment(op);
            default: return {};
        }
    }

    static Test constant(const Cell& cell) {
        Test made;
        if (cell.kind != Kind::boolean) return made;
        made.what = Test::What::constant;
        made.decisive = cell.as.boolean ? Truth::yes : Truth::no;
        return made;
    }

    // A test of the value there; open when it stands nowhere.
    Test of_reach(Test::What what, std::optional<Reach> reach) {
        Test made;
        if (!reach) return made;
        const Reach& kept = keep(*std::move(reach));
        made.what = what;
        made.deep = !kept.fields.empty();
        if (made.deep)
            made.below = &kept;
        else
            made.name = kept.name.get();
        return made;
    }

    const Reach& keep(Reach reach) { return quick_.reaches.emplace_back(std::move(reach)); }

    Plain keep(const Cell& cell) {
        Plain it = plain(cell);
        if (it.kind == Plain::Kind::text) it.characters = quick_.texts.emplace_back(names_.text(it.text()))->data();
        return it;
    }

    static std::optional<Reach> of_slot(const Slot& slot) {
        if (!slot.parts.empty()) return std::nullopt;
        return Reach{slot.name, {}};
    }

    // A slot, or fields below one.
    std::optional<Reach> reach(const Operation& op) {
        if (op.op == Op::slot) return is_timely(program_.slots[op.a]) ? std::nullopt : of_slot(program_.slots[op.a]);
        return op.op == Op::select ? below(operand(op, 0), op) : std::nullopt;
    }

    std::optional<Reach> below(const Operation& target, const Operation& op) {
        std::optional<Reach> above = reach(target);
        if (!above) return std::nullopt;
        const std::string_view field = program_.constants[op.a].as.text;
        // The event that started the run is made whole when it is asked for: its fields stand somewhere.
        if (above->name->root == "run" && above->name->field == "event" && above->fields.empty())
            return Reach{names_.of("run.event", field), {}};
        above->fields.emplace_back(field);
        return above;
    }

    Test comparison(const Operation& op, Operator how) {
        const Operation& left = operand(op, 0);
        const Operation& right = operand(op, 1);
        if (left.op == Op::constant) return with_constant(reach(right), mirrored(how), program_.constants[left.a]);
        if (right.op == Op::constant) return with_constant(reach(left), how, program_.constants[right.a]);
        std::optional<Reach> other = reach(right);
        Test made = other ? of_reach(Test::What::both, reach(left)) : Test();
        if (made.what != Test::What::both) return made;
        made.op = how;
        made.other = &keep(*std::move(other));
        return made;
    }

    Test with_constant(std::optional<Reach> reach, Operator how, const Cell& cell) {
        const Plain value = keep(cell);
        if (value.kind == Plain::Kind::other) return {};
        Test made = of_reach(Test::What::compared, std::move(reach));
        made.op = how;
        made.constant = value;
        return made;
    }

    Test membership(const Operation& op) {
        const Operation& range = operand(op, 1);
        if (range.op != Op::constant) return {};
        const Cell& list = program_.constants[range.a];
        if (list.kind != Kind::list || list.size() > kMaxLooks) return {};
        std::vector<Plain> constants;
        for (std::uint32_t i = 0; i < list.size(); ++i) {
            constants.push_back(keep(list.item(i)));
            if (constants.back().kind == Plain::Kind::other) return {};
        }
        Test made = of_reach(Test::What::one_of, reach(operand(op, 0)));
        if (made.what != Test::What::one_of) return made;
        quick_.looks += list.size();
        made.constants = {quick_.lists.emplace_back(std::move(constants)).data(), list.size()};
        return made;
    }

    Test segment(const Operation& op) {
        const Quick& quick = program_.segments[op.a].program->quick;
        Test made;
        if (quick.tests.empty()) return made;
        made.what = Test::What::segment;
        made.segment = quick.tests.data();
        quick_.looks += quick.looks;
        return made;
    }

    const Program& program_;
    SlotNames& names_;
    Quick quick_;
    bool decides_ = false;
};

}  // namespace

Quick quick_of(const Program& program, SlotNames& names) {
    return Making(program, names).make();
}

}  // namespace dialogd::rules::cel
