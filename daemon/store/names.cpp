// Names by number.
#include <cstring>

#include "store/codec.hpp"

namespace dialogd::store {

namespace {

// Eight bytes at a time: names are looked up dozens of times in each turn. Not stored, so it may change.
std::uint32_t quick_hash(std::string_view text) {
    constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15ULL;
    std::uint64_t h = text.size() * kMix;
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t part = 0;
        std::memcpy(&part, text.data() + at, 8);
        h = (h ^ part) * kMix;
        h ^= h >> 29U;
    }
    std::uint64_t rest = 0;
    std::memcpy(&rest, text.data() + at, text.size() - at);
    h = (h ^ rest) * kMix;
    return static_cast<std::uint32_t>(h >> 32U);
}

}  // namespace

std::uint32_t NameTable::intern(std::string_view name, std::uint32_t most) {
    if (name.empty() || name.size() > kMaxNameBytes) return 0;
    if (names_.size() * 2 >= places_.size()) grow();
    const std::uint32_t hash = quick_hash(name);
    const std::size_t mask = places_.size() - 1;
    std::size_t i = hash & mask;
    for (; places_[i].number != 0; i = (i + 1) & mask)
        if (places_[i].hash == hash && *names_[places_[i].number - 1] == name) return places_[i].number;
    if (names_.size() >= most) return 0;
    names_.push_back(std::make_unique<const std::string>(name));
    places_[i] = {hash, size()};
    return size();
}

void NameTable::grow() {
    std::vector<Place> larger(places_.empty() ? 256 : places_.size() * 2);
    for (const Place& place : places_) {
        if (place.number == 0) continue;
        std::size_t i = place.hash & (larger.size() - 1);
        while (larger[i].number != 0) i = (i + 1) & (larger.size() - 1);
        larger[i] = place;
    }
    places_ = std::move(larger);
}

}  // namespace dialogd::store
