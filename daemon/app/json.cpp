// Walks each_field of the contract's structs and writes JSON. The one file of app/ that knows nlohmann.
#include "app/json.hpp"

#include <nlohmann/json.hpp>
#include <type_traits>

namespace dialogd::app {

namespace {

using nlohmann::ordered_json;

// Invalid UTF-8 from outside becomes U+FFFD: JSON must be readable whatever a customer sent.
std::string dump(const ordered_json& json) {
    return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

template <class T>
ordered_json write(const T& value);

struct Writer {
    ordered_json& object;

    template <class T>
    void operator()(int, const char* name, const T& field) const {
        ordered_json value = write(field);
        if (!value.is_null()) object[name] = std::move(value);
    }
    void name(int tag, const char* label, const std::string& field) const { (*this)(tag, label, field); }
    void names(int tag, const char* label, const std::vector<std::string>& field) const { (*this)(tag, label, field); }
};

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

// Null: nothing to say.
template <class T>
ordered_json write(const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
        return value.empty() ? ordered_json() : ordered_json(value);
    } else if constexpr (std::is_same_v<T, bool>) {
        return value ? ordered_json(true) : ordered_json();
    } else if constexpr (std::is_same_v<T, Instant>) {
        if (value == Instant{} || value == kNever) return {};
        return dialogd::to_text(value);
    } else if constexpr (std::is_same_v<T, Duration>) {
        return value == Duration{} ? ordered_json() : ordered_json(dialogd::to_text(value));
    } else if constexpr (std::is_same_v<T, Value>) {
        return value.is_null() ? ordered_json() : ordered_json::parse(dialogd::to_json(value), nullptr, false);
    } else if constexpr (std::is_same_v<T, CustomerNumber>) {
        return value == CustomerNumber::nobody ? ordered_json() : ordered_json(to_integer(value));
    } else if constexpr (std::is_enum_v<T>) {
        return std::string(dialogd::to_text(value));
    } else if constexpr (std::is_arithmetic_v<T>) {
        return value == T{} ? ordered_json() : ordered_json(value);
    } else if constexpr (IsOptional<T>::value) {
        return value ? write(*value) : ordered_json();
    } else if constexpr (IsVector<T>::value) {
        if (value.empty()) return {};
        ordered_json list = ordered_json::array();
        for (const auto& item : value) list.push_back(write(item));
        return list;
    } else {
        ordered_json object = ordered_json::object();
        T::each_field(value, Writer{object});
        return object;
    }
}

ordered_json write_entry(const Entry& entry) {
    ordered_json object;
    if (entry.position != Position::none) object["position"] = to_integer(entry.position);
    object["at"] = dialogd::to_text(entry.at);
    object["kind"] = std::string(kind_of(entry.what));
    object["what"] = std::visit([](const auto& what) { return write(what); }, entry.what);
    return object;
}

}  // namespace

std::string to_json(const Entry& entry) {
    return dump(write_entry(entry));
}

std::string to_json(const std::vector<Entry>& entries) {
    ordered_json list = ordered_json::array();
    for (const Entry& entry : entries) list.push_back(write_entry(entry));
    return dump(list);
}

std::string to_json(const Customer& customer) {
    return dump(write(customer));
}
std::string to_json(const Message& message) {
    return dump(write(message));
}
std::string json_text(std::string_view text) {
    return dump(ordered_json(std::string(text)));
}
std::string error_json(const Error& error) {
    return "{\"error\":" + json_text(to_string(error)) + "}\n";
}

}  // namespace dialogd::app
