// CEL text -> an immutable program. The pipeline is lex -> parse (ast) -> check -> compile -> evaluate.
//
// The language is CEL (Common Expression Language) without protobuf messages, and what dialogd adds:
//   customer.x event.x run.x reply.x now        the names of a turn; every other name is asked of Scope::find
//   segment.NAME                                a named condition
//   history.count(NAME, "30d"[, FILTER])        events of that name in the window; FILTER sees each as `it`,
//                                               as in history.count("order.placed", "90d", it.total > 500)
//   history.sum(NAME, PROPERTY, "90d")          the sum of a property over them, a double
//   history.last(NAME)                          the last one: its properties, .name and .time; or null
//   days(180) hours(2) minutes(5) weeks(2)      durations; a literal as "180d" does where one is expected
//   money(amount, currency) number(x)           as the customer's language writes them
//   date(time[, style]) plural(n, one, many)
//   plural(n, {"one": "item", "other": "items"}) by the customer's language (CLDR), which may have more than two
// NAME, PROPERTY and the window are literals, so that it is known beforehand what has to be remembered.
// Numbers out of JSON are doubles: `event.total * 2` and `event.total >= 200` take the 2 as a double.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "dialogd/ruleset.hpp"
#include "rules/cel/names.hpp"
#include "rules/cel/quick.hpp"

namespace dialogd::rules {

using Segments = std::map<std::string, std::shared_ptr<const Expression>>;

struct ExpressionOptions {
    Where where{};                       // of the text's first character, for errors
    const Names* vocabulary = nullptr;   // null: neither names nor types nor functions are checked
    bool condition = true;               // must be boolean where the type is known
    const Segments* segments = nullptr;  // by name, for segment.NAME; compiled by compile_expression; the
                                         // program shares them
    SlotNames* slot_names = nullptr;     // of all that is compiled together; null: its own
    bool time = false;                   // must be a time, or text that says one, where the type is known
};

// The program, or the first mistake: its place, the offending text, and what would be right. Never
// throws. A program is bounded: it has at most 32 KiB of text, 200 levels of nesting, and an
// evaluation ends with an error after a fixed amount of work.
Result<std::unique_ptr<const Expression>> compile_expression(std::string_view text, const ExpressionOptions& options);

}  // namespace dialogd::rules
