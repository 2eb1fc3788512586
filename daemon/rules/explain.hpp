// What an expression's parts come to, for who wonders why the whole is what it is.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rules/condition.hpp"

namespace dialogd::rules {

// A part of an expression as it is written, and its value; or why it has none.
struct ExplainedPart {
    std::string text;
    std::size_t at = 0;     // where it begins in the whole, in bytes
    std::size_t depth = 0;  // 0: the whole; 1: its operands; ...
    std::variant<Value, Error> value = Value();
};

// The whole first, then its parts in the order written, each before its own parts. Literals are left out, and so
// are parts that stand in a macro or a filter, which have a value for each element only. At most 200 parts. The
// first mistake when the text is no expression. Never throws.
Result<std::vector<ExplainedPart>> explain_expression(std::string_view text, const Scope& scope,
                                                      const ExpressionOptions& options = {});

}  // namespace dialogd::rules
