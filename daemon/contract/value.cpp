// The dynamic value: lookups, equality, text and JSON.
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "dialogd/event.hpp"

namespace dialogd {

namespace {

Timestamp timestamp_of(Instant instant) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
    return {seconds.time_since_epoch().count(), static_cast<std::int32_t>((instant - seconds).count() * 1'000'000)};
}

std::string fraction(std::int32_t nanos) {
    if (nanos == 0) return "";
    std::array<char, 16> out{};
    std::snprintf(out.data(), out.size(), ".%09d", std::abs(nanos));
    std::string text(out.data());
    text.erase(text.find_last_not_of('0') + 1);
    return text;
}

std::string number_text(double value) {
    // A whole number shows without a point; beyond 2^53 a double no longer holds every whole number.
    if (std::floor(value) == value && std::abs(value) < 9.007199254740992e15) {
        std::array<char, 32> out{};
        std::snprintf(out.data(), out.size(), "%.0f", value);
        return std::string(out.data()) == "-0" ? "0" : out.data();
    }
    return nlohmann::json(value).dump();  // the shortest text that reads back as the same double
}

std::string base64(const std::string& octets) {
    static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < octets.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = (group << 8U) | (i + k < octets.size() ? static_cast<unsigned char>(octets[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k <= octets.size() ? kAlphabet[(group >> (18U - 6U * k)) & 63U] : '=';
    }
    return out;
}

void write_json(const Value& value, std::string& out) {
    using Kind = Value::Kind;
    const auto quoted = [](const std::string& text) {
        return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    };
    switch (value.kind()) {
        case Kind::list: {
            out += '[';
            bool first = true;
            for (const Value& item : *value.list()) {
                if (!first) out += ',';
                first = false;
                write_json(item, out);
            }
            out += ']';
            return;
        }
        case Kind::map: {
            out += '{';
            bool first = true;
            for (const auto& [key, item] : *value.map()) {
                if (!first) out += ',';
                first = false;
                out += quoted(to_text(key));
                out += ':';
                write_json(item, out);
            }
            out += '}';
            return;
        }
        case Kind::text:
        case Kind::bytes:
        case Kind::timestamp:
        case Kind::span: out += quoted(to_text(value)); return;
        case Kind::null: out += "null"; return;
        case Kind::number:
            if (!std::isfinite(*value.number())) {
                out += "null";
                return;
            }
            [[fallthrough]];
        default: out += to_text(value);
    }
}

}  // namespace

Value::Value(Instant v) : v_(timestamp_of(v)) {}
Value::Value(Duration v) : v_(Span{v.count() / 1000, static_cast<std::int32_t>(v.count() % 1000 * 1'000'000)}) {}

const Value* Value::find(std::string_view key) const {
    const Map* fields = map();
    if (fields == nullptr) return nullptr;
    for (const auto& [name, value] : *fields)
        if (const std::string* text = name.text(); text != nullptr && *text == key) return &value;
    return nullptr;
}

std::optional<double> Value::as_double() const {
    if (const auto* i = integer()) return static_cast<double>(*i);
    if (const auto* u = unsigned_integer()) return static_cast<double>(*u);
    if (const auto* n = number()) return *n;
    return std::nullopt;
}

bool Value::operator==(const Value& other) const {
    if (kind() != other.kind()) return false;
    if (kind() == Kind::list) return list() == other.list() || *list() == *other.list();
    if (kind() != Kind::map) return v_ == other.v_;
    const Map& a = *map();
    const Map& b = *other.map();
    if (&a == &b) return true;
    if (a.size() != b.size()) return false;
    for (const auto& [key, value] : a) {
        bool found = false;
        for (const auto& [other_key, other_value] : b)
            if (key == other_key) found = value == other_value;
        if (!found) return false;
    }
    return true;
}

std::string to_text(const Value& value) {
    using Kind = Value::Kind;
    switch (value.kind()) {
        case Kind::null: return "";
        case Kind::boolean: return *value.boolean() ? "true" : "false";
        case Kind::integer: return std::to_string(*value.integer());
        case Kind::unsigned_integer: return std::to_string(*value.unsigned_integer());
        case Kind::number: return number_text(*value.number());
        case Kind::text: return *value.text();
        case Kind::bytes: return base64(value.bytes()->octets);
        case Kind::timestamp: {
            // Years 1 to 9999: seconds do not fit Instant's printing of sub-milliseconds, so add those here.
            const Timestamp& t = *value.timestamp();
            std::string text = to_text(Instant(std::chrono::seconds(t.seconds)));
            text.pop_back();
            return text + fraction(t.nanos) + "Z";
        }
        case Kind::span: {
            const Span& s = *value.span();
            const bool negative = s.seconds < 0 || s.nanos < 0;
            return (negative ? "-" : "") + std::to_string(std::abs(s.seconds)) + fraction(s.nanos) + "s";
        }
        case Kind::list:
        case Kind::map: return to_json(value);
    }
    return "";
}

std::string to_json(const Value& value) {
    std::string out;
    write_json(value, out);
    return out;
}

}  // namespace dialogd
