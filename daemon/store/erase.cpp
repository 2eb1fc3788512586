// Forgetting a customer: words go, positions stay.
#include "store/sqlite_store.hpp"

namespace dialogd::store {

namespace {

// Readers come and go in less. Who stays longer (a backup, a shell) is not waited for: the engine would be, too.
constexpr int kPatience = 200;  // ms

}  // namespace

Result<void> SqliteStore::gather(CustomerNumber number, Forgotten& forgotten) {
    const Resident* resident = residents_.find(number);
    if (resident == nullptr || !resident->committed)
        return Error{ErrorCode::not_found, "there is no customer with number " + std::to_string(to_integer(number))};
    const auto customer = load(number);
    if (!customer) return customer.error();
    for (const Address& address : customer->addresses) forgotten.in_letters.push_back(address.value);
    // An id may be as short as "7": only where it stands as a JSON text.
    if (!customer->id.empty()) forgotten.in_letters.push_back('"' + customer->id + '"');
    return guarded("reading a customer's history", [&] {
        return reader_.walk(resident->last.load(std::memory_order_relaxed), number, [&](const EntryRow& row) {
            forgotten.positions.push_back(row.position);
            return true;
        });
    });
}

void SqliteStore::write_erasure(std::span<const CustomerNumber> numbers, const Forgotten& forgotten) {
    SQLite::Statement entry(*db_, "UPDATE entries SET kind = ?, at = 0, wake_at = NULL, body = x'' WHERE position = ?");
    SQLite::Statement message(*db_, "DELETE FROM messages WHERE position = ?");
    SQLite::Statement snapshot(*db_, "DELETE FROM snapshots WHERE customer = ?");
    SQLite::Statement id(*db_, "UPDATE customers SET id = x'' WHERE number = ?");
    // By what is in them: a letter is there because nobody knew whose it was.
    SQLite::Statement letters(*db_,
                              "DELETE FROM dead_letters WHERE instr(lower(body), lower(?1)) > 0 "
                              "OR instr(lower(reason), lower(?1)) > 0");
    for (const std::uint64_t position : forgotten.positions) {
        run(entry, stored_kind(kErasedKind), position);
        run(message, position);
    }
    for (const Position position : forgotten.words) run(message, to_integer(position));
    for (const CustomerNumber number : numbers) {
        run(snapshot, to_integer(number));
        run(id, to_integer(number));
    }
    for (const std::string& text : forgotten.in_letters)
        if (!text.empty()) run(letters, Blob{text});
}

Result<bool> SqliteStore::erase(std::span<const CustomerNumber> numbers, std::span<const std::string> also,
                                std::span<const Position> words) {
    Forgotten forgotten;
    forgotten.words.assign(words.begin(), words.end());
    forgotten.in_letters.assign(also.begin(), also.end());
    for (const CustomerNumber number : numbers)
        if (auto gathered = gather(number, forgotten); !gathered) return gathered.error();
    const auto erased = write("erasing a customer", [&] { write_erasure(numbers, forgotten); });
    if (!erased) return erased.error();
    for (const CustomerNumber number : numbers) {
        Resident& resident = *residents_.find(number);
        residents_.drop_state(resident);
        resident.id = nullptr;
        resident.open_messages = false;
        wakes_.set(index_of(number), kNever);
    }
    return cut_log();
}

// The text is still in the WAL, until it is copied back and cut off; a reader would hold that up.
Result<bool> SqliteStore::cut_log() {
    if (auto allowed = refuse_to_write(); !allowed) return allowed.error();
    const ReaderPool::Pause pause(pool_);
    return guarded("cutting off the log of the store", [&]() -> Result<bool> {
        db_->setBusyTimeout(kPatience);
        SQLite::Statement checkpoint(*db_, "PRAGMA wal_checkpoint(TRUNCATE)");
        const bool cut = checkpoint.executeStep() && checkpoint.getColumn(0).getInt() == 0;
        db_->setBusyTimeout(kBusyMilliseconds);
        return cut;
    });
}

}  // namespace dialogd::store
