// From a hash to the customers who have it: open addressing, eight bytes a place, nothing else kept.
//
// Different keys may share a hash: who looks somebody up compares what the hash was made of.
#pragma once

#include <cstdint>
#include <vector>

namespace dialogd::store {

class HashIndex {
public:
    // The same (hash, customer) is kept once.
    void add(std::uint64_t hash, std::uint32_t customer) {
        if ((size_ + 1) * 4 > places_.size() * 3) grow();
        const Place wanted{short_hash(hash), customer + 1};
        std::size_t i = wanted.hash & mask();
        for (; places_[i].owner != 0; i = (i + 1) & mask())
            if (places_[i].hash == wanted.hash && places_[i].owner == wanted.owner) return;
        places_[i] = wanted;
        ++size_;
    }

    // Calls `seen(customer)` for each with that hash, until it gives true.
    template <class Seen>
    void search(std::uint64_t hash, Seen&& seen) const {
        if (places_.empty()) return;
        const std::uint32_t wanted = short_hash(hash);
        // Three quarters full at most: there is always a free place to stop at.
        for (std::size_t i = wanted & mask(); places_[i].owner != 0; i = (i + 1) & mask())
            if (places_[i].hash == wanted && seen(places_[i].owner - 1)) return;
    }

    std::size_t bytes() const { return places_.capacity() * sizeof(Place); }

private:
    struct Place {
        std::uint32_t hash = 0;
        std::uint32_t owner = 0;  // customer + 1; 0: free
    };

    static std::uint32_t short_hash(std::uint64_t hash) { return static_cast<std::uint32_t>(hash ^ (hash >> 32U)); }
    std::size_t mask() const { return places_.size() - 1; }

    void grow() {
        std::vector<Place> larger(places_.empty() ? 64 : places_.size() * 2);
        for (const Place& place : places_) {
            if (place.owner == 0) continue;
            std::size_t i = place.hash & (larger.size() - 1);
            while (larger[i].owner != 0) i = (i + 1) & (larger.size() - 1);
            larger[i] = place;
        }
        places_ = std::move(larger);
    }

    std::vector<Place> places_;
    std::size_t size_ = 0;
};

}  // namespace dialogd::store
