// The types' names, as people say them.
#include "rules/cel/names.hpp"

namespace dialogd::rules {

std::string_view to_text(Type type) {
    switch (type) {
        case Type::any: return "anything";
        case Type::null: return "null";
        case Type::boolean: return "true or false";
        case Type::integer: return "a whole number";
        case Type::unsigned_integer: return "an unsigned number";
        case Type::number: return "a number";
        case Type::text: return "text";
        case Type::bytes: return "bytes";
        case Type::timestamp: return "a time";
        case Type::span: return "a duration";
        case Type::list: return "a list";
        case Type::map: return "a map";
        case Type::type: return "a type";
    }
    return "";
}

}  // namespace dialogd::rules
