// + - * / % and the unary minus.
#include "rules/cel/arithmetic.hpp"

#include <limits>

#include "rules/cel/time.hpp"

namespace dialogd::rules::cel {

namespace {

Cell overflow() {
    return Cell::error("return error for overflow: the result does not fit 64 bits");
}

template <class T>
Cell whole(Operator op, T a, T b) {
    T result = 0;
    switch (op) {
        case Operator::add: return __builtin_add_overflow(a, b, &result) ? overflow() : Cell::of(result);
        case Operator::subtract: return __builtin_sub_overflow(a, b, &result) ? overflow() : Cell::of(result);
        case Operator::multiply: return __builtin_mul_overflow(a, b, &result) ? overflow() : Cell::of(result);
        default: break;
    }
    if (b == 0) return Cell::error(op == Operator::divide ? "divide by zero" : "modulus by zero");
    if constexpr (std::numeric_limits<T>::is_signed)
        if (a == std::numeric_limits<T>::min() && b == -1) return overflow();
    return Cell::of(static_cast<T>(op == Operator::divide ? a / b : a % b));
}

Cell floating(Operator op, double a, double b) {
    switch (op) {
        case Operator::add: return Cell::of(a + b);
        case Operator::subtract: return Cell::of(a - b);
        case Operator::multiply: return Cell::of(a * b);
        case Operator::divide: return Cell::of(a / b);  // by zero: infinity or NaN, as IEEE 754 has it
        default: return no_overload();
    }
}

Cell joined(const Cell& a, const Cell& b, Workspace& work) {
    if (!work.spend_octets(a.as.text.size() + b.as.text.size())) return Workspace::too_costly();
    std::string both;
    both.reserve(a.as.text.size() + b.as.text.size());
    both.append(a.as.text).append(b.as.text);
    return a.kind == Kind::text ? work.text(std::move(both)) : work.bytes(std::move(both));
}

Cell joined_lists(const Cell& a, const Cell& b, Workspace& work) {
    if (!work.spend(a.size() + b.size())) return Workspace::too_costly();
    std::vector<Cell> both;
    both.reserve(a.size() + b.size());
    for (std::uint32_t i = 0; i < a.size(); ++i) both.push_back(a.item(i));
    for (std::uint32_t i = 0; i < b.size(); ++i) both.push_back(b.item(i));
    return work.list(std::move(both));
}

}  // namespace

Cell calculate(Operator op, const Cell& a, const Cell& b, bool mixes_numbers, Workspace& work) {
    if (a.kind == b.kind) {
        switch (a.kind) {
            case Kind::integer: return whole(op, a.as.integer, b.as.integer);
            case Kind::unsigned_integer: return whole(op, a.as.unsigned_integer, b.as.unsigned_integer);
            case Kind::number: return floating(op, a.as.number, b.as.number);
            case Kind::text:
            case Kind::bytes: return op == Operator::add ? joined(a, b, work) : no_overload();
            case Kind::list: return op == Operator::add ? joined_lists(a, b, work) : no_overload();
            default: break;
        }
    }
    if (mixes_numbers && a.is_number() && b.is_number()) return floating(op, a.to_double(), b.to_double());
    if (op == Operator::add) return add_times(a, b);
    return op == Operator::subtract ? subtract_times(a, b) : no_overload();
}

Cell negate(const Cell& a) {
    if (a.kind == Kind::number) return Cell::of(-a.as.number);
    if (a.kind != Kind::integer) return a.failed() ? a : no_overload();
    std::int64_t result = 0;
    return __builtin_sub_overflow(std::int64_t{0}, a.as.integer, &result) ? overflow() : Cell::of(result);
}

}  // namespace dialogd::rules::cel
