// The loop over a store some of whose customers can't be read now and then.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <future>
#include <set>

#include "app/loop.hpp"
#include "store/store.hpp"

using namespace dialogd;
using namespace dialogd::app;

namespace {

// A store that can't read some customers for so many times.
class Flaky final : public Store {
public:
    explicit Flaky(std::unique_ptr<Store> store) : store_(std::move(store)) {}

    void fail(CustomerNumber number, int times) {
        failing_ = number;
        times_ = times;
    }
    int fails_left() const { return times_; }
    // The commits that follow, after the next `after`.
    void fail_commits(int after, int times) {
        good_commits_ = after;
        bad_commits_ = times;
    }

    Result<Customer> load(CustomerNumber number) override {
        if (number == failing_ && times_ > 0) {
            --times_;
            return Error{ErrorCode::unavailable, "the disk is tired", {}};
        }
        return store_->load(number);
    }
    CustomerNumber find(std::string_view id) const override { return store_->find(id); }
    std::vector<CustomerNumber> with_address(ChannelKind channel, std::string_view address, std::size_t most) override {
        return store_->with_address(channel, address, most);
    }
    CustomerNumber reserve(std::string_view id) override { return store_->reserve(id); }
    Result<void> commit(std::span<Commit> commits, std::span<const DeadLetter> letters) override {
        if (good_commits_-- <= 0 && bad_commits_ > 0) {
            --bad_commits_;
            return Error{ErrorCode::unavailable, "the disk is full", {}};
        }
        return store_->commit(commits, letters);
    }
    std::vector<CustomerNumber> due(Instant now, std::size_t limit) override { return store_->due(now, limit); }
    Instant next_due() const override { return store_->next_due(); }
    std::vector<CustomerNumber> with_open_messages() override {
        return opened_.empty() ? store_->with_open_messages() : opened_;
    }
    void say_open(std::vector<CustomerNumber> numbers) { opened_ = std::move(numbers); }
    Result<void> write_behind(std::size_t limit) override { return store_->write_behind(limit); }
    Result<void> add_dead_letter(const DeadLetter& letter) override { return store_->add_dead_letter(letter); }
    std::optional<std::string> fact(std::string_view name) const override { return store_->fact(name); }
    Result<void> keep_fact(std::string_view name, std::string_view value) override {
        return store_->keep_fact(name, value);
    }
    Result<void> forget_fact(std::string_view name) override { return store_->forget_fact(name); }
    std::vector<std::pair<std::string, std::string>> facts(std::string_view prefix) const override {
        return store_->facts(prefix);
    }
    Result<std::vector<Entry>> history(CustomerNumber number, std::size_t limit) const override {
        return store_->history(number, limit);
    }
    Result<std::optional<Message>> message(CustomerNumber number, MessageNumber message) const override {
        return store_->message(number, message);
    }
    Result<std::vector<DeadLetter>> dead_letters(std::uint64_t after, std::size_t limit) const override {
        return store_->dead_letters(after, limit);
    }
    std::uint64_t customers() const override { return store_->customers(); }
    CustomerNumber highest() const override { return store_->highest(); }

private:
    std::unique_ptr<Store> store_;
    CustomerNumber failing_ = CustomerNumber::nobody;
    std::atomic<int> times_{0};
    std::atomic<int> good_commits_{0};
    std::atomic<int> bad_commits_{0};
    std::vector<CustomerNumber> opened_;
};

std::shared_ptr<const Ruleset> no_rules() {
    auto rules = std::make_shared<Ruleset>();
    rules->hash = 1;
    index(*rules);
    return rules;
}

struct House {
    House() {
        folder = std::filesystem::temp_directory_path() / ("dialogd-loop-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder);
        store::Settings settings;
        settings.folder = folder;
        settings.needs = rules->needs;
        auto opened = store::open(settings);
        REQUIRE(opened.has_value());
        store = std::make_unique<Flaky>(std::move(*opened));
        loop = std::make_unique<Loop>(*store, rules, clock, metrics, [this](const Error& error) { died = error; });
    }
    ~House() {
        loop.reset();
        store.reset();
        std::filesystem::remove_all(folder);
    }
    // A customer with an event, before the loop begins.
    CustomerNumber customer(const std::string& id) {
        Round round(*store, *rules, clock.now());
        const CustomerNumber number = round.find_or_make(id);
        Event event;
        event.name = "x";
        event.time = clock.now();
        event.properties = Value(Value::Map{});
        REQUIRE(round.turn(number, event).has_value());
        REQUIRE(round.commit().has_value());
        return number;
    }
    // Several customers who hold all@example.com.
    std::vector<CustomerNumber> sharers(std::initializer_list<const char*> ids) {
        Round round(*store, *rules, clock.now());
        std::vector<CustomerNumber> numbers;
        for (const char* id : ids) {
            Profile profile;
            profile.email = "all@example.com";
            numbers.push_back(round.find_or_make(id));
            REQUIRE(round.turn(numbers.back(), profile).has_value());
        }
        REQUIRE(round.commit().has_value());
        return numbers;
    }
    // Says no for that address, by the first of them.
    void unsubscribe(CustomerNumber number) {
        std::vector<intake::Arrival> arrivals(1);
        arrivals.front().about.number = number;
        arrivals.front().input = AddressStatus{ChannelKind::email, "all@example.com", AddressState::no_marketing, "x"};
        REQUIRE(loop->take(std::move(arrivals), [](const std::vector<intake::Taken>&) {}));
    }
    bool has_heard(CustomerNumber number) const {
        const auto entries = store->history(number, 100);
        return entries && std::any_of(entries->begin(), entries->end(), [](const Entry& entry) {
                   return std::holds_alternative<AddressStatus>(entry.what);
               });
    }
    std::size_t receipts(CustomerNumber number) const {
        const auto entries = store->history(number, 100);
        std::size_t count = 0;
        if (entries)
            for (const Entry& entry : *entries) count += std::holds_alternative<Receipt>(entry.what) ? 1 : 0;
        return count;
    }
    template <class What>
    bool soon(What what) {
        for (int i = 0; i < 1'000 && !what(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return what();
    }

    std::filesystem::path folder;
    std::shared_ptr<const Ruleset> rules = no_rules();
    Clock clock;
    Metrics metrics;
    std::optional<Error> died;
    std::unique_ptr<Flaky> store;
    std::unique_ptr<Loop> loop;
};

Outcome outcome_of(CustomerNumber number) {
    Outcome outcome;
    outcome.customer = number;
    outcome.receipt.message = 1;
    outcome.receipt.attempt = 1;
    outcome.receipt.kind = ReceiptKind::deferred;
    return outcome;
}

}  // namespace

TEST_CASE("loop: the outcome of a customer who can't be read is taken later, the others' at once") {
    House house;
    const CustomerNumber anna = house.customer("anna");
    const CustomerNumber bo = house.customer("bo");
    house.loop->start(false, nullptr);
    house.store->fail(anna, 2);
    Sender::News news;
    news.outcomes = {outcome_of(anna), outcome_of(bo)};
    house.loop->deliver(ChannelKind::email, std::move(news));
    CHECK(house.soon([&] { return house.receipts(bo) == 1; }));
    CHECK(house.receipts(anna) == 0);
    CHECK(house.soon([&] { return house.receipts(anna) == 1; }));
    CHECK(house.store->fails_left() == 0);
    CHECK(!house.died.has_value());
    CHECK(house.metrics.disk_trouble == 0);
}

TEST_CASE("loop: an outcome that can't be read is taken once, however many rounds could not be written meanwhile") {
    House house;
    const CustomerNumber anna = house.customer("anna");
    const CustomerNumber bo = house.customer("bo");
    house.loop->start(false, nullptr);
    house.store->fail(anna, 3);
    house.store->fail_commits(0, 3);
    Sender::News news;
    news.outcomes = {outcome_of(anna), outcome_of(bo)};
    house.loop->deliver(ChannelKind::email, std::move(news));
    CHECK(house.soon([&] { return house.receipts(anna) > 0 && house.receipts(bo) > 0; }));
    house.loop->stop();
    house.loop->finish();
    CHECK(house.receipts(anna) == 1);
    CHECK(house.receipts(bo) == 1);
}

TEST_CASE("loop: who could not be told of an opt-out is told in the end, though a retry failed too") {
    House house;
    const auto numbers = house.sharers({"a", "b"});
    house.loop->start(false, nullptr);
    house.store->fail(numbers[1], 3);
    house.unsubscribe(numbers[0]);
    CHECK(house.soon([&] { return house.has_heard(numbers[1]); }));
    CHECK(house.store->fails_left() == 0);
}

TEST_CASE("loop: who could not be told of an opt-out is told in the end, though the round that did was not written") {
    House house;
    const auto numbers = house.sharers({"a", "b"});
    house.loop->start(false, nullptr);
    house.store->fail(numbers[1], 1);
    house.store->fail_commits(1, 1);
    house.unsubscribe(numbers[0]);
    CHECK(house.soon([&] { return house.has_heard(numbers[1]); }));
}

TEST_CASE("loop: everybody is looked at after a change of rules, beyond gaps in the numbers and who can't be read") {
    House house;
    const CustomerNumber anna = house.customer("anna");
    for (int i = 0; i < 20; ++i) (void)house.store->reserve("never-" + std::to_string(i));
    const CustomerNumber last = house.customer("last");
    REQUIRE(to_integer(last) > house.store->customers());
    house.store->fail(anna, 2);
    std::promise<void> looked;
    house.loop->start(true, [&](const Ruleset&, const auto&) { looked.set_value(); });
    CHECK(looked.get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready);
    CHECK(house.store->fails_left() == 0);
    CHECK(house.metrics.turns == 2);
}

TEST_CASE("loop: a dead letter is on disk when its sender is told so") {
    House house;
    house.loop->start(false, nullptr);
    std::promise<std::size_t> kept;
    house.loop->keep({0, house.clock.now(), "test", "because", "words"}, [&](bool good) {
        const auto letters = house.store->dead_letters(0, 10);
        kept.set_value(good && letters ? letters->size() : 0);
    });
    CHECK(kept.get_future().get() == 1);
    CHECK(house.metrics.dead_letters == 1);
}

TEST_CASE("round: what holds for an address that many share is told to all of them, and looked up among a few") {
    House house;
    constexpr int kShare = 200;
    Round round(*house.store, *house.rules, house.clock.now());
    for (int i = 0; i < kShare; ++i) {
        Profile profile;
        profile.email = "all@example.com";
        REQUIRE(round.turn(round.find_or_make("c" + std::to_string(i)), profile).has_value());
    }
    REQUIRE(round.commit().has_value());
    Round later(*house.store, *house.rules, house.clock.now());
    CHECK(later.holders(ChannelKind::email, "all@example.com").size() == Round::kMostLookedAt);
    const AddressStatus no{ChannelKind::email, "all@example.com", AddressState::no_marketing, "link"};
    REQUIRE(later.turn(later.find("c7"), no).has_value());
    CHECK(later.turns() == kShare);
    REQUIRE(later.commit().has_value());
}

TEST_CASE("round: a second opt-out finds what the first one has asked to be taken back, also another holder's") {
    House house;
    const auto numbers = house.sharers({"a", "b"});
    {
        // What is under way to b, at the address that both have.
        Result<Customer> b = house.store->load(numbers[1]);
        REQUIRE(b.has_value());
        MessageQueued queued;
        queued.message = 1;
        queued.rule = "news";
        queued.topic = "offers";
        queued.to = "all@example.com";
        queued.expires = house.clock.now() + kDay;
        Commit commit;
        commit.customer = *b;
        commit.at = house.clock.now();
        for (EntryBody entry : {EntryBody(queued), EntryBody(MessageSending{1, 1})}) {
            apply(house.rules->needs, commit.customer, entry, commit.at);
            commit.entries.push_back(std::move(entry));
        }
        REQUIRE(house.store->commit(std::span(&commit, 1), {}).has_value());
    }
    const AddressStatus no{ChannelKind::email, "all@example.com", AddressState::no_marketing, "link"};
    Round round(*house.store, *house.rules, house.clock.now());
    REQUIRE(round.turn(numbers[0], no).has_value());
    CHECK(round.take_found().size() == 1);
    REQUIRE(round.turn(numbers[0], no).has_value());
    CHECK(round.take_found().size() == 1);
    CHECK(round.take_found().empty());
    CHECK(round.revoking().size() == 1);
    REQUIRE(round.commit().has_value());
    // Not confirmed yet: said in the next round, it is waited for all the same.
    Round next(*house.store, *house.rules, house.clock.now());
    REQUIRE(next.turn(numbers[0], no).has_value());
    CHECK(next.take_found().size() == 1);
}

TEST_CASE("round: who can't be told of an opt-out now is told later, and the sender hears that it is not done") {
    House house;
    Round round(*house.store, *house.rules, house.clock.now());
    for (const char* id : {"a", "b", "c"}) {
        Profile profile;
        profile.email = "all@example.com";
        REQUIRE(round.turn(round.find_or_make(id), profile).has_value());
    }
    REQUIRE(round.commit().has_value());
    Round later(*house.store, *house.rules, house.clock.now());
    house.store->fail(later.find("b"), 1);
    const AddressStatus no{ChannelKind::email, "all@example.com", AddressState::no_marketing, "link"};
    const Result<void> told = later.turn(later.find("a"), no);
    REQUIRE(!told.has_value());
    CHECK(told.error().code == ErrorCode::unavailable);
    REQUIRE(later.unshared().size() == 1);
    CHECK(later.turns() == 2);
    CHECK(later.tell_holders(no).has_value());
    CHECK(later.turns() == 3);
}
