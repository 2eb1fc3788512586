// Opening SQLite: pragmas, the tables by version, and what its errors mean for us.
#include "store/database.hpp"

#include <sqlite3.h>

#include <array>

#include "store/store.hpp"

namespace dialogd::store {

namespace {

constexpr int kApplicationId = 0x6469616c;  // "dial": `file` and we tell our files from others

// Step n brings version n to n + 1. What a step has once done to somebody's file is never edited; a change
// is a new step.
//
// All tables but snapshots, facts and meta are only appended to: with random keys an index costs more than
// everything else together. `previous` threads one customer's entries; a message has the position of its entry.
constexpr std::array<const char*, kSchemaVersion> kMigrations = {
    R"sql(
        CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;
        CREATE TABLE names (number INTEGER PRIMARY KEY, text BLOB NOT NULL);
        CREATE TABLE sources (hash INTEGER PRIMARY KEY, text BLOB NOT NULL);
        CREATE TABLE customers (number INTEGER PRIMARY KEY, id BLOB NOT NULL);
        CREATE TABLE entries (position INTEGER PRIMARY KEY, customer INTEGER NOT NULL, previous INTEGER NOT NULL,
                              at INTEGER NOT NULL, kind INTEGER NOT NULL, wake_at INTEGER, body BLOB NOT NULL);
        CREATE TABLE messages (position INTEGER PRIMARY KEY, customer INTEGER NOT NULL,
                               head BLOB NOT NULL, text BLOB NOT NULL, html BLOB NOT NULL);
        CREATE TABLE snapshots (customer INTEGER PRIMARY KEY, position INTEGER NOT NULL, needs INTEGER NOT NULL,
                                wake_at INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE TABLE dead_letters (number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,
                                   source BLOB NOT NULL, reason BLOB NOT NULL, body BLOB NOT NULL);
        CREATE TABLE facts (name BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    )sql",
};

Error newer_store(const std::filesystem::path& file, int version) {
    return {ErrorCode::newer, file.string() + " was written by a newer dialogd (its tables are of version " +
                                  std::to_string(version) + ", this one knows up to " + std::to_string(kSchemaVersion) +
                                  "): install that version again, or restore the backup made before the upgrade"};
}

Result<int> schema_version(SQLite::Database& db, const std::filesystem::path& file) {
    const int application = db.execAndGet("PRAGMA application_id").getInt();
    const int version = db.execAndGet("PRAGMA user_version").getInt();
    const bool empty = version == 0 && db.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
    if (application != kApplicationId && !empty)
        return Error{ErrorCode::conflict, file.string() + " is not a store of dialogd: use another data folder"};
    if (version > kSchemaVersion) return newer_store(file, version);
    return version;
}

Result<void> migrate(SQLite::Database& db, const std::filesystem::path& file) {
    Transaction transaction(db, Transaction::For::writing);
    const auto version = schema_version(db, file);
    if (!version) return version.error();
    if (*version == kSchemaVersion) return {};
    for (int step = *version; step < kSchemaVersion; ++step) db.exec(kMigrations[static_cast<std::size_t>(step)]);
    db.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
    db.exec("PRAGMA user_version = " + std::to_string(kSchemaVersion));
    transaction.commit();
    return {};
}

// FULL: what was answered 2xx survives a power cut (NORMAL lost it in most of them). secure_delete: what
// was erased is not left in free pages. A checkpoint each 120 MB of WAL keeps its cost out of most commits.
void set_up_writer(SQLite::Database& db, std::uint32_t most_pages) {
    db.exec("PRAGMA journal_mode = WAL");
    db.exec("PRAGMA synchronous = FULL");
    db.exec("PRAGMA secure_delete = ON");
    db.exec("PRAGMA wal_autocheckpoint = 30000");
    db.exec("PRAGMA journal_size_limit = 268435456");
    db.exec("PRAGMA cache_size = -131072");
    db.exec("PRAGMA temp_store = MEMORY");
    if (most_pages != 0) db.exec("PRAGMA max_page_count = " + std::to_string(most_pages));
}

Error cannot_open(const SQLite::Exception& failure, const std::filesystem::path& file) {
    const int code = failure.getErrorCode() & 0xff;
    if (code == SQLITE_NOTADB)
        return {ErrorCode::conflict, file.string() + " is not a store of dialogd: use another data folder"};
    return error_of(failure, "opening " + file.string());
}

// SQLite in WAL mode needs to write its -shm file also to read; for another user it says only "unable to open".
Error cannot_read(const SQLite::Exception& failure, const std::filesystem::path& file) {
    const int code = failure.getErrorCode() & 0xff;
    if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY && code != SQLITE_PERM) return cannot_open(failure, file);
    return {ErrorCode::unavailable,
            "cannot read " + file.string() + " (" + failure.what() +
                "): a store in WAL mode is readable only by the user that dialogd runs as; run this command as that "
                "user (sudo -u dialogd ...), or ask the running daemon over its socket or --url"};
}

}  // namespace

Error error_of(const SQLite::Exception& failure, std::string_view doing) {
    const int code = failure.getErrorCode() & 0xff;
    const int extended = failure.getExtendedErrorCode();
    const std::string text = std::string(doing) + ": " + failure.what();
    // The shared memory beside the WAL grows by a file of its own: no room for it is a full disk too.
    if (code == SQLITE_FULL || extended == SQLITE_IOERR_SHMSIZE)
        return {ErrorCode::unavailable, text + ": make room on the disk; nothing is lost, and it goes on by itself"};
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return {ErrorCode::unavailable, text + ": something else writes to the file (an open sqlite3 shell?)"};
    return {ErrorCode::internal, text};
}

Result<std::unique_ptr<SQLite::Database>> open_to_write(const std::filesystem::path& folder, std::uint32_t most_pages) {
    const std::filesystem::path file = folder / kFileName;
    try {
        auto db = std::make_unique<SQLite::Database>(
            file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX, kBusyMilliseconds);
        // Looked at before the journal mode is touched: somebody else's file stays as it is.
        if (const auto version = schema_version(*db, file); !version) return version.error();
        set_up_writer(*db, most_pages);
        if (auto migrated = migrate(*db, file); !migrated) return migrated.error();
        return db;
    } catch (const SQLite::Exception& failure) {
        return cannot_open(failure, file);
    }
}

Result<std::unique_ptr<SQLite::Database>> open_to_read(const std::filesystem::path& folder) {
    const std::filesystem::path file = folder / kFileName;
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        return Error{ErrorCode::unavailable, "there is no store at " + file.string() +
                                                 ", or this user may not see it: name the data folder of the daemon"};
    try {
        auto db = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX,
                                                     kBusyMilliseconds);
        const auto version = schema_version(*db, file);
        if (!version) return version.error();
        if (*version < kSchemaVersion)
            return Error{ErrorCode::unavailable, file.string() +
                                                     " was written by an older dialogd: start the daemon of "
                                                     "this version once, it brings the tables up to date"};
        return db;
    } catch (const SQLite::Exception& failure) {
        return cannot_read(failure, file);
    }
}

Transaction::Transaction(SQLite::Database& db, For what) : db_(db) {
    db_.exec(what == For::writing ? "BEGIN IMMEDIATE" : "BEGIN");
}

void Transaction::commit() {
    db_.exec("COMMIT");
    open_ = false;
}

Transaction::~Transaction() {
    // After some errors (a full disk) SQLite has rolled back already; then there is nothing to do.
    if (open_) db_.tryExec("ROLLBACK");
}

}  // namespace dialogd::store
