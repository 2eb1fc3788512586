// What became of one attempt, in the words of the outcome table, and the Outcome that is made of it.
#pragma once

#include <string>
#include <string_view>

#include "dialogd/ports.hpp"

namespace dialogd::channels {

struct Verdict {
    ReceiptKind kind = ReceiptKind::deferred;  // accepted, deferred, failed or uncertain
    std::string status;                        // RFC 3463, or the gateway's code
    std::string detail;                        // for people; free of the customer's address and words
    std::string reference;                     // the other side's own id
    bool address_is_bad = false;
    Instant retry_at{};  // deferred: not before then, as the other side asked; 0: it did not say
};

Outcome to_outcome(const Outgoing& outgoing, Verdict verdict, Instant now);

// The wall clock, for Receipt::time.
Instant wall_clock();

// `answer` as it may be kept: without anything that looks like an address, without the recipient's
// address, local part or number, on one line of printable characters, cut to `limit` bytes.
std::string without_addresses(std::string_view answer, std::string_view to, std::size_t limit = 200);

}  // namespace dialogd::channels
