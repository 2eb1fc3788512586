// The heap of wakes.
#include "store/wakes.hpp"

#include <algorithm>
#include <queue>

namespace dialogd::store {

void Wakes::put(std::size_t place, Wake wake) {
    heap_[place] = wake;
    places_[wake.customer] = static_cast<std::uint32_t>(place);
}

void Wakes::rise(std::size_t place, Wake wake) {
    while (place > 0) {
        const std::size_t parent = (place - 1) / kChildren;
        if (!wake.before(heap_[parent])) break;
        put(place, heap_[parent]);
        place = parent;
    }
    put(place, wake);
}

void Wakes::sink(std::size_t place, Wake wake) {
    for (;;) {
        const std::size_t first = place * kChildren + 1;
        if (first >= heap_.size()) break;
        const std::size_t last = std::min(first + kChildren, heap_.size());
        std::size_t least = first;
        for (std::size_t child = first + 1; child < last; ++child)
            if (heap_[child].before(heap_[least])) least = child;
        if (!heap_[least].before(wake)) break;
        put(place, heap_[least]);
        place = least;
    }
    put(place, wake);
}

void Wakes::set(std::uint32_t customer, Instant at) {
    if (customer >= places_.size()) {
        if (at == kNever) return;
        places_.resize(customer + 1, kNowhere);
    }
    const std::size_t place = places_[customer];
    if (place == kNowhere) {
        if (at == kNever) return;
        heap_.push_back({at, customer});
        return rise(heap_.size() - 1, {at, customer});
    }
    if (at != kNever) {
        const Wake wake{at, customer};
        return wake.before(heap_[place]) ? rise(place, wake) : sink(place, wake);
    }
    places_[customer] = kNowhere;
    const Wake moved = heap_.back();
    heap_.pop_back();
    if (moved.customer == customer) return;
    if (place > 0 && moved.before(heap_[(place - 1) / kChildren]))
        rise(place, moved);
    else
        sink(place, moved);
}

Instant Wakes::at(std::uint32_t customer) const {
    if (customer >= places_.size() || places_[customer] == kNowhere) return kNever;
    return heap_[places_[customer]].at;
}

std::vector<std::uint32_t> Wakes::due(Instant now, std::size_t limit) const {
    // Best first from the root: looks at no more than four places for each one that it gives.
    const auto later = [this](std::size_t a, std::size_t b) { return heap_[b].before(heap_[a]); };
    std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> open(later);
    std::vector<std::uint32_t> due;
    if (!heap_.empty()) open.push(0);
    while (!open.empty() && due.size() < limit) {
        const std::size_t place = open.top();
        open.pop();
        if (heap_[place].at > now) break;
        due.push_back(heap_[place].customer);
        const std::size_t first = place * kChildren + 1;
        for (std::size_t child = first; child < std::min(first + kChildren, heap_.size()); ++child) open.push(child);
    }
    return due;
}

std::size_t Wakes::bytes() const {
    return heap_.capacity() * sizeof(Wake) + places_.capacity() * sizeof(std::uint32_t);
}

}  // namespace dialogd::store
