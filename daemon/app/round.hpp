// The turns of one round of the loop, committed together: working copies of the states it touches, the entries
// to append, and what is to be done once they are on disk.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "app/attempt.hpp"

namespace dialogd::app {

// Belongs to the engine's thread. Nothing outside it changes until commit() has succeeded; a round that
// is thrown away has changed nothing.
class Round {
public:
    Round(Store& store, const Ruleset& rules, Instant now) : store_(store), rules_(rules), now_(now) {}

    Instant now() const { return now_; }
    const Ruleset& rules() const { return rules_; }

    // Takes one turn of that customer, and what follows from it for others who share an address. On an error
    // nothing was taken, unless unshared() has grown: then it was, and not all of those others could be told yet.
    Result<void> turn(CustomerNumber number, const Input& input);
    // What others who have an address are still to be told; tell_holders() goes on with it.
    const std::vector<AddressStatus>& unshared() const { return unshared_; }
    Result<void> tell_holders(const AddressStatus& status);
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
    const std::vector<Sending>& sending() const { return sending_; }
    // The words that turns of this round have made; taken out after the commit.
    std::vector<std::pair<CustomerNumber, Message>> take_messages();

    std::size_t turns() const { return turns_; }
    bool empty() const { return turns_ == 0 && letters_.empty(); }
    const std::vector<DeadLetter>& letters() const { return letters_; }
    std::size_t entries() const;
    const std::vector<Commit>& commits() const { return commits_; }
    // All or nothing, as Store::commit says. The last call but for take_messages and the lists.
    Result<void> commit();

private:
    Result<Commit*> open(CustomerNumber number);
    Result<void> take(CustomerNumber number, const Input& input);
    void note(const Commit& commit, const EntryBody& entry);
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
    std::vector<Revocation> revoking_;
    std::size_t turns_ = 0;
};

}  // namespace dialogd::app
