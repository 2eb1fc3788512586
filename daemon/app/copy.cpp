// Puts together what json.cpp writes of the parts.
#include "app/copy.hpp"

#include "app/json.hpp"

namespace dialogd::app {

namespace {

template <class Items, class Write>
std::string list_of(const Items& items, Write write) {
    std::string list;
    for (const auto& item : items) {
        const std::string text = write(item);
        if (!text.empty()) list += (list.empty() ? "\n  " : ",\n  ") + text;
    }
    return "[" + list + (list.empty() ? "]" : "\n ]");
}

std::string consent_fields(const Consent& consent) {
    std::string text = "\"topic\":" + json_text(consent.topic);
    if (consent.channel) text += ",\"channel\":" + json_text(to_text(*consent.channel));
    text += std::string(",\"given\":") + (consent.given ? "true" : "false");
    text += ",\"text\":" + json_text(consent.text) + ",\"source\":" + json_text(consent.source);
    return text + ",\"time\":" + json_text(to_text(consent.time));
}

}  // namespace

std::string copy_json(const Customer& customer, store::Whole whole, Instant now) {
    for (Message& message : whole.messages) {
        message.token.clear();  // keys to their dialogue, and not about them
        message.unsubscribe_url.clear();
    }
    const auto consents = list_of(whole.entries, [](const Entry& entry) {
        const auto* consent = std::get_if<Consent>(&entry.what);
        if (consent == nullptr) return std::string();
        return "{" + consent_fields(*consent) + ",\"recorded\":" + json_text(to_text(entry.at)) + "}";
    });
    return "{\"format\":\"dialogd-customer-1\",\n \"made\":" + json_text(to_text(now)) +
           ",\n \"customer\":" + to_json(customer) + ",\n \"consents\":" + consents +
           ",\n \"messages\":" + list_of(whole.messages, [](const Message& message) { return to_json(message); }) +
           ",\n \"history\":" + list_of(whole.entries, [](const Entry& entry) { return to_json(entry); }) + "}\n";
}

std::string consent_json(const store::LoggedConsent& line) {
    Consent consent = line.consent;
    if (consent.time == Instant{}) consent.time = line.at;
    if (consent.text.empty()) consent.text = "(no words were recorded)";
    return "{\"customer\":" + json_text(line.customer) + "," + consent_fields(consent) + "}";
}

}  // namespace dialogd::app
