// Forgetting a customer: words go, positions stay.
#include "store/sqlite_store.hpp"

namespace dialogd::store {

Result<void> SqliteStore::erase(CustomerNumber number) {
    Resident* resident = residents_.find(number);
    if (resident == nullptr || !resident->committed)
        return Error{ErrorCode::not_found, "there is no customer with number " + std::to_string(to_integer(number))};
    const auto customer = load(number);
    if (!customer) return customer.error();

    std::vector<std::uint64_t> positions;
    auto walked = guarded("reading a customer's history", [&] {
        return reader_.walk(resident->last.load(std::memory_order_relaxed), number, [&](const EntryRow& row) {
            positions.push_back(row.position);
            return true;
        });
    });
    if (!walked) return walked;

    auto erased = write("erasing a customer", [&] {
        SQLite::Statement entry(*db_,
                                "UPDATE entries SET kind = ?, at = 0, wake_at = NULL, body = x'' WHERE position = ?");
        SQLite::Statement message(*db_, "DELETE FROM messages WHERE position = ?");
        SQLite::Statement snapshot(*db_, "DELETE FROM snapshots WHERE customer = ?");
        SQLite::Statement id(*db_, "UPDATE customers SET id = x'' WHERE number = ?");
        // By what is in them: a letter is there because nobody knew whose it was.
        SQLite::Statement letters(*db_,
                                  "DELETE FROM dead_letters WHERE instr(lower(body), lower(?1)) > 0 "
                                  "OR instr(lower(reason), lower(?1)) > 0");
        for (const std::uint64_t position : positions) {
            run(entry, stored_kind(kErasedKind), position);
            run(message, position);
        }
        run(snapshot, to_integer(number));
        run(id, to_integer(number));
        for (const Address& address : customer->addresses) run(letters, Blob{address.value});
        // An id may be as short as "7": only where it stands as a JSON text.
        if (!customer->id.empty()) run(letters, Blob{'"' + customer->id + '"'});
    });
    if (!erased) return erased;

    residents_.drop_state(*resident);
    resident->id = nullptr;
    resident->open_messages = false;
    wakes_.set(index_of(number), kNever);
    // The text is still in the WAL, until it is copied back and cut off; a reader would hold that up.
    const ReaderPool::Pause pause(pool_);
    return guarded("cutting off the log of the store", [&]() -> Result<void> {
        SQLite::Statement checkpoint(*db_, "PRAGMA wal_checkpoint(TRUNCATE)");
        const bool cut = checkpoint.executeStep() && checkpoint.getColumn(0).getInt() == 0;
        if (cut) return {};
        return Error{ErrorCode::unavailable,
                     "the customer's words are gone, but the log of the store still has them: another "
                     "program reads it (a command, a backup); erase again when it has ended"};
    });
}

}  // namespace dialogd::store
