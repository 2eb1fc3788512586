// The store against a plain one in memory: random batches, closed and opened again, short of memory.
#include <doctest/doctest.h>

#include "store/shop.hpp"

namespace dialogd::test {

namespace {

struct Way {
    std::size_t state_bytes = 1U << 30U;
    std::size_t written_behind = 0;  // snapshots after each batch
    bool opened_again = false;       // after every fourth batch
};

void compare(std::uint64_t seed, const Way& way) {
    CAPTURE(seed);
    Folder folder;
    store::Settings settings = settings_for(folder);
    settings.state_bytes = way.state_bytes;
    auto store = opened(settings);
    PlainStore plain(settings.needs);
    Turns turns(seed, 25);
    for (int round = 0; round < 12; ++round) {
        CAPTURE(round);
        auto commits = turns.batch(plain, settings.needs, 12, [&](std::string_view id) { return store->reserve(id); });
        REQUIRE(store->commit(commits).has_value());
        plain.commit(commits);
        if (way.written_behind > 0) REQUIRE(store->write_behind(way.written_behind).has_value());
        if (round % 4 == 3) {
            if (way.opened_again) {
                store.reset();
                store = opened(settings);
            }
            check_equal(*store, plain);
        }
    }
}

}  // namespace

TEST_CASE("store: random batches leave what a plain store holds") {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) compare(seed, {});
}

TEST_CASE("store: opened again without any snapshot, it holds the same") {
    for (std::uint64_t seed = 11; seed <= 13; ++seed) compare(seed, {.opened_again = true});
}

TEST_CASE("store: opened again with snapshots of some or of all, it holds the same") {
    compare(21, {.written_behind = 3, .opened_again = true});
    compare(22, {.written_behind = 7, .opened_again = true});
    compare(23, {.written_behind = 1000, .opened_again = true});
}

TEST_CASE("store: with memory for hardly any state it gives the same answers") {
    compare(31, {.state_bytes = 0});
    compare(32, {.state_bytes = 2000, .opened_again = true});
    compare(33, {.state_bytes = 4000, .written_behind = 2, .opened_again = true});
}

TEST_CASE("store: with other needs, states are folded again from the history") {
    Folder folder;
    store::Settings settings;
    settings.folder = folder.path();
    settings.needs = some_needs();
    auto store = opened(settings);
    PlainStore plain(settings.needs);
    Turns turns(41, 20);
    const auto grow = [&](int batches) {
        for (int i = 0; i < batches; ++i) {
            auto commits =
                turns.batch(plain, settings.needs, 12, [&](std::string_view id) { return store->reserve(id); });
            REQUIRE(store->commit(commits).has_value());
            plain.commit(commits);
        }
    };
    grow(6);
    REQUIRE(store->write_behind(1000).has_value());

    settings.needs.windows = {{"cart.abandoned", kDay * 30}, {"order.placed", kDay * 90}};
    settings.needs.hash = 78;
    SUBCASE("opened with them") {
        store.reset();
        store = opened(settings);
    }
    SUBCASE("while open") {
        REQUIRE(store::change_needs(*store, settings.needs).has_value());
    }
    plain.fold_again(settings.needs);
    CHECK(store::states_to_fold(*store) == plain.customers().size());
    grow(2);
    check_equal(*store, plain);

    while (store::states_to_fold(*store) > 0) REQUIRE(store->write_behind(5).has_value());
    REQUIRE(store->write_behind(1000).has_value());
    store.reset();
    store = opened(settings);
    CHECK(store::states_to_fold(*store) == 0);
    check_equal(*store, plain);
}

}  // namespace dialogd::test
