// A value while it is evaluated: small, copied freely, owning nothing.
//
// Text, lists and maps are views into the program's constants, the values that the scope gave, or the
// evaluation's arena; all of these outlive the evaluation. So comparing and selecting allocate nothing.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "dialogd/ruleset.hpp"

namespace dialogd::rules::cel {

enum class Kind : std::uint8_t {
    null,
    boolean,
    integer,
    unsigned_integer,
    number,
    text,
    bytes,
    timestamp,
    span,
    list,
    map,
    type,
    error,
};

struct Cell {
    // A list or map: where its items are. A map's cells are keys and values in turn.
    struct Items {
        enum class Form : std::uint8_t { values, cells, event };
        const void* first;
        std::uint32_t count;
        Form form;
    };
    union Payload {
        bool boolean;
        std::int64_t integer;  // span: nanoseconds; type: a Kind
        std::uint64_t unsigned_integer;
        double number;
        std::string_view text;  // text, bytes; error: what is wrong
        Timestamp timestamp;
        Items items;
        Payload() : integer(0) {}
    };
    Kind kind = Kind::null;
    Payload as;

    static Cell null() { return {}; }
    static Cell of(bool value) { return make(Kind::boolean, &Payload::boolean, value); }
    static Cell of(std::int64_t value) { return make(Kind::integer, &Payload::integer, value); }
    static Cell of(std::uint64_t value) { return make(Kind::unsigned_integer, &Payload::unsigned_integer, value); }
    static Cell of(double value) { return make(Kind::number, &Payload::number, value); }
    static Cell of(Timestamp value) { return make(Kind::timestamp, &Payload::timestamp, value); }
    static Cell of(std::string_view value) { return make(Kind::text, &Payload::text, value); }
    static Cell of(const char*) = delete;  // would be a bool
    static Cell bytes(std::string_view value) { return make(Kind::bytes, &Payload::text, value); }
    static Cell span(std::int64_t nanoseconds) { return make(Kind::span, &Payload::integer, nanoseconds); }
    static Cell type(Kind kind) { return make(Kind::type, &Payload::integer, static_cast<std::int64_t>(kind)); }
    static Cell list(const std::vector<Cell>& cells) {
        return make(Kind::list, &Payload::items,
                    Items{cells.data(), static_cast<std::uint32_t>(cells.size()), Items::Form::cells});
    }
    static Cell map(const std::vector<Cell>& keys_and_values) {
        return make(
            Kind::map, &Payload::items,
            Items{keys_and_values.data(), static_cast<std::uint32_t>(keys_and_values.size() / 2), Items::Form::cells});
    }
    // A remembered event as a map: its properties, then `name` and `time` where no property is called so.
    static Cell event(const Remembered& event);
    // `message` lives as long as the evaluation.
    static Cell error(std::string_view message) { return make(Kind::error, &Payload::text, message); }
    // A view of `value`, which stays where it is. A span beyond 64 bits of nanoseconds is an error.
    static Cell of(const Value& value);

    bool failed() const { return kind == Kind::error; }
    bool is(bool wanted) const { return kind == Kind::boolean && as.boolean == wanted; }
    bool is_number() const { return kind == Kind::integer || kind == Kind::unsigned_integer || kind == Kind::number; }
    double to_double() const;  // of a number of any kind

    // Lists and maps.
    std::uint32_t size() const { return as.items.count; }
    Cell item(std::uint32_t index) const;   // of a list
    Cell key(std::uint32_t index) const;    // of a map
    Cell value(std::uint32_t index) const;  // of a map

private:
    template <class T>
    static Cell make(Kind kind, T Payload::*member, T value) {
        Cell cell;
        cell.kind = kind;
        cell.as.*member = value;
        return cell;
    }
};

// The name of the type, as type() gives it: "int", "google.protobuf.Timestamp".
std::string_view type_name(Kind kind);

}  // namespace dialogd::rules::cel
