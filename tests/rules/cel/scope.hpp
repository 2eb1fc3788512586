// A scope made of plain values, for tests of conditions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dialogd/ruleset.hpp"

namespace dialogd::testing {

struct PlainScope : Scope {
    std::map<std::string, Value, std::less<>> roots;
    std::vector<Remembered> events;  // oldest first
    Instant at{};
    std::string spoken = "en";
    std::string zone = "UTC";
    const Formats* known_formats = nullptr;
    mutable int asked = 0;  // how often the scope was asked for a value

    std::optional<Value> find(std::string_view root) const override {
        ++asked;
        const auto found = roots.find(root);
        return found == roots.end() ? std::nullopt : std::optional(found->second);
    }
    std::optional<Value> select(std::string_view root, std::string_view field) const override {
        ++asked;
        const auto found = roots.find(root);
        const Value* value = found == roots.end() ? nullptr : found->second.find(field);
        return value == nullptr ? std::nullopt : std::optional(*value);
    }
    std::vector<const Remembered*> remembered(std::string_view event, Duration window) const override {
        std::vector<const Remembered*> found;
        for (const Remembered& one : events)
            if (one.name == event && one.time > at - window && one.time <= at) found.push_back(&one);
        return found;
    }
    const Remembered* last(std::string_view event) const override {
        const Remembered* found = nullptr;
        for (const Remembered& one : events)
            if (one.name == event) found = &one;
        return found;
    }
    Instant now() const override { return at; }
    std::string_view language() const override { return spoken; }
    std::string_view time_zone() const override { return zone; }
    const Formats* formats() const override { return known_formats; }
};

}  // namespace dialogd::testing
