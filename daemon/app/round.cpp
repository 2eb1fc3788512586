// Takes turns on working copies and notes what the shell has to do once they are committed.
#include "app/round.hpp"

#include <algorithm>

#include "app/by_hand.hpp"
#include "engine/permit.hpp"
#include "engine/taking.hpp"

namespace dialogd::app {

namespace {

// Who share an address and are told in one round; the others follow in the next ones.
constexpr std::size_t kMostTold = 4'096;
constexpr std::size_t kEverybody = static_cast<std::size_t>(-1);

// A rule says so (rules/was-it-you.yaml): from then on the address is the customer's.
constexpr std::string_view kAddressConfirmed = "address.confirmed";

const Address* address_of(const Customer& customer, ChannelKind channel, const std::string& value) {
    for (const Address& address : customer.addresses)
        if (address.channel == channel && address.value == value) return &address;
    return nullptr;
}

std::string address_key(ChannelKind channel, const std::string& address) {
    return (channel == ChannelKind::email ? "e" : "s") + address;
}

}  // namespace

void Round::note_gained(CustomerNumber number, ChannelKind channel, const std::string& address) {
    if (!address.empty()) gained_[address_key(channel, address)].push_back(number);
}

Result<Commit*> Round::open(CustomerNumber number) {
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

Result<void> Round::turn(CustomerNumber number, const Input& input) {
    if (Result<void> taken = take(number, input); !taken) return taken;
    Result<void> outcome = confirm_addresses();
    if (Result<void> shared = share_all(); !shared) outcome = std::move(shared);
    tell_people();
    return outcome;
}

Result<void> Round::confirm_addresses() {
    Result<void> outcome;
    for (const auto& [number, profile] : std::exchange(confirmed_, {})) {
        if (Result<void> one = confirm(number, ChannelKind::email, profile.email, profile.source); !one) outcome = one;
        if (Result<void> one = confirm(number, ChannelKind::sms, profile.phone, profile.source); !one) outcome = one;
    }
    return outcome;
}

// A rule has found out that an address is theirs. Where they were reached before, they are reached after; and what
// somebody has said about that address holds for them too.
Result<void> Round::confirm(CustomerNumber number, ChannelKind channel, const std::string& value,
                            const std::string& source) {
    const auto profile_of = [&](const std::string& address) {
        Profile profile;
        (channel == ChannelKind::email ? profile.email : profile.phone) = address;
        profile.source = source;
        return profile;
    };
    const Result<const Customer*> state = this->state(number);
    if (!state) return state.error();
    if (value.empty() || address_of(**state, channel, value) != nullptr) return {};
    const Address* known = find_address(**state, channel);
    const std::string before = known == nullptr ? std::string() : known->value;
    std::optional<Address> word = suppressed(channel, value);
    for (const CustomerNumber other : holders(channel, value)) {
        const Result<const Customer*> theirs = this->state(other);
        if (!theirs) return theirs.error();
        const Address* held = address_of(**theirs, channel, value);
        if (held != nullptr && held->state != AddressState::usable) word = *held;
    }
    if (Result<void> taken = take(number, profile_of(value)); !taken) return taken;
    if (!before.empty())
        if (Result<void> taken = take(number, profile_of(before)); !taken) return taken;
    if (!word) return {};
    return take(number, AddressStatus{channel, value, word->state, word->reason});
}

Result<void> Round::tell_holders(const AddressStatus& status) {
    to_share_.push_back(status);
    return share_all();
}

// What holds for an address holds for every customer who has it. Their turns may say so again.
Result<void> Round::share_all() {
    std::vector<AddressStatus> shared;
    Result<void> outcome;
    while (!to_share_.empty()) {
        AddressStatus status = std::move(to_share_.back());
        to_share_.pop_back();
        if (std::find(shared.begin(), shared.end(), status) != shared.end()) continue;
        shared.push_back(status);
        if (Result<void> told = share(status); !told) {
            unshared_.push_back(std::move(status));
            outcome = std::move(told);
        }
    }
    return outcome;
}

Result<void> Round::take(CustomerNumber number, const Input& input) {
    const Result<Commit*> opened = open(number);
    if (!opened) return opened.error();
    Commit& commit = **opened;
    if (is_queue(commit.customer.id)) return take_for_queue(commit, input), Result<void>();
    // What became of a message to somebody who was erased meanwhile is about nobody.
    if (commit.customer.created == Instant{} && std::holds_alternative<Receipt>(input)) return {};
    touched_.insert(number);
    Turn turn = take_turn(rules_, commit.customer, input, commit.at);
    ++turns_;
    commit.wake_at = turn.wake_at;
    commit.customer = std::move(turn.after);
    for (EntryBody& entry : turn.entries) {
        note(commit, entry);
        commit.entries.push_back(std::move(entry));
    }
    if (const auto* dropped = std::get_if<Dropped>(&input)) note_dropped(commit, *dropped);
    note_forbidden(commit);
    for (Message& message : turn.messages) commit.messages.push_back(std::move(message));
    return {};
}

// All of them, however many: an opt-out holds for each. Those who know already cost a look.
Result<void> Round::share(const AddressStatus& status) {
    std::size_t told = 0;
    Result<void> outcome;
    for (const CustomerNumber holder : holders(status.channel, status.address, kEverybody)) {
        const Result<const Customer*> theirs = state(holder);
        if (!theirs) {
            outcome = theirs.error();  // the others are told all the same
            continue;
        }
        const Address* address = address_of(**theirs, status.channel, status.address);
        if (address == nullptr) continue;
        if (address->state == status.state) {
            // Said before, and perhaps not confirmed by the sender yet.
            note_forbidden(commits_[places_.at(holder)]);
            continue;
        }
        if (++told > kMostTold)
            return Error{ErrorCode::unavailable, "very many share that address: not all are told yet"};
        if (Result<void> taken = take(holder, status); !taken) outcome = std::move(taken);
    }
    return outcome;
}

// Own words about an opt-out go to the address that is opted out.
void Round::note_forbidden(const Commit& commit) {
    for (const OpenMessage& open : commit.customer.messages) {
        if (open.state != OpenMessage::State::sending || engine::is_own_words(open)) continue;
        const engine::Wish wish{open.channel, open.topic, open.marketing, open.to};
        if (const auto no = engine::forbidden(commit.customer, wish, commit.at))
            revoke(commit, open, !no->until, std::string(to_text(no->reason)));
        else if (rules_.paused.rule(open.rule) || rules_.paused.content(open.content))
            revoke(commit, open, false, std::string(to_text(Reason::paused_by_hand)));
    }
}

void Round::note_dropped(const Commit& commit, const Dropped& dropped) {
    const Named named{dropped.rule, dropped.content, dropped.all};
    for (const OpenMessage& open : commit.customer.messages)
        if (open.state == OpenMessage::State::sending && is_meant(named, open))
            revoke(commit, open, true, std::string(to_text(Reason::dropped_by_hand)));
}

void Round::revoke(const Commit& commit, const OpenMessage& message, bool for_good, std::string why) {
    const auto is_it = [&](const Revocation& r) {
        return r.customer == commit.customer.number && r.message == message.number;
    };
    found_.push_back({commit.customer.number, message.number, message.channel, for_good, std::move(why)});
    if (std::none_of(revoking_.begin(), revoking_.end(), is_it)) revoking_.push_back(found_.back());
}

Result<const Customer*> Round::state(CustomerNumber number) {
    const Result<Commit*> opened = open(number);
    if (!opened) return opened.error();
    return static_cast<const Customer*>(&(*opened)->customer);
}

CustomerNumber Round::find(const std::string& id) const {
    if (const auto made = made_.find(id); made != made_.end()) return made->second;
    return store_.find(id);
}

CustomerNumber Round::find_or_make(const std::string& id) {
    const CustomerNumber known = find(id);
    if (known != CustomerNumber::nobody) return known;
    const CustomerNumber number = store_.reserve(id);
    made_.emplace(id, number);
    return number;
}

std::vector<CustomerNumber> Round::holders(ChannelKind channel, const std::string& address, std::size_t most) {
    std::vector<CustomerNumber> found = store_.with_address(channel, address, most);
    const auto gained = gained_.find(address_key(channel, address));
    if (gained == gained_.end()) return found;
    for (const CustomerNumber number : gained->second)
        if (std::find(found.begin(), found.end(), number) == found.end()) found.push_back(number);
    return found;
}

void Round::note_next_attempt(const Commit& commit, MessageNumber message) {
    for (const OpenMessage& open : commit.customer.messages)
        if (open.number == message) waiting_.push_back({commit.customer.number, message, open.channel, open.next_at});
}

void Round::note(const Commit& commit, const EntryBody& entry) {
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
    } else if (const auto* status = std::get_if<AddressStatus>(&entry)) {
        to_share_.push_back(*status);
    } else if (const auto* profile = std::get_if<Profile>(&entry)) {
        note_gained(number, ChannelKind::email, profile->email);
        note_gained(number, ChannelKind::sms, profile->phone);
    } else if (const auto* join = std::get_if<Join>(&entry)) {
        for (const Address& address : join->addresses) note_gained(number, address.channel, address.value);
    } else if (const auto* emitted = std::get_if<Emitted>(&entry)) {
        note_confirmed(number, *emitted);
    }
    note_people(commit, entry);
}

void Round::note_confirmed(CustomerNumber number, const Emitted& emitted) {
    if (emitted.event.name != kAddressConfirmed) return;
    Profile profile;
    profile.source = "rule:" + emitted.rule;
    if (const Value* email = emitted.event.properties.find("email"); email != nullptr && email->text() != nullptr)
        profile.email = *email->text();
    if (const Value* phone = emitted.event.properties.find("phone"); phone != nullptr && phone->text() != nullptr)
        profile.phone = *phone->text();
    if (!profile.email.empty() || !profile.phone.empty()) confirmed_.emplace_back(number, std::move(profile));
}

std::size_t Round::entries() const {
    std::size_t count = 0;
    for (const Commit& commit : commits_) count += commit.entries.size();
    return count;
}

std::vector<std::pair<CustomerNumber, Message>> Round::take_messages() {
    std::vector<std::pair<CustomerNumber, Message>> taken;
    for (Commit& commit : commits_)
        for (Message& message : commit.messages) taken.emplace_back(commit.customer.number, std::move(message));
    return taken;
}

// States that were only looked at are not written; a claim that found nothing to claim changes nothing.
Result<void> Round::commit() {
    std::erase_if(commits_, [&](const Commit& commit) { return !touched_.contains(commit.customer.number); });
    places_.clear();
    if (commits_.empty() && letters_.empty()) return {};
    return store_.commit(commits_, letters_);
}

}  // namespace dialogd::app
