// Reading rows through one connection: a customer's chain of entries, messages, dead letters.
//
// The engine's thread has one over the writing connection; other threads take theirs from a pool, each with
// its own connection and table of names.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/ports.hpp"
#include "store/bodies.hpp"
#include "store/codec.hpp"
#include "store/database.hpp"
#include "store/store.hpp"

namespace dialogd::store {

// An entry as it is stored. `body` is valid until the next row is read.
struct EntryRow {
    std::uint64_t position = 0;
    std::uint64_t previous = 0;
    Instant at{};
    std::uint8_t kind = 0;
    std::string_view body;
};

// The kind of an entry whose words were erased: its place in the chain stays.
inline constexpr std::uint8_t kErasedKind = 255;

// The version of entries' bodies, beside the kind; an entry of a later one is refused.
inline constexpr std::uint64_t kEntryVersion = 0;
constexpr std::uint64_t stored_kind(std::uint8_t kind) {
    return kEntryVersion << 8U | kind;
}

struct SnapshotRow {
    std::uint64_t position = 0;
    std::uint64_t needs = 0;
    std::string body;
};

// Throws SQLite::Exception; who owns the connection guards.
class Reader {
public:
    // Both outlive it.
    Reader(SQLite::Database& db, NameTable& names);

    // Takes in the names that were stored since the last time. Before reading, in the same transaction.
    Result<void> read_names();
    // From `last` backwards, newest first, until `seen(row)` gives false or the chain begins.
    template <class Seen>
    Result<void> walk(std::uint64_t last, CustomerNumber customer, Seen&& seen) {
        const Ends ends(entry_);
        while (last != 0) {  // ends: each entry's previous one lies before it
            auto row = entry(last, customer);
            if (!row) return row.error();
            last = row->previous;
            if (!seen(*row)) break;
        }
        return {};
    }
    // The newest `limit`, oldest first; erased ones are left out.
    Result<std::vector<Entry>> history(std::uint64_t last, CustomerNumber customer, std::size_t limit);
    Result<std::optional<Message>> message(std::uint64_t last, CustomerNumber customer, MessageNumber number);
    // Entries and messages in one walk.
    Result<Whole> whole(std::uint64_t last, CustomerNumber customer);
    Result<std::vector<LoggedConsent>> consents(Position after, std::size_t limit);
    std::vector<DeadLetter> dead_letters(std::uint64_t after, std::size_t limit);
    std::optional<SnapshotRow> snapshot(CustomerNumber customer);
    std::optional<std::string> source(std::uint64_t hash);

private:
    // The entry at `position`, which is that customer's.
    Result<EntryRow> entry(std::uint64_t position, CustomerNumber customer);
    Result<Message> message_at(std::uint64_t position, CustomerNumber customer);

    SQLite::Database& db_;
    NameTable& names_;
    SQLite::Statement entry_;
    SQLite::Statement names_after_;
    SQLite::Statement message_;
    SQLite::Statement letters_;
    SQLite::Statement consents_;
    SQLite::Statement snapshot_;
    SQLite::Statement source_;
    Unpacker unpacker_;
};

// Readers for any thread: taken for one call, given back after it.
class ReaderPool {
public:
    explicit ReaderPool(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // Runs `work(reader)` in one read transaction, with all names known.
    template <class Work>
    auto read(std::string_view doing, Work&& work) -> decltype(work(std::declval<Reader&>())) {
        auto taken = take();
        if (!taken) return taken.error();
        Connection& connection = **taken;
        auto outcome = guarded(doing, [&]() -> decltype(work(connection.reader)) {
            Transaction transaction(*connection.db, Transaction::For::reading);
            if (auto named = connection.reader.read_names(); !named) return named.error();
            return work(connection.reader);
        });
        give_back(std::move(*taken));
        return outcome;
    }

    // Closes those at hand and holds new ones back while it lives; waits for those at work.
    class Pause {
    public:
        explicit Pause(ReaderPool& pool);

    private:
        std::unique_lock<std::mutex> held_;
    };

private:
    struct Connection {
        explicit Connection(std::unique_ptr<SQLite::Database> opened) : db(std::move(opened)), reader(*db, names) {}
        std::unique_ptr<SQLite::Database> db;
        NameTable names;
        Reader reader;
    };
    // More threads than this read seldom at the same time; the others' connections are closed after use.
    static constexpr std::size_t kKept = 8;

    Result<std::unique_ptr<Connection>> take();
    void give_back(std::unique_ptr<Connection> connection);

    std::filesystem::path folder_;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Connection>> kept_;
    std::size_t at_work_ = 0;
};

}  // namespace dialogd::store
