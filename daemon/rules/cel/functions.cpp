// The functions of the language: looking them up.
#include "rules/cel/functions.hpp"

#include <array>

namespace dialogd::rules::cel {

namespace {

const std::array<std::span<const Function>, 7>& tables() {
    static const std::array<std::span<const Function>, 7> all{
        conversion_functions(), text_functions(),   split_functions(),  format_functions(),
        time_functions(),       number_functions(), wording_functions()};
    return all;
}

template <class Fits>
const Function* find_where(Fits&& fits) {
    for (const std::span<const Function> table : tables())
        for (const Function& function : table)
            if (fits(function)) return &function;
    return nullptr;
}

}  // namespace

const Function* find_function(std::string_view name, bool receiver, std::size_t arguments) {
    return find_where([&](const Function& f) {
        return f.name == name && f.receiver == receiver && arguments >= f.least && arguments <= f.most;
    });
}

bool is_function(std::string_view name, bool receiver) {
    return find_where([&](const Function& f) { return f.name == name && f.receiver == receiver; }) != nullptr;
}

std::vector<std::string_view> function_names(bool receiver) {
    std::vector<std::string_view> names;
    for (const std::span<const Function> table : tables())
        for (const Function& function : table)
            if (function.receiver == receiver) names.push_back(function.name);
    return names;
}

}  // namespace dialogd::rules::cel
