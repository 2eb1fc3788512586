// A token of purpose "knowledge" has the second in which it was made as its number: no list of links is needed.
#include "app/link_mail.hpp"

#include <algorithm>

namespace dialogd::app {

namespace {

bool sends(const Rule& rule, const Paused& paused) {
    return rule.live && !paused.rule(rule.name);
}

// "knowledge/17": when the newest link was made that this customer has opened.
constexpr const char* kFact = "knowledge/";

std::string fact_of(CustomerNumber customer) {
    return kFact + std::to_string(to_integer(customer));
}

std::optional<Instant> opened_at(const std::string& value) {
    const Result<Instant> at = parse_instant(value);
    return at ? std::optional<Instant>(*at) : std::nullopt;
}

}  // namespace

bool offers_link(const Ruleset& rules) {
    const auto found = rules.by_event.find(std::string_view(kKnowledgeRequested));
    return found != rules.by_event.end() &&
           std::any_of(found->second.begin(), found->second.end(),
                       [&](const Ruleset::TriggerAt& at) { return sends(rules.rules[at.rule], rules.paused); });
}

bool can_send_link(const Ruleset& rules, const Customer& customer) {
    const Address* email = find_address(customer, ChannelKind::email);
    const bool takes = email != nullptr && email->state != AddressState::suppressed &&
                       email->state != AddressState::opted_out && !customer.all_stopped;
    return takes && rules.find_channel(ChannelKind::email) != nullptr && offers_link(rules);
}

Event link_wanted(const Ruleset& rules, CustomerNumber customer, Instant now) {
    const auto second = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const std::string token = rules.services.signer->sign("knowledge", {customer, static_cast<std::uint32_t>(second)});
    Event event;
    event.name = kKnowledgeRequested;
    event.source = "dialogd";
    event.id = token;  // asked for twice within a second: one mail
    event.time = now;
    event.properties = Value(Value::Map{{Value("link"), Value(rules.household.public_url + "/k/" + token)}});
    return event;
}

std::string link_path(const Ruleset& rules) {
    return offers_link(rules) ? "/link" : std::string();
}

Instant made_at(Token token) {
    return Instant(std::chrono::seconds(token.number));
}

bool is_used(const Store& store, Token token) {
    const std::optional<Instant> opened = opened_at(store.fact(fact_of(token.customer)).value_or(""));
    return opened && made_at(token) <= *opened;
}

Result<void> note_used(Store& store, Token token, Instant now) {
    constexpr std::size_t kMostForgotten = 16;  // each is written by itself, and somebody waits
    std::vector<std::string> over;
    for (const auto& [name, value] : store.facts(kFact)) {
        const std::optional<Instant> opened = opened_at(value);
        if (over.size() < kMostForgotten && (!opened || now - *opened > kLinkHolds)) over.push_back(name);
    }
    for (const std::string& name : over)
        if (Result<void> gone = store.forget_fact(name); !gone) return gone;
    return store.keep_fact(fact_of(token.customer), to_text(made_at(token)));
}

Result<void> forget_used(Store& store, CustomerNumber customer) {
    const std::string name = fact_of(customer);
    return store.fact(name) ? store.forget_fact(name) : Result<void>();
}

}  // namespace dialogd::app
