// One group of turns that is committed together: working copies of the states it touches, the entries
// to append, and what is to be done once they are on disk.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dialogd/ports.hpp"

namespace dialogd::app {

// Belongs to the engine's thread. Nothing outside it changes until commit() has succeeded; a batch that
// is thrown away has changed nothing.
class Batch {
public:
    Batch(Store& store, const Ruleset& rules, Instant now) : store_(store), rules_(rules), now_(now) {}

    Instant now() const { return now_; }
    const Ruleset& rules() const { return rules_; }

    // Takes one turn of that customer, and what follows from it for others who share an address.
    Result<void> turn(CustomerNumber number, const Input& input);
    // The state as it will be after the commit; the pointer lives until the next call of this class.
    Result<const Customer*> state(CustomerNumber number);
    // By the shop's id; nobody when there is none, also none made in this batch.
    CustomerNumber find(const std::string& id) const;
    CustomerNumber find_or_make(const std::string& id);
    std::vector<CustomerNumber> holders(ChannelKind channel, const std::string& address);

    // A message that waits for an attempt from `at` on.
    struct Waiting {
        CustomerNumber customer = CustomerNumber::nobody;
        MessageNumber message = 0;
        ChannelKind channel = ChannelKind::email;
        Instant at{};
    };
    // An attempt that is committed with this batch.
    struct Sending {
        CustomerNumber customer = CustomerNumber::nobody;
        MessageNumber message = 0;
        ChannelKind channel = ChannelKind::email;
        std::uint32_t attempt = 1;
    };
    const std::vector<Waiting>& waiting() const { return waiting_; }
    const std::vector<Sending>& sending() const { return sending_; }
    // The words that turns of this batch have made; taken out after the commit.
    std::vector<std::pair<CustomerNumber, Message>> take_messages();

    std::size_t turns() const { return turns_; }
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
    Result<void> share(const AddressStatus& status);

    Store& store_;
    const Ruleset& rules_;
    Instant now_;
    std::vector<Commit> commits_;
    std::unordered_map<CustomerNumber, std::size_t> places_;  // into commits_
    std::unordered_map<std::string, CustomerNumber> made_;    // ids given in this batch
    std::unordered_set<CustomerNumber> touched_;              // a turn was taken
    // Who got which address in this batch: the store's index knows them only after the commit.
    std::unordered_map<std::string, std::vector<CustomerNumber>> gained_;
    std::vector<AddressStatus> to_share_;
    std::vector<Waiting> waiting_;
    std::vector<Sending> sending_;
    std::size_t turns_ = 0;
};

}  // namespace dialogd::app
