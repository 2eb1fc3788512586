// The store's smaller promises: numbers, facts, letters, words of messages, forgetting, readers beside it.
#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "store/shop.hpp"
#include "store/wakes.hpp"

namespace dialogd::test {

namespace {

Instant at(std::int64_t hours) {
    return Instant(std::chrono::hours(497'000 + hours));
}

Commit turn_of(Store& store, std::string_view id, std::vector<EntryBody> entries) {
    Commit commit;
    const auto state = store.load(store.reserve(id));
    REQUIRE(state.has_value());
    commit.customer = state.value();
    commit.at = at(1);
    commit.entries = std::move(entries);
    for (const EntryBody& what : commit.entries) apply(some_needs(), commit.customer, what, commit.at);
    return commit;
}

void committed(Store& store, Commit commit) {
    REQUIRE(store.commit(std::span(&commit, 1)).has_value());
}

Commit message_of(Store& store, std::string_view id, const Message& message) {
    MessageQueued queued;
    queued.message = message.number;
    queued.to = message.to;
    Commit commit = turn_of(store, id, {queued});
    commit.messages = {message};
    return commit;
}

bool in_any_file(const std::filesystem::path& folder, const std::string& text) {
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        std::ifstream in(file.path(), std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        if (bytes.find(text) != std::string::npos) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("numbers: an id keeps its number, and one that was only reserved is unknown") {
    Folder folder;
    auto store = opened(settings_for(folder));
    const CustomerNumber ida = store->reserve("ida");
    CHECK(store->reserve("ida") == ida);
    CHECK(store->find("ida") == CustomerNumber::nobody);
    const auto empty = store->load(ida);
    REQUIRE(empty.has_value());
    CHECK(empty->id == "ida");
    CHECK(empty->number == ida);
    const CustomerNumber bo = store->reserve("bo");
    CHECK(bo != ida);
    committed(*store, turn_of(*store, "bo", {RulesChanged{1}}));
    CHECK(store->find("bo") == bo);
    CHECK(store->customers() == 1);
    store.reset();
    store = opened(settings_for(folder));
    CHECK(store->find("ida") == CustomerNumber::nobody);
    CHECK(store->find("bo") == bo);
    CHECK(store->reserve("carl") != bo);
    CHECK(store->load(CustomerNumber{99}).error().code == ErrorCode::not_found);
    CHECK(store->load(CustomerNumber::nobody).error().code == ErrorCode::not_found);
}

TEST_CASE("facts: the newest of each name is there, also after a start") {
    Folder folder;
    auto store = opened(settings_for(folder));
    REQUIRE(store->keep_fact("live:welcome", "1").has_value());
    REQUIRE(store->keep_fact("live:welcome", std::string("2\0x", 3)).has_value());
    REQUIRE(store->keep_fact("live:win-back", "3").has_value());
    REQUIRE(store->keep_fact("rule:welcome", "4").has_value());
    for (int i = 0; i < 2; ++i) {
        CHECK(store->fact("live:welcome") == std::string("2\0x", 3));
        CHECK(!store->fact("live").has_value());
        const auto live = store->facts("live:");
        REQUIRE(live.size() == 2);
        CHECK(live[1] == std::pair<std::string, std::string>("live:win-back", "3"));
        store.reset();
        store = opened(settings_for(folder));
    }
}

TEST_CASE("dead letters: they are kept in order, read in parts, and cut at one MiB") {
    Folder folder;
    auto store = opened(settings_for(folder));
    for (int i = 0; i < 3; ++i)
        REQUIRE(store->add_dead_letter({0, at(i), "lmtp", "unknown sender", std::string(i == 2 ? 2'000'000 : 10, 'b')})
                    .has_value());
    const auto all = store->dead_letters(0, 100);
    REQUIRE(all.has_value());
    REQUIRE(all->size() == 3);
    CHECK((*all)[0].source == "lmtp");
    CHECK((*all)[1].at == at(1));
    CHECK((*all)[2].body.size() == 1'048'576);
    const auto rest = store->dead_letters((*all)[0].number, 1);
    REQUIRE(rest.has_value());
    REQUIRE(rest->size() == 1);
    CHECK((*rest)[0].number == (*all)[1].number);
}

TEST_CASE("messages: a template's text makes them small, and they come back also after a start") {
    Folder folder;
    auto store = opened(settings_for(folder));
    Draw draw(3);
    std::string source;  // text that zstd can't make small by itself
    for (int i = 0; i < 4000; ++i) source += static_cast<char>('0' + draw.below(75));
    Message message = typical_message();
    message.number = 1;
    message.html = source + "Ida";
    message.html_source = 4711;
    const auto size = [&] {
        std::uintmax_t bytes = 0;
        for (const auto& file : std::filesystem::directory_iterator(folder.path())) bytes += file.file_size();
        return bytes;
    };
    committed(*store, message_of(*store, "plain", message));
    REQUIRE(store::know_source(*store, 4711, source).has_value());
    const auto before = size();
    for (int i = 0; i < 40; ++i) committed(*store, message_of(*store, "c" + std::to_string(i), message));
    const auto grown = size() - before;
    CHECK(grown < 40 * 6 * 4096);  // pages of the log, hardly any words
    for (int i = 0; i < 2; ++i) {
        for (const char* id : {"plain", "c0", "c39"}) {
            const auto again = store->message(store->find(id), 1);
            REQUIRE(again.has_value());
            REQUIRE(again->has_value());
            CHECK(**again == message);
        }
        store.reset();
        store = opened(settings_for(folder));
    }
    // An SMS in a few bytes, an empty text.
    message.html.clear();
    message.text = "ok";
    message.html_source = 12;
    committed(*store, message_of(*store, "short", message));
    CHECK(**store->message(store->find("short"), 1) == message);
}

TEST_CASE("erase: what a customer said is in no file, and their place in the history stays") {
    Folder folder;
    auto store = opened(settings_for(folder));
    const std::string secret = "Xyzzy-the-secret-words";
    Profile profile;
    profile.email = "ida@secret-place.example";
    Reply reply;
    reply.text = secret;
    committed(*store, turn_of(*store, "id-of-ida-4711", {profile, reply}));
    Message message = typical_message();
    message.number = 1;
    message.text = secret;
    committed(*store, message_of(*store, "id-of-ida-4711", message));
    committed(*store, turn_of(*store, "bo", {RulesChanged{7}}));
    REQUIRE(store->add_dead_letter({0, at(1), "lmtp", "unknown", "From: IDA@secret-place.example"}).has_value());
    REQUIRE(store->add_dead_letter({0, at(1), "lmtp", "unknown", "From: bo@else.example"}).has_value());
    REQUIRE(store->add_dead_letter({0, at(1), "lmtp", "unknown", "From: ida@old.example"}).has_value());
    REQUIRE(store->write_behind(100).has_value());
    const CustomerNumber ida = store->find("id-of-ida-4711");
    REQUIRE(store->history(ida, 10)->size() == 3);
    REQUIRE(in_any_file(folder.path(), secret));

    const std::vector<std::string> former{"ida@old.example"};
    const auto erased = store::erase(*store, std::span(&ida, 1), former);
    REQUIRE(erased.has_value());
    CHECK(*erased);
    CHECK(!in_any_file(folder.path(), "ida@old.example"));
    CHECK(!in_any_file(folder.path(), secret));
    CHECK(!in_any_file(folder.path(), "secret-place"));
    CHECK(!in_any_file(folder.path(), "id-of-ida-4711"));
    for (int i = 0; i < 2; ++i) {
        CHECK(store->find("id-of-ida-4711") == CustomerNumber::nobody);
        CHECK(store->history(ida, 10)->empty());
        CHECK(!store->message(ida, 1)->has_value());
        CHECK(store->dead_letters(0, 10)->size() == 1);
        CHECK(store->with_address(ChannelKind::email, "ida@secret-place.example").empty());
        CHECK(store->history(store->find("bo"), 10)->size() == 1);
        CHECK(store->reserve("new") != ida);
        store.reset();
        store = opened(settings_for(folder));
    }
}

TEST_CASE("whole: all entries and all messages of one customer, oldest first, and nobody else's") {
    Folder folder;
    auto store = opened(settings_for(folder));
    std::vector<Message> sent;
    for (MessageNumber number = 1; number <= 3; ++number) {
        Message message = typical_message();
        message.number = number;
        message.text += std::to_string(number);
        committed(*store, message_of(*store, "ida", message));
        committed(*store, turn_of(*store, "bo", {RulesChanged{7}}));
        sent.push_back(std::move(message));
    }
    const auto all = store::whole(*store, store->find("ida"));
    REQUIRE(all.has_value());
    CHECK(all->messages == sent);
    CHECK(all->entries == *store->history(store->find("ida"), 100));
    CHECK(store::whole(*store, CustomerNumber{99})->entries.empty());
}

TEST_CASE("consents: the log of everybody in the order in which it was written, a page at a time") {
    Folder folder;
    auto store = opened(settings_for(folder));
    std::vector<std::string> said;
    for (int i = 0; i < 7; ++i) {
        const std::string who = i % 2 == 0 ? "ida" : "bo";
        Consent consent;
        consent.topic = "offers";
        consent.given = i % 3 != 0;
        consent.text = "words " + std::to_string(i);
        consent.source = "form";
        consent.time = at(i);
        committed(*store, turn_of(*store, who, {RulesChanged{7}, consent}));
        said.push_back(who + ": " + consent.text);
    }
    std::vector<std::string> read;
    for (Position after = Position::none;;) {
        const auto page = store::consents(*store, after, 3);
        REQUIRE(page.has_value());
        if (page->empty()) break;
        for (const store::LoggedConsent& line : *page) read.push_back(line.customer + ": " + line.consent.text);
        after = page->back().position;
    }
    CHECK(read == said);
    const CustomerNumber ida = store->find("ida");
    REQUIRE(store::erase(*store, std::span(&ida, 1)).has_value());
    CHECK(store::consents(*store, Position::none, 100)->size() == 3);
}

TEST_CASE("wakes: the heap gives what a sorted list gives") {
    Draw draw(9);
    store::Wakes wakes;
    std::map<std::uint32_t, Instant> plain;
    for (int i = 0; i < 3000; ++i) {
        const auto who = static_cast<std::uint32_t>(draw.below(200));
        const Instant when = draw.one_in(4) ? kNever : at(static_cast<std::int64_t>(draw.below(50)));
        wakes.set(who, when);
        plain.erase(who);
        if (when != kNever) plain[who] = when;
        CHECK(wakes.at(who) == when);
        if (i % 50 != 0) continue;
        std::set<std::pair<Instant, std::uint32_t>> sorted;
        for (const auto& [number, moment] : plain) sorted.emplace(moment, number);
        std::vector<std::uint32_t> due;
        for (const auto& [moment, number] : sorted)
            if (moment <= at(30) && due.size() < 17) due.push_back(number);
        CHECK(wakes.due(at(30), 17) == due);
        CHECK(wakes.next() == (sorted.empty() ? kNever : sorted.begin()->first));
        CHECK(wakes.size() == plain.size());
    }
}

TEST_CASE("readers: on other threads they see whole turns only, in order, while batches are committed") {
    Folder folder;
    auto store = opened(settings_for(folder));
    constexpr int kCustomers = 5;
    for (int i = 0; i < kCustomers; ++i)
        committed(*store, turn_of(*store, "c" + std::to_string(i), {RulesChanged{0}, RulesChanged{0}}));
    std::atomic<bool> stop = false;
    std::atomic<int> torn = 0;
    std::atomic<int> reads = 0;
    std::vector<std::thread> readers;
    for (int t = 0; t < 3; ++t)
        readers.emplace_back([&, t] {
            std::size_t longest = 0;
            while (!stop) {
                const auto entries =
                    std::as_const(*store).history(CustomerNumber{static_cast<std::uint64_t>(t) + 1}, 100'000);
                bool whole = entries.has_value() && entries->size() % 2 == 0 && entries->size() >= longest;
                for (std::size_t i = 0; whole && i < entries->size(); ++i)
                    whole = std::get<RulesChanged>((*entries)[i].what).ruleset == i / 2;
                if (!whole) ++torn;
                if (entries) longest = entries->size();
                ++reads;
            }
        });
    for (std::uint64_t round = 1; round <= 150; ++round) {
        std::vector<Commit> commits;
        for (int i = 0; i < kCustomers; ++i)
            commits.push_back(turn_of(*store, "c" + std::to_string(i), {RulesChanged{round}, RulesChanged{round}}));
        REQUIRE(store->commit(commits).has_value());
    }
    stop = true;
    for (std::thread& reader : readers) reader.join();
    CHECK(torn == 0);
    CHECK(reads > 0);
}

}  // namespace dialogd::test
