// Equality and order.
#include "rules/cel/compare.hpp"

#include <cmath>

namespace dialogd::rules::cel {

namespace {

template <class T>
Order order_of(const T& a, const T& b) {
    if (a < b) return Order::less;
    return b < a ? Order::greater : Order::equal;
}

Order reverse(Order order) {
    if (order == Order::less) return Order::greater;
    return order == Order::greater ? Order::less : order;
}

// Exact: a double is not asked to hold a number of 64 bits.
Order order_integer(std::int64_t a, double b) {
    if (std::isnan(b)) return Order::none;
    constexpr std::int64_t kExact = std::int64_t{1} << 53;  // up to here a double holds every whole number
    if (a >= -kExact && a <= kExact) return order_of(static_cast<double>(a), b);
    if (b >= 0x1p63) return Order::less;
    if (b < -0x1p63) return Order::greater;
    const double whole = std::floor(b);
    const Order whole_order = order_of(a, static_cast<std::int64_t>(whole));
    return whole_order == Order::equal && whole != b ? Order::less : whole_order;
}

Order order_unsigned(std::uint64_t a, double b) {
    if (std::isnan(b)) return Order::none;
    if (b >= 0x1p64) return Order::less;
    if (b < 0) return Order::greater;
    const double whole = std::floor(b);
    const Order whole_order = order_of(a, static_cast<std::uint64_t>(whole));
    return whole_order == Order::equal && whole != b ? Order::less : whole_order;
}

Order order_numbers(const Cell& a, const Cell& b) {
    if (a.kind == Kind::number && b.kind == Kind::number) {
        if (std::isnan(a.as.number) || std::isnan(b.as.number)) return Order::none;
        return order_of(a.as.number, b.as.number);
    }
    if (a.kind == Kind::integer) {
        if (b.kind == Kind::integer) return order_of(a.as.integer, b.as.integer);
        if (b.kind == Kind::number) return order_integer(a.as.integer, b.as.number);
        if (a.as.integer < 0) return Order::less;
        return order_of(static_cast<std::uint64_t>(a.as.integer), b.as.unsigned_integer);
    }
    if (a.kind == Kind::unsigned_integer) {
        if (b.kind == Kind::unsigned_integer) return order_of(a.as.unsigned_integer, b.as.unsigned_integer);
        if (b.kind == Kind::number) return order_unsigned(a.as.unsigned_integer, b.as.number);
    }
    return reverse(order_numbers(b, a));
}

bool equal_lists(const Cell& a, const Cell& b, Workspace& work) {
    if (a.size() != b.size()) return false;
    for (std::uint32_t i = 0; i < a.size(); ++i)
        if (!equal(a.item(i), b.item(i), work)) return false;
    return true;
}

bool equal_maps(const Cell& a, const Cell& b, Workspace& work) {
    if (a.size() != b.size()) return false;
    for (std::uint32_t i = 0; i < a.size(); ++i) {
        const std::optional<Cell> other = look_up(b, a.key(i), work);
        if (!other || !equal(a.value(i), *other, work)) return false;
    }
    return true;
}

}  // namespace

bool equal(const Cell& a, const Cell& b, Workspace& work) {
    if (a.is_number() && b.is_number()) return order_numbers(a, b) == Order::equal;
    if (a.kind != b.kind) return false;
    switch (a.kind) {
        case Kind::null: return true;
        case Kind::boolean: return a.as.boolean == b.as.boolean;
        case Kind::text:
        case Kind::bytes: return work.spend_octets(a.as.text.size()) && a.as.text == b.as.text;
        case Kind::timestamp: return a.as.timestamp == b.as.timestamp;
        case Kind::span:
        case Kind::type: return a.as.integer == b.as.integer;
        case Kind::list: return work.spend(1) && equal_lists(a, b, work);
        case Kind::map: return work.spend(1) && equal_maps(a, b, work);
        default: return false;
    }
}

std::optional<Order> order(const Cell& a, const Cell& b) {
    if (a.is_number() && b.is_number()) return order_numbers(a, b);
    if (a.kind != b.kind) return std::nullopt;
    switch (a.kind) {
        case Kind::boolean: return order_of(a.as.boolean, b.as.boolean);
        // Octet by octet, as unsigned; for UTF-8 that is the order of the code points.
        case Kind::text:
        case Kind::bytes: return order_of(a.as.text.compare(b.as.text), 0);
        case Kind::timestamp: return order_of(a.as.timestamp, b.as.timestamp);
        case Kind::span: return order_of(a.as.integer, b.as.integer);
        default: return std::nullopt;
    }
}

std::optional<Cell> look_up(const Cell& map, const Cell& key, Workspace& work) {
    if (key.kind == Kind::text) return look_up(map, key.as.text, work);
    if (!work.spend(map.size() / 4)) return std::nullopt;
    for (std::uint32_t i = 0; i < map.size(); ++i)
        if (equal(map.key(i), key, work)) return map.value(i);
    return std::nullopt;
}

std::optional<Cell> look_up(const Cell& map, std::string_view key, Workspace& work) {
    if (!work.spend(map.size() / 4)) return std::nullopt;
    for (std::uint32_t i = 0; i < map.size(); ++i) {
        const Cell name = map.key(i);
        if (name.kind == Kind::text && name.as.text == key) return map.value(i);
    }
    return std::nullopt;
}

Cell contains(const Cell& range, const Cell& wanted, Workspace& work) {
    if (range.kind == Kind::map) return Cell::of(look_up(range, wanted, work).has_value());
    if (range.kind != Kind::list) return no_overload();
    if (!work.spend(range.size() / 4)) return Workspace::too_costly();
    for (std::uint32_t i = 0; i < range.size(); ++i)
        if (equal(range.item(i), wanted, work)) return Cell::of(true);
    return Cell::of(false);
}

Cell element(const Cell& range, const Cell& key, Workspace& work) {
    if (range.kind == Kind::map) {
        if (const auto found = look_up(range, key, work)) return *found;
        return work.fail(key.kind == Kind::text ? "no such key: `" + std::string(key.as.text) + "`" : "no such key");
    }
    if (range.kind != Kind::list) return no_overload();
    if (!key.is_number()) return Cell::error("invalid_argument: an index is a whole number");
    const double index = key.to_double();
    if (index != std::floor(index)) return Cell::error("invalid_argument: an index is a whole number");
    if (!(index >= 0) || index >= range.size())
        return work.fail("invalid_argument: index out of range in a list of " + std::to_string(range.size()));
    return range.item(static_cast<std::uint32_t>(index));
}

}  // namespace dialogd::rules::cel
