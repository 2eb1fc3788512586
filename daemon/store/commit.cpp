// A batch of turns, written as one transaction; memory changes only when that has succeeded.
#include <algorithm>

#include "store/sqlite_store.hpp"

namespace dialogd::store {

namespace {

// Recovery folds what the snapshots do not have: so many entries at most, then commits write snapshots too.
constexpr std::uint64_t kMostBehind = 1'000'000;

}  // namespace

Result<void> SqliteStore::commit(std::span<Commit> commits, std::span<const DeadLetter> letters) {
    if (auto allowed = refuse_to_write(); !allowed) return allowed;
    if (commits.empty() && letters.empty()) return {};
    auto written = guarded("writing a batch of turns", [&] { return write_batch(commits, letters); });
    if (written) settle_batch();
    forget_batch();
    if (!written) return written;
    make_room();
    // Its error is the next commit's too, who can tell it to somebody who waits for an answer.
    if (!behind_.empty() && last_position_ - behind_.front().position > kMostBehind) (void)write_behind(commits.size());
    return {};
}

Result<void> SqliteStore::write_batch(std::span<Commit> commits, std::span<const DeadLetter> letters) {
    Transaction transaction(*db_, Transaction::For::writing);
    std::uint64_t position = last_position_;
    for (const Commit& commit : commits)
        if (auto written = write_commit(commit, position); !written) return written;
    for (const DeadLetter& letter : letters) write_letter(letter);
    for (const Staged& staged : batch_)
        if (staged.snapshot_now)
            writer_.snapshot(number_of_index(staged.index), staged.last, settings_.needs.hash, staged.wake_at,
                             std::string_view(staged_states_).substr(staged.state_at, staged.state_size));
    write_new_names();
    transaction.commit();
    last_position_ = position;
    stored_names_ = names_.size();
    return {};
}

Result<SqliteStore::Staged*> SqliteStore::stage(const Commit& commit) {
    Resident* resident = residents_.find(commit.customer.number);
    if (resident == nullptr)
        return Error{ErrorCode::internal, "a turn of customer " + std::to_string(to_integer(commit.customer.number)) +
                                              ", whose number was never given"};
    if (resident->staged == 0) {
        const std::uint32_t index = index_of(commit.customer.number);
        Staged staged;
        staged.index = index;
        staged.last = resident->last.load(std::memory_order_relaxed);
        staged.wake_at = wakes_.at(index);
        batch_.push_back(staged);
        resident->staged = static_cast<std::uint32_t>(batch_.size());
        if (!resident->committed) writer_.customer(commit.customer.number, resident->id_text());
    }
    return &batch_[resident->staged - 1];
}

Result<void> SqliteStore::write_commit(const Commit& commit, std::uint64_t& position) {
    const auto found = stage(commit);
    if (!found) return found.error();
    Staged& staged = **found;
    const CustomerNumber number = commit.customer.number;
    const bool wake_changed = commit.wake_at != staged.wake_at;
    message_positions_.clear();
    for (std::size_t i = 0; i < commit.entries.size(); ++i) {
        const EntryBody& what = commit.entries[i];
        scratch_.clear();
        encode(what, names_, scratch_);
        const bool carries_wake = wake_changed && i + 1 == commit.entries.size();
        writer_.entry(++position, number, staged.last, commit.at, static_cast<std::uint8_t>(what.index()),
                      carries_wake ? &commit.wake_at : nullptr, scratch_);
        if (staged.first == 0) staged.first = position;
        staged.last = position;
        message_positions_.push_back(std::holds_alternative<MessageQueued>(what) ? position : 0);
    }
    for (const Message& message : commit.messages)
        if (auto written = write_message(commit, message, message_positions_, number); !written) return written;
    if (wake_changed && commit.entries.empty()) staged.snapshot_now = true;
    staged.wake_at = commit.wake_at;
    staged.newest = &commit;
    staged.state_at = staged_states_.size();
    encode(commit.customer, names_, staged_states_);
    staged.state_size = staged_states_.size() - staged.state_at;
    return {};
}

Result<void> SqliteStore::write_message(const Commit& commit, const Message& message,
                                        std::span<const std::uint64_t> positions, CustomerNumber number) {
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const auto* queued = std::get_if<MessageQueued>(&commit.entries[i]);
        if (queued == nullptr || queued->message != message.number) continue;
        scratch_.clear();
        packed_text_.clear();
        packed_html_.clear();
        encode_head(message, names_, scratch_);
        packer_.pack(message.text, message.text_source, packed_text_);
        packer_.pack(message.html, message.html_source, packed_html_);
        writer_.message(positions[i], number, scratch_, packed_text_, packed_html_);
        return {};
    }
    return Error{ErrorCode::internal, "message " + std::to_string(message.number) + " of customer " +
                                          std::to_string(to_integer(number)) + " comes without its entry"};
}

void SqliteStore::write_new_names() {
    for (std::uint32_t number = stored_names_ + 1; number <= names_.size(); ++number)
        writer_.name(number, names_.text(number));
}

void SqliteStore::settle_batch() {
    for (const Staged& staged : batch_) {
        Resident& resident = residents_[staged.index];
        if (!resident.committed) ++committed_;
        resident.committed = true;
        if (resident.stale) --stale_;
        resident.stale = false;
        resident.used = true;
        residents_.keep_state(resident, std::string_view(staged_states_).substr(staged.state_at, staged.state_size));
        index_state(staged.index, staged.newest->customer);
        wakes_.set(staged.index, staged.wake_at);
        if (staged.snapshot_now)
            resident.dirty = false;
        else if (staged.first != 0)
            mark_behind(staged.index, staged.first);
        // Last, as from now on readers on other threads find the new entries.
        resident.last.store(staged.last, std::memory_order_release);
    }
}

void SqliteStore::forget_batch() {
    for (const Staged& staged : batch_) residents_[staged.index].staged = 0;
    batch_.clear();
    staged_states_.clear();
    // A single huge batch does not keep its memory for ever.
    if (staged_states_.capacity() > (64U << 20U)) staged_states_.shrink_to_fit();
}

}  // namespace dialogd::store
