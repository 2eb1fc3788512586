// A shop for the tests of the store: a data folder, random turns, and a plain store to compare with.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "store/samples.hpp"
#include "store/store.hpp"

namespace dialogd::test {

// A folder of its own, gone with everything in it at the end.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

Needs some_needs();
store::Settings settings_for(const Folder& folder);  // the rest as it is by default
std::unique_ptr<Store> opened(const store::Settings& settings);

// The store as one would write it who has all memory and no disk. Slow and obvious.
class PlainStore {
public:
    explicit PlainStore(Needs needs) : needs_(std::move(needs)) {}
    void commit(const std::vector<Commit>& commits);
    // Everything again with other needs.
    void fold_again(const Needs& needs);
    const Customer& state(CustomerNumber number) { return customers_[number].state; }

    struct Known {
        Customer state;
        std::vector<Entry> entries;
        std::vector<Message> messages;
        Instant wake_at = kNever;
        std::string id;
    };
    const std::map<CustomerNumber, Known>& customers() const { return customers_; }
    std::uint64_t entries() const { return position_; }

private:
    Needs needs_;
    std::map<CustomerNumber, Known> customers_;
    std::uint64_t position_ = 0;
};

// Takes turns of customers who come and come again, each of a few entries that fit the state.
class Turns {
public:
    Turns(std::uint64_t seed, std::size_t customers) : draw_(seed), customers_(customers) {}
    // A batch on top of what `plain` holds; customers may be in it more than once. `number` gives a
    // customer's number by id (Store::reserve).
    std::vector<Commit> batch(PlainStore& plain, const Needs& needs, std::size_t most,
                              const std::function<CustomerNumber(std::string_view)>& number);
    Draw& draw() { return draw_; }

private:
    void add_entries(Commit& commit);
    EntryBody entry(const Customer& customer);

    Draw draw_;
    std::size_t customers_;
    std::int64_t hour_ = 0;
};

// Compares all that a Store tells with `plain`; the first difference fails the test, naming it.
void check_equal(Store& store, const PlainStore& plain);

}  // namespace dialogd::test
