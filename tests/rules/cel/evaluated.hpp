// Shorthands of the tests of conditions: text in, value or error out.
#pragma once

#include <string>

#include "rules/cel/scope.hpp"
#include "rules/condition.hpp"

namespace dialogd::testing {

// The value as JSON, "error: ..." or "refused: ...".
inline std::string outcome(const std::string& text, const PlainScope& scope, const rules::ExpressionOptions& options) {
    const auto compiled = rules::compile_expression(text, options);
    if (!compiled) return "refused: " + to_string(compiled.error());
    const auto value = compiled.value()->evaluate(scope);
    return value ? to_json(value.value()) : "error: " + value.error().message;
}

inline std::string outcome(const std::string& text, const PlainScope& scope = {}) {
    return outcome(text, scope, {.condition = false});
}

inline bool starts_with(const std::string& text, const std::string& beginning) {
    return text.rfind(beginning, 0) == 0;
}

}  // namespace dialogd::testing
