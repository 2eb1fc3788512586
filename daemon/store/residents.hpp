// What is in memory of every customer: number, id, last position, and the encoded state while there is room.
//
// Forty bytes each, the id, eleven to sixteen for each index, and the state. Records never move, and their
// last position is atomic: readers on other threads find where a history ends without a lock. All else
// belongs to the engine's thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialogd/customer.hpp"
#include "store/hash_index.hpp"

namespace dialogd::store {

// The head of an encoded state in memory; its bytes follow.
struct StateBytes {
    std::uint32_t size;
    std::uint32_t room;

    char* bytes() { return reinterpret_cast<char*>(this + 1); }
    std::string_view view() { return {bytes(), size}; }
};

struct Resident {
    std::atomic<std::uint64_t> last{0};  // Position; 0: no entry yet
    StateBytes* state = nullptr;
    const char* id = nullptr;    // length as two bytes, then the text
    std::uint32_t staged = 0;    // place in the batch that is being written, from 1; 0: not in it
    bool committed : 1 = false;  // not only reserved
    bool dirty : 1 = false;      // newer than its snapshot
    bool used : 1 = false;       // since the hand came by
    bool open_messages : 1 = false;
    bool stale : 1 = false;  // its snapshot was folded with other needs

    std::string_view id_text() const;
};

// Indexes count from 0; a customer's number is index + 1.
constexpr std::uint32_t index_of(CustomerNumber number) {
    return static_cast<std::uint32_t>(to_integer(number) - 1);
}
constexpr CustomerNumber number_of_index(std::uint32_t index) {
    return CustomerNumber{std::uint64_t{index} + 1};
}

class Residents {
public:
    static constexpr std::uint32_t kChunk = 65'536;
    static constexpr std::uint32_t kChunks = 16'384;  // a thousand million customers: more than a machine's memory

    Residents();
    ~Residents();
    Residents(const Residents&) = delete;

    // From any thread; null for a number that was never given.
    const Resident* find(CustomerNumber number) const;
    Resident* find(CustomerNumber number) { return const_cast<Resident*>(std::as_const(*this).find(number)); }
    Resident& operator[](std::uint32_t index) { return at(index); }
    const Resident& operator[](std::uint32_t index) const { return at(index); }
    std::uint32_t size() const { return size_.load(std::memory_order_acquire); }

    // A new record, behind all others; an empty id is found by nobody.
    std::uint32_t add(std::string_view id);
    // Records up to and with `index`, without ids: numbers that were reserved and never used.
    void fill_to(std::uint32_t index);
    void name(std::uint32_t index, std::string_view id);
    // Committed or only reserved; kNobody when there is none.
    std::uint32_t with_id(std::string_view id) const;
    static constexpr std::uint32_t kNobody = 0xffffffff;

    void add_address(std::uint32_t index, ChannelKind channel, std::string_view address);
    // Everybody who has had it, and some who have not: compare with their state.
    std::vector<std::uint32_t> may_have(ChannelKind channel, std::string_view address) const;

    void keep_state(Resident& resident, std::string_view bytes);
    void drop_state(Resident& resident);
    std::size_t state_bytes() const { return state_bytes_; }
    // Up to `limit` customers whose states were not used for longest (second chance: a hand goes around and
    // takes those that were not used since it came by last).
    std::vector<std::uint32_t> least_used(std::size_t limit);

    // Of memory, states not counted.
    std::size_t bytes() const;

private:
    Resident& at(std::uint32_t index) const {
        return chunks_[index / kChunk].load(std::memory_order_acquire)[index % kChunk];
    }
    const char* keep_id(std::string_view id);

    std::vector<std::atomic<Resident*>> chunks_;
    std::atomic<std::uint32_t> size_{0};
    HashIndex ids_;
    HashIndex addresses_;
    std::vector<std::unique_ptr<char[]>> id_pages_;
    std::size_t id_page_used_ = 0;
    std::size_t state_bytes_ = 0;
    std::uint32_t hand_ = 0;
};

// E-mail addresses are compared in lower case (ASCII; others byte for byte), numbers as they are.
std::string comparable(ChannelKind channel, std::string_view address);

}  // namespace dialogd::store
