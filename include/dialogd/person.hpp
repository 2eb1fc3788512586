// What is known of a customer as a person: addresses, attributes, and what they have consented to.
#pragma once

#include <optional>
#include <string>

#include "dialogd/event.hpp"

namespace dialogd {

struct Address {
    ChannelKind channel = ChannelKind::email;
    std::string value;  // an addr-spec (RFC 5322) or a number as E.164
    AddressState state = AddressState::usable;
    std::string reason;  // why it is not usable

    bool operator==(const Address&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "channel", self.channel);
        visit(2, "value", self.value);
        visit(3, "state", self.state);
        visit(4, "reason", self.reason);
    }
};

struct Attribute {
    std::string name;
    Value value;
    std::string source;  // "api", "segment", "rule:welcome"
    Instant at{};

    bool operator==(const Attribute&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "name", self.name);
        visit(2, "value", self.value);
        visit.name(3, "source", self.source);
        visit(4, "at", self.at);
    }
};

// The last word on one topic and channel; the log itself is in the history.
struct ConsentState {
    std::string topic;
    std::optional<ChannelKind> channel;
    bool given = false;
    Instant at{};

    bool operator==(const ConsentState&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "topic", self.topic);
        visit(2, "channel", self.channel);
        visit(3, "given", self.given);
        visit(4, "at", self.at);
    }
};

}  // namespace dialogd
