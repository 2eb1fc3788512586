// Rows of SQLite to values of the contract.
#include "store/reader.hpp"

#include <algorithm>

namespace dialogd::store {

namespace {

Error broken_chain(std::uint64_t position, const char* why) {
    return {ErrorCode::internal, "the history is damaged at entry " + std::to_string(position) + ": " + why +
                                     "; restore the data folder from a backup"};
}

constexpr std::size_t kConsent = EntryBody(std::in_place_type<Consent>).index();
constexpr std::size_t kMessageQueued = EntryBody(std::in_place_type<MessageQueued>).index();

}  // namespace

Reader::Reader(SQLite::Database& db, NameTable& names)
    : db_(db),
      names_(names),
      entry_(db, "SELECT customer, previous, at, kind, body FROM entries WHERE position = ?"),
      names_after_(db, "SELECT number, text FROM names WHERE number > ? ORDER BY number"),
      message_(db, "SELECT customer, head, text, html FROM messages WHERE position = ?"),
      letters_(db,
               "SELECT number, at, source, reason, body FROM dead_letters WHERE number > ? ORDER BY number LIMIT ?"),
      consents_(db,
                "SELECT e.position, e.at, c.id, e.body FROM entries e JOIN customers c ON c.number = e.customer "
                "WHERE e.position > ? AND e.kind = ? ORDER BY e.position LIMIT ?"),
      snapshot_(db, "SELECT position, needs, body FROM snapshots WHERE customer = ?"),
      source_(db, "SELECT text FROM sources WHERE hash = ?"),
      unpacker_([this](std::uint64_t hash) { return source(hash); }) {}

Result<void> Reader::read_names() {
    const Ends ends(names_after_);
    start(names_after_, std::uint64_t{names_.size()});
    while (names_after_.executeStep()) {
        const std::uint64_t number = number_of(names_after_.getColumn(0));
        if (names_.intern(blob_of(names_after_.getColumn(1))) != number)
            return Error{ErrorCode::internal, "the table of names is damaged at number " + std::to_string(number)};
    }
    return {};
}

Result<EntryRow> Reader::entry(std::uint64_t position, CustomerNumber customer) {
    start(entry_, position);
    if (!entry_.executeStep()) return broken_chain(position, "it is missing");
    if (number_of(entry_.getColumn(0)) != to_integer(customer))
        return broken_chain(position, "it is another customer's");
    EntryRow row{position, number_of(entry_.getColumn(1)), Instant(Duration(entry_.getColumn(2).getInt64())), 0, {}};
    if (row.previous >= position) return broken_chain(position, "the one before it lies behind it");
    const std::uint64_t kind = number_of(entry_.getColumn(3));
    if (kind >> 8U != kEntryVersion)
        return Error{ErrorCode::newer, "entry " + std::to_string(position) + " was written by a newer dialogd"};
    row.kind = static_cast<std::uint8_t>(kind);
    row.body = blob_of(entry_.getColumn(4));
    return row;
}

Result<std::vector<Entry>> Reader::history(std::uint64_t last, CustomerNumber customer, std::size_t limit) {
    std::vector<Entry> entries;
    if (limit == 0) return entries;
    std::optional<Error> unreadable;
    auto walked = walk(last, customer, [&](const EntryRow& row) {
        if (row.kind == kErasedKind) return true;
        auto body = decode_entry(row.kind, row.body, names_);
        if (!body) {
            unreadable = body.error();
            return false;
        }
        entries.push_back({Position{row.position}, Position{row.previous}, customer, row.at, std::move(*body)});
        return entries.size() < limit;
    });
    if (!walked) return walked.error();
    if (unreadable) return *unreadable;
    std::reverse(entries.begin(), entries.end());
    return entries;
}

Result<std::optional<Message>> Reader::message(std::uint64_t last, CustomerNumber customer, MessageNumber number) {
    std::uint64_t position = 0;
    std::optional<Error> unreadable;
    auto walked = walk(last, customer, [&](const EntryRow& row) {
        if (row.kind != kMessageQueued) return true;
        const auto body = decode_entry(row.kind, row.body, names_);
        if (!body) {
            unreadable = body.error();
            return false;
        }
        const auto& queued = std::get<MessageQueued>(*body);
        if (queued.message == number) position = row.position;
        return queued.message > number;  // they are counted: an earlier one lies before
    });
    if (!walked) return walked.error();
    if (unreadable) return *unreadable;
    if (position == 0) return std::optional<Message>();
    auto message = message_at(position, customer);
    if (!message) {
        if (message.error().code == ErrorCode::not_found) return std::optional<Message>();
        return message.error();
    }
    return std::optional<Message>(std::move(*message));
}

Result<Whole> Reader::whole(std::uint64_t last, CustomerNumber customer) {
    Whole all;
    auto entries = history(last, customer, static_cast<std::size_t>(-1));
    if (!entries) return entries.error();
    all.entries = std::move(*entries);
    for (const Entry& entry : all.entries) {
        if (!std::holds_alternative<MessageQueued>(entry.what)) continue;
        auto message = message_at(to_integer(entry.position), customer);
        if (message)
            all.messages.push_back(std::move(*message));
        else if (message.error().code != ErrorCode::not_found)
            return message.error();
    }
    return all;
}

Result<std::vector<LoggedConsent>> Reader::consents(Position after, std::size_t limit) {
    std::vector<LoggedConsent> found;
    const Ends ends(consents_);
    start(consents_, to_integer(after), stored_kind(kConsent),
          static_cast<std::int64_t>(std::min<std::size_t>(limit, 1'000'000)));
    while (consents_.executeStep()) {
        auto body = decode_entry(kConsent, blob_of(consents_.getColumn(3)), names_);
        if (!body) return body.error();
        found.push_back({Position{number_of(consents_.getColumn(0))},
                         Instant(Duration(consents_.getColumn(1).getInt64())),
                         std::string(blob_of(consents_.getColumn(2))), std::get<Consent>(std::move(*body))});
    }
    return found;
}

Result<Message> Reader::message_at(std::uint64_t position, CustomerNumber customer) {
    const Ends ends(message_);
    start(message_, position);
    if (!message_.executeStep()) return Error{ErrorCode::not_found, "no words were stored with this message"};
    if (number_of(message_.getColumn(0)) != to_integer(customer))
        return broken_chain(position, "its message is another customer's");
    auto message = decode_message(blob_of(message_.getColumn(1)), names_);
    if (!message) return message;
    auto text = unpacker_.unpack(blob_of(message_.getColumn(2)), message->text_source);
    if (!text) return text.error();
    auto html = unpacker_.unpack(blob_of(message_.getColumn(3)), message->html_source);
    if (!html) return html.error();
    message->text = std::move(*text);
    message->html = std::move(*html);
    return message;
}

std::vector<DeadLetter> Reader::dead_letters(std::uint64_t after, std::size_t limit) {
    std::vector<DeadLetter> letters;
    const Ends ends(letters_);
    start(letters_, after, static_cast<std::int64_t>(std::min<std::size_t>(limit, 1'000'000)));
    while (letters_.executeStep())
        letters.push_back({number_of(letters_.getColumn(0)), Instant(Duration(letters_.getColumn(1).getInt64())),
                           std::string(blob_of(letters_.getColumn(2))), std::string(blob_of(letters_.getColumn(3))),
                           std::string(blob_of(letters_.getColumn(4)))});
    return letters;
}

std::optional<SnapshotRow> Reader::snapshot(CustomerNumber customer) {
    const Ends ends(snapshot_);
    start(snapshot_, to_integer(customer));
    if (!snapshot_.executeStep()) return std::nullopt;
    return SnapshotRow{number_of(snapshot_.getColumn(0)), number_of(snapshot_.getColumn(1)),
                       std::string(blob_of(snapshot_.getColumn(2)))};
}

std::optional<std::string> Reader::source(std::uint64_t hash) {
    const Ends ends(source_);
    start(source_, hash);
    if (!source_.executeStep()) return std::nullopt;
    return std::string(blob_of(source_.getColumn(0)));
}

Result<std::unique_ptr<ReaderPool::Connection>> ReaderPool::take() {
    {
        const std::lock_guard lock(mutex_);
        ++at_work_;
        if (!kept_.empty()) {
            auto connection = std::move(kept_.back());
            kept_.pop_back();
            return connection;
        }
    }
    auto db = open_to_read(folder_);
    auto connection = !db ? Result<std::unique_ptr<Connection>>(db.error())
                          : guarded("preparing to read", [&]() -> Result<std::unique_ptr<Connection>> {
                                return std::make_unique<Connection>(std::move(*db));
                            });
    if (!connection) give_back(nullptr);
    return connection;
}

void ReaderPool::give_back(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    --at_work_;
    if (connection != nullptr && kept_.size() < kKept) kept_.push_back(std::move(connection));
    returned_.notify_all();
}

ReaderPool::Pause::Pause(ReaderPool& pool) : held_(pool.mutex_) {
    pool.returned_.wait(held_, [&] { return pool.at_work_ == 0; });
    pool.kept_.clear();
}

}  // namespace dialogd::store
