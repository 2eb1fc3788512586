// At open: records, snapshots and wakes come into memory, and what the snapshots miss is folded in.
#include "store/sqlite_store.hpp"

namespace dialogd::store {

Result<void> SqliteStore::recover() {
    auto read = guarded("reading the store", [&]() -> Result<void> {
        // One transaction: beside a running daemon all of it is of the same moment.
        Transaction transaction(*db_, Transaction::For::reading);
        if (auto names = reader_.read_names(); !names) return names;
        stored_names_ = names_.size();
        read_facts();
        read_customers();
        if (auto snapshots = read_snapshots(); !snapshots) return snapshots;
        return read_tail();
    });
    if (!read) return read;
    return fold_tail();
}

void SqliteStore::read_facts() {
    SQLite::Statement rows(*db_, "SELECT name, value FROM facts");
    while (rows.executeStep()) facts_.emplace(blob_of(rows.getColumn(0)), blob_of(rows.getColumn(1)));
}

void SqliteStore::read_customers() {
    SQLite::Statement rows(*db_, "SELECT number, id FROM customers ORDER BY number");
    while (rows.executeStep()) {
        const std::uint32_t index = index_of(CustomerNumber{number_of(rows.getColumn(0))});
        residents_.fill_to(index);
        residents_.name(index, blob_of(rows.getColumn(1)));
        residents_[index].committed = true;
        ++committed_;
    }
}

Result<void> SqliteStore::read_snapshots() {
    SQLite::Statement rows(*db_, "SELECT customer, position, needs, wake_at, body FROM snapshots ORDER BY customer");
    while (rows.executeStep()) {
        const CustomerNumber number{number_of(rows.getColumn(0))};
        Resident* resident = residents_.find(number);
        if (resident == nullptr || !resident->committed)
            return Error{ErrorCode::internal, "the store is damaged: a snapshot of customer " +
                                                  std::to_string(to_integer(number)) + ", who is not in it"};
        const std::string_view body = blob_of(rows.getColumn(4));
        resident->last.store(number_of(rows.getColumn(1)), std::memory_order_release);
        wakes_.set(index_of(number), Instant(Duration(rows.getColumn(3).getInt64())));
        const auto customer = decode_customer(body, names_);
        if (customer) index_state(index_of(number), *customer);
        if (!customer || number_of(rows.getColumn(2)) != settings_.needs.hash) {
            resident->stale = true;
            ++stale_;
        } else if (residents_.state_bytes() + body.size() < settings_.state_bytes) {
            residents_.keep_state(*resident, body);
        }
    }
    return {};
}

// The entries behind the position that all snapshots hold to: who has newer ones than their snapshot, and
// when they wake. A customer without a snapshot has only such.
Result<void> SqliteStore::read_tail() {
    const SQLite::Column newest = db_->execAndGet("SELECT max(position) FROM entries");
    last_position_ = number_of(newest);
    SQLite::Statement held(*db_, "SELECT value FROM meta WHERE name = ?");
    start(held, Blob{kSnapshotsHoldTo});
    const std::uint64_t hold_to = held.executeStep() ? number_of(held.getColumn(0)) : 0;
    SQLite::Statement rows(*db_,
                           "SELECT position, customer, wake_at FROM entries WHERE position > ? ORDER BY position");
    start(rows, hold_to);
    while (rows.executeStep()) {
        const std::uint64_t position = number_of(rows.getColumn(0));
        const CustomerNumber number{number_of(rows.getColumn(1))};
        Resident* resident = residents_.find(number);
        if (resident == nullptr || !resident->committed)
            return Error{ErrorCode::internal, "the store is damaged: entry " + std::to_string(position) +
                                                  " is of a customer who is not in it"};
        if (position <= resident->last.load(std::memory_order_relaxed)) continue;
        resident->last.store(position, std::memory_order_release);
        if (const SQLite::Column wake = rows.getColumn(2); !wake.isNull())
            wakes_.set(index_of(number), Instant(Duration(wake.getInt64())));
        residents_.drop_state(*resident);
        mark_behind(index_of(number), position);
    }
    return {};
}

Result<void> SqliteStore::fold_tail() {
    // By place: folding a stale state may append to the queue, which is folded then already.
    for (std::size_t i = 0; i < behind_.size(); ++i) {
        const std::uint32_t index = behind_[i].index;
        auto customer = remember_folded(index);
        if (!customer) return customer.error();
        index_state(index, *customer);
        make_room();
    }
    return {};
}

}  // namespace dialogd::store
