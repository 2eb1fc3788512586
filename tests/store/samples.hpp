// Values for the tests of the store: one of each entry, and random ones of everything.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "dialogd/turn.hpp"

namespace dialogd::test {

// Draws by a seed: a failing case is repeated by its number.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : random_(seed) {}
    std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : random_() % bound; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    std::uint64_t any() { return random_(); }
    std::string text(std::size_t most) {
        std::string out;
        for (std::uint64_t n = below(most + 1); n > 0; --n) out += static_cast<char>(below(256));
        return out;
    }
    std::string word() {
        static const char* const kWords[] = {"order.placed", "cart.abandoned", "welcome", "offers", "email",
                                             "da",           "price"};
        return kWords[below(7)];
    }
    Instant moment() { return Instant(Duration(1'790'000'000'000 + static_cast<std::int64_t>(below(1'000'000'000)))); }

private:
    std::mt19937_64 random_;
};

// A value of any kind, lists and maps at most `depth` deep.
Value random_value(Draw& draw, int depth);

// Fills any struct of the contract with random fields: about half of them differ from their default.
class FillsRandomly {
public:
    explicit FillsRandomly(Draw& draw, int depth = 0) : draw_(draw), depth_(depth) {}

    template <class T>
    void operator()(int, const char*, T& field) {
        if (!draw_.one_in(3)) fill(field);
    }
    void name(int, const char*, std::string& field) {
        if (!draw_.one_in(3)) field = draw_.one_in(20) ? draw_.text(300) : draw_.word();
    }
    void names(int, const char*, std::vector<std::string>& field) {
        for (std::uint64_t n = draw_.below(4); n > 0; --n)
            field.push_back(draw_.one_in(5) ? draw_.text(300) : draw_.word());
    }

private:
    template <class T>
    void fill(T& field);
    template <class T>
    void fill(std::vector<T>& field) {
        for (std::uint64_t n = draw_.below(depth_ > 1 ? 2 : 5); n > 0; --n) fill(field.emplace_back());
    }
    template <class T>
    void fill(std::optional<T>& field) {
        fill(field.emplace());
    }
    void fill(std::string& field) { field = draw_.text(draw_.one_in(10) ? 2000 : 30); }
    void fill(Value& field) { field = random_value(draw_, 3); }
    void fill(double& field) { field = static_cast<double>(draw_.any()) / 977.0 - 1e9; }
    void fill(bool& field) { field = draw_.one_in(2); }

    Draw& draw_;
    int depth_;
};

template <class T>
void FillsRandomly::fill(T& field) {
    if constexpr (requires { field.time_since_epoch(); }) {
        field = draw_.one_in(10) ? kNever : draw_.one_in(10) ? Instant(Duration(-5)) : draw_.moment();
    } else if constexpr (std::is_same_v<T, Duration>) {
        field = Duration(static_cast<std::int64_t>(draw_.below(1'000'000'000)));
    } else if constexpr (std::is_same_v<T, CustomerNumber>) {
        field = CustomerNumber{draw_.any()};
    } else if constexpr (std::is_enum_v<T>) {
        field = static_cast<T>(draw_.below(3));
    } else if constexpr (std::is_integral_v<T>) {
        field = static_cast<T>(draw_.one_in(2) ? draw_.any() : draw_.below(200));
    } else {
        T::each_field(field, FillsRandomly(draw_, depth_ + 1));
    }
}

template <class T>
T random_struct(Draw& draw) {
    T value;
    T::each_field(value, FillsRandomly(draw));
    return value;
}

template <std::size_t Kind = 0>
EntryBody random_entry_of(Draw& draw, std::size_t kind) {
    if constexpr (Kind + 1 < std::variant_size_v<EntryBody>)
        if (kind != Kind) return random_entry_of<Kind + 1>(draw, kind);
    return random_struct<std::variant_alternative_t<Kind, EntryBody>>(draw);
}
inline EntryBody random_entry(Draw& draw) {
    return random_entry_of(draw, draw.below(std::variant_size_v<EntryBody>));
}

// One of each kind, in order of kind, with fields that a real one has.
std::vector<EntryBody> one_of_each();
// A customer in the middle of two runs, as most busy ones look.
Customer typical_customer();
Message typical_message();

}  // namespace dialogd::test
