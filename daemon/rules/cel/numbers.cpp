// Functions of numbers: the extension `math`.
#include <array>
#include <cmath>

#include "rules/cel/compare.hpp"
#include "rules/cel/functions.hpp"

namespace dialogd::rules::cel {

namespace {

// The extreme of several arguments, or of the items of one list.
Cell extreme(const Call& call, Order wanted) {
    const bool listed = call.size() == 1 && call[0].kind == Kind::list;
    const std::size_t count = listed ? call[0].size() : call.size();
    if (count == 0) return Cell::error("there is no greatest or least of nothing");
    if (!call.work.spend(count)) return Workspace::too_costly();
    Cell best;
    for (std::size_t i = 0; i < count; ++i) {
        const Cell item = listed ? call[0].item(static_cast<std::uint32_t>(i)) : call[i];
        if (!item.is_number()) return no_overload();
        if (i == 0 || order(item, best) == wanted) best = item;
    }
    return best;
}

Cell greatest(const Call& call) {
    return extreme(call, Order::greater);
}
Cell least(const Call& call) {
    return extreme(call, Order::less);
}

Cell absolute(const Call& call) {
    const Cell& a = call[0];
    if (a.kind == Kind::number) return Cell::of(std::abs(a.as.number));
    if (a.kind == Kind::unsigned_integer) return a;
    if (a.kind != Kind::integer) return no_overload();
    if (a.as.integer == INT64_MIN) return Cell::error("integer overflow");
    return Cell::of(std::abs(a.as.integer));
}

// Rounding is of doubles; a whole number out of JSON is one too, and an int stays as it is.
template <double (*round_it)(double)>
Cell rounded(const Call& call) {
    if (call[0].kind == Kind::number) return Cell::of(round_it(call[0].as.number));
    return no_overload();
}

Cell sign(const Call& call) {
    const Cell& a = call[0];
    if (a.kind == Kind::number)
        return std::isnan(a.as.number) ? a : Cell::of(double((a.as.number > 0) - (a.as.number < 0)));
    if (a.kind == Kind::integer) return Cell::of(std::int64_t((a.as.integer > 0) - (a.as.integer < 0)));
    if (a.kind == Kind::unsigned_integer) return Cell::of(std::uint64_t(a.as.unsigned_integer > 0));
    return no_overload();
}

template <bool (*holds)(double)>
Cell tested(const Call& call) {
    return call[0].kind == Kind::number ? Cell::of(holds(call[0].as.number)) : no_overload();
}

bool is_nan(double x) {
    return std::isnan(x);
}
bool is_infinite(double x) {
    return std::isinf(x);
}
bool is_finite(double x) {
    return std::isfinite(x);
}

constexpr std::array kFunctions{
    Function{"math.greatest", false, 1, 16, ".", Type::any, greatest},
    Function{"math.least", false, 1, 16, ".", Type::any, least},
    Function{"math.abs", false, 1, 1, "n", Type::any, absolute},
    Function{"math.ceil", false, 1, 1, "n", Type::number, rounded<std::ceil>},
    Function{"math.floor", false, 1, 1, "n", Type::number, rounded<std::floor>},
    Function{"math.round", false, 1, 1, "n", Type::number, rounded<std::round>},
    Function{"math.trunc", false, 1, 1, "n", Type::number, rounded<std::trunc>},
    Function{"math.sign", false, 1, 1, "n", Type::any, sign},
    Function{"math.isNaN", false, 1, 1, "n", Type::boolean, tested<is_nan>},
    Function{"math.isInf", false, 1, 1, "n", Type::boolean, tested<is_infinite>},
    Function{"math.isFinite", false, 1, 1, "n", Type::boolean, tested<is_finite>},
};

}  // namespace

std::span<const Function> number_functions() {
    return kFunctions;
}

}  // namespace dialogd::rules::cel
