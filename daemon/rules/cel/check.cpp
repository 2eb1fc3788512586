// The types of a tree: names, operators and macros.
#include "rules/cel/check.hpp"

#include <algorithm>

#include "rules/cel/resolve.hpp"
#include "rules/cel/time.hpp"
#include "rules/suggest.hpp"

namespace dialogd::rules::cel {

namespace {

bool is_number(Type type) {
    return type == Type::integer || type == Type::unsigned_integer || type == Type::number;
}

// Whether the two may turn out to be of one type. Numbers compare with each other; a text may be a
// duration or a time written as a literal.
bool comparable(Type a, Type b) {
    if (a == Type::any || b == Type::any || a == b || (is_number(a) && is_number(b))) return true;
    const auto timely = [](Type t) { return t == Type::timestamp || t == Type::span; };
    return (a == Type::text && timely(b)) || (b == Type::text && timely(a));
}

bool has_order(Type type) {
    return type != Type::list && type != Type::map && type != Type::null && type != Type::type;
}

}  // namespace

std::optional<Mistake> Checker::check(const Ast& ast, const ExpressionOptions& options) {
    if (options.vocabulary == nullptr) return std::nullopt;
    Checker checker(ast, options);
    const Type type = checker.type_of(ast.root);
    if (type == Type::any) return std::move(checker.mistake_);
    if (options.time && type != Type::timestamp && type != Type::text)
        checker.fail(ast[ast.root].at, "a time is wanted, or text such as \"2026-12-01\"; " + checker.shown(ast.root) +
                                           " is " + std::string(to_text(type)));
    if (options.condition && type != Type::boolean)
        checker.fail(ast[ast.root].at, "a condition is true or false; " + checker.shown(ast.root) + " is " +
                                           std::string(to_text(type)) + ": compare it with something");
    return std::move(checker.mistake_);
}

Type Checker::fail(std::uint32_t at, std::string message) {
    if (!mistake_) mistake_ = Mistake{at, std::move(message)};
    return Type::any;
}

std::string Checker::shown(NodeIndex index) const {
    constexpr std::size_t kShown = 60;
    std::string text(ast_.text_of(index));
    if (text.size() > kShown) text = text.substr(0, kShown) + "...";
    return "`" + text + "`";
}

bool Checker::bound(std::string_view name) const {
    return std::find(locals_.begin(), locals_.end(), name) != locals_.end();
}

Type Checker::type_of(NodeIndex node_index) {
    if (mistake_) return Type::any;
    const Node& node = ast_[node_index];
    switch (node.form) {
        case Form::literal: return literal(node);
        case Form::name:
        case Form::select: return name(node_index);
        case Form::has: return has(node);
        case Form::call: return call(node);
        case Form::index: return index(node);
        case Form::list:
        case Form::map:
            for (const NodeIndex item : node.arguments) type_of(item);
            return node.form == Form::list ? Type::list : Type::map;
        case Form::conditional: return conditional(node);
        case Form::all_of:
        case Form::any_of: return logic(node);
        case Form::unary: return unary(node);
        case Form::binary: return binary(node_index);
        case Form::macro: return macro(node);
    }
    return Type::any;
}

Type Checker::literal(const Node& node) {
    switch (node.value.kind()) {
        case Value::Kind::null: return Type::null;
        case Value::Kind::boolean: return Type::boolean;
        case Value::Kind::integer: return Type::integer;
        case Value::Kind::unsigned_integer: return Type::unsigned_integer;
        case Value::Kind::number: return Type::number;
        case Value::Kind::text: return Type::text;
        case Value::Kind::bytes: return Type::bytes;
        default: return Type::any;
    }
}

Type Checker::name(NodeIndex node_index) {
    const std::vector<std::string_view> parts = chain(ast_, node_index);
    if (parts.empty()) {
        const Type target = type_of(ast_[node_index].target);
        if (target != Type::any && target != Type::map)
            return fail(ast_[node_index].at,
                        shown(ast_[node_index].target) + " is " + std::string(to_text(target)) + " and has no fields");
        return Type::any;
    }
    const Node& first = head(ast_, node_index);
    if (!first.rooted && bound(first.name)) return Type::any;
    if (parts[0] == "now") return parts.size() == 1 ? Type::timestamp : fail(first.at, "`now` has no fields");
    if (parts[0] == "segment") return parts.size() == 2 ? Type::boolean : Type::any;
    if (parts[0] == "history") return Type::any;  // the compiler knows what may follow
    if (type_named(dotted(parts))) return Type::type;
    const std::optional<Type> root = options_.vocabulary->root(parts[0]);
    if (!root) {
        std::vector<std::string> roots = options_.vocabulary->candidates("");
        roots.insert(roots.end(), {"now", "history", "segment"});
        return fail(first.at, "there is no `" + std::string(parts[0]) + "` here" + did_you_mean(parts[0], roots));
    }
    if (parts.size() == 1) return *root;
    const Type field = root_field(node_index, parts[0], parts[1]);
    if (parts.size() == 2) return field;
    if (field != Type::any && field != Type::map)
        return fail(first.at, "`" + std::string(parts[0]) + "." + std::string(parts[1]) + "` is " +
                                  std::string(to_text(field)) + " and has no fields");
    return Type::any;
}

Type Checker::root_field(NodeIndex node_index, std::string_view root, std::string_view field) {
    if (const auto type = options_.vocabulary->field(root, field)) return *type;
    if (!options_.vocabulary->complete(root)) return Type::any;
    const std::string advice = did_you_mean(field, options_.vocabulary->candidates(root));
    return fail(ast_[node_index].at, "`" + std::string(root) + "." + std::string(field) + "` is not in the vocabulary" +
                                         (advice.empty() ? "; add it there if it is right" : advice));
}

Type Checker::has(const Node& node) {
    const Node& target = ast_[node.target];
    if (target.form != Form::name || bound(target.name) || !is_turn_root(target.name)) {
        type_of(node.target);
        return Type::boolean;
    }
    if (name(node.target); !mistake_) root_field(node.target, target.name, node.name);
    return Type::boolean;
}

void Checker::boolean(NodeIndex node_index, std::string_view where) {
    const Type type = type_of(node_index);
    if (type == Type::any || type == Type::boolean) return;
    fail(ast_[node_index].at,
         shown(node_index) + " is " + std::string(to_text(type)) + "; " + std::string(where) + " wants true or false");
}

Type Checker::logic(const Node& node) {
    for (const NodeIndex operand : node.arguments) boolean(operand, node.form == Form::all_of ? "&&" : "||");
    return Type::boolean;
}

Type Checker::unary(const Node& node) {
    if (node.op == Operator::invert) {
        boolean(node.arguments[0], "!");
        return Type::boolean;
    }
    const Type type = type_of(node.arguments[0]);
    if (type == Type::any || type == Type::integer || type == Type::number) return type;
    return fail(node.at, shown(node.arguments[0]) + " is " + std::string(to_text(type)) + " and has no minus");
}

Type Checker::binary(NodeIndex node_index) {
    const Node& node = ast_[node_index];
    const Type left = type_of(node.arguments[0]);
    const Type right = type_of(node.arguments[1]);
    if (mistake_) return Type::any;
    const auto mismatch = [&] {
        return fail(node.at, shown(node.arguments[0]) + " is " + std::string(to_text(left)) + " and " +
                                 shown(node.arguments[1]) + " is " + std::string(to_text(right)) +
                                 ": they cannot be compared");
    };
    const bool compared = node.op != Operator::add && node.op != Operator::subtract;
    timely(node.arguments[0], right, compared);
    timely(node.arguments[1], left, compared);
    switch (node.op) {
        case Operator::equal:
        case Operator::unequal:
            if (!comparable(left, right) && left != Type::null && right != Type::null) mismatch();
            return Type::boolean;
        case Operator::less:
        case Operator::less_equal:
        case Operator::greater:
        case Operator::greater_equal:
            if (!comparable(left, right) || !has_order(left) || !has_order(right)) mismatch();
            return Type::boolean;
        case Operator::in:
            if (right != Type::any && right != Type::list && right != Type::map)
                fail(ast_[node.arguments[1]].at,
                     shown(node.arguments[1]) + " is " + std::string(to_text(right)) + "; `in` wants a list or a map");
            return Type::boolean;
        default: return arithmetic(node_index, left, right);
    }
}

// Text beside a time or a duration has to say one: "180d", "2026-12-01".
void Checker::timely(NodeIndex node_index, Type beside, bool compared) {
    const std::string* text = ast_[node_index].form == Form::literal ? ast_[node_index].value.text() : nullptr;
    if (text == nullptr || (beside != Type::timestamp && beside != Type::span)) return;
    const bool wants_time = beside == Type::timestamp && compared;
    if (beside == Type::timestamp && parse_instant(*text)) return;
    if (!wants_time && parse_span(*text)) return;
    fail(ast_[node_index].at,
         "`" + *text + "` is " +
             (wants_time ? "no time: write it as in 2026-12-01" : "no duration: write it as in 2h or 180d"));
}

Type Checker::arithmetic(NodeIndex node_index, Type left, Type right) {
    const Node& node = ast_[node_index];
    if (left == Type::any || right == Type::any) return Type::any;
    if (is_number(left) && is_number(right)) return left == right ? left : Type::any;
    const auto of_time = [](Type t) { return t == Type::timestamp || t == Type::span || t == Type::text; };
    if (node.op == Operator::add && left == right &&
        (left == Type::text || left == Type::bytes || left == Type::list || left == Type::span))
        return left;
    const bool about_time =
        left == Type::timestamp || right == Type::timestamp || left == Type::span || right == Type::span;
    if (about_time && of_time(left) && of_time(right)) {
        if (node.op == Operator::subtract && left == Type::timestamp && right == Type::timestamp) return Type::span;
        if (left == Type::text || right == Type::text) return Type::any;  // a time or a duration: not known yet
        if (node.op == Operator::subtract && right == Type::span) return left;
        if (node.op == Operator::add && (left == Type::span || right == Type::span))
            return left == Type::span ? right : left;
    }
    return fail(node.at, shown(node_index) + ": " + shown(node.arguments[0]) + " is " + std::string(to_text(left)) +
                             " and " + shown(node.arguments[1]) + " is " + std::string(to_text(right)));
}

Type Checker::conditional(const Node& node) {
    boolean(node.arguments[0], "?:");
    const Type yes = type_of(node.arguments[1]);
    const Type no = type_of(node.arguments[2]);
    return yes == no ? yes : Type::any;
}

Type Checker::index(const Node& node) {
    const Type range = type_of(node.arguments[0]);
    const Type key = type_of(node.arguments[1]);
    if (range != Type::any && range != Type::list && range != Type::map)
        return fail(node.at, shown(node.arguments[0]) + " is " + std::string(to_text(range)) + " and has no [...]");
    if (range == Type::list && key != Type::any && !is_number(key))
        return fail(ast_[node.arguments[1]].at, shown(node.arguments[1]) + " is " + std::string(to_text(key)) +
                                                    "; a list`s index is a whole number");
    return Type::any;
}

Type Checker::macro(const Node& node) {
    const NodeIndex range = node.macro == Macro::bind ? node.arguments[0] : node.target;
    const Type type = type_of(range);
    const bool collection = type == Type::any || type == Type::list || type == Type::map;
    if (node.macro != Macro::bind && !collection)
        return fail(node.at, shown(range) + " is " + std::string(to_text(type)) + "; a list or a map is wanted");
    locals_.insert(locals_.end(), node.variables.begin(), node.variables.end());
    Type last = Type::any;
    for (std::size_t i = node.macro == Macro::bind ? 1 : 0; i < node.arguments.size(); ++i)
        last = type_of(node.arguments[i]);
    const bool asks = node.macro == Macro::all || node.macro == Macro::exists || node.macro == Macro::exists_one ||
                      node.macro == Macro::filter;
    if (asks && last != Type::any && last != Type::boolean)
        fail(ast_[node.arguments[0]].at, shown(node.arguments[0]) + " is " + std::string(to_text(last)) + "; " +
                                             node.name + " wants true or false");
    locals_.resize(locals_.size() - node.variables.size());
    if (node.macro == Macro::bind) return last;
    if (node.macro == Macro::transform_map) return Type::map;
    return asks && node.macro != Macro::filter ? Type::boolean : Type::list;
}

}  // namespace dialogd::rules::cel
