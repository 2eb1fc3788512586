// What a reply says about the dialogue itself: STOP and its sisters, START, HELP, preferences. Each is
// confirmed once, in the engine's own words.
#include <algorithm>

#include "dialogd/reply.hpp"
#include "engine/fold.hpp"
#include "engine/taking.hpp"

namespace dialogd::engine {

namespace {

constexpr const char* kUnsubscribed = "unsubscribed";

const Address* find_held(const Customer& customer, ChannelKind channel, std::string_view value) {
    for (const Address& address : customer.addresses)
        if (address.channel == channel && address.value == value) return &address;
    return nullptr;
}

// Theirs on that channel: what they wrote from, else where the message went that they answer, else the newest.
std::string own_address(const Customer& customer, const Reply& reply) {
    if (find_held(customer, reply.channel, reply.from) != nullptr) return reply.from;
    for (const Contact& contact : customer.contacts)
        for (const Address& address : customer.addresses)
            if (contact.message == reply.message && reply.message != 0 && address.channel == reply.channel &&
                hash_text(address.value) == contact.to)
                return address.value;
    const Address* newest = find_address(customer, reply.channel);
    return newest == nullptr ? std::string() : newest->value;
}

bool takes_no_word(const Customer& customer, ChannelKind channel, const std::string& value) {
    const Address* address = find_held(customer, channel, value);
    return address == nullptr || address->state == AddressState::opted_out ||
           address->state == AddressState::suppressed;
}

// True when it was not so before. What is suppressed stays so: nothing goes there anyway.
bool set_state(Taking& taking, ChannelKind channel, const std::string& value, AddressState state, const char* reason) {
    const Address* address = find_held(taking.customer, channel, value);
    if (address == nullptr || address->state == state || address->state == AddressState::suppressed) return false;
    taking.write(AddressStatus{channel, value, state, reason});
    return true;
}

// The customer's addresses on that channel that are in one of these states.
std::vector<std::string> addresses_in(const Customer& customer, ChannelKind channel,
                                      std::initializer_list<AddressState> states) {
    std::vector<std::string> values;
    for (const Address& address : customer.addresses)
        if (address.channel == channel && std::find(states.begin(), states.end(), address.state) != states.end())
            values.push_back(address.value);
    return values;
}

bool stop_channel(Taking& taking, ChannelKind channel, const std::string& address) {
    if (channel == ChannelKind::email)
        return set_state(taking, channel, address, AddressState::no_marketing, kUnsubscribed);
    // Everything to that number, and marketing to their others.
    bool changed = set_state(taking, channel, address, AddressState::opted_out, kStopReason.c_str());
    for (const std::string& other : addresses_in(taking.customer, channel, {AddressState::usable}))
        changed = set_state(taking, channel, other, AddressState::no_marketing, kStopReason.c_str()) || changed;
    return changed;
}

// Who stopped it: START on the same channel takes it back, and nothing else.
std::string said_by(const Reply& reply) {
    return "reply by " + std::string(to_text(reply.channel));
}

bool stop(Taking& taking, const Reply& reply, Steering::OptOut scope, const std::string& address) {
    if (scope == Steering::OptOut::channel) return stop_channel(taking, reply.channel, address);
    const bool everything = scope == Steering::OptOut::everything;
    if (everything ? taking.customer.all_stopped : taking.customer.marketing_stopped) return false;
    Preference stopped;
    stopped.source = said_by(reply);
    stopped.stop_marketing = true;
    if (everything) stopped.stop_all = true;
    taking.write(std::move(stopped));
    return true;
}

bool is_lifted_by_start(const Address& address) {
    return address.state == AddressState::opted_out ||
           (address.state == AddressState::no_marketing &&
            (address.reason == kStopReason || address.reason == kUnsubscribed));
}

// Takes back what STOP and its sisters did on that channel. What was agreed to before stands again; nothing
// more: a complaint, or what the shop or a page stopped, stays.
bool restart(Taking& taking, const Reply& reply) {
    std::vector<std::string> addresses;
    for (const Address& address : taking.customer.addresses)
        if (address.channel == reply.channel && is_lifted_by_start(address)) addresses.push_back(address.value);
    bool changed = false;
    for (const std::string& address : addresses)
        changed = set_state(taking, reply.channel, address, AddressState::usable, "START") || changed;
    const std::string source = said_by(reply);
    Preference restarted;
    restarted.source = source;
    if (taking.customer.marketing_stopped && taking.customer.stopped_by == source) restarted.stop_marketing = false;
    if (taking.customer.all_stopped && taking.customer.silenced_by == source) restarted.stop_all = false;
    if (!restarted.stop_marketing && !restarted.stop_all) return changed;
    taking.write(std::move(restarted));
    return true;
}

}  // namespace

bool steer(Taking& taking, const Reply& reply, const Steering& said) {
    const std::string address = own_address(taking.customer, reply);
    // To a number that had said STOP before, not even a confirmation goes.
    const bool silent = takes_no_word(taking.customer, reply.channel, address);
    const char* words = nullptr;
    if (said.preference) {
        Preference preference = *said.preference;
        preference.source = "reply";
        taking.write(std::move(preference));
        words = "_changed";
    }
    if (said.opt_out != Steering::OptOut::none) {
        words = stop(taking, reply, said.opt_out, address) ? "_stopped" : nullptr;
    } else if (said.opt_in) {
        if (restart(taking, reply)) words = "_started";
    }
    if (words == nullptr && said.help && said.opt_out == Steering::OptOut::none) words = "_help";
    revoke(taking);
    taking.look_at_places = true;
    const bool started = words != nullptr && std::string_view(words) == "_started";
    if (words != nullptr && (!silent || started)) say(taking, words, reply.channel, address);
    return said.opt_out != Steering::OptOut::none || words != nullptr;
}

}  // namespace dialogd::engine
