// The two ports through which the live loop reaches the outside: the store and the channels.
// Pure rooms never include this file.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/turn.hpp"

namespace dialogd {

// One customer's turn, ready to be written.
struct Commit {
    Customer customer;  // the state after the turn
    std::vector<EntryBody> entries;
    std::vector<Message> messages;
    Instant at{};  // when the turn was taken: the entries' time
    Instant wake_at = kNever;
};

// What could not be attributed or understood, kept for an operator to read and run again.
struct DeadLetter {
    std::uint64_t number = 0;  // given by the store
    Instant at{};
    std::string source;  // "lmtp", "kannel", "http"
    std::string reason;
    std::string body;  // as it came, cut at 1 MiB
};

// Where the histories are. All calls but `history`, `message` and `dead_letters` belong to one thread, the
// engine's, which owns the states; those three may be called from any thread.
class Store {
public:
    virtual ~Store() = default;

    // The number behind an id; nobody when it is unknown.
    virtual CustomerNumber find(std::string_view id) const = 0;
    // The customers who hold that address (e-mail compared in lower case), lowest number first, at most `limit`.
    virtual std::vector<CustomerNumber> with_address(ChannelKind channel, std::string_view address,
                                                     std::size_t limit = static_cast<std::size_t>(-1)) = 0;
    // A number for a new customer; kept only if a commit of theirs succeeds.
    virtual CustomerNumber reserve(std::string_view id) = 0;
    // The state: from memory, else from its snapshot and the entries after it. A reserved number
    // without entries gives an empty state with number and id.
    virtual Result<Customer> load(CustomerNumber number) = 0;

    // Writes all or nothing, in one transaction, and returns when it is on disk. On error nothing
    // changed, in memory neither: `unavailable` (disk full, busy: may be tried again with the same
    // commits) or `internal` (the daemon must end). Several commits of one customer are in order.
    virtual Result<void> commit(std::span<Commit> commits, std::span<const DeadLetter> letters = {}) = 0;

    // Customers whose wake_at is not after `now`, in due order, at most `limit`.
    virtual std::vector<CustomerNumber> due(Instant now, std::size_t limit) = 0;
    virtual Instant next_due() const = 0;  // kNever when nobody waits
    // Customers with open messages, after a start: what the outbox is filled from.
    virtual std::vector<CustomerNumber> with_open_messages() = 0;

    // Writes a bounded part of the snapshots that are behind. To be called when there is time.
    virtual Result<void> write_behind(std::size_t limit) = 0;

    virtual Result<void> add_dead_letter(const DeadLetter& letter) = 0;

    // Small facts of app/'s own, by name: since when a rule is live, the text of a rule's older version.
    virtual std::optional<std::string> fact(std::string_view name) const = 0;
    virtual Result<void> keep_fact(std::string_view name, std::string_view value) = 0;  // on disk when it returns
    virtual Result<void> forget_fact(std::string_view name) = 0;  // one that is not there: nothing
    virtual std::vector<std::pair<std::string, std::string>> facts(std::string_view prefix) const = 0;

    // From any thread; each sees what is committed.
    virtual Result<std::vector<Entry>> history(CustomerNumber number,
                                               std::size_t limit) const = 0;  // newest `limit`, oldest first
    virtual Result<std::optional<Message>> message(CustomerNumber number, MessageNumber message) const = 0;
    virtual Result<std::vector<DeadLetter>> dead_letters(std::uint64_t after, std::size_t limit) const = 0;

    virtual std::uint64_t customers() const = 0;
    // The highest number ever given; above customers() where numbers were reserved and never used.
    virtual CustomerNumber highest() const = 0;
};

// One attempt to send one message.
struct Outgoing {
    CustomerNumber customer = CustomerNumber::nobody;
    MessageNumber message = 0;
    std::uint32_t attempt = 1;
    std::string token;        // of the message: the gateway's receipts name it
    std::string return_path;  // e-mail: MAIL FROM
    std::string to;           // RCPT TO, or the number
    std::string from;         // SMS: the sender
    std::string bytes;        // e-mail: RFC 5322 with CRLF; SMS: the text, UTF-8
    std::string name;         // for file names and logs: the content's name
    Instant date{};
};

// What became of one attempt; `receipt.kind` is accepted, deferred, failed, uncertain or revoked.
struct Outcome {
    CustomerNumber customer = CustomerNumber::nobody;
    Receipt receipt;
};

// A way out. Belongs to one thread, the sender's, but for `interrupt`. Never throws.
class Channel {
public:
    virtual ~Channel() = default;
    virtual ChannelKind kind() const = 0;
    // How many more attempts it takes now; respects its rate and its connections.
    virtual std::size_t room() const = 0;
    // Takes one attempt that has been committed as sending. Every attempt taken has one outcome, or is revoked.
    virtual void submit(Outgoing outgoing) = 0;
    // Gives an attempt back that the other side can't have got: from then on it can't get it, and the attempt
    // has no outcome. Nothing: it has gone, or may have, and its outcome comes; or it is not here.
    virtual std::optional<Outgoing> revoke(CustomerNumber customer, MessageNumber message) = 0;
    // Moves bytes for at most `wait`, returns early when there are outcomes or after interrupt().
    virtual std::vector<Outcome> work(Duration wait) = 0;
    virtual bool idle() const = 0;  // no attempt without outcome
    virtual void interrupt() = 0;   // from any thread
    // Closes the connections; every attempt still open gets its outcome (deferred or uncertain).
    virtual std::vector<Outcome> close() = 0;
};

}  // namespace dialogd
