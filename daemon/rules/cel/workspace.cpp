// What one evaluation works with.
#include "rules/cel/workspace.hpp"

namespace dialogd::rules::cel {

bool Workspace::build(std::size_t octets) {
    built_ += octets;
    if (built_ > kMaxBuilt) spend(static_cast<std::size_t>(kMaxSteps) + 1);
    return spend_octets(octets);
}

Cell Workspace::text(std::string text) {
    if (!build(text.size())) return too_costly();
    return Cell::of(std::string_view(texts_.emplace_front(std::move(text))));
}

Cell Workspace::bytes(std::string octets) {
    if (!build(octets.size())) return too_costly();
    return Cell::bytes(texts_.emplace_front(std::move(octets)));
}

Cell Workspace::list(std::vector<Cell> items) {
    if (!build(items.size() * sizeof(Cell))) return too_costly();
    return Cell::list(lists_.emplace_front(std::move(items)));
}

Cell Workspace::map(std::vector<Cell> keys_and_values) {
    if (!build(keys_and_values.size() * sizeof(Cell))) return too_costly();
    return Cell::map(lists_.emplace_front(std::move(keys_and_values)));
}

Cell Workspace::fail(std::string message) {
    if (!build(message.size())) return too_costly();
    return Cell::error(texts_.emplace_front(std::move(message)));
}

Value Workspace::to_value(const Cell& cell) {
    if (!spend(4)) return {};  // an allocation each, in the worst case
    constexpr std::int64_t kNanos = 1'000'000'000;
    switch (cell.kind) {
        case Kind::null:
        case Kind::error: return {};
        case Kind::boolean: return cell.as.boolean;
        case Kind::integer: return cell.as.integer;
        case Kind::unsigned_integer: return cell.as.unsigned_integer;
        case Kind::number: return cell.as.number;
        case Kind::text: return spend_octets(cell.as.text.size()) ? Value(cell.as.text) : Value();
        case Kind::bytes: return spend_octets(cell.as.text.size()) ? Value(Bytes{std::string(cell.as.text)}) : Value();
        case Kind::timestamp: return cell.as.timestamp;
        case Kind::span: return Span{cell.as.integer / kNanos, static_cast<std::int32_t>(cell.as.integer % kNanos)};
        case Kind::type: return type_name(static_cast<Kind>(cell.as.integer));
        case Kind::list: {
            Value::List list;
            for (std::uint32_t i = 0; i < cell.size() && !exhausted(); ++i) list.push_back(to_value(cell.item(i)));
            return list;
        }
        case Kind::map: {
            Value::Map map;
            for (std::uint32_t i = 0; i < cell.size() && !exhausted(); ++i)
                map.emplace_back(to_value(cell.key(i)), to_value(cell.value(i)));
            return map;
        }
    }
    return {};
}

}  // namespace dialogd::rules::cel
