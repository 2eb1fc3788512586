// Gathers whose words and which addresses they are, then lets them go.
#include "app/erasure.hpp"

#include <algorithm>
#include <set>

#include "app/desk.hpp"
#include "app/link_mail.hpp"
#include "store/store.hpp"

namespace dialogd::app {

namespace {

namespace fs = std::filesystem;

constexpr const char* kLogToCut = "log-to-cut";
constexpr int kMostJoined = 1'000;  // devices and addresses that turned out to be one person

// One person: their own number, and those that were joined into it.
struct Person {
    std::vector<CustomerNumber> numbers;
    std::vector<Address> addresses;  // of now, and of before
    std::size_t entries = 0;

    void hold(ChannelKind channel, const std::string& value, AddressState state) {
        if (value.empty()) return;
        for (const Address& known : addresses)
            if (known.channel == channel && known.value == value) return;
        addresses.push_back({channel, value, state, {}});
    }
    void join(CustomerNumber number) {
        const bool known = std::find(numbers.begin(), numbers.end(), number) != numbers.end();
        if (!known && numbers.size() < kMostJoined) numbers.push_back(number);
    }
};

void note(Person& person, const EntryBody& what) {
    if (const auto* profile = std::get_if<Profile>(&what)) {
        person.hold(ChannelKind::email, profile->email, AddressState::usable);
        person.hold(ChannelKind::sms, profile->phone, AddressState::usable);
    } else if (const auto* join = std::get_if<Join>(&what)) {
        person.join(join->absorbed);
        for (const Address& address : join->addresses) person.hold(address.channel, address.value, address.state);
    } else if (const auto* queued = std::get_if<MessageQueued>(&what)) {
        person.hold(queued->channel, queued->to, AddressState::usable);
    }
}

Result<Person> gather(Store& store, CustomerNumber number) {
    Person person;
    person.numbers.push_back(number);
    for (std::size_t i = 0; i < person.numbers.size(); ++i) {
        const Result<Customer> customer = store.load(person.numbers[i]);
        if (!customer) return customer.error();
        if (is_queue(customer->id)) return Error{ErrorCode::not_found, "a queue is no customer", {}};
        for (const Address& address : customer->addresses) person.hold(address.channel, address.value, address.state);
        const Result<std::vector<Entry>> entries = store.history(person.numbers[i], static_cast<std::size_t>(-1));
        if (!entries) return entries.error();
        person.entries += entries->size();
        for (const Entry& entry : *entries) note(person, entry.what);
    }
    return person;
}

// What comes with an address again is not to be written to for marketing; what was stricter stays so.
std::vector<Address> words_about(const Person& person) {
    std::vector<Address> words = person.addresses;
    for (Address& address : words)
        if (address.state == AddressState::usable) address.state = AddressState::no_marketing;
    return words;
}

// Mails to the people behind a queue that are about them. Those that wait are not sent any more; the words of all go,
// and the entries stay, so that no number of a message is given twice.
struct Letters {
    std::vector<Position> positions;
    std::set<std::pair<CustomerNumber, MessageNumber>> names;
};

Result<void> leave_queue(Store& store, CustomerNumber queue, const std::vector<CustomerNumber>& numbers, Instant now,
                         Letters& letters) {
    const Result<store::Whole> whole = store::whole(store, queue);
    if (!whole) return whole.error();
    std::set<MessageNumber> theirs;
    for (const Message& message : whole->messages)
        if (std::find(numbers.begin(), numbers.end(), message.about) != numbers.end()) theirs.insert(message.number);
    for (const Entry& entry : whole->entries)
        if (const auto* queued = std::get_if<MessageQueued>(&entry.what); queued && theirs.contains(queued->message))
            letters.positions.push_back(entry.position);
    for (const MessageNumber number : theirs) letters.names.emplace(queue, number);
    Result<Customer> state = store.load(queue);
    if (!state) return state.error();
    Commit commit;
    commit.at = std::max(now, state->last_turn);
    for (const OpenMessage& open : state->messages)
        if (theirs.contains(open.number))
            commit.entries.emplace_back(MessageDropped{open.number, Reason::dropped_by_hand, "erased"});
    if (commit.entries.empty()) return {};
    commit.customer = std::move(*state);
    for (const EntryBody& entry : commit.entries) apply(Needs{}, commit.customer, entry, commit.at);
    return store.commit(std::span(&commit, 1), {});
}

// A message's file is named by its token, which says whose it is.
std::size_t remove_files(const Config& config, const Signer& signer, const std::vector<CustomerNumber>& numbers,
                         const Letters& letters) {
    std::set<fs::path> folders;
    for (const ChannelConfig& channel : config.channels)
        if (channel.type == "folder") folders.insert(channel.folder);
    std::size_t removed = 0;
    for (const fs::path& folder : folders) {
        std::error_code problem;
        for (fs::directory_iterator file(folder, problem), end; !problem && file != end; file.increment(problem)) {
            const std::string name = file->path().stem().string();
            const auto token = signer.verify("message", name.substr(name.rfind('-') + 1));
            if (!token) continue;
            const bool theirs = std::find(numbers.begin(), numbers.end(), token->customer) != numbers.end() ||
                                letters.names.contains({token->customer, token->number});
            if (!theirs) continue;
            std::error_code failed;
            if (fs::remove(file->path(), failed)) ++removed;
        }
    }
    return removed;
}

}  // namespace

Result<Erased> erase_customer(Store& store, Suppressed& suppressed, const Config& config, const Signer& signer,
                              CustomerNumber number, Instant now) {
    const Result<Person> person = gather(store, number);
    if (!person) return person.error();
    if (person->entries == 0) return Error{ErrorCode::not_found, "there is nobody of that number", {}};
    if (Result<void> said = suppressed.say(words_about(*person), now); !said) return said.error();
    if (Result<void> noted = store.keep_fact(kLogToCut, to_text(now)); !noted) return noted.error();
    std::vector<std::string> texts;
    for (const Address& address : person->addresses) {
        texts.push_back(address.value);
        // Gateways write numbers without the plus, or with it encoded.
        if (address.value.starts_with('+')) texts.push_back(address.value.substr(1));
    }
    Letters letters;
    for (const auto& [queue, _] : config.queues)
        if (const CustomerNumber people = store.find(std::string(kQueueIds) + queue); people != CustomerNumber::nobody)
            if (Result<void> left = leave_queue(store, people, person->numbers, now, letters); !left)
                return left.error();
    const Result<bool> gone = store::erase(store, person->numbers, texts, letters.positions);
    if (!gone) return gone.error();
    for (const CustomerNumber one : person->numbers)
        if (Result<void> forgotten = forget_used(store, one); !forgotten) return forgotten.error();
    Erased erased{person->entries, remove_files(config, signer, person->numbers, letters), *gone};
    if (Result<void> done = *gone ? store.forget_fact(kLogToCut) : Result<void>(); !done) return done.error();
    return erased;
}

Result<bool> cut_log(Store& store) {
    if (!store.fact(kLogToCut)) return true;
    const Result<bool> cut = store::cut_log(store);
    if (!cut || !*cut) return cut;
    if (Result<void> done = store.forget_fact(kLogToCut); !done) return done.error();
    return true;
}

}  // namespace dialogd::app
