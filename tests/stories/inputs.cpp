// Makes inputs out of a story's steps.
#include "stories/inputs.hpp"

#include <algorithm>
#include <array>

namespace dialogd::stories {

namespace {

Event event_of(const YamlNode& node, const Moment& moment) {
    check_keys(node, {"name", "id", "time", "properties"});
    Event event;
    event.name = text_of(need(node, "name"));
    event.id = text_in(node, "id");
    event.source = "story";
    const YamlNode* time = node.find("time");
    event.time = time == nullptr ? moment.now : instant_of(*time);
    const YamlNode* properties = node.find("properties");
    event.properties = properties == nullptr ? Value(Value::Map{}) : value_of(*properties);
    return event;
}

Profile profile_of(const YamlNode& node) {
    check_keys(node, {"attributes", "email", "phone", "language", "time_zone"});
    Profile profile;
    const YamlNode* attributes = node.find("attributes");
    profile.attributes = attributes == nullptr ? Value(Value::Map{}) : value_of(*attributes);
    profile.email = text_in(node, "email");
    profile.phone = text_in(node, "phone");
    profile.language = text_in(node, "language");
    profile.time_zone = text_in(node, "time_zone");
    profile.source = "api";
    return profile;
}

std::string address_on(const Customer& customer, ChannelKind channel) {
    const Address* address = find_address(customer, channel);
    return address == nullptr ? std::string() : address->value;
}

Reply reply_of(const YamlNode& node, const Moment& moment) {
    check_keys(node,
               {"channel", "text", "subject", "id", "from", "to_message", "matched", "proven", "automatic", "answer"});
    Reply reply;
    reply.channel = channel_of(need(node, "channel"));
    reply.text = text_in(node, "text");
    reply.subject = text_in(node, "subject");
    reply.id = text_in(node, "id");
    reply.from = text_in(node, "from", address_on(moment.customer, reply.channel));
    reply.proven = bool_in(node, "proven", true);
    reply.automatic = bool_in(node, "automatic", false);
    reply.answer = text_in(node, "answer");
    reply.time = moment.now;
    // A mail carries the token of what it answers; an SMS names nothing but its sender.
    if (const YamlNode* to = node.find("to_message"))
        reply.message = number_of(*to);
    else if (reply.channel == ChannelKind::email || !reply.answer.empty())
        reply.message = moment.last_question;
    if (!bool_in(node, "matched", true)) reply.message = 0;
    reply.matched_by = reply.message == 0 ? MatchedBy::address : MatchedBy::token;
    return reply;
}

Consent consent_of(const YamlNode& node, const Moment& moment) {
    check_keys(node, {"topic", "channel", "given", "text"});
    Consent consent;
    consent.topic = text_of(need(node, "topic"));
    if (const YamlNode* channel = node.find("channel")) consent.channel = channel_of(*channel);
    consent.given = bool_of(need(node, "given"));
    consent.text = text_in(node, "text");
    consent.source = "api";
    consent.time = moment.now;
    return consent;
}

Preference preference_of(const YamlNode& node) {
    check_keys(node, {"channels", "limit", "paused_until", "quiet_hours", "topics_off", "topics_on", "language",
                      "stop_marketing", "stop_all"});
    Preference preference;
    preference.source = "api";
    if (const YamlNode* channels = node.find("channels")) {
        preference.channels.emplace();
        for (const YamlNode& channel : channels->items) preference.channels->push_back(channel_of(channel));
    }
    if (const YamlNode* limit = node.find("limit"))
        preference.limit = Limit{number_of(need(*limit, "max")), duration_of(need(*limit, "per"))};
    if (const YamlNode* until = node.find("paused_until")) preference.paused_until = instant_of(*until);
    if (const YamlNode* quiet = node.find("quiet_hours"))
        preference.quiet_hours = QuietHours{minute_of(need(*quiet, "from")), minute_of(need(*quiet, "to"))};
    if (const YamlNode* off = node.find("topics_off")) preference.topics_off = texts_of(*off);
    if (const YamlNode* on = node.find("topics_on")) preference.topics_on = texts_of(*on);
    preference.language = text_in(node, "language");
    if (const YamlNode* stop = node.find("stop_marketing")) preference.stop_marketing = bool_of(*stop);
    if (const YamlNode* stop = node.find("stop_all")) preference.stop_all = bool_of(*stop);
    return preference;
}

// The enumerator with that word.
template <class Enum, std::size_t N>
Enum enum_of(const YamlNode& node, const std::array<Enum, N>& all) {
    const std::string text = text_of(node);
    for (const Enum one : all)
        if (to_text(one) == text) return one;
    fail(node, "no such word here: " + text);
}

AddressStatus address_status_of(const YamlNode& node, const Moment& moment) {
    check_keys(node, {"channel", "address", "state", "reason"});
    AddressStatus status;
    status.channel = channel_of(need(node, "channel"));
    status.address = text_in(node, "address", address_on(moment.customer, status.channel));
    status.state = enum_of(need(node, "state"), std::array{AddressState::usable, AddressState::suppressed,
                                                           AddressState::opted_out, AddressState::no_marketing});
    status.reason = text_in(node, "reason", "told by the story");
    return status;
}

Handover handover_of(const YamlNode& node) {
    check_keys(node, {"act", "queue", "note", "by"});
    Handover handover;
    handover.act = enum_of(need(node, "act"), std::array{Handover::Act::opened, Handover::Act::closed});
    handover.queue = text_of(need(node, "queue"));
    handover.note = text_in(node, "note");
    handover.by = text_in(node, "by", "a person");
    return handover;
}

Dropped dropped_of(const YamlNode& node) {
    check_keys(node, {"rule", "content", "all", "by"});
    return {text_in(node, "rule"), text_in(node, "content"), bool_in(node, "all", false), text_in(node, "by", "eva")};
}

Receipt receipt_of(const YamlNode& node, const Moment& moment) {
    check_keys(node, {"message", "attempt", "kind", "status", "detail", "address_is_bad", "link", "retry_at"});
    Receipt receipt;
    receipt.message = number_of(need(node, "message"));
    if (const YamlNode* attempt = node.find("attempt")) receipt.attempt = number_of(*attempt);
    receipt.kind =
        enum_of(need(node, "kind"), std::array{ReceiptKind::accepted, ReceiptKind::deferred, ReceiptKind::failed,
                                               ReceiptKind::uncertain, ReceiptKind::delivered, ReceiptKind::bounced,
                                               ReceiptKind::complained, ReceiptKind::clicked, ReceiptKind::revoked});
    receipt.status = text_in(node, "status");
    receipt.detail = text_in(node, "detail");
    receipt.address_is_bad = bool_in(node, "address_is_bad", false);
    receipt.link = text_in(node, "link");
    receipt.time = moment.now;
    if (const YamlNode* retry_at = node.find("retry_at")) receipt.retry_at = instant_of(*retry_at);
    return receipt;
}

}  // namespace

std::vector<Input> starting_inputs(const YamlNode& node, Instant now) {
    check_keys(node, {"id", "email", "phone", "language", "time_zone", "attributes", "consents"});
    Profile profile;
    const YamlNode* attributes = node.find("attributes");
    profile.attributes = attributes == nullptr ? Value(Value::Map{}) : value_of(*attributes);
    profile.email = text_in(node, "email");
    profile.phone = text_in(node, "phone");
    profile.language = text_in(node, "language");
    profile.time_zone = text_in(node, "time_zone");
    profile.source = "api";
    std::vector<Input> inputs{profile};
    if (const YamlNode* topics = node.find("consents"))
        for (const std::string& topic : texts_of(*topics))
            inputs.emplace_back(Consent{topic, std::nullopt, true, "I agree", "api", now});
    return inputs;
}

std::optional<Input> input_of(std::string_view key, const YamlNode& node, const Moment& moment) {
    if (key == "event") return event_of(node, moment);
    if (key == "profile") return profile_of(node);
    if (key == "reply") return reply_of(node, moment);
    if (key == "consent") return consent_of(node, moment);
    if (key == "preference") return preference_of(node);
    if (key == "address_status") return address_status_of(node, moment);
    if (key == "handover") return handover_of(node);
    if (key == "drop") return dropped_of(node);
    if (key == "receipt") return receipt_of(node, moment);
    return std::nullopt;
}

}  // namespace dialogd::stories
