// What the daemon counts, for GET /metrics (Prometheus text format 0.0.4). Written by any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "dialogd/ruleset.hpp"
#include "dialogd/turn.hpp"

namespace dialogd::app {

using Counter = std::atomic<std::uint64_t>;

struct Metrics {
    Counter events{0};
    Counter inputs{0};   // events and everything else that was taken
    Counter refused{0};  // answered 4xx: not understood
    Counter turns{0};
    Counter entries{0};
    Counter commits{0};
    Counter commit_failures{0};
    Counter commit_micros{0};  // of all commits together
    Counter read_failures{0};  // states that could not be read when it was their turn
    Counter queue_full{0};     // answered 429
    Counter queued_messages{0};
    Counter attempts{0};
    std::array<Counter, kReceiptKinds> receipts{};  // by ReceiptKind
    Counter replies{0};
    Counter answers{0};
    Counter handovers{0};
    Counter opt_outs{0};
    Counter dead_letters{0};
    Counter reloads{0};
    Counter reload_failures{0};
    Counter waiting_inputs{0};  // in the queue now
    Counter outbox{0};          // messages that wait for their attempt
    Counter customers{0};
    Counter disk_trouble{0};   // 1 while commits fail
    Counter reload_broken{0};  // 1 while the rules on disk have mistakes
    Counter everything_paused{0};
    Counter open_handovers{0};     // dialogues that people have now
    Counter overdue_handovers{0};  // those not answered in time
    mutable std::mutex paused_mutex;
    std::vector<std::string> paused_rules;  // guarded by paused_mutex
};

void tell_paused(Metrics& metrics, const Paused& paused);

// An entry that has been committed.
void count(Metrics& metrics, const EntryBody& entry);

std::string to_prometheus(const Metrics& metrics);

}  // namespace dialogd::app
