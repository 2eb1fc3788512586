// The hash that draws, event ids and dictionaries go by: it is stored, so it never changes.
#include "dialogd/ids.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <unordered_map>

using namespace dialogd;

TEST_CASE("ids: the hash gives the same numbers for ever") {
    CHECK(hash_text("") == 0xf52a15e9a9b5e89bULL);
    CHECK(hash_text("a") == 0x02c0bdbf481420f8ULL);
    CHECK(hash_text("order.placed") == 0xb5d34e50b3a6ee1dULL);
    CHECK(hash_text("order.placed", 1) == 0xab257bd14ea6f387ULL);
    CHECK(hash_text("kr\xc3\xb8"
                    "b",
                    42) == 0xa60c39e6c334b2f0ULL);
    static_assert(hash_text("a") == 0x02c0bdbf481420f8ULL, "also when compiling");
}

TEST_CASE("ids: draws from it are even enough to hold out five in a hundred") {
    int held_out = 0;
    std::set<std::uint64_t> all;
    for (std::uint64_t customer = 1; customer <= 20'000; ++customer) {
        const std::uint64_t draw = hash_text("abandoned-cart", hash_text("holdout", customer));
        all.insert(draw);
        held_out += static_cast<double>(draw >> 11U) * 0x1.0p-53 < 0.05 ? 1 : 0;
    }
    CHECK(all.size() == 20'000);
    CHECK(held_out > 900);
    CHECK(held_out < 1'100);
}

TEST_CASE("ids: texts are found by view") {
    const std::unordered_map<std::string, int, TextHash, std::equal_to<>> map{{"a", 1}};
    CHECK(map.find(std::string_view("a"))->second == 1);
    CHECK(to_integer(CustomerNumber{7}) == 7);
    CHECK(to_integer(Position{7}) == 7);
}
