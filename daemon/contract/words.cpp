// The enumerations of the contract as the words that people, histories and JSON use.
#include <array>

#include "dialogd/turn.hpp"

namespace dialogd {

std::string_view to_text(ChannelKind channel) {
    return channel == ChannelKind::email ? "email" : "sms";
}

std::optional<ChannelKind> parse_channel(std::string_view text) {
    if (text == "email") return ChannelKind::email;
    if (text == "sms") return ChannelKind::sms;
    return std::nullopt;
}

std::string_view to_text(AddressState state) {
    constexpr std::array<std::string_view, 4> kTexts{"usable", "suppressed", "opted_out", "no_marketing"};
    return kTexts.at(static_cast<std::size_t>(state));
}

std::string_view to_text(Handover::Act act) {
    return act == Handover::Act::opened ? "opened" : "closed";
}

std::string_view to_text(OpenMessage::State state) {
    constexpr std::array<std::string_view, 3> kTexts{"queued", "sending", "deferred"};
    return kTexts.at(static_cast<std::size_t>(state));
}

std::string_view to_text(Waiting waiting) {
    constexpr std::array<std::string_view, 6> kTexts{"nothing", "time", "event", "place", "confirm", "answer"};
    return kTexts.at(static_cast<std::size_t>(waiting));
}

std::string_view to_text(MatchedBy matched) {
    constexpr std::array<std::string_view, 4> kTexts{"nothing", "token", "reference", "address"};
    return kTexts.at(static_cast<std::size_t>(matched));
}

std::string_view to_text(Decision::Outcome outcome) {
    constexpr std::array<std::string_view, 3> kTexts{"chosen", "held", "dropped"};
    return kTexts.at(static_cast<std::size_t>(outcome));
}

std::string_view to_text(Reason reason) {
    constexpr std::array<std::string_view, 31> kTexts{"none",
                                                      "condition_false",
                                                      "condition_failed",
                                                      "no_such_language",
                                                      "no_such_channel",
                                                      "cooldown",
                                                      "max_per_customer",
                                                      "missing_variable",
                                                      "not_chosen",
                                                      "no_content",
                                                      "no_address",
                                                      "address_suppressed",
                                                      "opted_out",
                                                      "no_consent",
                                                      "topic_off",
                                                      "paused",
                                                      "cap",
                                                      "own_limit",
                                                      "quiet_hours",
                                                      "gathering",
                                                      "lost_to",
                                                      "question_open",
                                                      "handover_open",
                                                      "holdout",
                                                      "draft",
                                                      "expired",
                                                      "too_many_open",
                                                      "run_left",
                                                      "continuation_used",
                                                      "paused_by_hand",
                                                      "dropped_by_hand"};
    return kTexts.at(static_cast<std::size_t>(reason));
}

std::string_view to_text(ReceiptKind kind) {
    constexpr std::array<std::string_view, kReceiptKinds> kTexts{
        "accepted", "deferred", "failed", "uncertain", "delivered", "bounced", "complained", "clicked", "revoked"};
    return kTexts.at(static_cast<std::size_t>(kind));
}

std::string_view kind_of(const EntryBody& what) {
    constexpr std::array<std::string_view, std::variant_size_v<EntryBody>> kKinds{
        "event",          "reply",        "receipt",         "profile",          "consent",         "preference",
        "address_status", "join",         "handover",        "rules_changed",    "run_started",     "run_moved",
        "run_ended",      "goal_reached", "absence_checked", "not_started",      "answered",        "reply_set_aside",
        "attribute_set",  "emitted",      "decision",        "message_queued",   "message_sending", "message_dropped",
        "message_held",   "dropped",      "time_checked",    "condition_turned", "run_branched"};
    return kKinds.at(what.index());
}

const Attribute* find_attribute(const Customer& customer, std::string_view name) {
    for (const Attribute& attribute : customer.attributes)
        if (attribute.name == name) return &attribute;
    return nullptr;
}

const Address* find_address(const Customer& customer, ChannelKind channel) {
    for (const Address& address : customer.addresses)
        if (address.channel == channel) return &address;
    return nullptr;
}

}  // namespace dialogd
