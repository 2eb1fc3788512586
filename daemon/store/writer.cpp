// The statements that change the store.
#include "store/writer.hpp"

#include "store/reader.hpp"

namespace dialogd::store {

namespace {
std::int64_t milliseconds(Instant at) {
    return at.time_since_epoch().count();
}
}  // namespace

Writer::Writer(SQLite::Database& db)
    : customer_(db, "INSERT INTO customers (number, id) VALUES (?, ?)"),
      entry_(
          db,
          "INSERT INTO entries (position, customer, previous, at, kind, wake_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)"),
      message_(db, "INSERT INTO messages (position, customer, head, text, html) VALUES (?, ?, ?, ?, ?)"),
      snapshot_(db,
                "INSERT OR REPLACE INTO snapshots (customer, position, needs, wake_at, body) VALUES (?, ?, ?, ?, ?)"),
      name_(db, "INSERT INTO names (number, text) VALUES (?, ?)"),
      source_(db, "INSERT OR IGNORE INTO sources (hash, text) VALUES (?, ?)"),
      meta_(db, "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)"),
      letter_(db, "INSERT INTO dead_letters (at, source, reason, body) VALUES (?, ?, ?, ?)"),
      fact_(db, "INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)") {}

void Writer::customer(CustomerNumber number, std::string_view id) {
    run(customer_, to_integer(number), Blob{id});
}

void Writer::entry(std::uint64_t position, CustomerNumber customer, std::uint64_t previous, Instant at,
                   std::uint8_t kind, const Instant* wake_at, std::string_view body) {
    if (wake_at != nullptr)
        run(entry_, position, to_integer(customer), previous, milliseconds(at), stored_kind(kind),
            milliseconds(*wake_at), Blob{body});
    else
        run(entry_, position, to_integer(customer), previous, milliseconds(at), stored_kind(kind), nullptr, Blob{body});
}

void Writer::message(std::uint64_t position, CustomerNumber customer, std::string_view head, std::string_view text,
                     std::string_view html) {
    run(message_, position, to_integer(customer), Blob{head}, Blob{text}, Blob{html});
}

void Writer::snapshot(CustomerNumber customer, std::uint64_t position, std::uint64_t needs, Instant wake_at,
                      std::string_view state) {
    run(snapshot_, to_integer(customer), position, needs, milliseconds(wake_at), Blob{state});
}

void Writer::name(std::uint32_t number, std::string_view text) {
    run(name_, std::uint64_t{number}, Blob{text});
}

void Writer::source(std::uint64_t hash, std::string_view text) {
    run(source_, hash, Blob{text});
}

void Writer::snapshots_hold_to(std::uint64_t position) {
    run(meta_, Blob{kSnapshotsHoldTo}, position);
}

void Writer::dead_letter(const DeadLetter& letter, std::string_view body) {
    run(letter_, milliseconds(letter.at), Blob{letter.source}, Blob{letter.reason}, Blob{body});
}

void Writer::fact(std::string_view name, std::string_view value) {
    run(fact_, Blob{name}, Blob{value});
}

}  // namespace dialogd::store
