// A shop for the tests of the store.
#include "store/shop.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <set>

namespace dialogd::test {

Folder::Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "dialogd-store-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Needs some_needs() {
    Needs needs;
    needs.windows = {{"order.placed", kDay * 90}};
    needs.hash = 77;
    return needs;
}

store::Settings settings_for(const Folder& folder) {
    store::Settings settings;
    settings.folder = folder.path();
    settings.needs = some_needs();
    return settings;
}

std::unique_ptr<Store> opened(const store::Settings& settings) {
    auto store = store::open(settings);
    if (!store) FAIL(to_string(store.error()));
    return std::move(*store);
}

void PlainStore::commit(const std::vector<Commit>& commits) {
    for (const Commit& commit : commits) {
        Known& known = customers_[commit.customer.number];
        if (known.id.empty()) known.state.number = commit.customer.number;
        if (known.id.empty()) known.state.id = commit.customer.id;
        known.id = commit.customer.id;
        for (const EntryBody& what : commit.entries) {
            const Position previous = known.entries.empty() ? Position::none : known.entries.back().position;
            known.entries.push_back({Position{++position_}, previous, commit.customer.number, commit.at, what});
            apply(needs_, known.state, what, commit.at);
        }
        known.messages.insert(known.messages.end(), commit.messages.begin(), commit.messages.end());
        known.wake_at = commit.wake_at;
    }
}

void PlainStore::fold_again(const Needs& needs) {
    needs_ = needs;
    for (auto& [number, known] : customers_) {
        known.state = Customer{};
        known.state.number = number;
        known.state.id = known.id;
        for (const Entry& entry : known.entries) apply(needs_, known.state, entry);
    }
}

EntryBody Turns::entry(const Customer& customer) {
    const std::string n = std::to_string(draw_.below(1000));
    switch (draw_.below(11)) {
        case 0:
        case 1: {
            Event event;
            event.name = draw_.one_in(2) ? "order.placed" : "cart.abandoned";
            event.id = "e" + std::to_string(draw_.any());
            event.source = "shop";
            event.time = Instant(std::chrono::hours(hour_));
            event.properties = random_value(draw_, 2);
            return event;
        }
        case 2: {
            Profile profile;
            profile.email = "Person" + std::to_string(draw_.below(30)) + "@Mail.example";
            profile.phone = draw_.one_in(2) ? "+45" + n : "";
            profile.attributes = Value::Map{{"first_name", "Ida" + n}};
            return profile;
        }
        case 3:
            return Consent{"offers", std::nullopt, draw_.one_in(2),
                           "Ja tak", "form",       Instant(std::chrono::hours(hour_))};
        case 4: {
            AttributeSet set;
            set.name = draw_.word();
            set.value = random_value(draw_, 1);
            return set;
        }
        case 5: {
            RunStarted run;
            run.run = customer.last_run + 1;
            run.rule = draw_.word();
            run.key = n;
            run.version = draw_.any();
            run.event.name = "cart.abandoned";
            return run;
        }
        case 6: return RunEnded{customer.last_run, "welcome", "done"};
        case 7: {
            Receipt receipt;
            receipt.message = customer.messages.empty() ? customer.last_message : customer.messages.front().number;
            receipt.kind = draw_.one_in(3) ? ReceiptKind::failed : ReceiptKind::accepted;
            return receipt;
        }
        case 8: return one_of_each()[draw_.below(10)];
        default: {
            MessageQueued queued;
            queued.message = customer.last_message + 1;
            queued.run = customer.last_run;
            queued.rule = "welcome";
            queued.content = draw_.word();
            queued.to = "a@b.example";
            queued.counted = draw_.one_in(2);
            queued.expires = kNever;
            return queued;
        }
    }
}

void Turns::add_entries(Commit& commit) {
    for (std::uint64_t n = draw_.one_in(8) ? 0 : draw_.below(4) + 1; n > 0; --n) {
        commit.entries.push_back(entry(commit.customer));
        if (const auto* queued = std::get_if<MessageQueued>(&commit.entries.back())) {
            Message message = typical_message();
            message.number = queued->message;
            message.html_source = draw_.below(3);
            message.text += draw_.text(draw_.one_in(4) ? 3000 : 50);
            if (draw_.one_in(3)) message.html.clear();
            commit.messages.push_back(std::move(message));
        }
        apply(some_needs(), commit.customer, commit.entries.back(), commit.at);
    }
}

std::vector<Commit> Turns::batch(PlainStore& plain, const Needs& needs, std::size_t most,
                                 const std::function<CustomerNumber(std::string_view)>& number) {
    std::vector<Commit> commits;
    PlainStore ahead = plain;
    for (std::uint64_t n = draw_.below(most) + 1; n > 0; --n) {
        hour_ += static_cast<std::int64_t>(draw_.below(3));
        const std::string id = "customer-" + std::to_string(draw_.below(customers_));
        Commit commit;
        commit.at = Instant(std::chrono::hours(hour_) + std::chrono::hours(490'000));
        const CustomerNumber whose = number(id);
        commit.customer = ahead.state(whose);
        commit.customer.number = whose;
        commit.customer.id = id;
        const Customer before = commit.customer;
        add_entries(commit);
        // add_entries needs the state as it grows; the needs at hand may be others than its own.
        commit.customer = before;
        for (const EntryBody& what : commit.entries) apply(needs, commit.customer, what, commit.at);
        if (!draw_.one_in(3)) commit.wake_at = commit.at + kHour * static_cast<std::int64_t>(draw_.below(100));
        commits.push_back(commit);
        ahead.commit({commit});
    }
    return commits;
}

namespace {

void check_customer(Store& store, const PlainStore::Known& known) {
    const CustomerNumber number = known.state.number;
    CAPTURE(to_integer(number));
    REQUIRE(store.find(known.id) == number);
    const auto state = store.load(number);
    REQUIRE(state.has_value());
    REQUIRE(state.value() == known.state);
    const auto entries = store.history(number, 1'000'000);
    REQUIRE(entries.has_value());
    REQUIRE(entries.value() == known.entries);
    const auto newest = store.history(number, 2);
    REQUIRE(newest.has_value());
    const std::size_t skipped = known.entries.size() > 2 ? known.entries.size() - 2 : 0;
    REQUIRE(std::equal(newest.value().begin(), newest.value().end(),
                       known.entries.begin() + static_cast<std::ptrdiff_t>(skipped), known.entries.end()));
    for (const Message& message : known.messages) {
        const auto stored = store.message(number, message.number);
        REQUIRE(stored.has_value());
        REQUIRE(stored.value().has_value());
        REQUIRE(*stored.value() == message);
    }
    const auto none = store.message(number, 1'000'000);
    REQUIRE(none.has_value());
    REQUIRE(!none.value().has_value());
}

}  // namespace

void check_equal(Store& store, const PlainStore& plain) {
    REQUIRE(store.customers() == plain.customers().size());
    std::vector<std::pair<Instant, CustomerNumber>> waiting;
    std::set<CustomerNumber> open;
    std::map<std::string, std::vector<CustomerNumber>> holders;
    for (const auto& [number, known] : plain.customers()) {
        check_customer(store, known);
        if (known.wake_at != kNever) waiting.emplace_back(known.wake_at, number);
        if (!known.state.messages.empty()) open.insert(number);
        for (const Address& address : known.state.addresses)
            if (address.channel == ChannelKind::email) {
                std::string lower = address.value;
                std::transform(lower.begin(), lower.end(), lower.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
                auto& list = holders[lower];
                if (list.empty() || list.back() != number) list.push_back(number);
            }
    }
    std::sort(waiting.begin(), waiting.end());
    REQUIRE(store.next_due() == (waiting.empty() ? kNever : waiting.front().first));
    std::vector<CustomerNumber> due;
    const Instant middle = waiting.empty() ? kNever : waiting[waiting.size() / 2].first;
    for (const auto& [at, number] : waiting)
        if (at <= middle) due.push_back(number);
    REQUIRE(store.due(middle, 1'000'000) == due);
    due.resize(std::min<std::size_t>(due.size(), 3));
    REQUIRE(store.due(middle, 3) == due);
    const auto with_open = store.with_open_messages();
    REQUIRE(std::set(with_open.begin(), with_open.end()) == open);
    for (const auto& [address, numbers] : holders) REQUIRE(store.with_address(ChannelKind::email, address) == numbers);
}

}  // namespace dialogd::test
