// + - * / % and the unary minus. Whole numbers overflow into an error, never silently.
#pragma once

#include "rules/cel/ast.hpp"
#include "rules/cel/workspace.hpp"

namespace dialogd::rules::cel {

// `mixes_numbers`: an int or uint beside a double is taken as a double, as JSON knows no other numbers.
Cell calculate(Operator op, const Cell& a, const Cell& b, bool mixes_numbers, Workspace& work);
Cell negate(const Cell& a);

}  // namespace dialogd::rules::cel
