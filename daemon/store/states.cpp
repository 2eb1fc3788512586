// States: loaded or folded, written behind as snapshots, and let go when memory is short.
#include <algorithm>

#include "store/sqlite_store.hpp"

namespace dialogd::store {

namespace {

// States that go at once when memory is full: enough that one transaction for them is worth its sync.
constexpr std::size_t kLetGoAtOnce = 1024;

constexpr std::size_t kWrittenAtOnce = 4096;
constexpr std::size_t kFoldedAtOnce = 256;

// What every fold begins with.
Customer nothing_known(CustomerNumber number, const Resident& resident) {
    Customer customer;
    customer.number = number;
    customer.id = resident.id_text();
    return customer;
}

}  // namespace

Result<Customer> SqliteStore::load(CustomerNumber number) {
    Resident* resident = residents_.find(number);
    if (resident == nullptr)
        return Error{ErrorCode::not_found, "there is no customer with number " + std::to_string(to_integer(number))};
    resident->used = true;
    if (resident->state != nullptr) return decode_customer(resident->state->view(), names_);
    if (!resident->committed) return nothing_known(number, *resident);
    auto customer = remember_folded(index_of(number));
    make_room();
    return customer;
}

Result<Customer> SqliteStore::fold(CustomerNumber number, const Resident& resident) {
    Customer customer = nothing_known(number, resident);
    std::uint64_t held = 0;
    if (const auto snapshot = reader_.snapshot(number); snapshot && snapshot->needs == settings_.needs.hash)
        // One that can't be read is as good as none: the history has it all.
        if (auto kept = decode_customer(snapshot->body, names_)) {
            customer = std::move(*kept);
            held = snapshot->position;
        }

    struct Part {
        Instant at;
        std::uint8_t kind;
        std::size_t begin;
        std::size_t size;
    };
    std::vector<Part> parts;  // newest first, as the chain goes
    std::string bodies;
    const std::uint64_t last = resident.last.load(std::memory_order_relaxed);
    if (last > held) {
        auto walked = reader_.walk(last, number, [&](const EntryRow& row) {
            if (row.position <= held) return false;
            if (row.kind != kErasedKind) parts.push_back({row.at, row.kind, bodies.size(), row.body.size()});
            bodies.append(row.kind != kErasedKind ? row.body : std::string_view());
            return row.previous > held;
        });
        if (!walked) return walked.error();
    }
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
        const auto what = decode_entry(part->kind, std::string_view(bodies).substr(part->begin, part->size), names_);
        if (!what) return what.error();
        apply(settings_.needs, customer, *what, part->at);
    }
    return customer;
}

Result<Customer> SqliteStore::remember_folded(std::uint32_t index) {
    Resident& resident = residents_[index];
    auto customer = guarded("reading a customer's history", [&] { return fold(number_of_index(index), resident); });
    if (!customer) return customer;
    scratch_.clear();
    encode(*customer, names_, scratch_);
    residents_.keep_state(resident, scratch_);
    if (resident.stale) {
        resident.stale = false;
        --stale_;
        mark_behind(index, last_position_ + 1);
    }
    return customer;
}

void SqliteStore::mark_behind(std::uint32_t index, std::uint64_t position) {
    if (residents_[index].dirty) return;
    residents_[index].dirty = true;
    behind_.push_back({index, position});
}

void SqliteStore::index_state(std::uint32_t index, const Customer& customer) {
    residents_[index].open_messages = !customer.messages.empty();
    for (const Address& address : customer.addresses) residents_.add_address(index, address.channel, address.value);
}

void SqliteStore::make_room() {
    while (residents_.state_bytes() > settings_.state_bytes) {
        Indexes leaving = residents_.least_used(kLetGoAtOnce);
        if (leaving.empty()) return;
        Indexes dirty;
        for (const std::uint32_t index : leaving)
            if (residents_[index].dirty) dirty.push_back(index);
        // Nothing would be lost without a snapshot, but the next load would walk a long chain. When the disk
        // is full they stay, and only the others go: commits are refused then, so memory does not grow by them.
        const bool written = settings_.read_only || dirty.empty() || write_snapshots(dirty, 0).has_value();
        for (const std::uint32_t index : leaving)
            if (written || !residents_[index].dirty) residents_.drop_state(residents_[index]);
        if (!written) return;
    }
}

// `hold_to`: what all snapshots hold to with these written; 0: as before.
Result<void> SqliteStore::write_snapshots(const Indexes& indexes, std::uint64_t hold_to) {
    auto written = guarded("writing snapshots", [&]() -> Result<void> {
        Transaction transaction(*db_, Transaction::For::writing);
        for (const std::uint32_t index : indexes) {
            const Resident& resident = residents_[index];
            const CustomerNumber number = number_of_index(index);
            std::string folded;
            if (resident.state == nullptr) {
                const auto customer = fold(number, resident);
                if (!customer) return customer.error();
                encode(*customer, names_, folded);
            }
            writer_.snapshot(number, resident.last.load(std::memory_order_relaxed), settings_.needs.hash,
                             wakes_.at(index),
                             resident.state != nullptr ? resident.state->view() : std::string_view(folded));
        }
        if (hold_to != 0) writer_.snapshots_hold_to(hold_to);
        write_new_names();
        transaction.commit();
        stored_names_ = names_.size();
        return {};
    });
    if (!written) return written;
    for (const std::uint32_t index : indexes) residents_[index].dirty = false;
    return {};
}

Result<void> SqliteStore::write_behind(std::size_t limit) {
    if (auto allowed = refuse_to_write(); !allowed) return allowed;
    // In portions, so that a last call before the end does not make one transaction of a million snapshots.
    while (limit > 0 && !behind_.empty()) {
        const auto written = write_oldest(std::min(limit, kWrittenAtOnce));
        if (!written) return written.error();
        limit -= std::min(limit, *written);
    }
    return fold_stale(std::min(limit, kFoldedAtOnce));
}

// The snapshots of those who are behind for longest, as one transaction; how many.
Result<std::size_t> SqliteStore::write_oldest(std::size_t limit) {
    Indexes indexes;
    std::size_t taken = 0;
    for (; taken < behind_.size() && indexes.size() < limit; ++taken)
        if (residents_[behind_[taken].index].dirty) indexes.push_back(behind_[taken].index);
    const std::uint64_t hold_to = taken < behind_.size() ? behind_[taken].position - 1 : last_position_;
    // In order of the table: neighbours share pages. A customer may be there twice, when memory was short between.
    std::sort(indexes.begin(), indexes.end());
    indexes.erase(std::unique(indexes.begin(), indexes.end()), indexes.end());
    if (auto written = write_snapshots(indexes, hold_to); !written) return written.error();
    behind_.erase(behind_.begin(), behind_.begin() + static_cast<std::ptrdiff_t>(taken));
    return indexes.size();
}

// States that were folded with other needs, a few at a time: each may have a long history.
Result<void> SqliteStore::fold_stale(std::size_t limit) {
    while (stale_ > 0 && limit > 0 && stale_from_ < residents_.size()) {
        const std::uint32_t index = stale_from_++;
        if (!residents_[index].stale) continue;
        --limit;
        if (auto customer = remember_folded(index); !customer) return customer.error();
    }
    make_room();
    return {};
}

Result<void> SqliteStore::change_needs(const Needs& needs) {
    if (needs.hash == settings_.needs.hash) return {};
    settings_.needs = needs;
    for (std::uint32_t index = 0; index < residents_.size(); ++index) {
        Resident& resident = residents_[index];
        residents_.drop_state(resident);
        if (!resident.committed || resident.stale) continue;
        resident.stale = true;
        ++stale_;
    }
    stale_from_ = 0;
    return {};
}

}  // namespace dialogd::store
