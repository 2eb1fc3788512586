// A slow and obvious evaluator, against which random expressions are checked.
//
// It walks a tree over plain Values, without slots, constants or borrowed views, and says "error" by
// giving nothing. Covered: booleans, whole numbers, doubles, text, lists, every operator, and the macros.
#include <doctest/doctest.h>

#include <map>
#include <random>

#include "rules/cel/evaluated.hpp"

using namespace dialogd;
using namespace dialogd::testing;

namespace {

using Names = std::map<std::string, Value>;
using Outcome = std::optional<Value>;

struct Tree {
    std::string op;  // "literal", "name", an operator, or a macro
    Value literal;
    std::string name;
    std::vector<Tree> parts;
};

std::string text_of(const Value& value) {
    const std::string text = to_json(value);
    const bool looks_whole = text.find_first_of(".e") == std::string::npos;
    return value.number() != nullptr && looks_whole ? text + ".0" : text;
}

std::string text_of(const Tree& tree) {
    const auto part = [&](std::size_t i) { return text_of(tree.parts[i]); };
    if (tree.op == "literal") return text_of(tree.literal);
    if (tree.op == "name") return tree.name;
    if (tree.op == "!" || tree.op == "neg") return (tree.op == "!" ? "!(" : "-(") + part(0) + ")";
    if (tree.op == "?") return "(" + part(0) + " ? " + part(1) + " : " + part(2) + ")";
    if (tree.op == "[]") return part(0) + "[" + part(1) + "]";
    if (tree.op == "size") return "size(" + part(0) + ")";
    if (tree.op == "list") return "[" + part(0) + ", " + part(1) + "]";
    if (tree.op == "all" || tree.op == "exists" || tree.op == "map" || tree.op == "filter")
        return part(0) + "." + tree.op + "(" + tree.name + ", " + part(1) + ")";
    return "(" + part(0) + " " + tree.op + " " + part(1) + ")";
}

// Exact for the numbers that are generated: they are small, or at the ends of 64 bits.
long double wide(const Value& value) {
    return value.integer() != nullptr ? static_cast<long double>(*value.integer())
                                      : static_cast<long double>(*value.number());
}

bool equals(const Value& a, const Value& b) {
    if (a.is_number() && b.is_number()) return wide(a) == wide(b);
    if (a.kind() != b.kind()) return false;
    if (a.list() == nullptr) return a == b;
    if (a.list()->size() != b.list()->size()) return false;
    for (std::size_t i = 0; i < a.list()->size(); ++i)
        if (!equals((*a.list())[i], (*b.list())[i])) return false;
    return true;
}

Outcome whole(const std::string& op, std::int64_t a, std::int64_t b) {
    __extension__ typedef __int128 Wide;
    Wide result = 0;
    if (op == "+") result = Wide(a) + b;
    if (op == "-") result = Wide(a) - b;
    if (op == "*") result = Wide(a) * b;
    if (op == "/" || op == "%") {
        if (b == 0) return std::nullopt;
        if (Wide(a) / b > INT64_MAX) return std::nullopt;
        result = op == "/" ? Wide(a) / b : Wide(a) % b;
    }
    if (result < INT64_MIN || result > INT64_MAX) return std::nullopt;
    return Value(static_cast<std::int64_t>(result));
}

Outcome calculated(const std::string& op, const Value& a, const Value& b) {
    if (a.integer() != nullptr && b.integer() != nullptr) return whole(op, *a.integer(), *b.integer());
    if (a.number() != nullptr && b.number() != nullptr) {
        if (op == "+") return Value(*a.number() + *b.number());
        if (op == "-") return Value(*a.number() - *b.number());
        if (op == "*") return Value(*a.number() * *b.number());
        if (op == "/" && *b.number() != 0) return Value(*a.number() / *b.number());
        if (op == "/") return Value(*a.number() == 0 ? std::nan("") : *a.number() * INFINITY);
        return std::nullopt;
    }
    if (op == "+" && a.text() != nullptr && b.text() != nullptr) return Value(*a.text() + *b.text());
    if (op != "+" || a.list() == nullptr || b.list() == nullptr) return std::nullopt;
    Value::List both = *a.list();
    both.insert(both.end(), b.list()->begin(), b.list()->end());
    return Value(both);
}

Outcome compared(const std::string& op, const Value& a, const Value& b) {
    if (op == "==") return Value(equals(a, b));
    if (op == "!=") return Value(!equals(a, b));
    const auto holds = [&](const auto& x, const auto& y) {
        return op == "<" ? x < y : op == "<=" ? x <= y : op == ">" ? x > y : x >= y;
    };
    if (a.is_number() && b.is_number()) return Value(holds(wide(a), wide(b)));
    if (a.text() != nullptr && b.text() != nullptr) return Value(holds(*a.text(), *b.text()));
    if (a.boolean() != nullptr && b.boolean() != nullptr) return Value(holds(int(*a.boolean()), int(*b.boolean())));
    return std::nullopt;
}

Outcome evaluated(const Tree& tree, const Names& names);

// && is all of its parts, || any of them, whatever the order: only what decides nothing lets an error through.
Outcome joined(const std::vector<Outcome>& parts, bool decisive) {
    bool trouble = false;
    for (const Outcome& part : parts) {
        if (part && part->boolean() != nullptr && *part->boolean() == decisive) return Value(decisive);
        trouble = trouble || !part || part->boolean() == nullptr;
    }
    return trouble ? Outcome() : Outcome(Value(!decisive));
}

Outcome macro(const Tree& tree, const Value::List& range, const Names& names) {
    std::vector<Outcome> each;
    for (const Value& item : range) {
        Names inner = names;
        inner[tree.name] = item;
        each.push_back(evaluated(tree.parts[1], inner));
    }
    if (tree.op == "all" || tree.op == "exists") return joined(each, tree.op == "exists");
    Value::List out;
    for (std::size_t i = 0; i < range.size(); ++i) {
        if (!each[i]) return std::nullopt;
        if (tree.op == "map") {
            out.push_back(*each[i]);
        } else {
            if (each[i]->boolean() == nullptr) return std::nullopt;
            if (*each[i]->boolean()) out.push_back(range[i]);
        }
    }
    return Value(out);
}

Outcome of_first(const Tree& tree, const Value& first, const Names& names) {
    if (tree.op == "!") return first.boolean() == nullptr ? Outcome() : Outcome(Value(!*first.boolean()));
    if (tree.op == "neg") {
        if (first.number() != nullptr) return Value(-*first.number());
        return first.integer() == nullptr ? Outcome() : whole("-", 0, *first.integer());
    }
    if (tree.op == "?") {
        if (first.boolean() == nullptr) return std::nullopt;
        return evaluated(tree.parts[*first.boolean() ? 1 : 2], names);
    }
    if (tree.op == "size") {
        if (first.text() != nullptr) return Value(static_cast<std::int64_t>(first.text()->size()));
        return first.list() == nullptr ? Outcome() : Outcome(Value(static_cast<std::int64_t>(first.list()->size())));
    }
    return first.list() == nullptr ? Outcome() : macro(tree, *first.list(), names);
}

Outcome of_two(const Tree& tree, const Value& a, const Value& b) {
    if (tree.op == "list") return Value(Value::List{a, b});
    if (tree.op == "in") {
        if (b.list() == nullptr) return std::nullopt;
        for (const Value& item : *b.list())
            if (equals(item, a)) return Value(true);
        return Value(false);
    }
    if (tree.op == "[]") {
        if (a.list() == nullptr || !b.is_number()) return std::nullopt;
        for (std::size_t i = 0; i < a.list()->size(); ++i)
            if (wide(b) == static_cast<long double>(i)) return (*a.list())[i];
        return std::nullopt;
    }
    if (std::string("+-*/%").find(tree.op) != std::string::npos) return calculated(tree.op, a, b);
    return compared(tree.op, a, b);
}

Outcome evaluated(const Tree& tree, const Names& names) {
    if (tree.op == "literal") return tree.literal;
    if (tree.op == "name") {
        const auto found = names.find(tree.name);
        return found == names.end() ? Outcome() : Outcome(found->second);
    }
    if (tree.op == "&&" || tree.op == "||")
        return joined({evaluated(tree.parts[0], names), evaluated(tree.parts[1], names)}, tree.op == "||");
    const Outcome first = evaluated(tree.parts[0], names);
    if (!first) return std::nullopt;
    for (const std::string_view op : {"!", "neg", "?", "size", "all", "exists", "map", "filter"})
        if (tree.op == op) return of_first(tree, *first, names);
    const Outcome second = evaluated(tree.parts[1], names);
    return second ? of_two(tree, *first, *second) : std::nullopt;
}

class Grower {
public:
    explicit Grower(std::uint32_t seed) : random_(seed) {}

    Tree grow(int depth) {
        static const std::vector<std::string> kOps{
            "+",  "-", "*",   "/", "%",  "==",   "!=",   "<",    "<=",  ">",      ">=",  "in",    "&&",
            "||", "!", "neg", "?", "[]", "list", "list", "size", "all", "exists", "map", "filter"};
        if (depth == 0 || pick(6) == 0) return leaf();
        Tree tree;
        tree.op = kOps[pick(kOps.size())];
        const bool one = tree.op == "!" || tree.op == "neg" || tree.op == "size";
        const std::size_t parts = one ? 1 : tree.op == "?" ? 3 : 2;
        const bool macro = tree.op == "all" || tree.op == "exists" || tree.op == "map" || tree.op == "filter";
        if (macro) tree.name = pick(2) == 0 ? "x" : "y";
        for (std::size_t i = 0; i < parts; ++i) {
            // Half of what is asked for a list gets one, so that not everything is an error.
            const bool list = (macro && i == 0) || (tree.op == "in" && i == 1) || (tree.op == "[]" && i == 0);
            tree.parts.push_back(list && pick(4) != 0 ? list_leaf() : grow(depth - 1));
        }
        return tree;
    }

private:
    std::size_t pick(std::size_t count) { return random_() % count; }

    Tree list_leaf() {
        Tree tree{"name", {}, pick(2) == 0 ? "numbers" : "words", {}};
        return tree;
    }

    Tree leaf() {
        static const std::vector<Value> kLiterals{Value(true),
                                                  Value(false),
                                                  Value(std::int64_t{0}),
                                                  Value(std::int64_t{1}),
                                                  Value(std::int64_t{2}),
                                                  Value(std::int64_t{INT64_MAX}),
                                                  Value(std::int64_t{-3}),
                                                  Value(0.5),
                                                  Value(2.0),
                                                  Value(-1e300),
                                                  Value(""),
                                                  Value("a"),
                                                  Value("ab")};
        static const std::vector<std::string> kNames{"x", "y", "n", "d", "t", "flag", "numbers", "words", "nothing"};
        if (pick(2) == 0) return {"literal", kLiterals[pick(kLiterals.size())], "", {}};
        return {"name", {}, kNames[pick(kNames.size())], {}};
    }

    std::mt19937 random_;
};

}  // namespace

TEST_CASE("cel: random expressions give what a slow and obvious evaluator gives") {
    const Names names{{"x", Value(std::int64_t{3})},
                      {"y", Value(2.5)},
                      {"n", Value(std::int64_t{-7})},
                      {"d", Value(1e18)},
                      {"t", Value("ab")},
                      {"flag", Value(true)},
                      {"numbers", Value(Value::List{Value(std::int64_t{0}), Value(1.0), Value(std::int64_t{2})})},
                      {"words", Value(Value::List{Value("a"), Value("ab"), Value("")})}};
    PlainScope scope;
    for (const auto& [name, value] : names) scope.roots[name] = value;
    int values = 0;
    for (std::uint32_t seed = 0; seed < 6000; ++seed) {
        const Tree tree = Grower(seed).grow(1 + static_cast<int>(seed % 4));
        const std::string text = text_of(tree);
        CAPTURE(text);
        const auto wanted = evaluated(tree, names);
        const auto compiled = rules::compile_expression(text, {.condition = false});
        REQUIRE(compiled.has_value());
        const auto given = compiled.value()->evaluate(scope);
        REQUIRE(given.has_value() == wanted.has_value());
        if (!wanted) continue;
        ++values;
        CHECK(to_json(given.value()) == to_json(*wanted));
        CHECK(given.value().kind() == wanted->kind());
    }
    CHECK(values > 1500);  // the others are errors in both
}
