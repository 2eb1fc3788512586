// Connections to the one SQLite file: opened, set up, brought to this version's tables; errors in our words.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "dialogd/result.hpp"

namespace dialogd::store {

inline constexpr const char* kFileName = "dialogd.sqlite";

// The connection that writes and checkpoints: the only one that does. Makes the file and its tables, and
// brings an older one to kSchemaVersion. `most_pages` bounds the file (0: the disk does).
Result<std::unique_ptr<SQLite::Database>> open_to_write(const std::filesystem::path& folder, std::uint32_t most_pages);
// A connection of one reader.
Result<std::unique_ptr<SQLite::Database>> open_to_read(const std::filesystem::path& folder);

// `unavailable` for a full disk and a busy file, else `internal`.
Error error_of(const SQLite::Exception& failure, std::string_view doing);

inline constexpr int kBusyMilliseconds = 2000;  // an operator's sqlite3 shell may hold the file for a moment

// The edge of the room: what SQLite throws inside becomes an Error.
template <class Work>
auto guarded(std::string_view doing, Work&& work) -> decltype(work()) {
    try {
        return work();
    } catch (const SQLite::Exception& failure) {
        return error_of(failure, doing);
    }
}

// All or nothing: rolled back unless commit() returned.
class Transaction {
public:
    enum class For : std::uint8_t { reading, writing };
    Transaction(SQLite::Database& db, For what);
    Transaction(const Transaction&) = delete;
    ~Transaction();
    void commit();

private:
    SQLite::Database& db_;
    bool open_ = true;
};

// Binds from the first parameter on, and runs a statement that gives no rows. Texts and blobs are
// not copied.
namespace binding {
inline void bind(SQLite::Statement& s, int at, std::int64_t v) {
    s.bind(at, v);
}
inline void bind(SQLite::Statement& s, int at, std::uint64_t v) {
    s.bind(at, static_cast<std::int64_t>(v));
}
inline void bind(SQLite::Statement& s, int at, std::nullptr_t) {
    s.bind(at);
}
struct Blob {
    std::string_view bytes;
};
inline void bind(SQLite::Statement& s, int at, Blob v) {
    // A blob of no bytes is not NULL: an address is given also then.
    s.bindNoCopy(at, v.bytes.empty() ? "" : v.bytes.data(), static_cast<int>(v.bytes.size()));
}
}  // namespace binding
using binding::Blob;

template <class... Values>
void start(SQLite::Statement& statement, const Values&... values) {
    statement.tryReset();  // its answer is that of the run before, which has been told already
    int at = 0;
    (binding::bind(statement, ++at, values), ...);
}
template <class... Values>
void run(SQLite::Statement& statement, const Values&... values) {
    start(statement, values...);
    statement.exec();
    statement.tryReset();
}

// Ends a statement that gives rows, however the reading ends: one that is left open holds its moment of the
// database, and no checkpoint gets past it.
class Ends {
public:
    explicit Ends(SQLite::Statement& statement) : statement_(statement) {}
    Ends(const Ends&) = delete;
    ~Ends() { statement_.tryReset(); }

private:
    SQLite::Statement& statement_;
};

inline std::string_view blob_of(const SQLite::Column& column) {
    return {static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}
inline std::uint64_t number_of(const SQLite::Column& column) {
    return static_cast<std::uint64_t>(column.getInt64());
}

}  // namespace dialogd::store
