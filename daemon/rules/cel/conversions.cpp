// type(), dyn(), size() and the conversions from one type to another.
#include <array>
#include <charconv>
#include <cmath>

#include "rules/cel/functions.hpp"
#include "rules/cel/literals.hpp"
#include "rules/cel/time.hpp"

namespace dialogd::rules::cel {

namespace {

Cell out_of_range() {
    return Cell::error("range error: the number does not fit");
}

Cell unreadable(const Call& call, std::string_view as) {
    return call.work.fail("`" + std::string(call[0].as.text.substr(0, 60)) + "` is no " + std::string(as));
}

Cell to_integer(const Call& call) {
    const Cell& a = call[0];
    switch (a.kind) {
        case Kind::integer: return a;
        case Kind::unsigned_integer:
            if (a.as.unsigned_integer > static_cast<std::uint64_t>(INT64_MAX)) return out_of_range();
            return Cell::of(static_cast<std::int64_t>(a.as.unsigned_integer));
        case Kind::number:
            // Exclusive on both sides, as the reference has it: what was rounded to the limit was beyond it.
            if (!(a.as.number > -0x1p63 && a.as.number < 0x1p63)) return out_of_range();
            return Cell::of(static_cast<std::int64_t>(a.as.number));
        case Kind::timestamp: return Cell::of(a.as.timestamp.seconds);
        case Kind::text: {
            const bool negative = !a.as.text.empty() && a.as.text.front() == '-';
            std::string_view digits = a.as.text;
            if (!digits.empty() && (negative || digits.front() == '+')) digits.remove_prefix(1);
            const bool hex = digits.find_first_of("xX") != std::string_view::npos;
            const auto value = hex ? std::nullopt : parse_integer(digits, negative);
            return value ? Cell::of(*value) : unreadable(call, "int");
        }
        default: return no_overload();
    }
}

Cell to_unsigned(const Call& call) {
    const Cell& a = call[0];
    switch (a.kind) {
        case Kind::unsigned_integer: return a;
        case Kind::integer:
            if (a.as.integer < 0) return out_of_range();
            return Cell::of(static_cast<std::uint64_t>(a.as.integer));
        case Kind::number:
            if (!(a.as.number > -1.0 && a.as.number < 0x1p64)) return out_of_range();
            return Cell::of(static_cast<std::uint64_t>(a.as.number));
        case Kind::text: {
            const bool hex = a.as.text.find_first_of("xX") != std::string_view::npos;
            const auto value = hex ? std::nullopt : parse_unsigned(a.as.text);
            return value ? Cell::of(*value) : unreadable(call, "uint");
        }
        default: return no_overload();
    }
}

Cell to_number(const Call& call) {
    const Cell& a = call[0];
    if (a.is_number()) return Cell::of(a.to_double());
    if (a.kind != Kind::text) return no_overload();
    const auto value = parse_number(a.as.text);
    return value ? Cell::of(*value) : unreadable(call, "double");
}

Cell to_boolean(const Call& call) {
    const Cell& a = call[0];
    if (a.kind == Kind::boolean) return a;
    if (a.kind != Kind::text) return no_overload();
    for (const std::string_view yes : {"1", "t", "T", "true", "TRUE", "True"})
        if (a.as.text == yes) return Cell::of(true);
    for (const std::string_view no : {"0", "f", "F", "false", "FALSE", "False"})
        if (a.as.text == no) return Cell::of(false);
    return unreadable(call, "bool");
}

Cell to_text_cell(const Call& call) {
    const Cell& a = call[0];
    std::array<char, 40> out{};
    switch (a.kind) {
        case Kind::text: return a;
        case Kind::boolean: return Cell::of(std::string_view(a.as.boolean ? "true" : "false"));
        case Kind::integer: return call.work.text(std::to_string(a.as.integer));
        case Kind::unsigned_integer: return call.work.text(std::to_string(a.as.unsigned_integer));
        case Kind::number: {
            if (std::isnan(a.as.number)) return Cell::of(std::string_view("NaN"));
            if (std::isinf(a.as.number)) return Cell::of(std::string_view(a.as.number > 0 ? "+Inf" : "-Inf"));
            const auto end = std::to_chars(out.data(), out.data() + out.size(), a.as.number).ptr;
            return call.work.text(std::string(out.data(), end));
        }
        case Kind::bytes:
            if (!valid_utf8(a.as.text)) return Cell::error("invalid UTF-8 in bytes");
            return Cell::of(a.as.text);
        case Kind::timestamp: return call.work.text(timestamp_text(a.as.timestamp));
        case Kind::span: return call.work.text(span_text(a.as.integer));
        default: return no_overload();
    }
}

Cell to_bytes(const Call& call) {
    if (call[0].kind == Kind::bytes) return call[0];
    return call[0].kind == Kind::text ? Cell::bytes(call[0].as.text) : no_overload();
}

Cell to_timestamp(const Call& call) {
    const Cell& a = call[0];
    if (a.kind == Kind::timestamp) return a;
    if (a.kind == Kind::integer) {
        const Timestamp time{a.as.integer, 0};
        return in_range(time) ? Cell::of(time) : Cell::error("range: a time is between the years 1 and 9999");
    }
    if (a.kind != Kind::text) return no_overload();
    if (const auto time = parse_timestamp(a.as.text)) return Cell::of(*time);
    return call.work.fail("range or form: `" + std::string(a.as.text.substr(0, 60)) +
                          "` is no time: write it as in 2026-12-01T09:00:00Z");
}

Cell to_span(const Call& call) {
    const Cell& a = call[0];
    if (a.kind == Kind::span) return a;
    if (a.kind != Kind::text) return no_overload();
    if (const auto span = parse_span(a.as.text)) return Cell::span(*span);
    return call.work.fail("range or form: `" + std::string(a.as.text.substr(0, 60)) +
                          "` is no duration: write it as in 90s, 1h30m, 180d");
}

Cell size(const Call& call) {
    const Cell& a = call[0];
    switch (a.kind) {
        case Kind::text:
            call.work.spend_octets(a.as.text.size());
            return Cell::of(static_cast<std::int64_t>(count_code_points(a.as.text)));
        case Kind::bytes: return Cell::of(static_cast<std::int64_t>(a.as.text.size()));
        case Kind::list:
        case Kind::map: return Cell::of(static_cast<std::int64_t>(a.size()));
        default: return no_overload();
    }
}

Cell type_of(const Call& call) {
    return Cell::type(call[0].kind);
}

Cell itself(const Call& call) {
    return call[0];
}

constexpr std::array kFunctions{
    Function{"type", false, 1, 1, ".", Type::type, type_of},
    Function{"dyn", false, 1, 1, ".", Type::any, itself},
    Function{"size", false, 1, 1, "c", Type::integer, size},
    Function{"size", true, 1, 1, "c", Type::integer, size},
    Function{"int", false, 1, 1, ".", Type::integer, to_integer},
    Function{"uint", false, 1, 1, ".", Type::unsigned_integer, to_unsigned},
    Function{"double", false, 1, 1, ".", Type::number, to_number},
    Function{"bool", false, 1, 1, ".", Type::boolean, to_boolean},
    Function{"string", false, 1, 1, ".", Type::text, to_text_cell},
    Function{"bytes", false, 1, 1, ".", Type::bytes, to_bytes},
    Function{"timestamp", false, 1, 1, ".", Type::timestamp, to_timestamp},
    Function{"duration", false, 1, 1, "d", Type::span, to_span},
};

}  // namespace

std::span<const Function> conversion_functions() {
    return kFunctions;
}

}  // namespace dialogd::rules::cel
