// What both ways of the codec must agree on: how each type of field is shaped, and the marks of a Value.
#pragma once

#include <bit>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "dialogd/turn.hpp"
#include "store/wire.hpp"

namespace dialogd::store {

// The first byte of a Value. Stored: numbers are for ever.
enum class Mark : std::uint8_t {
    null = 0,
    no = 1,
    yes = 2,
    integer = 3,
    unsigned_integer = 4,
    number = 5,
    whole_number = 6,  // a double without a fraction
    text = 7,
    bytes = 8,
    timestamp = 9,
    span = 10,
    list = 11,
    map = 12,
    name = 13,  // a text of the name table: keys of maps
};

inline constexpr int kMessageTextTag = 13;
inline constexpr int kMessageHtmlTag = 14;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
// 64 bit numbers of the contract are hashes (and doubles are doubles): eight bytes, whatever they hold.
template <class T>
inline constexpr bool is_word = std::is_same_v<T, std::uint64_t> || std::is_same_v<T, double>;

// A struct of the contract.
template <class T>
concept HasFields = requires(const T& value) {
    T::each_field(value, [](auto&&...) {});
};

constexpr std::uint64_t bit_of(int tag) {
    return 1ULL << static_cast<unsigned>(tag);
}

template <class T>
std::uint64_t to_varint(const T& v) {
    if constexpr (std::is_same_v<T, Instant>)
        return wire::zigzag(v.time_since_epoch().count());
    else if constexpr (std::is_same_v<T, Duration>)
        return wire::zigzag(v.count());
    else if constexpr (std::is_enum_v<T>)
        return static_cast<std::uint64_t>(static_cast<std::underlying_type_t<T>>(v));
    else if constexpr (std::is_same_v<T, bool>)
        return v ? 1 : 0;
    else if constexpr (std::is_signed_v<T>)
        return wire::zigzag(v);
    else
        return v;
}

// True when writing the field would say nothing: zero, empty, none.
template <class T>
bool holds_nothing(const T& field) {
    if constexpr (is_optional<T>)
        return !field.has_value();
    else if constexpr (is_vector<T> || std::is_same_v<T, std::string>)
        return field.empty();
    else if constexpr (std::is_same_v<T, Value>)
        return field.is_null();
    else if constexpr (HasFields<T>)
        return false;  // known when it is written: its block is empty
    else if constexpr (is_word<T>)
        return std::bit_cast<std::uint64_t>(field) == 0;  // minus zero is something
    else
        return to_varint(field) == 0;
}

// The tags of T whose default is not nothing: they are written always, so that absence has one meaning.
struct FindsAlways {
    std::uint64_t tags = 0;
    template <class T>
    void operator()(int tag, const char*, const T& field) {
        if constexpr (!HasFields<T>)
            if (!holds_nothing(field)) tags |= bit_of(tag);
    }
    void name(int, const char*, const std::string&) {}
    void names(int, const char*, const std::vector<std::string>&) {}
};
template <class T>
std::uint64_t find_always_written() {
    FindsAlways finds;
    const T fresh{};
    T::each_field(fresh, finds);
    return finds.tags;
}
template <class T>
inline const std::uint64_t kAlwaysWritten = find_always_written<T>();

}  // namespace dialogd::store
