// Decides a condition by looking at values where they stand, without an evaluation.
//
// What people write is mostly comparisons of a slot with a constant, joined by && and ||. These are kept as a
// flat tree of tests beside the program. A test says yes, no, or that it is open: for what is missing, for
// what would be an error, for types that need more than a look. One decisive operand settles && and || whatever
// the open ones would give, as CEL has it; what stays open is evaluated from the beginning by the program.
// Nothing here allocates, and the looks of one decision are counted beforehand.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialogd/content.hpp"
#include "rules/cel/ast.hpp"

namespace dialogd::rules {

// The names that the expressions compiled together ask for, and the texts that they compare with, each once.
class SlotNames {
public:
    SlotNames() = default;
    // Of one expression alone, whose names are gone when it is: no scope may keep them.
    struct Alone {};
    explicit SlotNames(Alone) : numbered_(false) {}

    std::shared_ptr<const SlotName> of(std::string_view root, std::string_view field);
    std::shared_ptr<const std::string> text(std::string_view text);

private:
    bool numbered_ = true;
    std::map<std::pair<std::string, std::string>, std::shared_ptr<const SlotName>> names_;
    std::map<std::string, std::shared_ptr<const std::string>, std::less<>> texts_;
};

namespace cel {

enum class Truth : std::uint8_t { no, yes, open };

// A value that can be compared by a look: null, true or false, text, and numbers that a double holds exactly.
struct Plain {
    enum class Kind : std::uint8_t { null, boolean, number, text, other };
    union {
        double number = 0;
        const char* characters;  // text: `length` of them
        bool boolean;
    };
    std::uint32_t length = 0;
    Kind kind = Kind::other;

    std::string_view text() const { return {characters, length}; }
};

// Where a value stands: a name, and fields of the map below it.
struct Reach {
    std::shared_ptr<const SlotName> name;
    std::vector<std::string> fields;
};

// One test, with all that it takes in half a cache line: a thousand conditions are looked at one after the other, and
// what costs is fetching them. The tests that it is made of stand behind it.
struct Test {
    enum class What : std::uint8_t {
        constant,     // `decisive`
        all_of,       // of the tests behind it
        any_of,       // of the tests behind it
        invert,       // the one behind it
        conditional,  // three behind it
        holds,        // the value is true
        present,      // the value is there
        compared,     // the value `op` the constant
        both,         // the value `op` the other one
        one_of,       // the value is one of the constants
        segment,      // another condition
        open,
    };
    What what = What::open;
    Operator op = Operator::none;
    Truth decisive = Truth::open;
    bool deep = false;       // its value stands in fields below a slot
    std::uint32_t size = 1;  // of it and those behind it that it is made of
    union {
        const SlotName* name = nullptr;  // where its value stands,
        const Reach* below;              //   and if that is deep
    };
    union {
        Plain constant = {};  // compared
        const Reach* other;   // both
        const Test* segment;  // segment
        struct {              // one_of
            const Plain* first;
            std::uint32_t count;
        } constants;
    };
};
static_assert(sizeof(Test) == 32);

struct Quick {
    std::vector<Test> tests;  // the first is the root; empty: nothing can be decided
    std::size_t looks = 0;    // that a decision takes at most, with those of the segments
    // What the tests point to.
    std::deque<Reach> reaches;
    std::deque<std::vector<Plain>> lists;
    std::vector<std::shared_ptr<const std::string>> texts;

    Quick() = default;
    Quick(Quick&&) = default;
    Quick& operator=(Quick&&) = default;
};

// What the test that others are behind comes to.
Truth decide(const Test& test, const Scope& scope);

struct Program;
// More than this, segments within segments and all, and the evaluator does it, which has a budget.
inline constexpr std::size_t kMaxLooks = 1'000;
// What of the program can be decided by a look. Views the program, its slots and its segments.
Quick quick_of(const Program& program, SlotNames& names);

}  // namespace cel
}  // namespace dialogd::rules
