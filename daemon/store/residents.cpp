// The records in memory, and the states' bytes.
#include "store/residents.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace dialogd::store {

namespace {

constexpr std::size_t kIdPage = 1U << 20U;
constexpr std::size_t kMaxId = 65'535;

std::uint64_t address_hash(ChannelKind channel, std::string_view address) {
    return hash_text(comparable(channel, address), static_cast<std::uint64_t>(channel) + 1);
}

}  // namespace

std::string comparable(ChannelKind channel, std::string_view address) {
    std::string text(address);
    if (channel == ChannelKind::email)
        for (char& c : text)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::string_view Resident::id_text() const {
    if (id == nullptr) return {};
    std::uint16_t length = 0;
    std::memcpy(&length, id, sizeof length);
    return {id + sizeof length, length};
}

Residents::Residents() : chunks_(kChunks) {}

Residents::~Residents() {
    for (std::uint32_t i = 0; i < size(); ++i) std::free((*this)[i].state);
    for (auto& chunk : chunks_) delete[] chunk.load(std::memory_order_relaxed);
}

const Resident* Residents::find(CustomerNumber number) const {
    if (number == CustomerNumber::nobody || to_integer(number) > size()) return nullptr;
    const std::uint32_t index = index_of(number);
    return &chunks_[index / kChunk].load(std::memory_order_acquire)[index % kChunk];
}

std::uint32_t Residents::add(std::string_view id) {
    const std::uint32_t index = size();
    if (index >= kChunk * kChunks) throw std::bad_alloc();  // long after memory has run out
    auto& chunk = chunks_[index / kChunk];
    if (chunk.load(std::memory_order_relaxed) == nullptr) chunk.store(new Resident[kChunk], std::memory_order_release);
    size_.store(index + 1, std::memory_order_release);
    name(index, id);
    return index;
}

void Residents::fill_to(std::uint32_t index) {
    while (size() <= index) add({});
}

void Residents::name(std::uint32_t index, std::string_view id) {
    if (id.empty()) return;
    (*this)[index].id = keep_id(id);
    ids_.add(hash_text(id), index);
}

const char* Residents::keep_id(std::string_view id) {
    const auto length = static_cast<std::uint16_t>(std::min(id.size(), kMaxId));
    const std::size_t bytes = sizeof length + length;
    if (id_pages_.empty() || id_page_used_ + bytes > kIdPage) {
        id_pages_.push_back(std::make_unique<char[]>(kIdPage));
        id_page_used_ = 0;
    }
    char* place = id_pages_.back().get() + id_page_used_;
    id_page_used_ += bytes;
    std::memcpy(place, &length, sizeof length);
    std::memcpy(place + sizeof length, id.data(), length);
    return place;
}

std::uint32_t Residents::with_id(std::string_view id) const {
    std::uint32_t found = kNobody;
    if (id.empty()) return found;
    ids_.search(hash_text(id), [&](std::uint32_t index) {
        if ((*this)[index].id_text() != id) return false;
        found = index;
        return true;
    });
    return found;
}

void Residents::add_address(std::uint32_t index, ChannelKind channel, std::string_view address) {
    addresses_.add(address_hash(channel, address), index);
}

std::vector<std::uint32_t> Residents::may_have(ChannelKind channel, std::string_view address) const {
    std::vector<std::uint32_t> found;
    addresses_.search(address_hash(channel, address), [&](std::uint32_t index) {
        found.push_back(index);
        return false;
    });
    std::sort(found.begin(), found.end());
    return found;
}

void Residents::keep_state(Resident& resident, std::string_view bytes) {
    constexpr std::size_t kHead = sizeof(StateBytes);
    if (resident.state == nullptr || resident.state->room < bytes.size() ||
        resident.state->room > bytes.size() * 2 + 64) {
        drop_state(resident);
        // In steps of what malloc gives anyway, so that a state that grows a little stays where it is.
        const std::size_t whole = (kHead + bytes.size() + 8 + 31) / 32 * 32 - 8;
        void* place = std::malloc(whole);
        if (place == nullptr) throw std::bad_alloc();
        resident.state = ::new (place) StateBytes{0, static_cast<std::uint32_t>(whole - kHead)};
        state_bytes_ += whole + 8;
    }
    resident.state->size = static_cast<std::uint32_t>(bytes.size());
    std::memcpy(resident.state->bytes(), bytes.data(), bytes.size());
}

void Residents::drop_state(Resident& resident) {
    if (resident.state == nullptr) return;
    state_bytes_ -= sizeof(StateBytes) + resident.state->room + 8;
    std::free(resident.state);
    resident.state = nullptr;
}

std::vector<std::uint32_t> Residents::least_used(std::size_t limit) {
    std::vector<std::uint32_t> found;
    // Twice around: the first may only take marks away.
    const std::uint64_t steps = std::uint64_t{size()} * 2;
    for (std::uint64_t step = 0; step < steps && found.size() < limit; ++step) {
        const std::uint32_t index = hand_;
        hand_ = hand_ + 1 < size() ? hand_ + 1 : 0;
        Resident& resident = (*this)[index];
        if (resident.state == nullptr) continue;
        if (!resident.used) found.push_back(index);
        resident.used = !resident.used;  // who is found is not found again in the second round
    }
    return found;
}

std::size_t Residents::bytes() const {
    const std::size_t chunks = (size() + kChunk - 1) / kChunk;
    return chunks * kChunk * sizeof(Resident) + chunks_.size() * sizeof(chunks_[0]) + ids_.bytes() +
           addresses_.bytes() + id_pages_.size() * kIdPage;
}

}  // namespace dialogd::store
