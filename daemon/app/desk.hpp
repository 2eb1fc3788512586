// The people behind queues: who they are, and which dialogues they have at the moment.
//
// To the store a queue is somebody who is written to: it has a number, an address and messages that wait, are tried
// again and are closed like a customer's (round_desk.cpp), and no rule ever looks at it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/config.hpp"
#include "app/metrics.hpp"
#include "dialogd/ports.hpp"

namespace dialogd::app {

// Ids that begin like this are our own: nobody outside may use them.
inline constexpr std::string_view kOwnIds = "dialogd:";
inline constexpr std::string_view kQueueIds = "dialogd:queue:";
inline bool is_queue(std::string_view id) {
    return id.starts_with(kQueueIds);
}

struct OpenDialogue {
    std::string queue;
    CustomerNumber customer = CustomerNumber::nobody;
    Instant at{};
    bool told = false;  // that it is overdue
};

// Belongs to the loop's thread. What is open is kept as facts, written behind the turns: a crash between the two
// loses the reminder, and not the mail, which is in the turn.
class Desk {
public:
    Desk() = default;
    explicit Desk(std::map<std::string, QueueConfig> queues) : queues_(std::move(queues)) {}

    const QueueConfig* find(std::string_view queue) const;

    void read(const Store& store);
    void note_opened(Store& store, const std::string& queue, CustomerNumber customer, Instant at);
    void note_closed(Store& store, const std::string& queue, CustomerNumber customer);
    void note_told(Store& store, const OpenDialogue& dialogue);

    // Not answered in time, and nobody has been told.
    std::vector<OpenDialogue> overdue(Instant now) const;
    Instant next_overdue() const;
    const std::map<std::string, OpenDialogue>& open() const { return open_; }
    bool is_overdue(const OpenDialogue& dialogue, Instant now) const { return due(dialogue) <= now; }
    void tell(Metrics& metrics, Instant now) const;

private:
    Instant due(const OpenDialogue& dialogue) const;
    void keep(Store& store, const std::string& name, const OpenDialogue& dialogue);

    std::map<std::string, QueueConfig> queues_;
    std::map<std::string, OpenDialogue> open_;  // by the fact's name
};

}  // namespace dialogd::app
