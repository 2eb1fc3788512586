// The store when things go wrong: killed, out of room, opened twice, newer, damaged.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "store/shop.hpp"

namespace dialogd::test {

namespace {

// Numbers as the store gives them: counted, by first mention.
std::function<CustomerNumber(std::string_view)> counted(std::map<std::string, CustomerNumber, std::less<>>& numbers) {
    return [&numbers](std::string_view id) {
        return numbers.emplace(id, CustomerNumber{numbers.size() + 1}).first->second;
    };
}

constexpr std::size_t kBatches = 4000;

// The child's life: batches until it is killed, one byte to the parent after each that was committed.
[[noreturn]] void commit_until_killed(const store::Settings& settings, std::uint64_t seed, int pipe) {
    auto store = store::open(settings);
    if (!store) ::_exit(3);
    PlainStore plain(settings.needs);
    Turns turns(seed, 15);
    for (std::size_t i = 0; i < kBatches; ++i) {
        auto commits =
            turns.batch(plain, settings.needs, 6, [&](std::string_view id) { return (*store)->reserve(id); });
        if (!(*store)->commit(commits)) ::_exit(4);
        if (::write(pipe, "+", 1) != 1) ::_exit(5);
        plain.commit(commits);
        if (i % 3 == 0 && !(*store)->write_behind(4)) ::_exit(6);
    }
    ::_exit(0);
}

std::size_t run_and_kill(const store::Settings& settings, std::uint64_t seed, std::chrono::milliseconds life) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) commit_until_killed(settings, seed, ends[1]);
    ::close(ends[1]);
    char byte = 0;
    REQUIRE(::read(ends[0], &byte, 1) == 1);  // it has begun
    std::this_thread::sleep_for(life);
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    std::size_t acknowledged = 1;
    while (::read(ends[0], &byte, 1) == 1) ++acknowledged;
    ::close(ends[0]);
    return acknowledged;
}

}  // namespace

TEST_CASE("crash: after kill -9 each batch that commit() returned from is there, whole, and the fold is the state") {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        CAPTURE(seed);
        Folder folder;
        const auto settings = settings_for(folder);
        const std::size_t acknowledged = run_and_kill(settings, seed, std::chrono::milliseconds(40 + 37 * seed));

        auto store = opened(settings);
        // The same batches again, in memory: all that were acknowledged, and perhaps the one after.
        std::map<std::string, CustomerNumber, std::less<>> numbers;
        PlainStore plain(settings.needs);
        Turns turns(seed, 15);
        for (std::size_t i = 0; i < acknowledged; ++i)
            plain.commit(turns.batch(plain, settings.needs, 6, counted(numbers)));
        std::uint64_t stored = 0;
        for (std::uint64_t n = 1; n <= 15; ++n) {
            const auto entries = store->history(CustomerNumber{n}, 1'000'000);
            REQUIRE(entries.has_value());
            stored += entries->size();
        }
        REQUIRE(stored >= plain.entries());
        if (stored > plain.entries() || store->customers() > plain.customers().size())
            plain.commit(turns.batch(plain, settings.needs, 6, counted(numbers)));
        // A batch without entries may have changed wakes: only such a one leaves this open.
        CHECK(stored == plain.entries());
        for (const auto& [number, known] : plain.customers()) {
            const auto state = store->load(number);
            REQUIRE(state.has_value());
            CHECK(state.value() == known.state);
            const auto entries = store->history(number, 1'000'000);
            REQUIRE(entries.has_value());
            CHECK(entries.value() == known.entries);
        }
    }
}

TEST_CASE("full disk: unavailable, nothing changed and nothing lost, and it goes on when there is room") {
    Folder folder;
    auto settings = settings_for(folder);
    settings.most_pages = 220;
    auto store = opened(settings);
    REQUIRE(store->keep_fact("ballast", std::string(500'000, 'x')).has_value());
    PlainStore plain(settings.needs);
    Turns turns(5, 15);
    const auto number = [&](std::string_view id) { return store->reserve(id); };
    std::vector<Commit> refused;
    for (int i = 0; i < 2000 && refused.empty(); ++i) {
        auto commits = turns.batch(plain, settings.needs, 20, number);
        if (auto committed = store->commit(commits); !committed) {
            CHECK(committed.error().code == ErrorCode::unavailable);
            refused = commits;
        } else {
            plain.commit(commits);
        }
    }
    REQUIRE(!refused.empty());
    check_equal(*store, plain);
    CHECK(store->commit(refused).error().code == ErrorCode::unavailable);
    check_equal(*store, plain);

    REQUIRE(store->keep_fact("ballast", "").has_value());
    REQUIRE(store->commit(refused).has_value());
    plain.commit(refused);
    check_equal(*store, plain);
    store.reset();
    store = opened(settings);
    check_equal(*store, plain);
}

TEST_CASE("commit: a batch with a mistake in it changes nothing, also not for its other customers") {
    Folder folder;
    auto store = opened(settings_for(folder));
    PlainStore plain(some_needs());
    Turns turns(6, 10);
    const auto number = [&](std::string_view id) { return store->reserve(id); };
    auto first = turns.batch(plain, some_needs(), 10, number);
    REQUIRE(store->commit(first).has_value());
    plain.commit(first);
    auto second = turns.batch(plain, some_needs(), 10, number);
    auto broken = second;
    broken.push_back(broken.back());
    SUBCASE("a message without its entry") {
        broken.back().entries.clear();
        broken.back().messages = {typical_message()};
    }
    SUBCASE("a number that was never given") {
        broken.back().customer.number = CustomerNumber{9999};
    }
    const auto committed = store->commit(broken);
    REQUIRE(!committed.has_value());
    CHECK(committed.error().code == ErrorCode::internal);
    check_equal(*store, plain);
    REQUIRE(store->commit(second).has_value());
    plain.commit(second);
    check_equal(*store, plain);
}

TEST_CASE("folder: a second daemon is refused, by the folder's name, until the first has ended") {
    Folder folder;
    auto store = opened(settings_for(folder));
    const auto second = store::open(settings_for(folder));
    REQUIRE(!second.has_value());
    CHECK(second.error().code == ErrorCode::conflict);
    CHECK(second.error().message.find(folder.path().string()) != std::string::npos);
    store.reset();
    CHECK(store::open(settings_for(folder)).has_value());
}

TEST_CASE("folder: a store of a newer version is refused and not touched") {
    Folder folder;
    opened(settings_for(folder)).reset();
    {
        SQLite::Database db((folder.path() / "dialogd.sqlite").string(), SQLite::OPEN_READWRITE);
        db.exec("PRAGMA user_version = 99");
    }
    for (const bool read_only : {false, true}) {
        auto settings = settings_for(folder);
        settings.read_only = read_only;
        const auto store = store::open(settings);
        REQUIRE(!store.has_value());
        CHECK(store.error().code == ErrorCode::newer);
        CHECK(store.error().message.find("99") != std::string::npos);
    }
}

TEST_CASE("folder: somebody else's file is refused") {
    Folder folder;
    {
        SQLite::Database db((folder.path() / "dialogd.sqlite").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        db.exec("CREATE TABLE songs (title TEXT)");
    }
    const auto store = store::open(settings_for(folder));
    REQUIRE(!store.has_value());
    CHECK(store.error().code == ErrorCode::conflict);
}

TEST_CASE("read only: beside a running daemon it reads, and refuses to write") {
    Folder folder;
    auto store = opened(settings_for(folder));
    PlainStore plain(some_needs());
    Turns turns(8, 10);
    auto commits = turns.batch(plain, some_needs(), 20, [&](std::string_view id) { return store->reserve(id); });
    REQUIRE(store->commit(commits).has_value());
    plain.commit(commits);
    auto settings = settings_for(folder);
    settings.read_only = true;
    auto reader = opened(settings);
    check_equal(*reader, plain);
    CHECK(reader->commit(commits).error().code == ErrorCode::refused);
    CHECK(reader->keep_fact("a", "b").error().code == ErrorCode::refused);
    check_equal(*store, plain);
}

TEST_CASE("read only: where there is no store, the error names the place") {
    Folder folder;
    auto settings = settings_for(folder);
    settings.read_only = true;
    const auto store = store::open(settings);
    REQUIRE(!store.has_value());
    CHECK(store.error().message.find(folder.path().string()) != std::string::npos);
}

TEST_CASE("read only: another user is told whose store it is") {
    if (::geteuid() != 0) {
        MESSAGE("skipped: only root can become another user");
        return;
    }
    Folder folder;
    opened(settings_for(folder)).reset();
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    ::chmod((folder.path() / "dialogd.sqlite").c_str(), 0644);
    const pid_t child = ::fork();
    if (child == 0) {
        if (::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(2);
        auto settings = settings_for(folder);
        settings.read_only = true;
        const auto store = store::open(settings);
        const bool told = !store && store.error().message.find("user that dialogd runs as") != std::string::npos;
        ::_exit(told ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace dialogd::test
