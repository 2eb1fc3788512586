// A customer in a rehearsal, with the history of what was said: what `try` shows, and a story is made of.
#pragma once

#include <vector>

#include "engine/rehearsal.hpp"

namespace dialogd::app {

class Conversation : public engine::Rehearsal {
public:
    using Rehearsal::Rehearsal;

    // What has come since the last call: entries with their times, without the inputs' own.
    std::vector<Entry> take_news();

    const std::vector<Entry>& history() const { return history_; }
    const Message* message(MessageNumber number) const;
    // The newest that went out; null when nothing did.
    const Message* last_sent() const;
    const Message* last_sent(ChannelKind channel) const;

    // What the customer writes: a mail answers the newest mail, an SMS names only its sender.
    Reply reply(ChannelKind channel, const std::string& text) const;

private:
    void wrote(const EntryBody& entry, bool is_input) override;
    void made(Message message) override { messages_.push_back(std::move(message)); }

    std::vector<Entry> history_;
    std::vector<Entry> news_;
    std::vector<Message> messages_;
    std::vector<MessageNumber> sent_;
};

}  // namespace dialogd::app
