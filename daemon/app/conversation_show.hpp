// A conversation at the terminal, compact.
#pragma once

#include "app/conversation.hpp"
#include "app/terminal.hpp"

namespace dialogd::app {

class ConversationView {
public:
    // All outlive it.
    ConversationView(const Ruleset& rules, const Conversation& conversation, const Paint& paint)
        : rules_(rules), conversation_(conversation), paint_(paint) {}

    // "Mon 2 Mar 10:00", in the customer's zone.
    std::string when(Instant at) const;
    // What happened, in order; the time stands where it changes.
    std::string news(const std::vector<Entry>& entries);
    // Who the customer is now, and what is open.
    std::string state() const;
    // The last decision, or why no run was started.
    std::string why() const;
    // What they could say now, and when something falls due by itself.
    std::string next() const;

private:
    std::string_view zone() const;
    std::string message(const Message& message) const;
    std::string line(const Entry& entry) const;
    std::string answers(MessageNumber message) const;

    const Ruleset& rules_;
    const Conversation& conversation_;
    const Paint& paint_;
    std::string shown_;  // the time that stands above
};

}  // namespace dialogd::app
