// What one evaluation works with: its budget, and the texts and lists that it makes.
#pragma once

#include <forward_list>
#include <string>
#include <string_view>
#include <vector>

#include "rules/cel/program.hpp"

namespace dialogd::rules::cel {

class Workspace {
public:
    // False when the budget is used up; from then on for ever, and the evaluation ends with an error.
    bool spend(std::size_t steps) {
        if (steps_ < static_cast<std::int64_t>(steps)) steps_ = -1;
        if (steps_ >= 0) steps_ -= static_cast<std::int64_t>(steps);
        return steps_ >= 0;
    }
    // For work on so many octets.
    bool spend_octets(std::size_t octets) { return spend(octets / 16); }
    bool exhausted() const { return steps_ < 0; }
    static Cell too_costly() { return Cell::error("this takes too long to evaluate"); }

    // Each keeps what it is given until the evaluation ends, and charges for its size.
    Cell text(std::string text);
    Cell bytes(std::string octets);
    Cell list(std::vector<Cell> items);
    Cell map(std::vector<Cell> keys_and_values);
    Cell fail(std::string message);

    // A copy of `cell` that owns all it has; a type becomes its name. Charges for its size, and is null
    // from where the budget ends: values share parts, and a copy of them may be large beyond measure.
    Value to_value(const Cell& cell);

private:
    bool build(std::size_t octets);

    std::int64_t steps_ = kMaxSteps;
    std::size_t built_ = 0;
    std::forward_list<std::string> texts_;
    std::forward_list<std::vector<Cell>> lists_;
};

inline Cell no_overload() {
    return Cell::error("no such overload");
}

}  // namespace dialogd::rules::cel
