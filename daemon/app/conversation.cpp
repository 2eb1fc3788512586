// Keeps what the rehearsal tells.
#include "app/conversation.hpp"

#include <algorithm>
#include <utility>

namespace dialogd::app {

void Conversation::wrote(const EntryBody& entry, bool is_input) {
    Entry one;
    one.customer = customer_.number;
    one.at = now();
    one.what = entry;
    history_.push_back(one);
    if (const auto* sending = std::get_if<MessageSending>(&entry)) sent_.push_back(sending->message);
    if (!is_input) news_.push_back(std::move(one));
}

std::vector<Entry> Conversation::take_news() {
    return std::exchange(news_, {});
}

const Message* Conversation::message(MessageNumber number) const {
    const auto found =
        std::find_if(messages_.begin(), messages_.end(), [&](const Message& m) { return m.number == number; });
    return found == messages_.end() ? nullptr : &*found;
}

const Message* Conversation::last_sent() const {
    return sent_.empty() ? nullptr : message(sent_.back());
}

const Message* Conversation::last_sent(ChannelKind channel) const {
    for (auto number = sent_.rbegin(); number != sent_.rend(); ++number)
        if (const Message* one = message(*number); one != nullptr && one->channel == channel) return one;
    return nullptr;
}

Reply Conversation::reply(ChannelKind channel, const std::string& text) const {
    Reply reply;
    reply.channel = channel;
    reply.text = text;
    reply.time = now();
    reply.id = "try-reply-" + std::to_string(history_.size());
    const Address* from = find_address(customer_, channel);
    reply.from = from == nullptr ? std::string() : from->value;
    const Message* answered = last_sent(channel);
    if (answered != nullptr) reply.to = answered->from;
    if (answered != nullptr && channel == ChannelKind::email) reply.message = answered->number;
    reply.matched_by = reply.message == 0 ? MatchedBy::address : MatchedBy::token;
    return reply;
}

}  // namespace dialogd::app
