// What is decided by a look is what the evaluator gives; and what people write is decided by a look.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

#include "rules/cel/evaluated.hpp"

using namespace dialogd;
using namespace dialogd::testing;

namespace {

// The values stand where they can be looked at, but for some that have to be made, as in a turn. Seen through
// a plain scope nothing stands anywhere, so that the evaluator has to ask for everything.
struct Standing final : PlainScope {
    std::optional<const Value*> look_up(const SlotName& name) const override {
        if (name.root == "run.event") {
            const auto run = roots.find("run");
            const Value* event = run == roots.end() ? nullptr : run->second.find("event");
            if (event == nullptr || event->map() == nullptr) return std::nullopt;
            return event->find(name.field);
        }
        const auto root = roots.find(name.root);
        if (root == roots.end()) return nullptr;
        if (name.field.empty() || name.root == "run" || name.field == "made") return std::nullopt;
        return root->second.find(name.field);
    }
};

Value map_of(std::vector<std::pair<std::string, Value>> fields) {
    Value::Map map;
    for (auto& [name, value] : fields) map.emplace_back(Value(name), std::move(value));
    return map;
}

Standing shop() {
    Standing scope;
    scope.roots["event"] = map_of({{"total", Value(250.0)},
                                   {"kind", Value("sofa")},
                                   {"cart_id", Value("c1")},
                                   {"address", map_of({{"city", Value("Aarhus")}})}});
    scope.roots["customer"] = map_of(
        {{"country", Value("DK")}, {"visits", Value(std::int64_t{7})}, {"vip", Value(true)}, {"nps", Value(9.0)}});
    scope.roots["run"] = map_of({{"event", map_of({{"cart_id", Value("c1")}})}});
    return scope;
}

// Types as a vocabulary would declare them.
struct Declared final : rules::Names {
    std::map<std::string, rules::Type, std::less<>> types{
        {"a", rules::Type::integer}, {"b", rules::Type::number}, {"c", rules::Type::timestamp},
        {"d", rules::Type::span},    {"e", rules::Type::text},   {"made", rules::Type::integer}};

    std::optional<rules::Type> root(std::string_view) const override { return rules::Type::map; }
    std::optional<rules::Type> field(std::string_view, std::string_view field) const override {
        const auto found = types.find(field);
        return found == types.end() ? std::nullopt : std::optional(found->second);
    }
    bool complete(std::string_view) const override { return false; }
    bool event(std::string_view) const override { return true; }
    std::vector<std::string> candidates(std::string_view) const override { return {}; }
};

class Grower {
public:
    explicit Grower(std::uint32_t seed) : random_(seed) {}

    std::size_t pick(std::size_t count) { return random_() % count; }
    template <class List>
    const auto& one_of(const List& list) {
        return list[pick(std::size(list))];
    }

    std::string condition(int depth) {
        switch (depth == 0 ? 0 : pick(8)) {
            case 1:
            case 2: return "(" + condition(depth - 1) + " && " + condition(depth - 1) + ")";
            case 3: return "(" + condition(depth - 1) + " || " + condition(depth - 1) + ")";
            case 4: return "!(" + condition(depth - 1) + ")";
            case 5:
                return "(" + condition(depth - 1) + " ? " + condition(depth - 1) + " : " + condition(depth - 1) + ")";
            case 6: return condition(depth - 1) + " && " + condition(depth - 1) + " && " + condition(depth - 1);
            default: return leaf();
        }
    }

    Value value(int depth) {
        static const double kInfinity = std::numeric_limits<double>::infinity();
        static const std::vector<Value> kValues{Value(),
                                                Value(true),
                                                Value(false),
                                                Value(0.0),
                                                Value(-0.0),
                                                Value(0.5),
                                                Value(7.0),
                                                Value(std::nan("")),
                                                Value(kInfinity),
                                                Value(0x1p53),
                                                Value(0x1p63),
                                                Value(std::int64_t{0}),
                                                Value(std::int64_t{7}),
                                                Value((std::int64_t{1} << 53) + 1),
                                                Value(-(std::int64_t{1} << 53) - 1),
                                                Value(std::numeric_limits<std::int64_t>::min()),
                                                Value(std::uint64_t{7}),
                                                Value(std::numeric_limits<std::uint64_t>::max()),
                                                Value(""),
                                                Value("DK"),
                                                Value("dk"),
                                                Value("7"),
                                                Value("180d"),
                                                Value("2026-12-01"),
                                                Value(Bytes{"DK"}),
                                                Value(Timestamp{1'796'083'200, 0}),
                                                Value(Span{15'552'000, 0}),
                                                Value(Value::List{Value("DK"), Value(7.0)})};
        if (depth > 0 && pick(5) == 0) return map_of({{"a", value(depth - 1)}, {"e", value(depth - 1)}});
        return one_of(kValues);
    }

private:
    std::string name() {
        static constexpr std::string_view kRoots[] = {"event", "customer", "run.event", "event.f", "run"};
        static constexpr std::string_view kFields[] = {"a", "b", "c", "d", "e", "f", "missing", "made"};
        return std::string(one_of(kRoots)) + "." + std::string(one_of(kFields));
    }

    std::string constant() {
        static constexpr std::string_view kConstants[] = {"null",
                                                          "true",
                                                          "false",
                                                          "0",
                                                          "7",
                                                          "7u",
                                                          "0.5",
                                                          "-1",
                                                          "9007199254740992",
                                                          "9007199254740993",
                                                          "9007199254740992.0",
                                                          "9223372036854775807",
                                                          "18446744073709551615u",
                                                          "(0.0 / 0.0)",
                                                          "''",
                                                          "'DK'",
                                                          "'180d'",
                                                          "'2026-12-01'",
                                                          "b'DK'",
                                                          "days(180)",
                                                          "(1 / 0)",
                                                          "[7]",
                                                          "timestamp('2026-12-01T00:00:00Z')"};
        return std::string(one_of(kConstants));
    }

    std::string leaf() {
        static constexpr std::string_view kOperators[] = {"==", "!=", "<", "<=", ">", ">="};
        const std::string op = " " + std::string(one_of(kOperators)) + " ";
        switch (pick(10)) {
            case 0: return name();
            case 1: return "has(" + name() + ")";
            case 2: return constant() + op + name();
            case 3: return name() + op + name();
            case 4: return name() + " in [" + constant() + ", " + constant() + "]";
            case 5: return name() + " in ['DK', 'SE', 7, 0.5, null]";
            case 6: return "segment." + std::string(pick(2) == 0 ? "dane" : "odd");
            case 7: return pick(2) == 0 ? "size(" + name() + ") > 1" : name() + " + 1 > 7";
            default: return name() + op + constant();
        }
    }

    std::mt19937 random_;
};

rules::Segments segments() {
    rules::Segments named;
    for (const auto& [name, text] : {std::pair("dane", "customer.e == 'DK' || customer.a > 7"),
                                     std::pair("odd", "customer.f"), std::pair("both", "segment.dane && segment.odd")})
        named[name] = std::move(rules::compile_expression(text, {.condition = false, .segments = &named}).value());
    return named;
}

std::string shown(const Result<Value>& value) {
    return value ? to_json(value.value()) : "error: " + value.error().message;
}

// The evaluator, from a scope where nothing stands.
std::string evaluated_fully(const Expression& expression, const Standing& scope) {
    PlainScope blind;
    blind.roots = scope.roots;
    return shown(expression.evaluate(blind));
}

}  // namespace

TEST_CASE("quick: what people write is decided without asking for a value") {
    const Standing scope = shop();
    for (const char* text :
         {"event.total >= 200", "event.total >= 200 && customer.country in ['DK', 'SE', 'NO']",
          "200 < event.total && customer.visits <= 7 && customer.vip", "event.cart_id == run.event.cart_id",
          "has(customer.nps) && customer.nps >= 9", "!(event.kind == 'chair') && event.kind != 'table'",
          "customer.vip ? event.total > 100 : event.total > 500",
          "event.address.city == 'Aarhus' && has(event.address.city)",
          "!has(customer.last_name) && !has(run.event.colour)",
          "customer.country == 'DK' || history.count('order.placed', '30d') > 3",
          "true && customer.vip != false && event.kind != null"}) {
        CAPTURE(text);
        const auto compiled = rules::compile_expression(text, {.condition = false});
        REQUIRE(compiled.has_value());
        scope.asked = 0;
        CHECK(shown(compiled.value()->evaluate(scope)) == "true");
        CHECK(scope.asked == 0);
        CHECK(evaluated_fully(*compiled.value(), scope) == "true");
    }
}

TEST_CASE("quick: one decisive operand settles it, whatever stands beside it") {
    const Standing scope = shop();
    for (const char* text : {"customer.missing > 3 && event.kind == 'chair'", "event.kind == 'chair' && customer.made",
                             "event.total > 'a' && !customer.vip", "size(customer) > 99 && event.total < 200"}) {
        CAPTURE(text);
        const auto compiled = rules::compile_expression(text, {.condition = false});
        REQUIRE(compiled.has_value());
        scope.asked = 0;
        CHECK(shown(compiled.value()->evaluate(scope)) == "false");
        CHECK(scope.asked == 0);
        CHECK(evaluated_fully(*compiled.value(), scope) == "false");
    }
}

TEST_CASE("quick: what it cannot decide says why, as ever") {
    const Standing scope = shop();
    const auto missing = rules::compile_expression("event.total > 3 && customer.missing > 3", {});
    CHECK(shown(missing.value()->evaluate(scope)) == "error: `customer.missing` is not there");
    const auto unlike = rules::compile_expression("event.kind > 3", {.condition = false});
    CHECK(shown(unlike.value()->evaluate(scope)) == "error: no such overload");
}

TEST_CASE("quick: names that are compiled together are one object each, and looked up once in a scope") {
    struct Asked final : PlainScope {
        mutable std::vector<const SlotName*> names;
        std::optional<const Value*> look_up(const SlotName& name) const override {
            names.push_back(&name);
            return nullptr;
        }
    };
    rules::SlotNames names;
    const auto more = rules::compile_expression("event.total > 3", {.slot_names = &names});
    const auto less = rules::compile_expression("event.total < 5 && customer.vip", {.slot_names = &names});
    const Asked first, second;
    CHECK_FALSE(more.value()->evaluate(first).has_value());  // by a look, then by the evaluator
    CHECK_FALSE(less.value()->evaluate(first).has_value());
    CHECK_FALSE(less.value()->evaluate(second).has_value());
    REQUIRE(first.names.size() == 2);
    CHECK(first.names[0]->field == "total");
    CHECK(first.names[1]->field == "vip");
    CHECK(first.names == second.names);
    CHECK(first.names[0]->number != first.names[1]->number);
}

TEST_CASE("quick: a scope keeps nothing of an expression that was compiled alone") {
    const Standing scope = shop();
    const auto decided = [&](const char* text) {
        return rules::compile_expression(text, {.condition = false}).value()->decide(scope);
    };
    for (int round = 0; round < 100; ++round) {  // so that a name comes to stand where another stood
        CHECK(decided("event.total >= 200") == true);
        CHECK(decided("customer.vip") == true);
        CHECK(decided("event.kind == 'chair'") == false);
    }
}

TEST_CASE("quick: a scope that looks at something else forgets what it saw") {
    struct Turned final : PlainScope {
        Value value;
        void turn(Value to) { forget(), value = std::move(to); }
        std::optional<const Value*> look_up(const SlotName&) const override { return &value; }
    } scope;
    rules::SlotNames names;
    const auto compiled = rules::compile_expression("event.total > 3", {.slot_names = &names});
    scope.turn(Value(5.0));
    CHECK(compiled.value()->decide(scope) == true);
    scope.turn(Value(2.0));
    CHECK(compiled.value()->decide(scope) == false);
}

TEST_CASE("quick: random conditions over random values give what the evaluator gives") {
    const Declared declared;
    const rules::Segments named = segments();
    int compiled_ones = 0;
    int decided = 0;
    for (std::uint32_t seed = 0; seed < 3000; ++seed) {
        Grower grower(seed);
        const std::string text = grower.condition(static_cast<int>(seed % 4));
        CAPTURE(text);
        rules::ExpressionOptions options{.condition = false, .segments = &named};
        if (seed % 3 == 0) options.vocabulary = &declared;  // refuses what never fits
        const auto compiled = rules::compile_expression(text, options);
        if (!compiled) continue;
        ++compiled_ones;
        for (int round = 0; round < 6; ++round) {
            Standing scope;
            for (const char* root : {"event", "customer", "run"}) {
                Value::Map fields;
                for (const char* field : {"a", "b", "c", "d", "e", "f", "made"})
                    if (grower.pick(6) != 0) fields.emplace_back(Value(field), grower.value(2));
                if (std::string_view(root) == "run" && grower.pick(4) != 0)
                    fields.emplace_back(Value("event"), map_of({{"a", grower.value(1)}, {"e", grower.value(1)}}));
                scope.roots[root] = fields;
            }
            scope.asked = 0;
            const std::string quick = shown(compiled.value()->evaluate(scope));
            decided += scope.asked == 0 ? 1 : 0;
            CHECK(quick == evaluated_fully(*compiled.value(), scope));
        }
    }
    CHECK(compiled_ones > 2000);
    CHECK(decided > compiled_ones);  // many are, of six
}
