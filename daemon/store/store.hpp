// The store in SQLite: append-only history, states in memory with snapshots behind, group commit.
#pragma once

#include <filesystem>
#include <memory>

#include "dialogd/ports.hpp"

namespace dialogd::store {

struct Settings {
    std::filesystem::path folder;          // the data folder; created when missing; locked while open to write
    Needs needs;                           // what states must remember; older snapshots are folded again
    std::size_t state_bytes = 8ULL << 30;  // of encoded states in memory, before the least recently used go
    // For commands, beside a running daemon: no lock, nothing is written; what is committed after open() is
    // not seen. Only as the user that owns the store (a store in WAL mode can't be read by another).
    bool read_only = false;
    std::uint32_t most_pages = 0;  // of the file (4 KiB each), then the disk counts as full; 0: the disk decides
};

// Errors: `newer` (a store written by a newer version), `conflict` (another daemon holds the folder),
// `unavailable`, `internal`. Each says what to do.
Result<std::unique_ptr<Store>> open(const Settings& settings);

inline constexpr int kSchemaVersion = 1;

// What only this store can do. Each takes a store that open() gave, on the engine's thread.

// Makes the text that Template::hash stands for known, on disk when it returns: messages that name it as
// their source are compressed against it. Kept for ever; a hash that is known already changes nothing.
Result<void> know_source(Store& store, std::uint64_t hash, std::string_view text);

// From now on states are folded with these needs: those in memory go, and each is folded again from its
// history when it is next loaded, or by write_behind. Not between a load and the commit that follows it.
Result<void> change_needs(Store& store, const Needs& needs);
// How many states write_behind has still to fold again.
std::uint64_t states_to_fold(const Store& store);

// Removes all words about a customer: entries, messages, snapshot, id, dead letters that name one of their
// addresses or their id. Their positions and number stay and are never given again. When it returns, the
// text is in no file of the folder (secure_delete, the WAL cut off); waits for readers at work.
// Call it again after an error: it may have removed a part.
Result<void> erase(Store& store, CustomerNumber number);

struct Memory {
    std::size_t customers = 0;  // bytes for records, ids, indexes and wakes
    std::size_t states = 0;     // bytes of encoded states
};
Memory memory(const Store& store);

}  // namespace dialogd::store
