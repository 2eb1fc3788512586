// The turns of one round of the loop, committed together: working copies of the states it touches, the entries
// to append, and what is to be done once they are on disk.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "app/attempt.hpp"
#include "app/desk.hpp"
#include "app/staff_letter.hpp"
#include "app/suppressed.hpp"

namespace dialogd::app {

// Belongs to the engine's thread. Nothing outside it changes until commit() has succeeded; a round that
// is thrown away has changed nothing.
class Round {
public:
    // What else it goes by; outlives it. Null: nobody was ever erased; nobody stands behind a queue.
    struct Around {
        const Suppressed* suppressed = nullptr;
        const Desk* desk = nullptr;
    };
    Round(Store& store, const Ruleset& rules, Instant now) : Round(store, rules, now, Around{}) {}
    Round(Store& store, const Ruleset& rules, Instant now, Around around)
        : store_(store), rules_(rules), now_(now), suppressed_(around.suppressed), desk_(around.desk) {}

    Instant now() const { return now_; }
    const Ruleset& rules() const { return rules_; }
    Store& store() { return store_; }
    // What is to hold for an address that somebody comes with, as the word of one who was erased; nothing: all is well.
    std::optional<Address> suppressed(ChannelKind channel, const std::string& address) const {
        return suppressed_ == nullptr ? std::nullopt : suppressed_->find(channel, address);
    }

    // Takes one turn of that customer, and what follows from it for others who share an address. On an error
    // nothing was taken, unless unshared() has grown: then it was, and not all of those others could be told yet.
    Result<void> turn(CustomerNumber number, const Input& input);
    // What others who have an address are still to be told; tell_holders() goes on with it.
    const std::vector<AddressStatus>& unshared() const { return unshared_; }
    Result<void> tell_holders(const AddressStatus& status);

    // ---- round_desk.cpp: people
    struct Untold {
        CustomerNumber customer = CustomerNumber::nobody;
        StaffLetter letter;
    };
    // A mail to the people behind the letter's queue, in the same commit. Turns that hand a dialogue over do so by
    // themselves; whom they could not tell is in untold().
    Result<void> tell_people(CustomerNumber number, const StaffLetter& letter);
    const std::vector<Untold>& untold() const { return untold_; }
    void tell_or_keep(Untold one);
    // A message that no rule has made; number, token and sender are filled in. A turn of that customer has to follow.
    Result<void> send_by_hand(CustomerNumber number, Message message);
    // An entry as it is, without a turn; only for queues.
    Result<void> keep_entry(CustomerNumber queue, EntryBody what);

    void keep(DeadLetter letter) { letters_.push_back(std::move(letter)); }
    // The state as it will be after the commit; the pointer lives until the next call of this class.
    Result<const Customer*> state(CustomerNumber number);
    // By the shop's id; nobody when there is none, also none made in this round.
    CustomerNumber find(const std::string& id) const;
    CustomerNumber find_or_make(const std::string& id);
    // Lowest number first. For looking somebody up, the first few will do: what holds for an address is told to
    // all who have it, so they agree; and one that more people share is nobody's own.
    static constexpr std::size_t kMostLookedAt = 64;
    std::vector<CustomerNumber> holders(ChannelKind channel, const std::string& address,
                                        std::size_t most = kMostLookedAt);

    // A message that waits for an attempt from `at` on.
    struct Waiting {
        CustomerNumber customer = CustomerNumber::nobody;
        MessageNumber message = 0;
        ChannelKind channel = ChannelKind::email;
        Instant at{};
    };
    // An attempt that is committed with this round.
    struct Sending {
        CustomerNumber customer = CustomerNumber::nobody;
        MessageNumber message = 0;
        ChannelKind channel = ChannelKind::email;
        std::uint32_t attempt = 1;
    };
    const std::vector<Waiting>& waiting() const { return waiting_; }
    // Attempts under way that are forbidden, paused or dropped by now.
    const std::vector<Revocation>& revoking() const { return revoking_; }
    // Those that turns since the last call have found, each as often as it was found: what an answer waits for.
    std::vector<Revocation> take_found() { return std::exchange(found_, {}); }
    const std::vector<Sending>& sending() const { return sending_; }
    // The words that turns of this round have made; taken out after the commit.
    std::vector<std::pair<CustomerNumber, Message>> take_messages();

    std::size_t turns() const { return turns_; }
    bool empty() const { return touched_.empty() && letters_.empty(); }
    const std::vector<DeadLetter>& letters() const { return letters_; }
    std::size_t entries() const;
    const std::vector<Commit>& commits() const { return commits_; }
    // All or nothing, as Store::commit says. The last call but for take_messages and the lists.
    Result<void> commit();

private:
    Result<Commit*> open(CustomerNumber number);
    Result<void> take(CustomerNumber number, const Input& input);
    void note(const Commit& commit, const EntryBody& entry);
    void note_people(const Commit& commit, const EntryBody& entry);
    void append(Commit& commit, EntryBody what);
    void take_for_queue(Commit& commit, const Input& input);
    void send_by_hand(Commit& commit, Message message, bool continuation);
    std::vector<web::Spoken> dialogue_with(CustomerNumber number);
    void tell_people();
    void note_confirmed(CustomerNumber number, const Emitted& emitted);
    Result<void> confirm_addresses();
    Result<void> confirm(CustomerNumber number, ChannelKind channel, const std::string& value,
                         const std::string& source);
    void note_gained(CustomerNumber number, ChannelKind channel, const std::string& address);
    void note_next_attempt(const Commit& commit, MessageNumber message);
    void note_forbidden(const Commit& commit);
    void note_dropped(const Commit& commit, const Dropped& dropped);
    void revoke(const Commit& commit, const OpenMessage& message, bool for_good, std::string why);
    Result<void> share_all();
    Result<void> share(const AddressStatus& status);

    Store& store_;
    const Ruleset& rules_;
    Instant now_;
    const Suppressed* suppressed_;
    const Desk* desk_;
    std::vector<Commit> commits_;
    std::unordered_map<CustomerNumber, std::size_t> places_;  // into commits_
    std::unordered_map<std::string, CustomerNumber> made_;    // ids given in this round
    std::unordered_set<CustomerNumber> touched_;              // a turn was taken
    // Who got which address in this round: the store's index knows them only after the commit.
    std::unordered_map<std::string, std::vector<CustomerNumber>> gained_;
    std::vector<AddressStatus> to_share_;
    std::vector<AddressStatus> unshared_;
    std::vector<DeadLetter> letters_;
    std::vector<Waiting> waiting_;
    std::vector<Sending> sending_;
    std::vector<Revocation> revoking_;  // each once
    std::vector<Revocation> found_;
    std::vector<Untold> to_people_;  // of the turn that is being taken
    std::vector<Untold> untold_;
    std::vector<std::pair<CustomerNumber, Profile>> confirmed_;  // of the turn that is being taken
    std::size_t turns_ = 0;
};

}  // namespace dialogd::app
