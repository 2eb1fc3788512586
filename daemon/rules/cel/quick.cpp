// Runs the tests of a condition.
#include "rules/cel/quick.hpp"

#include <limits>

namespace dialogd::rules {

std::shared_ptr<const SlotName> SlotNames::of(std::string_view root, std::string_view field) {
    auto& name = names_[{std::string(root), std::string(field)}];
    if (name == nullptr) {
        const auto number = numbered_ ? static_cast<std::uint32_t>(names_.size()) : 0;  // it is in there already
        name = std::make_shared<const SlotName>(SlotName{std::string(root), std::string(field), number});
    }
    return name;
}

std::shared_ptr<const std::string> SlotNames::text(std::string_view text) {
    auto at = texts_.find(text);
    if (at == texts_.end()) at = texts_.emplace(text, std::make_shared<const std::string>(text)).first;
    return at->second;
}

namespace cel {

namespace {

// Up to here a double holds every whole number, so that comparing doubles compares the numbers.
constexpr std::int64_t kExact = std::int64_t{1} << 53;
// A text beyond is the evaluator's.
constexpr std::size_t kLongest = std::numeric_limits<std::uint32_t>::max();

Plain plain(const Value& value) {
    Plain it;
    switch (value.kind()) {
        case Value::Kind::null: it.kind = Plain::Kind::null; break;
        case Value::Kind::boolean:
            it.kind = Plain::Kind::boolean;
            it.boolean = *value.boolean();
            break;
        case Value::Kind::number:
            it.kind = Plain::Kind::number;
            it.number = *value.number();
            break;
        case Value::Kind::integer:
            if (*value.integer() < -kExact || *value.integer() > kExact) break;
            it.kind = Plain::Kind::number;
            it.number = static_cast<double>(*value.integer());
            break;
        case Value::Kind::text:
            if (value.text()->size() > kLongest) break;
            it.kind = Plain::Kind::text;
            it.characters = value.text()->data();
            it.length = static_cast<std::uint32_t>(value.text()->size());
            break;
        default: break;  // also an unsigned one: JSON has none
    }
    return it;
}

Truth truth(bool value) {
    return value ? Truth::yes : Truth::no;
}

// IEEE 754 gives what CEL wants of NaN: it is unequal to everything, and in no order.
template <class T>
Truth compared(Operator op, const T& a, const T& b) {
    switch (op) {
        case Operator::equal: return truth(a == b);
        case Operator::unequal: return truth(a != b);
        case Operator::less: return truth(a < b);
        case Operator::less_equal: return truth(a <= b);
        case Operator::greater: return truth(a > b);
        case Operator::greater_equal: return truth(a >= b);
        default: return Truth::open;
    }
}

Truth compared(Operator op, const Plain& a, const Plain& b) {
    if (a.kind == Plain::Kind::other || b.kind == Plain::Kind::other) return Truth::open;
    if (a.kind != b.kind) {  // unequal, and an error for any order
        if (op == Operator::equal) return Truth::no;
        return op == Operator::unequal ? Truth::yes : Truth::open;
    }
    switch (a.kind) {
        case Plain::Kind::number: return compared(op, a.number, b.number);
        case Plain::Kind::text: return compared(op, a.text(), b.text());
        case Plain::Kind::boolean: return compared(op, a.boolean, b.boolean);
        case Plain::Kind::null:
            if (op == Operator::equal) return Truth::yes;
            return op == Operator::unequal ? Truth::no : Truth::open;
        default: return Truth::open;
    }
}

// What most comparisons are goes first: JSON's number beside a number, a text beside a text.
Truth compared(Operator op, const Value& value, const Plain& constant) {
    if (constant.kind == Plain::Kind::number) {
        if (const double* number = value.number()) return compared(op, *number, constant.number);
    } else if (constant.kind == Plain::Kind::text) {
        if (const std::string* text = value.text()) return compared(op, std::string_view(*text), constant.text());
    }
    return compared(op, plain(value), constant);
}

// Null: it is not there, or has to be made.
const Value* reached(const Reach& reach, const Scope& scope) {
    const Value* value = scope.peek(*reach.name).value_or(nullptr);
    for (std::size_t i = 0; i < reach.fields.size() && value != nullptr; ++i) value = value->find(reach.fields[i]);
    return value;
}

// Below something that is missing, or is no map, has() is an error.
Truth present(const Test& test, const Scope& scope) {
    const std::optional<const Value*> seen = scope.peek(test.deep ? *test.below->name : *test.name);
    if (!seen) return Truth::open;
    if (!test.deep) return truth(*seen != nullptr);
    const std::vector<std::string>& fields = test.below->fields;
    const Value* value = *seen;
    for (std::size_t i = 0; i + 1 < fields.size() && value != nullptr; ++i) value = value->find(fields[i]);
    if (value == nullptr || value->map() == nullptr) return Truth::open;
    return truth(value->find(fields.back()) != nullptr);
}

Truth among(const Value& value, const Test& test) {
    const Plain wanted = plain(value);
    if (wanted.kind == Plain::Kind::other) return Truth::open;
    for (std::uint32_t i = 0; i < test.constants.count; ++i)
        if (compared(Operator::equal, wanted, test.constants.first[i]) == Truth::yes) return Truth::yes;
    return Truth::no;
}

Truth both(const Value& value, const Test& test, const Scope& scope) {
    const Value* other = reached(*test.other, scope);
    return other == nullptr ? Truth::open : compared(test.op, plain(value), plain(*other));
}

// A test of one value.
Truth look(const Test& test, const Scope& scope) {
    if (test.what == Test::What::open) return Truth::open;
    if (test.what == Test::What::present) return present(test, scope);
    const Value* value = test.deep ? reached(*test.below, scope) : scope.peek(*test.name).value_or(nullptr);
    if (value == nullptr) return Truth::open;
    switch (test.what) {
        case Test::What::compared: return compared(test.op, *value, test.constant);
        case Test::What::holds: return value->boolean() == nullptr ? Truth::open : truth(*value->boolean());
        case Test::What::one_of: return among(*value, test);
        default: return both(*value, test, scope);
    }
}

Truth inverted(Truth truth) {
    if (truth == Truth::open) return truth;
    return truth == Truth::yes ? Truth::no : Truth::yes;
}

// What most tests are: the value of a slot beside a constant.
bool is_plain(const Test& test) {
    return test.what == Test::What::compared && !test.deep;
}

Truth plainly(const Test& test, const Scope& scope) {
    const Value* value = scope.peek(*test.name).value_or(nullptr);
    return value == nullptr ? Truth::open : compared(test.op, *value, test.constant);
}

// && and ||: one decisive test is enough.
Truth joined(const Test& test, const Scope& scope) {
    const Test* const end = &test + test.size;
    Truth outcome = inverted(test.decisive);
    for (const Test* one = &test + 1; one != end; one += one->size) {
        const Truth found = is_plain(*one) ? plainly(*one, scope) : decide(*one, scope);
        if (found == test.decisive) return found;
        if (found == Truth::open) outcome = Truth::open;
    }
    return outcome;
}

Truth conditional(const Test& test, const Scope& scope) {
    const Test* const condition = &test + 1;
    const Test* const yes = condition + condition->size;
    const Truth found = decide(*condition, scope);
    if (found == Truth::open) return found;
    return decide(found == Truth::yes ? *yes : *(yes + yes->size), scope);
}

}  // namespace

Truth decide(const Test& test, const Scope& scope) {
    switch (test.what) {
        case Test::What::all_of:
        case Test::What::any_of: return joined(test, scope);
        case Test::What::invert: return inverted(decide(*(&test + 1), scope));
        case Test::What::conditional: return conditional(test, scope);
        case Test::What::constant: return test.decisive;
        case Test::What::segment: return decide(*test.segment, scope);
        default: return look(test, scope);
    }
}

}  // namespace cel
}  // namespace dialogd::rules
