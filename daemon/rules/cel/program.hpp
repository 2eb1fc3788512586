// What a condition is compiled into: a flat array of operations over slots, and its constants. Immutable.
#pragma once

#include <re2/re2.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "rules/cel/cell.hpp"
#include "rules/cel/names.hpp"
#include "rules/cel/quick.hpp"

namespace dialogd::rules::cel {

struct Function;
struct Program;

enum class Op : std::uint8_t {
    constant,  // constants[a]
    slot,      // slots[a]: asked of the scope at most once in an evaluation
    has_slot,  // whether slots[a] is there
    now,
    local,      // locals[a]: bound by a macro
    select,     // operand .constants[a]
    has_field,  // whether the operand has the field constants[a]
    index,      // operand [operand]
    negate,
    invert,
    all_of,
    any_of,
    conditional,
    equal,
    unequal,
    compare,  // a: an Operator
    in,
    arithmetic,  // a: an Operator
    list,
    map,            // keys and values in turn
    call,           // functions[a]
    matches,        // operand, patterns[a]
    segment,        // segments[a]
    macro,          // a: a Macro; b: the first local it binds; flags: how many. Operands: range, expressions
    bind,           // b: the local. Operands: value, body
    history_count,  // histories[a]; the filter, if any, is the operand and sees the event as locals[b]
    history_sum,
    history_last,
};

// Flags of arithmetic and comparisons.
inline constexpr std::uint8_t kMixesNumbers = 1;  // JSON is involved: an int beside a double is taken as one
// The operand is a text literal, or JSON's text: beside a time or a duration it is taken as one ("180d",
// "2026-12-01"), as JSON has neither.
inline constexpr std::uint8_t kLeftText = 2;
inline constexpr std::uint8_t kRightText = 4;

struct Operation {
    Op op = Op::constant;
    std::uint8_t flags = 0;
    std::uint16_t b = 0;
    std::uint32_t a = 0;
    std::uint32_t operands = 0;  // the first of them in Program::operands
    std::uint32_t count = 0;
};

// `root.field` of the scope, or a root by itself.
//
// Of a name that is none of dialogd's roots it is not known where it ends: `a.b.c` may be the field c of
// a.b, or one name. Then `parts` has all of it, and the longest name that the scope knows counts.
struct Slot {
    std::shared_ptr<const SlotName> name;
    std::vector<std::string> parts;
    Type type = Type::any;  // as declared: JSON's doubles and texts become what was declared
    std::string missing;    // what is said when it is not there
};

struct History {
    std::string event;
    std::string property;
    Duration window{};
};

struct Segment {
    std::string name;
    std::shared_ptr<const Expression> expression;  // keeps the program alive
    const Program* program = nullptr;
};

struct Program {
    std::string text;
    std::vector<Operation> operations;  // the last one is the root; operands stand before their users
    std::vector<std::uint32_t> operands;
    std::vector<Cell> constants;
    std::deque<std::string> texts;        // what constants view
    std::deque<std::vector<Cell>> lists;  // what constant lists and maps view
    std::vector<Slot> slots;
    std::vector<const Function*> functions;
    std::vector<std::unique_ptr<const re2::RE2>> patterns;
    std::vector<Segment> segments;
    std::vector<History> histories;
    std::vector<Needs::Window> needs;
    Quick quick;
    std::size_t locals = 0;
    std::uint32_t height = 1;  // how deep an evaluation recurses, segments and all

    std::string_view intern(std::string text_to_keep) { return texts.emplace_back(std::move(text_to_keep)); }
};

// Of one evaluation. Each operation, each element looked at and each sixteen octets of text cost one.
// 100,000 take a few milliseconds; a condition that people write takes ten.
inline constexpr std::int64_t kMaxSteps = 100'000;
inline constexpr std::size_t kMaxLocals = 32;          // macros within macros
inline constexpr std::size_t kMaxBuilt = 4'000'000;    // octets that one evaluation may build
inline constexpr std::size_t kMaxOperations = 10'000;  // of a program
// The largest patterns take more than a millisecond to compile, also those that turn out to be too large.
inline constexpr std::size_t kMaxPattern = 250;          // characters of a literal one
inline constexpr std::size_t kMaxComputedPattern = 100;  // of one that is compiled at each evaluation
inline constexpr std::size_t kMaxPatterns = 8;           // of a program

}  // namespace dialogd::rules::cel
