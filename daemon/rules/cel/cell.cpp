// A value while it is evaluated.
#include "rules/cel/cell.hpp"

#include <array>

#include "rules/cel/time.hpp"

namespace dialogd::rules::cel {

namespace {

constexpr std::int64_t kNanos = 1'000'000'000;

Cell of_span(Span span) {
    std::int64_t nanos = 0;
    if (__builtin_mul_overflow(span.seconds, kNanos, &nanos) || __builtin_add_overflow(nanos, span.nanos, &nanos))
        return Cell::error("a duration is out of range");
    return Cell::span(nanos);
}

// The properties of a remembered event; an event without any has none.
const Value::Map& properties_of(const Remembered& event) {
    static const Value::Map none;
    const Value::Map* map = event.properties.map();
    return map == nullptr ? none : *map;
}

// A property called name or time hides the event's own, as it does in the event at hand.
bool has_own(const Remembered& event, std::string_view field) {
    return event.properties.find(field) == nullptr;
}

// Behind the properties come the name and the time. Whether the field there is the name.
bool is_name(const Remembered& event, std::uint32_t index) {
    return index == properties_of(event).size() && has_own(event, "name");
}

}  // namespace

Cell Cell::event(const Remembered& event) {
    const std::size_t own = (has_own(event, "name") ? 1U : 0U) + (has_own(event, "time") ? 1U : 0U);
    const auto count = static_cast<std::uint32_t>(properties_of(event).size() + own);
    return make(Kind::map, &Payload::items, Items{&event, count, Items::Form::event});
}

Cell Cell::of(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null: return null();
        case Value::Kind::boolean: return of(*value.boolean());
        case Value::Kind::integer: return of(*value.integer());
        case Value::Kind::unsigned_integer: return of(*value.unsigned_integer());
        case Value::Kind::number: return of(*value.number());
        case Value::Kind::text: return of(std::string_view(*value.text()));
        case Value::Kind::bytes: return bytes(value.bytes()->octets);
        case Value::Kind::timestamp: return of(*value.timestamp());
        case Value::Kind::span: return of_span(*value.span());
        case Value::Kind::list:
            return make(
                Kind::list, &Payload::items,
                Items{value.list()->data(), static_cast<std::uint32_t>(value.list()->size()), Items::Form::values});
        case Value::Kind::map:
            return make(
                Kind::map, &Payload::items,
                Items{value.map()->data(), static_cast<std::uint32_t>(value.map()->size()), Items::Form::values});
    }
    return null();
}

double Cell::to_double() const {
    if (kind == Kind::integer) return static_cast<double>(as.integer);
    if (kind == Kind::unsigned_integer) return static_cast<double>(as.unsigned_integer);
    return as.number;
}

Cell Cell::item(std::uint32_t index) const {
    if (as.items.form == Items::Form::cells) return static_cast<const Cell*>(as.items.first)[index];
    return of(static_cast<const Value*>(as.items.first)[index]);
}

Cell Cell::key(std::uint32_t index) const {
    switch (as.items.form) {
        case Items::Form::cells: return static_cast<const Cell*>(as.items.first)[2 * index];
        case Items::Form::values: return of(static_cast<const Value::Map::value_type*>(as.items.first)[index].first);
        case Items::Form::event: break;
    }
    const auto& event = *static_cast<const Remembered*>(as.items.first);
    if (index < properties_of(event).size()) return of(properties_of(event)[index].first);
    return of(std::string_view(is_name(event, index) ? "name" : "time"));
}

Cell Cell::value(std::uint32_t index) const {
    switch (as.items.form) {
        case Items::Form::cells: return static_cast<const Cell*>(as.items.first)[2 * index + 1];
        case Items::Form::values: return of(static_cast<const Value::Map::value_type*>(as.items.first)[index].second);
        case Items::Form::event: break;
    }
    const auto& event = *static_cast<const Remembered*>(as.items.first);
    if (index < properties_of(event).size()) return of(properties_of(event)[index].second);
    return is_name(event, index) ? of(std::string_view(event.name)) : of(timestamp_of(event.time));
}

std::string_view type_name(Kind kind) {
    constexpr std::array<std::string_view, 13> kNames{"null_type",
                                                      "bool",
                                                      "int",
                                                      "uint",
                                                      "double",
                                                      "string",
                                                      "bytes",
                                                      "google.protobuf.Timestamp",
                                                      "google.protobuf.Duration",
                                                      "list",
                                                      "map",
                                                      "type",
                                                      "error"};
    return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace dialogd::rules::cel
