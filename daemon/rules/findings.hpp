// What reading the files found wrong, all of it in one run.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dialogd/result.hpp"

namespace dialogd::rules {

struct Findings {
    std::vector<Error> errors;
    std::vector<Error> warnings;

    void error(const Where& where, std::string message) { add(errors, where, std::move(message)); }
    void warning(const Where& where, std::string message) { add(warnings, where, std::move(message)); }

private:
    // Nobody mends more at once, and a file that is no rule at all would fill the screen.
    static constexpr std::size_t kMax = 1000;

    static void add(std::vector<Error>& to, const Where& where, std::string message) {
        if (to.size() < kMax) to.push_back({ErrorCode::invalid, std::move(message), where});
    }
};

}  // namespace dialogd::rules
