// Which calls are macros: they bind names, so their arguments are not evaluated like those of functions.
#include <array>

#include "rules/cel/parser.hpp"

namespace dialogd::rules::cel {

namespace {

struct Shape {
    std::string_view name;
    Macro macro;
    std::size_t variables;
    std::size_t expressions;
};
constexpr std::array<Shape, 16> kShapes{{{"all", Macro::all, 1, 1},
                                         {"exists", Macro::exists, 1, 1},
                                         {"exists_one", Macro::exists_one, 1, 1},
                                         {"existsOne", Macro::exists_one, 1, 1},
                                         {"map", Macro::map, 1, 1},
                                         {"map", Macro::map, 1, 2},
                                         {"filter", Macro::filter, 1, 1},
                                         {"all", Macro::all, 2, 1},
                                         {"exists", Macro::exists, 2, 1},
                                         {"exists_one", Macro::exists_one, 2, 1},
                                         {"existsOne", Macro::exists_one, 2, 1},
                                         {"transformList", Macro::transform_list, 2, 1},
                                         {"transformList", Macro::transform_list, 2, 2},
                                         {"transformMap", Macro::transform_map, 2, 1},
                                         {"transformMap", Macro::transform_map, 2, 2},
                                         {"bind", Macro::bind, 1, 2}}};

std::optional<Mistake> recognise_has(const Ast& ast, Node& call) {
    if (call.arguments.size() != 1 || ast[call.arguments[0]].form != Form::select)
        return Mistake{call.at, "has() asks for one field, as in has(customer.first_name)"};
    const Node& field = ast[call.arguments[0]];
    call.form = Form::has;
    call.name = field.name;
    call.target = field.target;
    call.arguments.clear();
    return std::nullopt;
}

}  // namespace

std::optional<Mistake> recognise_macro(const Ast& ast, Node& call) {
    if (call.target == kNoNode) return call.name == "has" ? recognise_has(ast, call) : std::nullopt;
    const Node& target = ast[call.target];
    const bool binds = call.name == "bind";
    if (binds && (target.form != Form::name || target.name != "cel")) return std::nullopt;
    for (const Shape& shape : kShapes) {
        if (shape.name != call.name || shape.variables + shape.expressions != call.arguments.size()) continue;
        // map(x, a, b) filters by a: three arguments are one name and two expressions there.
        std::vector<std::string> variables;
        for (std::size_t i = 0; i < shape.variables; ++i) {
            const Node& variable = ast[call.arguments[i]];
            if (variable.form != Form::name || variable.rooted)
                return Mistake{variable.at, "`" + std::string(ast.text_of(call.arguments[i])) + "` is no name: " +
                                                call.name + " binds one, as in list." + call.name + "(x, ...)"};
            for (const std::string& other : variables)
                if (other == variable.name) return Mistake{variable.at, "`" + other + "` is bound twice"};
            variables.push_back(variable.name);
        }
        call.form = Form::macro;
        call.macro = shape.macro;
        call.variables = std::move(variables);
        call.arguments.erase(call.arguments.begin(),
                             call.arguments.begin() + static_cast<std::ptrdiff_t>(shape.variables));
        if (binds) call.target = kNoNode;
        return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace dialogd::rules::cel
