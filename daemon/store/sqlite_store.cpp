// The store's smaller duties: who is who, who is due, facts, dead letters, and what other threads read.
#include "store/sqlite_store.hpp"

#include <algorithm>

namespace dialogd::store {

namespace {

constexpr std::size_t kMaxLetter = 1U << 20U;

}  // namespace

SqliteStore::SqliteStore(Settings settings, FolderLock lock, std::unique_ptr<SQLite::Database> db)
    : settings_(std::move(settings)),
      lock_(std::move(lock)),
      db_(std::move(db)),
      reader_(*db_, names_),
      writer_(*db_),
      packer_([this](std::uint64_t hash) { return reader_.source(hash); }),
      pool_(settings_.folder) {
    // Commands look at few customers, or at all of them once (plan): beside the daemon they stay small.
    constexpr std::size_t kReadOnlyStates = 64U << 20U;
    if (settings_.read_only) settings_.state_bytes = std::min<std::size_t>(settings_.state_bytes, kReadOnlyStates);
}

CustomerNumber SqliteStore::find(std::string_view id) const {
    const std::uint32_t index = residents_.with_id(id);
    if (index == Residents::kNobody || !residents_[index].committed) return CustomerNumber::nobody;
    return number_of_index(index);
}

CustomerNumber SqliteStore::reserve(std::string_view id) {
    const std::uint32_t known = residents_.with_id(id);
    return number_of_index(known != Residents::kNobody ? known : residents_.add(id));
}

std::vector<CustomerNumber> SqliteStore::with_address(ChannelKind channel, std::string_view address,
                                                      std::size_t limit) {
    const std::string wanted = comparable(channel, address);
    std::vector<CustomerNumber> found;
    for (const std::uint32_t index : residents_.may_have(channel, address)) {
        if (found.size() >= limit) break;
        const auto customer = load(number_of_index(index));
        // Who can't be read counts as a holder: better to stop too much than too little.
        const bool holds =
            !customer || std::any_of(customer->addresses.begin(), customer->addresses.end(), [&](const Address& held) {
                return held.channel == channel && comparable(channel, held.value) == wanted;
            });
        if (holds) found.push_back(number_of_index(index));
    }
    return found;
}

std::vector<CustomerNumber> SqliteStore::due(Instant now, std::size_t limit) {
    std::vector<CustomerNumber> numbers;
    for (const std::uint32_t index : wakes_.due(now, limit)) numbers.push_back(number_of_index(index));
    return numbers;
}

std::vector<CustomerNumber> SqliteStore::with_open_messages() {
    std::vector<CustomerNumber> numbers;
    for (std::uint32_t index = 0; index < residents_.size(); ++index)
        if (residents_[index].open_messages) numbers.push_back(number_of_index(index));
    return numbers;
}

Result<void> SqliteStore::refuse_to_write() const {
    if (!settings_.read_only) return {};
    return Error{ErrorCode::refused, "the store was opened to read only: the daemon that holds " +
                                         settings_.folder.string() + " has to do this"};
}

Result<void> SqliteStore::write(std::string_view doing, const std::function<void()>& work) {
    if (auto allowed = refuse_to_write(); !allowed) return allowed;
    return guarded(doing, [&]() -> Result<void> {
        Transaction transaction(*db_, Transaction::For::writing);
        work();
        transaction.commit();
        return {};
    });
}

Result<void> SqliteStore::add_dead_letter(const DeadLetter& letter) {
    return write("keeping a dead letter", [&] { write_letter(letter); });
}

void SqliteStore::write_letter(const DeadLetter& letter) {
    writer_.dead_letter(letter, std::string_view(letter.body).substr(0, kMaxLetter));
}

std::optional<std::string> SqliteStore::fact(std::string_view name) const {
    const auto found = facts_.find(name);
    return found == facts_.end() ? std::nullopt : std::optional(found->second);
}

Result<void> SqliteStore::keep_fact(std::string_view name, std::string_view value) {
    auto written = write("keeping a fact", [&] { writer_.fact(name, value); });
    if (written) facts_.insert_or_assign(std::string(name), std::string(value));
    return written;
}

Result<void> SqliteStore::forget_fact(std::string_view name) {
    if (!fact(name)) return {};
    auto written = write("forgetting a fact", [&] {
        SQLite::Statement gone(*db_, "DELETE FROM facts WHERE name = ?");
        run(gone, Blob{name});
    });
    if (written) facts_.erase(facts_.find(name));
    return written;
}

std::vector<std::pair<std::string, std::string>> SqliteStore::facts(std::string_view prefix) const {
    std::vector<std::pair<std::string, std::string>> found;
    for (auto fact = facts_.lower_bound(prefix); fact != facts_.end() && fact->first.starts_with(prefix); ++fact)
        found.emplace_back(*fact);
    return found;
}

Result<void> SqliteStore::know_source(std::uint64_t hash, std::string_view text) {
    auto written = write("keeping a template's text", [&] { writer_.source(hash, text); });
    if (written) packer_.forget(hash);
    return written;
}

Result<std::vector<Entry>> SqliteStore::history(CustomerNumber number, std::size_t limit) const {
    const Resident* resident = residents_.find(number);
    const std::uint64_t last = resident == nullptr ? 0 : resident->last.load(std::memory_order_acquire);
    if (last == 0) return std::vector<Entry>();
    return pool_.read("reading a history", [&](Reader& reader) { return reader.history(last, number, limit); });
}

Result<std::optional<Message>> SqliteStore::message(CustomerNumber number, MessageNumber message) const {
    const Resident* resident = residents_.find(number);
    const std::uint64_t last = resident == nullptr ? 0 : resident->last.load(std::memory_order_acquire);
    if (last == 0) return std::optional<Message>();
    return pool_.read("reading a message", [&](Reader& reader) { return reader.message(last, number, message); });
}

Result<Whole> SqliteStore::whole(CustomerNumber number) const {
    const Resident* resident = residents_.find(number);
    const std::uint64_t last = resident == nullptr ? 0 : resident->last.load(std::memory_order_acquire);
    if (last == 0) return Whole();
    return pool_.read("reading all about a customer", [&](Reader& reader) { return reader.whole(last, number); });
}

Result<std::vector<LoggedConsent>> SqliteStore::consents(Position after, std::size_t limit) const {
    return pool_.read("reading the consents", [&](Reader& reader) { return reader.consents(after, limit); });
}

Result<std::vector<DeadLetter>> SqliteStore::dead_letters(std::uint64_t after, std::size_t limit) const {
    return pool_.read("reading the dead letters", [&](Reader& reader) -> Result<std::vector<DeadLetter>> {
        return reader.dead_letters(after, limit);
    });
}

Memory SqliteStore::memory() const {
    return {residents_.bytes() + wakes_.bytes(), residents_.state_bytes()};
}

}  // namespace dialogd::store
