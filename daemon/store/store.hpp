// The store in SQLite: append-only history, states in memory with snapshots behind, group commit.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

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

// Removes all words about a customer, who may go by several numbers: entries, messages, snapshots, ids, dead
// letters that name one of their addresses or ids, or one of `also` (addresses that they had before), and the words of
// the messages at the positions `words`, which are about them and went to somebody else. Positions and
// numbers stay and are never given again. All or nothing; then the WAL is cut off, so that the text is in no file
// of the folder (secure_delete). True: it is; false: somebody reads the store, and cut_log() has still to be called.
Result<bool> erase(Store& store, std::span<const CustomerNumber> numbers, std::span<const std::string> also = {},
                   std::span<const Position> words = {});
// Copies the WAL back and cuts it off: what was erased is in it no more. False: somebody reads, try again later.
Result<bool> cut_log(Store& store);

// Everything that is kept about one customer, oldest first. From any thread.
struct Whole {
    std::vector<Entry> entries;
    std::vector<Message> messages;
};
Result<Whole> whole(const Store& store, CustomerNumber number);

// The consent log of everybody, in the order in which it was written: at most `limit` behind `after`. From any thread.
struct LoggedConsent {
    Position position = Position::none;
    Instant at{};
    std::string customer;  // the id
    Consent consent;
};
Result<std::vector<LoggedConsent>> consents(const Store& store, Position after, std::size_t limit);

struct Memory {
    std::size_t customers = 0;  // bytes for records, ids, indexes and wakes
    std::size_t states = 0;     // bytes of encoded states
};
Memory memory(const Store& store);

}  // namespace dialogd::store
