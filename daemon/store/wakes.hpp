// Who is to be woken when: an ordered heap in memory, sixteen bytes for each customer who waits.
#pragma once

#include <cstdint>
#include <vector>

#include "dialogd/time.hpp"

namespace dialogd::store {

class Wakes {
public:
    // kNever takes the customer out. Customers are small numbers, counted from 0.
    void set(std::uint32_t customer, Instant at);
    Instant at(std::uint32_t customer) const;  // kNever when the customer does not wait
    Instant next() const { return heap_.empty() ? kNever : heap_.front().at; }
    // Those not after `now`, earliest first (equal ones by number), at most `limit`. Takes nobody out.
    std::vector<std::uint32_t> due(Instant now, std::size_t limit) const;
    std::size_t size() const { return heap_.size(); }
    std::size_t bytes() const;

private:
    struct Wake {
        Instant at;
        std::uint32_t customer;
        bool before(const Wake& other) const { return at != other.at ? at < other.at : customer < other.customer; }
    };
    // Four children for each: they share a cache line, and the heap is half as deep as with two.
    static constexpr std::size_t kChildren = 4;
    static constexpr std::uint32_t kNowhere = 0xffffffff;

    void put(std::size_t place, Wake wake);
    void rise(std::size_t place, Wake wake);
    void sink(std::size_t place, Wake wake);

    std::vector<Wake> heap_;
    std::vector<std::uint32_t> places_;  // by customer
};

}  // namespace dialogd::store
