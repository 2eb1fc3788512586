// The functions of the language, by name and by how they are called.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "rules/cel/names.hpp"
#include "rules/cel/workspace.hpp"

namespace dialogd::rules::cel {

struct Call {
    std::span<const Cell> arguments;  // none of them an error; the receiver, if any, comes first
    Workspace& work;
    const Scope& scope;

    const Cell& operator[](std::size_t index) const { return arguments[index]; }
    std::size_t size() const { return arguments.size(); }
};

// Overloads are told apart by the kinds of the arguments: what fits none is "no such overload".
struct Function {
    std::string_view name;  // "size", "strings.quote"
    bool receiver = false;  // called as argument.name(...)
    std::size_t least = 0;  // arguments, the receiver among them
    std::size_t most = 0;
    // One letter for each argument, for the checker: . anything, s text, i int or uint, n any number,
    // b boolean, y bytes, t time, d duration (or text that says one), l list, m map, c countable.
    std::string_view takes;
    Type gives = Type::any;
    Cell (*evaluate)(const Call& call) = nullptr;
    bool pure = true;  // gives the same for the same arguments, whatever the scope: folded when they are literals
};

// Null when there is none so called with that many arguments.
const Function* find_function(std::string_view name, bool receiver, std::size_t arguments);
// Whether there is one of that name at all, whatever its arguments.
bool is_function(std::string_view name, bool receiver);
std::vector<std::string_view> function_names(bool receiver);

// The tables they stand in, one for each file that has some.
std::span<const Function> conversion_functions();
std::span<const Function> text_functions();
std::span<const Function> split_functions();
std::span<const Function> format_functions();
std::span<const Function> time_functions();
std::span<const Function> number_functions();
std::span<const Function> wording_functions();

// "Europe/Copenhagen", "UTC", "+02:00".
bool is_time_zone(std::string_view zone);

// A pattern for RE2, bounded in size; null when it is none.
std::unique_ptr<const re2::RE2> compile_pattern(std::string_view pattern);
// Whether it matches any part of the text; charges for the search.
Cell match(std::string_view text, const re2::RE2& pattern, Workspace& work);

}  // namespace dialogd::rules::cel
