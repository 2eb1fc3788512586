// What a condition may refer to, as far as it is declared: the checker's view of the vocabulary.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dialogd::rules {

// The types of CEL, as far as they are checked before anything is evaluated. `any` is not known before.
enum class Type : std::uint8_t {
    any,
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
};
std::string_view to_text(Type type);  // as people say it: "text", "a number", ...

// Declared names and their types. Roots are customer, event, run, reply, now, history, segment, and
// whatever else the place at hand offers (the variables of a content).
//
// A field that is declared `integer` gives an int although JSON has only doubles, `number` a double,
// `timestamp` a timestamp although JSON has only text.
class Names {
public:
    virtual ~Names() = default;
    // The type of a root; nothing when there is no such root here.
    virtual std::optional<Type> root(std::string_view root) const = 0;
    // The type of `root.field`; nothing when it is not declared.
    virtual std::optional<Type> field(std::string_view root, std::string_view field) const = 0;
    // Whether a field that is not declared is a mistake; false where nothing is known about the root.
    virtual bool complete(std::string_view root) const = 0;
    // Whether `event` is the name of an event; true where nothing is known about events.
    virtual bool event(std::string_view event) const = 0;
    // Names to suggest: the fields of `root`; the roots for ""; the events for "events".
    virtual std::vector<std::string> candidates(std::string_view root) const = 0;
};

}  // namespace dialogd::rules
