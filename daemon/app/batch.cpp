// Takes turns on working copies and notes what the shell has to do once they are committed.
#include "app/batch.hpp"

#include <algorithm>

namespace dialogd::app {

namespace {

const Address* address_of(const Customer& customer, ChannelKind channel, const std::string& value) {
    for (const Address& address : customer.addresses)
        if (address.channel == channel && address.value == value) return &address;
    return nullptr;
}

}  // namespace

Result<Commit*> Batch::open(CustomerNumber number) {
    if (const auto known = places_.find(number); known != places_.end()) return &commits_[known->second];
    Result<Customer> loaded = store_.load(number);
    if (!loaded) return loaded.error();
    Commit commit;
    commit.customer = std::move(*loaded);
    commit.at = std::max(now_, commit.customer.last_turn);
    places_.emplace(number, commits_.size());
    commits_.push_back(std::move(commit));
    return &commits_.back();
}

Result<void> Batch::turn(CustomerNumber number, const Input& input) {
    const Result<Commit*> opened = open(number);
    if (!opened) return opened.error();
    Commit& commit = **opened;  // until others are opened: `share` comes last
    touched_.insert(number);
    Turn turn = take_turn(rules_, commit.customer, input, commit.at);
    ++turns_;
    commit.wake_at = turn.wake_at;
    std::vector<AddressStatus> shared;
    for (EntryBody& entry : turn.entries) {
        apply(rules_.needs, commit.customer, entry, commit.at);
        note(commit, entry);
        if (const auto* status = std::get_if<AddressStatus>(&entry)) shared.push_back(*status);
        commit.entries.push_back(std::move(entry));
    }
    for (Message& message : turn.messages) commit.messages.push_back(std::move(message));
    for (const AddressStatus& status : shared)
        if (Result<void> told = share(number, status); !told) return told;
    return {};
}

// What holds for an address holds for every customer who has it.
Result<void> Batch::share(CustomerNumber number, const AddressStatus& status) {
    for (const CustomerNumber other : holders(status.channel, status.address)) {
        if (other == number) continue;
        const Result<const Customer*> theirs = state(other);
        if (!theirs) return theirs.error();
        const Address* address = address_of(**theirs, status.channel, status.address);
        if (address == nullptr || address->state == status.state) continue;
        if (Result<void> told = turn(other, status); !told) return told;
    }
    return {};
}

Result<const Customer*> Batch::state(CustomerNumber number) {
    const Result<Commit*> opened = open(number);
    if (!opened) return opened.error();
    return static_cast<const Customer*>(&(*opened)->customer);
}

CustomerNumber Batch::find(const std::string& id) const {
    if (const auto made = made_.find(id); made != made_.end()) return made->second;
    return store_.find(id);
}

CustomerNumber Batch::find_or_make(const std::string& id) {
    const CustomerNumber known = find(id);
    if (known != CustomerNumber::nobody) return known;
    const CustomerNumber number = store_.reserve(id);
    made_.emplace(id, number);
    return number;
}

std::vector<CustomerNumber> Batch::holders(ChannelKind channel, const std::string& address) {
    std::vector<CustomerNumber> found = store_.with_address(channel, address);
    // Those who got it in this batch are not in the store's index yet.
    for (const auto& [id, number] : made_) {
        const auto place = places_.find(number);
        if (place == places_.end() || address_of(commits_[place->second].customer, channel, address) == nullptr)
            continue;
        if (std::find(found.begin(), found.end(), number) == found.end()) found.push_back(number);
    }
    return found;
}

void Batch::note_next_attempt(const Commit& commit, MessageNumber message) {
    for (const OpenMessage& open : commit.customer.messages)
        if (open.number == message) waiting_.push_back({commit.customer.number, message, open.channel, open.next_at});
}

void Batch::note(const Commit& commit, const EntryBody& entry) {
    const CustomerNumber number = commit.customer.number;
    if (const auto* queued = std::get_if<MessageQueued>(&entry)) {
        waiting_.push_back({number, queued->message, queued->channel, commit.at});
    } else if (const auto* held = std::get_if<MessageHeld>(&entry)) {
        note_next_attempt(commit, held->message);
    } else if (const auto* receipt = std::get_if<Receipt>(&entry)) {
        if (receipt->kind == ReceiptKind::deferred || receipt->kind == ReceiptKind::uncertain)
            note_next_attempt(commit, receipt->message);
    } else if (const auto* sending = std::get_if<MessageSending>(&entry)) {
        for (const OpenMessage& open : commit.customer.messages)
            if (open.number == sending->message)
                sending_.push_back({number, sending->message, open.channel, sending->attempt});
    }
}

std::size_t Batch::entries() const {
    std::size_t count = 0;
    for (const Commit& commit : commits_) count += commit.entries.size();
    return count;
}

std::vector<std::pair<CustomerNumber, Message>> Batch::take_messages() {
    std::vector<std::pair<CustomerNumber, Message>> taken;
    for (Commit& commit : commits_)
        for (Message& message : commit.messages) taken.emplace_back(commit.customer.number, std::move(message));
    return taken;
}

// States that were only looked at are not written; a claim that found nothing to claim changes nothing.
Result<void> Batch::commit() {
    std::erase_if(commits_, [&](const Commit& commit) { return !touched_.contains(commit.customer.number); });
    places_.clear();
    if (commits_.empty()) return {};
    return store_.commit(commits_);
}

}  // namespace dialogd::app
