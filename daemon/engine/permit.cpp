// Consent, opt-outs, topics, pauses, addresses.
#include "engine/permit.hpp"

#include <algorithm>

namespace dialogd::engine {

namespace {

bool takes(const Address& address, bool marketing) {
    return address.state == AddressState::usable || (address.state == AddressState::no_marketing && !marketing);
}

Forbidden unusable(const Address& address) {
    const bool said_no = address.state == AddressState::opted_out || address.state == AddressState::no_marketing;
    return {said_no ? Reason::opted_out : Reason::address_suppressed, address.reason, std::nullopt};
}

}  // namespace

const Address* usable_address(const Customer& customer, ChannelKind channel, bool marketing) {
    // Only the newest: who unsubscribes one address does not want the mail at the one they had before.
    const Address* address = find_address(customer, channel);
    return address != nullptr && takes(*address, marketing) ? address : nullptr;
}

bool consents(const Customer& customer, std::string_view topic, ChannelKind channel) {
    // A word on this very channel goes before a word on all.
    const ConsentState* said = nullptr;
    for (const ConsentState& state : customer.consents) {
        if (state.topic != topic || (state.channel && *state.channel != channel)) continue;
        if (said == nullptr || state.channel) said = &state;
    }
    return said != nullptr && said->given;
}

std::optional<Forbidden> forbidden(const Customer& customer, const Wish& wish, Instant now) {
    if (customer.joined_into != CustomerNumber::nobody)
        return Forbidden{Reason::no_address, "joined into another customer", std::nullopt};
    if (customer.all_stopped) return Forbidden{Reason::opted_out, "everything", std::nullopt};
    if (wish.marketing) {
        if (customer.marketing_stopped) return Forbidden{Reason::opted_out, "all marketing", std::nullopt};
        if (!consents(customer, wish.topic, wish.channel))
            return Forbidden{Reason::no_consent, std::string(wish.topic), std::nullopt};
        if (std::find(customer.topics_off.begin(), customer.topics_off.end(), wish.topic) != customer.topics_off.end())
            return Forbidden{Reason::topic_off, std::string(wish.topic), std::nullopt};
        if (customer.paused_until > now) return Forbidden{Reason::paused, {}, customer.paused_until};
    }
    for (const Address& address : customer.addresses) {
        if (address.channel != wish.channel || (!wish.to.empty() && address.value != wish.to)) continue;
        if (takes(address, wish.marketing)) return std::nullopt;
        return unusable(address);
    }
    // A message that was queued to an address which is no longer theirs.
    return Forbidden{Reason::no_address, std::string(to_text(wish.channel)), std::nullopt};
}

}  // namespace dialogd::engine
