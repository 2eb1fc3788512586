// The numbers and names by which things are told apart. All are plain values.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace dialogd {

// A customer's number in this data folder, given at the first input and never used again for
// somebody else. 0 is nobody. The customer's own id (text, from the shop) is `Customer::id`.
enum class CustomerNumber : std::uint64_t { nobody = 0 };

// Where an entry stands in the history of everybody: 1, 2, 3 ... without gaps. 0 is nowhere.
enum class Position : std::uint64_t { none = 0 };

// The number of a run or of a message, counted for each customer from 1, so that a turn can name
// what it makes without asking anybody. 0 is none.
using RunNumber = std::uint32_t;
using MessageNumber = std::uint32_t;

constexpr std::uint64_t to_integer(CustomerNumber number) {
    return static_cast<std::uint64_t>(number);
}
constexpr std::uint64_t to_integer(Position position) {
    return static_cast<std::uint64_t>(position);
}

// A 64 bit hash that is the same on every machine and in every version (FNV-1a, then the finalizer
// of SplitMix64). For keyed draws, event ids and content hashes; not for secrets.
constexpr std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0) {
    std::uint64_t h = 14695981039346656037ULL ^ seed;
    for (const char c : text) {
        h ^= static_cast<unsigned char>(c);
        h *= 1099511628211ULL;
    }
    h ^= h >> 30U;
    h *= 0xbf58476d1ce4e5b9ULL;
    h ^= h >> 27U;
    h *= 0x94d049bb133111ebULL;
    return h ^ (h >> 31U);
}

// Lets unordered containers of std::string be searched by string_view.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

}  // namespace dialogd

template <>
struct std::hash<dialogd::CustomerNumber> {
    std::size_t operator()(dialogd::CustomerNumber n) const noexcept {
        return std::hash<std::uint64_t>{}(dialogd::to_integer(n));
    }
};
