// Forgetting a customer: what is kept of them, and where, and in which order it goes.
#pragma once

#include "app/config.hpp"
#include "app/suppressed.hpp"
#include "dialogd/ports.hpp"

namespace dialogd::app {

struct Erased {
    std::size_t entries = 0;
    std::size_t files = 0;   // of channels of type folder
    bool log_is_cut = true;  // false: somebody reads the store, and its log still has the words; see cut_log()
};

// On the thread that owns the store. Their addresses go onto the list first: whatever happens then, nothing
// begins again of itself. Then everything of them and of those who were joined into them: store, dead letters,
// files of messages. `not_found`: there is nobody of that number.
Result<Erased> erase_customer(Store& store, Suppressed& suppressed, const Config& config, const Signer& signer,
                              CustomerNumber number, Instant now);

// An erasure whose words are still in the store's log, from an earlier time: true when there is none (any more).
Result<bool> cut_log(Store& store);

}  // namespace dialogd::app
