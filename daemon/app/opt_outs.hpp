// A second copy of who has said no to what, beside the store: DATA/opt-outs.
//
// A line whenever the noes of a customer change: TIME NUMBER WHO NOES. It is appended and synced before the store has
// it; the last line of a customer counts. WHO, and addresses in NOES, are keyed hashes (Suppressed::hash_of). A store
// that comes back from an older backup meets the file as it is, and takes from it what it lacks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/suppressed.hpp"
#include "dialogd/ports.hpp"

namespace dialogd::app {

// Belongs to the thread that owns the store.
class OptOuts {
public:
    // `hashes` outlives it. Errors: `unavailable`.
    static Result<OptOuts> open(const std::filesystem::path& folder, Suppressed& hashes);

    // What the states of a commit refuse, before they are committed; most say nothing new.
    Result<void> note(std::span<const Commit> commits);

    struct Line {
        Instant at{};
        CustomerNumber number = CustomerNumber::nobody;
        std::string who;   // keyed hash of the customer's id
        std::string noes;  // as noes_of() gives them
    };
    // The last line of each customer, of those that stand behind that many octets.
    Result<std::vector<Line>> since(std::uint64_t octets) const;
    Result<std::uint64_t> size() const;

    // Space-separated words: `all`, `marketing`, `topic:NAME` (switched off), `no:TOPIC` and `no:TOPIC/CHANNEL`
    // (consent withdrawn), `CHANNEL/STATE/HASH` (of an address). Empty: nothing is refused.
    Result<std::string> noes_of(const Customer& customer);
    Result<std::string> who_is(const Customer& customer) { return hashes_->hash_of("id:" + customer.id); }

private:
    OptOuts(std::filesystem::path path, Suppressed& hashes) : path_(std::move(path)), hashes_(&hashes) {}

    std::filesystem::path path_;
    Suppressed* hashes_;
    std::unordered_map<CustomerNumber, std::uint64_t> last_;  // hash_text of what the last line says
};

// Says to the store, as inputs of its customers, what the file knows beyond it, and remembers how far it has read.
// Who is not in the store has their addresses put on the list of suppressed ones. Gives the number of customers who
// were told. Before the loop runs.
Result<std::size_t> merge_opt_outs(OptOuts& opt_outs, Suppressed& suppressed, Store& store, const Ruleset& rules,
                                   Instant now);
// The store has all that the file says.
Result<void> note_merged(const OptOuts& opt_outs, Store& store);

}  // namespace dialogd::app
