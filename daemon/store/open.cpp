// The room's door: opens a store, and reaches what only this store can do.
#include <cassert>

#include "store/sqlite_store.hpp"

namespace dialogd::store {

namespace {

Result<void> make_folder(const std::filesystem::path& folder) {
    std::error_code failure;
    // Histories are personal: a folder that we make is ours alone.
    if (std::filesystem::create_directories(folder, failure))
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failure);
    if (!failure) return {};
    return Error{ErrorCode::internal, "cannot make the data folder " + folder.string() + ": " + failure.message()};
}

Result<std::unique_ptr<Store>> open_store(const Settings& settings) {
    FolderLock lock;
    if (!settings.read_only) {
        if (auto made = make_folder(settings.folder); !made) return made.error();
        auto taken = FolderLock::take(settings.folder);
        if (!taken) return taken.error();
        lock = std::move(*taken);
    }
    auto db = settings.read_only ? open_to_read(settings.folder) : open_to_write(settings.folder, settings.most_pages);
    if (!db) return db.error();
    auto store = std::make_unique<SqliteStore>(settings, std::move(lock), std::move(*db));
    if (auto recovered = store->recover(); !recovered) return recovered.error();
    return std::unique_ptr<Store>(std::move(store));
}

// There is one kind of Store that open() gives; another one here is a bug of the caller.
SqliteStore& sqlite(Store& store) {
    auto* ours = dynamic_cast<SqliteStore*>(&store);
    assert(ours != nullptr);
    return *ours;
}
const SqliteStore& sqlite(const Store& store) {
    return sqlite(const_cast<Store&>(store));
}

}  // namespace

Result<std::unique_ptr<Store>> open(const Settings& settings) {
    return guarded("opening the store in " + settings.folder.string(), [&] { return open_store(settings); });
}

Result<void> know_source(Store& store, std::uint64_t hash, std::string_view text) {
    return sqlite(store).know_source(hash, text);
}
Result<void> change_needs(Store& store, const Needs& needs) {
    return sqlite(store).change_needs(needs);
}
std::uint64_t states_to_fold(const Store& store) {
    return sqlite(store).states_to_fold();
}
Result<bool> erase(Store& store, std::span<const CustomerNumber> numbers, std::span<const std::string> also,
                   std::span<const Position> words) {
    return sqlite(store).erase(numbers, also, words);
}
Result<bool> cut_log(Store& store) {
    return sqlite(store).cut_log();
}
Result<Whole> whole(const Store& store, CustomerNumber number) {
    return sqlite(store).whole(number);
}
Result<std::vector<LoggedConsent>> consents(const Store& store, Position after, std::size_t limit) {
    return sqlite(store).consents(after, limit);
}
Memory memory(const Store& store) {
    return sqlite(store).memory();
}

}  // namespace dialogd::store
