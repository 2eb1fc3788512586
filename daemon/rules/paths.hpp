// The dotted names that an expression's text says, for the checks that go further than a name's first dot.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dialogd::rules {

struct DottedName {
    std::vector<std::string> parts;  // "run", "event", "total"
    std::size_t offset = 0;          // in the text, in bytes
    bool in_has = false;             // has(customer.nps)
};

// Names outside of quotes, in order.
std::vector<DottedName> dotted_names(std::string_view text);
// Is a quote opened and not closed?
bool has_odd_quotes(std::string_view text);

}  // namespace dialogd::rules
