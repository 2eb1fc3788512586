// Entries, messages and states as plain trees of values, by the names that their fields have.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "dialogd/turn.hpp"

namespace dialogd::stories {

template <class T>
Value tree_of(const T& item);

// Collects one struct's fields, as each_field names them.
struct FieldsOf {
    Value::Map fields;

    template <class Field>
    void operator()(int, const char* label, const Field& field) {
        fields.emplace_back(Value(label), tree_of(field));
    }
    template <class Field>
    void name(int tag, const char* label, const Field& field) {
        (*this)(tag, label, field);
    }
    template <class Field>
    void names(int tag, const char* label, const Field& field) {
        (*this)(tag, label, field);
    }
};

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsList : std::false_type {};
template <class T>
struct IsList<std::vector<T>> : std::true_type {};

template <class T>
Value tree_of(const T& item) {
    if constexpr (std::is_same_v<T, Value>) {
        return item;
    } else if constexpr (std::is_same_v<T, CustomerNumber>) {
        return Value(to_integer(item));
    } else if constexpr (std::is_enum_v<T>) {
        return Value(to_text(item));
    } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, double> || std::is_same_v<T, std::string> ||
                         std::is_same_v<T, Instant> || std::is_same_v<T, Duration>) {
        return Value(item);
    } else if constexpr (std::is_integral_v<T>) {
        if constexpr (std::is_unsigned_v<T>)
            return Value(static_cast<std::uint64_t>(item));
        else
            return Value(static_cast<std::int64_t>(item));
    } else if constexpr (IsOptional<T>::value) {
        return item ? tree_of(*item) : Value();
    } else if constexpr (IsList<T>::value) {
        Value::List list;
        for (const auto& one : item) list.push_back(tree_of(one));
        return Value(std::move(list));
    } else {
        FieldsOf collected;
        T::each_field(item, collected);
        return Value(std::move(collected.fields));
    }
}

inline Value tree_of_entry(const EntryBody& what) {
    return std::visit([](const auto& entry) { return tree_of(entry); }, what);
}

}  // namespace dialogd::stories
