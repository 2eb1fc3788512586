// The types of a tree: calls.
#include "rules/cel/check.hpp"
#include "rules/cel/resolve.hpp"

namespace dialogd::rules::cel {

namespace {

struct Wanted {
    bool fits;
    std::string_view what;
};

// The letters of Function::takes.
Wanted wanted_by(char letter, Type type) {
    const bool whole = type == Type::integer || type == Type::unsigned_integer;
    switch (letter) {
        case 's': return {type == Type::text, "text"};
        // A double out of JSON may be declared a number and still be meant as a whole one: not for places.
        case 'i': return {whole, "a whole number"};
        case 'n': return {whole || type == Type::number, "a number"};
        case 'b': return {type == Type::boolean, "true or false"};
        case 'y': return {type == Type::bytes, "bytes"};
        case 't': return {type == Type::timestamp, "a time"};
        case 'd': return {type == Type::span || type == Type::text, "a duration"};
        case 'l': return {type == Type::list, "a list"};
        case 'm': return {type == Type::map, "a map"};
        case 'c':
            return {type == Type::text || type == Type::bytes || type == Type::list || type == Type::map,
                    "text, bytes, a list or a map"};
        default: return {true, ""};
    }
}

}  // namespace

void Checker::argument(NodeIndex node_index, Type type, char letter, std::string_view function) {
    if (type == Type::any) return;
    const Wanted wanted = wanted_by(letter, type);
    if (wanted.fits) return;
    fail(ast_[node_index].at, shown(node_index) + " is " + std::string(to_text(type)) + "; " + std::string(function) +
                                  "() wants " + std::string(wanted.what) + " there");
}

Type Checker::call(const Node& node) {
    std::string name = node.name;
    bool receiver = node.target != kNoNode;
    if (receiver) {
        const std::vector<std::string_view> space = chain(ast_, node.target);
        const bool free = !space.empty() && (head(ast_, node.target).rooted || !bound(space[0]));
        if (free && space.size() == 1 && space[0] == "history") return history(node);
        if (free && is_function(dotted(space) + "." + name, false)) {
            name = dotted(space) + "." + name;
            receiver = false;
        }
    }
    std::vector<NodeIndex> arguments;
    if (receiver) arguments.push_back(node.target);
    arguments.insert(arguments.end(), node.arguments.begin(), node.arguments.end());
    const Function* function = find_function(name, receiver, arguments.size());
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const Type type = type_of(arguments[i]);
        const char letter = function != nullptr && i < function->takes.size() ? function->takes[i] : '.';
        argument(arguments[i], type, letter, name);
    }
    if (function != nullptr && receiver && name.starts_with("get") && node.arguments.size() == 1)
        zone(node.arguments[0]);
    return function == nullptr ? Type::any : function->gives;  // the compiler says what is wrong with its name
}

// A zone that does not exist is found here, although the time is not known yet.
void Checker::zone(NodeIndex node_index) {
    const std::string* name = ast_[node_index].form == Form::literal ? ast_[node_index].value.text() : nullptr;
    if (name != nullptr && !is_time_zone(*name)) fail(ast_[node_index].at, "`" + *name + "` is no time zone");
}

Type Checker::history(const Node& node) {
    if (node.name == "count" && node.arguments.size() == 3) {
        locals_.push_back("it");
        boolean(node.arguments[2], "the filter of history.count");
        locals_.pop_back();
    }
    if (node.name == "count") return Type::integer;
    return node.name == "sum" ? Type::number : Type::any;
}

}  // namespace dialogd::rules::cel
