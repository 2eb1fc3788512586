// Runs a program: slots, fields and operators.
#include "rules/cel/evaluate.hpp"

#include <cmath>

#include "rules/cel/arithmetic.hpp"
#include "rules/cel/compare.hpp"
#include "rules/cel/functions.hpp"
#include "rules/cel/time.hpp"

namespace dialogd::rules::cel {

namespace {

// JSON knows neither whole numbers nor times: what was declared so becomes so, if it fits. Nothing: it stays.
std::optional<Value> as_declared(Type type, const Value& value) {
    const double* number = value.number();
    const std::string* text = value.text();
    if (type == Type::integer && number != nullptr && *number == std::floor(*number) && std::abs(*number) < 0x1p63)
        return Value(static_cast<std::int64_t>(*number));
    if (type == Type::number && value.integer() != nullptr) return Value(static_cast<double>(*value.integer()));
    if (type == Type::timestamp && text != nullptr) {
        if (const auto time = parse_timestamp(*text)) return Value(*time);
        if (const Result<Instant> day = parse_instant(*text)) return Value(*day);
    }
    if (type == Type::span && text != nullptr)
        if (const auto span = parse_span(*text))
            return Value(Span{*span / 1'000'000'000, static_cast<std::int32_t>(*span % 1'000'000'000)});
    return std::nullopt;
}

// "180d" beside a duration or a time is that duration, "2026-12-01" beside a time is that day.
Cell timely_text(const Cell& cell, const Cell& other, bool compared) {
    // Times are compared with times only; a time less a text may be either.
    if (other.kind == Kind::span || !compared)
        if (const auto span = parse_span(cell.as.text)) return Cell::span(*span);
    if (other.kind == Kind::timestamp)
        if (const Result<Instant> time = parse_instant(cell.as.text)) return Cell::of(timestamp_of(*time));
    return cell;
}

void take_text(Cell& cell, const Cell& other, bool compared) {
    if (cell.kind == Kind::text && (other.kind == Kind::timestamp || other.kind == Kind::span))
        cell = timely_text(cell, other, compared);
}

bool holds(Operator op, Order order) {
    switch (op) {
        case Operator::less: return order == Order::less;
        case Operator::less_equal: return order == Order::less || order == Order::equal;
        case Operator::greater: return order == Order::greater;
        default: return order == Order::greater || order == Order::equal;
    }
}

}  // namespace

Evaluation::Evaluation(const Program& program, const Scope& scope, Workspace& work)
    : program_(program), scope_(scope), work_(work), locals_(program.locals) {
    if (program.slots.size() > near_.size()) far_.resize(program.slots.size() - near_.size());
}

Cell Evaluation::at(std::uint32_t index) {
    if (!work_.spend(1)) return Workspace::too_costly();
    return step(program_.operations[index]);
}

Cell Evaluation::step(const Operation& op) {
    switch (op.op) {
        case Op::constant: return program_.constants[op.a];
        case Op::slot: return slot(op.a);
        case Op::has_slot: return Cell::of(ask(op.a).value != nullptr);
        case Op::now: return Cell::of(timestamp_of(scope_.now()));
        case Op::local: return locals_[op.a];
        case Op::select: return select(op, false);
        case Op::has_field: return select(op, true);
        case Op::index: return index(op);
        case Op::negate: return negate(operand(op, 0));
        case Op::invert: {
            const Cell value = operand(op, 0);
            if (value.kind == Kind::boolean) return Cell::of(!value.as.boolean);
            return value.failed() ? value : no_overload();
        }
        case Op::all_of: return logic(op, false);
        case Op::any_of: return logic(op, true);
        case Op::conditional: return conditional(op);
        case Op::equal: return equality(op, true);
        case Op::unequal: return equality(op, false);
        case Op::compare: return comparison(op);
        case Op::in: return membership(op);
        case Op::arithmetic: return arithmetic(op);
        case Op::list: return list(op);
        case Op::map: return map(op);
        case Op::call: return call(op);
        case Op::matches: return matching(op);
        case Op::segment: return segment(op);
        case Op::macro: return macro(op);
        case Op::bind: return bind(op);
        case Op::history_count: return history_count(op);
        case Op::history_sum: return history_sum(op);
        case Op::history_last: return history_last(op);
    }
    return no_overload();
}

const Evaluation::Answer& Evaluation::ask(std::uint32_t index) {
    Answer& answer = index < near_.size() ? near_[index] : far_[index - near_.size()];
    if (answer.asked) return answer;
    answer.asked = true;
    const Slot& slot = program_.slots[index];
    if (!slot.parts.empty()) {
        answer.made = ask_qualified(slot);
    } else if (const auto seen = scope_.peek(*slot.name)) {
        answer.value = *seen;
    } else {
        answer.made =
            slot.name->field.empty() ? scope_.find(slot.name->root) : scope_.select(slot.name->root, slot.name->field);
    }
    if (answer.made) answer.value = &*answer.made;
    if (answer.value == nullptr || slot.type == Type::any) return answer;
    if (std::optional<Value> declared = as_declared(slot.type, *answer.value)) {
        answer.made = std::move(declared);
        answer.value = &*answer.made;
    }
    return answer;
}

std::optional<Value> Evaluation::ask_qualified(const Slot& slot) const {
    for (std::size_t taken = slot.parts.size(); taken > 0; --taken) {
        std::string name = slot.parts[0];
        for (std::size_t i = 1; i < taken; ++i) name += "." + slot.parts[i];
        const std::optional<Value> found = scope_.find(name);
        const Value* value = found ? &*found : nullptr;
        for (std::size_t i = taken; i < slot.parts.size() && value != nullptr; ++i) value = value->find(slot.parts[i]);
        if (value != nullptr) return *value;
        if (found) return std::nullopt;
    }
    return std::nullopt;
}

Cell Evaluation::slot(std::uint32_t index) {
    const Answer& answer = ask(index);
    return answer.value != nullptr ? Cell::of(*answer.value) : Cell::error(program_.slots[index].missing);
}

Cell Evaluation::select(const Operation& op, bool test_only) {
    const Cell target = operand(op, 0);
    if (target.failed()) return target;
    const std::string_view field = program_.constants[op.a].as.text;
    if (target.kind != Kind::map)
        return work_.fail("`" + std::string(field) + "`: " + std::string(type_name(target.kind)) + " has no fields");
    const std::optional<Cell> found = look_up(target, field, work_);
    if (test_only) return Cell::of(found.has_value());
    return found ? *found : work_.fail("no such key: `" + std::string(field) + "`");
}

Cell Evaluation::index(const Operation& op) {
    const Cell range = operand(op, 0);
    if (range.failed()) return range;
    const Cell key = operand(op, 1);
    return key.failed() ? key : element(range, key, work_);
}

// && and ||: one decisive operand is enough, whatever became of the others before or after it.
Cell Evaluation::logic(const Operation& op, bool decisive) {
    Cell trouble;
    for (std::uint32_t i = 0; i < op.count; ++i) {
        const Cell value = operand(op, i);
        if (value.is(decisive)) return value;
        if (value.kind != Kind::boolean && !trouble.failed()) trouble = value.failed() ? value : no_overload();
    }
    return trouble.failed() ? trouble : Cell::of(!decisive);
}

Cell Evaluation::conditional(const Operation& op) {
    const Cell condition = operand(op, 0);
    if (condition.kind != Kind::boolean) return condition.failed() ? condition : no_overload();
    return operand(op, condition.as.boolean ? 1 : 2);
}

Cell Evaluation::equality(const Operation& op, bool wanted) {
    Cell left = operand(op, 0);
    if (left.failed()) return left;
    Cell right = operand(op, 1);
    if (right.failed()) return right;
    if ((op.flags & kLeftText) != 0) take_text(left, right, true);
    if ((op.flags & kRightText) != 0) take_text(right, left, true);
    return Cell::of(equal(left, right, work_) == wanted);
}

Cell Evaluation::comparison(const Operation& op) {
    Cell left = operand(op, 0);
    if (left.failed()) return left;
    Cell right = operand(op, 1);
    if (right.failed()) return right;
    if ((op.flags & kLeftText) != 0) take_text(left, right, true);
    if ((op.flags & kRightText) != 0) take_text(right, left, true);
    if (left.kind == Kind::text || left.kind == Kind::bytes) work_.spend_octets(left.as.text.size());
    const std::optional<Order> found = order(left, right);
    return found ? Cell::of(holds(static_cast<Operator>(op.a), *found)) : no_overload();
}

Cell Evaluation::membership(const Operation& op) {
    const Cell wanted = operand(op, 0);
    if (wanted.failed()) return wanted;
    const Cell range = operand(op, 1);
    return range.failed() ? range : contains(range, wanted, work_);
}

Cell Evaluation::arithmetic(const Operation& op) {
    Cell left = operand(op, 0);
    if (left.failed()) return left;
    Cell right = operand(op, 1);
    if (right.failed()) return right;
    if ((op.flags & kLeftText) != 0) take_text(left, right, false);
    if ((op.flags & kRightText) != 0) take_text(right, left, false);
    return calculate(static_cast<Operator>(op.a), left, right, (op.flags & kMixesNumbers) != 0, work_);
}

Cell Evaluation::list(const Operation& op) {
    std::vector<Cell> items;
    items.reserve(op.count);
    for (std::uint32_t i = 0; i < op.count; ++i) {
        items.push_back(operand(op, i));
        if (items.back().failed()) return items.back();
    }
    return work_.list(std::move(items));
}

Cell Evaluation::map(const Operation& op) {
    std::vector<Cell> entries;
    entries.reserve(op.count);
    for (std::uint32_t i = 0; i < op.count; ++i) {
        const Cell cell = operand(op, i);
        if (cell.failed()) return cell;
        if (i % 2 == 0) {
            if (cell.kind != Kind::boolean && cell.kind != Kind::integer && cell.kind != Kind::unsigned_integer &&
                cell.kind != Kind::text)
                return Cell::error("unsupported key type: a key is text, a whole number, true or false");
            if (look_up(Cell::map(entries), cell, work_)) return Cell::error("Failed with repeated key");
        }
        entries.push_back(cell);
    }
    return work_.map(std::move(entries));
}

Cell Evaluation::call(const Operation& op) {
    std::array<Cell, 16> arguments;  // no function has more
    for (std::uint32_t i = 0; i < op.count; ++i) {
        arguments[i] = operand(op, i);
        if (arguments[i].failed()) return arguments[i];
    }
    return program_.functions[op.a]->evaluate({{arguments.data(), op.count}, work_, scope_});
}

Cell Evaluation::matching(const Operation& op) {
    const Cell text = operand(op, 0);
    if (text.failed()) return text;
    if (text.kind != Kind::text) return no_overload();
    return match(text.as.text, *program_.patterns[op.a], work_);
}

Cell Evaluation::segment(const Operation& op) {
    const Program& program = *program_.segments[op.a].program;
    Evaluation named(program, scope_, work_);
    const Cell result = named.at(static_cast<std::uint32_t>(program.operations.size() - 1));
    const auto describe = [&](std::string_view message) {
        return work_.fail("segment." + program_.segments[op.a].name + ": " + std::string(message));
    };
    if (result.failed()) return describe(result.as.text);
    return result.kind == Kind::boolean ? result : describe("a segment is true or false");
}

Cell Evaluation::bind(const Operation& op) {
    const Cell value = operand(op, 0);
    if (value.failed()) return value;
    locals_[op.b] = value;
    return operand(op, 1);
}

}  // namespace dialogd::rules::cel
