// What a template of a page sees: a map of names, built by the page's function.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "dialogd/ruleset.hpp"

namespace dialogd::web {

// A map under construction: `Values().set("title", ...).set("items", ...)`.
class Values {
public:
    Values& set(std::string_view name, Value value);
    // Text that may be empty: then the name gives nothing, so that a section around it is left out.
    Values& maybe(std::string_view name, const std::string& text);
    Value map() const { return Value(map_); }
    const Value::Map& entries() const { return map_; }

private:
    Value::Map map_;
};

// The names of one page for one rendering: the texts under `t`, everything else as it was set. Not kept
// beyond the rendering.
class PageScope : public Scope {
public:
    PageScope(const Values& values, const std::map<std::string, std::string, std::less<>>& texts)
        : values_(values), texts_(texts) {}

    std::optional<Value> find(std::string_view root) const override;
    std::optional<Value> select(std::string_view root, std::string_view field) const override;
    std::vector<const Remembered*> remembered(std::string_view, Duration) const override { return {}; }
    const Remembered* last(std::string_view) const override { return nullptr; }
    Instant now() const override { return {}; }
    std::string_view language() const override { return "en"; }
    std::string_view time_zone() const override { return "UTC"; }
    const Formats* formats() const override { return nullptr; }

private:
    const Values& values_;
    const std::map<std::string, std::string, std::less<>>& texts_;
};

}  // namespace dialogd::web
