// The Store over SQLite: one writing connection, every customer's record in memory, readers beside it.
//
//   commit    entries, messages and wakes in one transaction; memory follows when it is on disk
//   load      from memory, else the snapshot and the entries after it
//   behind    customers whose state is newer than their snapshot, oldest first: write_behind's work
//   recover   customers, snapshots, then the entries after the position that all snapshots hold to
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "store/folder_lock.hpp"
#include "store/reader.hpp"
#include "store/residents.hpp"
#include "store/store.hpp"
#include "store/wakes.hpp"
#include "store/writer.hpp"

namespace dialogd::store {

class SqliteStore final : public Store {
public:
    // Throws SQLite::Exception; then recover() has to succeed before anything else.
    SqliteStore(Settings settings, FolderLock lock, std::unique_ptr<SQLite::Database> db);
    Result<void> recover();

    CustomerNumber find(std::string_view id) const override;
    std::vector<CustomerNumber> with_address(ChannelKind channel, std::string_view address,
                                             std::size_t limit = static_cast<std::size_t>(-1)) override;
    CustomerNumber reserve(std::string_view id) override;
    Result<Customer> load(CustomerNumber number) override;
    Result<void> commit(std::span<Commit> commits, std::span<const DeadLetter> letters = {}) override;
    std::vector<CustomerNumber> due(Instant now, std::size_t limit) override;
    Instant next_due() const override { return wakes_.next(); }
    std::vector<CustomerNumber> with_open_messages() override;
    Result<void> write_behind(std::size_t limit) override;
    Result<void> add_dead_letter(const DeadLetter& letter) override;
    std::optional<std::string> fact(std::string_view name) const override;
    Result<void> keep_fact(std::string_view name, std::string_view value) override;
    Result<void> forget_fact(std::string_view name) override;
    std::vector<std::pair<std::string, std::string>> facts(std::string_view prefix) const override;
    Result<std::vector<Entry>> history(CustomerNumber number, std::size_t limit) const override;
    Result<std::optional<Message>> message(CustomerNumber number, MessageNumber message) const override;
    Result<std::vector<DeadLetter>> dead_letters(std::uint64_t after, std::size_t limit) const override;
    std::uint64_t customers() const override { return committed_; }
    CustomerNumber highest() const override { return CustomerNumber{residents_.size()}; }

    Result<void> know_source(std::uint64_t hash, std::string_view text);
    Result<void> change_needs(const Needs& needs);
    std::uint64_t states_to_fold() const { return stale_; }
    Result<bool> erase(std::span<const CustomerNumber> numbers, std::span<const std::string> also,
                       std::span<const Position> words);
    Result<bool> cut_log();
    Result<Whole> whole(CustomerNumber number) const;
    Result<std::vector<LoggedConsent>> consents(Position after, std::size_t limit) const;
    Memory memory() const;

private:
    // A customer who is in the batch that is being written: what memory takes over when it is on disk.
    struct Staged {
        std::uint32_t index = 0;
        std::uint64_t first = 0;  // position of their first entry in the batch; 0: none
        std::uint64_t last = 0;
        Instant wake_at = kNever;
        bool snapshot_now = false;  // the wake changed without an entry that could carry it
        const Commit* newest = nullptr;
        std::size_t state_at = 0;  // in staged_states_
        std::size_t state_size = 0;
    };
    // Since `position` the customer's snapshot is behind.
    struct Behind {
        std::uint32_t index;
        std::uint64_t position;
    };
    using Indexes = std::vector<std::uint32_t>;

    // commit.cpp
    Result<void> write_batch(std::span<Commit> commits, std::span<const DeadLetter> letters);
    void write_letter(const DeadLetter& letter);
    Result<void> write_commit(const Commit& commit, std::uint64_t& position);
    Result<void> write_message(const Commit& commit, const Message& message, std::span<const std::uint64_t> positions,
                               CustomerNumber number);
    Result<Staged*> stage(const Commit& commit);
    void write_new_names();
    void settle_batch();
    void forget_batch();

    // states.cpp
    Result<Customer> fold(CustomerNumber number, const Resident& resident);
    Result<Customer> remember_folded(std::uint32_t index);
    void make_room();
    Result<void> write_snapshots(const Indexes& indexes, std::uint64_t hold_to);
    Result<std::size_t> write_oldest(std::size_t limit);
    Result<void> fold_stale(std::size_t limit);
    void mark_behind(std::uint32_t index, std::uint64_t position);
    void index_state(std::uint32_t index, const Customer& customer);

    // recover.cpp
    void read_facts();
    void read_customers();
    Result<void> read_snapshots();
    Result<void> read_tail();
    Result<void> fold_tail();

    // erase.cpp
    struct Forgotten {  // what goes in the tables
        std::vector<std::uint64_t> positions;
        std::vector<std::string> in_letters;
        std::vector<Position> words;  // of messages only
    };
    Result<void> gather(CustomerNumber number, Forgotten& forgotten);
    void write_erasure(std::span<const CustomerNumber> numbers, const Forgotten& forgotten);

    Result<void> refuse_to_write() const;
    Result<void> write(std::string_view doing, const std::function<void()>& work);

    Settings settings_;
    FolderLock lock_;
    std::unique_ptr<SQLite::Database> db_;
    NameTable names_;
    Reader reader_;  // over db_, for this thread
    Writer writer_;
    Packer packer_;
    mutable ReaderPool pool_;

    Residents residents_;
    Wakes wakes_;
    std::deque<Behind> behind_;
    std::map<std::string, std::string, std::less<>> facts_;
    std::uint64_t last_position_ = 0;
    std::uint64_t committed_ = 0;     // customers
    std::uint64_t stale_ = 0;         // states to fold again
    std::uint32_t stale_from_ = 0;    // where the search for them goes on
    std::uint32_t stored_names_ = 0;  // names beyond are written with the next batch

    std::vector<Staged> batch_;
    std::string staged_states_;
    std::vector<std::uint64_t> message_positions_;
    std::string scratch_;
    std::string packed_text_;
    std::string packed_html_;
};

}  // namespace dialogd::store
