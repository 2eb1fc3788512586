// The statements that change the store, prepared once. All through the one writing connection.
#pragma once

#include <string_view>

#include "dialogd/ports.hpp"
#include "store/codec.hpp"
#include "store/database.hpp"

namespace dialogd::store {

// Throws SQLite::Exception. Whoever needs several of them together opens the Transaction.
class Writer {
public:
    explicit Writer(SQLite::Database& db);

    void customer(CustomerNumber number, std::string_view id);
    // `wake_at`: null when it is as it was before.
    void entry(std::uint64_t position, CustomerNumber customer, std::uint64_t previous, Instant at, std::uint8_t kind,
               const Instant* wake_at, std::string_view body);
    void message(std::uint64_t position, CustomerNumber customer, std::string_view head, std::string_view text,
                 std::string_view html);
    void snapshot(CustomerNumber customer, std::uint64_t position, std::uint64_t needs, Instant wake_at,
                  std::string_view state);
    void name(std::uint32_t number, std::string_view text);
    void source(std::uint64_t hash, std::string_view text);
    // All entries up to `position` are in the snapshots: recovery begins behind it.
    void snapshots_hold_to(std::uint64_t position);
    void dead_letter(const DeadLetter& letter, std::string_view body);
    void fact(std::string_view name, std::string_view value);

private:
    SQLite::Statement customer_;
    SQLite::Statement entry_;
    SQLite::Statement message_;
    SQLite::Statement snapshot_;
    SQLite::Statement name_;
    SQLite::Statement source_;
    SQLite::Statement meta_;
    SQLite::Statement letter_;
    SQLite::Statement fact_;
};

inline constexpr const char* kSnapshotsHoldTo = "snapshots_hold_to";

}  // namespace dialogd::store
