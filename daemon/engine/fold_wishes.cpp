// The fold of what customers have said about what they want: consents, preferences; and of a join.
#include <algorithm>

#include "engine/fold.hpp"

namespace dialogd::engine {

namespace {

void take_stricter(Customer& customer, const ConsentState& theirs) {
    bool known = false;
    for (ConsentState& ours : customer.consents) {
        if (ours.topic != theirs.topic) continue;
        known = known || ours.channel == theirs.channel;
        // Their no on every channel is a no on each of ours.
        if (!theirs.given && (!theirs.channel || ours.channel == theirs.channel)) ours.given = false;
    }
    const bool refused = std::any_of(customer.consents.begin(), customer.consents.end(), [&](const ConsentState& ours) {
        return ours.topic == theirs.topic && !ours.channel && !ours.given;
    });
    if (!known && !(theirs.given && refused)) customer.consents.push_back(theirs);
}

// A reply's START takes back a reply's STOP; what the shop, a page or a complaint stopped is not theirs to lift,
// so it stands beside an earlier or later STOP.
void stop(bool& stopped, std::string& by, bool stops, const std::string& source) {
    if (!stops)
        by.clear();
    else if (!stopped || !source.starts_with("reply"))
        by = source;
    stopped = stops;
}

}  // namespace

void fold(Customer& customer, const Consent& consent, Instant at) {
    const Instant said = consent.time == Instant{} ? at : std::min(consent.time, at);
    // A yes that is older than a no which concerns it, such as an import that comes late, changes nothing.
    const bool taken_back = std::any_of(customer.consents.begin(), customer.consents.end(), [&](const ConsentState& s) {
        const bool concerns = s.topic == consent.topic && (!s.channel || s.channel == consent.channel);
        return concerns && !s.given && s.at > said;
    });
    if (consent.given && taken_back) return;
    // A word on every channel settles what was said on single ones before.
    std::erase_if(customer.consents, [&](const ConsentState& s) {
        return s.topic == consent.topic && (!consent.channel || s.channel == consent.channel);
    });
    customer.consents.push_back({consent.topic, consent.channel, consent.given, said});
    keep_newest(customer.consents, kMaxConsents);
}

void fold(Customer& customer, const Preference& preference) {
    if (preference.channels) customer.channels = *preference.channels;
    if (preference.limit) customer.limit = *preference.limit;
    if (preference.paused_until) customer.paused_until = *preference.paused_until;
    if (preference.quiet_hours) customer.quiet_hours = preference.quiet_hours;
    if (preference.stop_marketing)
        stop(customer.marketing_stopped, customer.stopped_by, *preference.stop_marketing, preference.source);
    if (preference.stop_all) stop(customer.all_stopped, customer.silenced_by, *preference.stop_all, preference.source);
    if (!preference.language.empty()) customer.language = preference.language;
    for (const std::string& topic : preference.topics_on) std::erase(customer.topics_off, topic);
    for (const std::string& topic : preference.topics_off)
        if (std::find(customer.topics_off.begin(), customer.topics_off.end(), topic) == customer.topics_off.end())
            customer.topics_off.push_back(topic);
    keep_newest(customer.topics_off, kMaxConsents);
}

void fold(Customer& customer, const Join& join) {
    if (join.absorbed == customer.number) {
        customer.joined_into = join.into;
        return;
    }
    for (const Attribute& attribute : join.attributes)
        if (find_attribute(customer, attribute.name) == nullptr)
            set_attribute(customer, attribute.name, attribute.value, attribute.source, attribute.at);
    for (const ConsentState& theirs : join.consents) take_stricter(customer, theirs);
    keep_newest(customer.consents, kMaxConsents);
    for (const Address& address : join.addresses)
        if (find_address(customer, address.channel) == nullptr) customer.addresses.push_back(address);
}

}  // namespace dialogd::engine
