// The link to what we know about a customer: asked for on a page, and sent to their own address by the rule that
// waits for the event `knowledge.requested` (rules/what-we-know.yaml). Without such a rule it is offered nowhere.
#pragma once

#include "dialogd/ports.hpp"

namespace dialogd::app {

inline constexpr const char* kKnowledgeRequested = "knowledge.requested";
inline constexpr Duration kLinkHolds = kMinute * 30;

bool offers_link(const Ruleset& rules);
// Somebody who gets nothing at all, or whose address is dead, is not told that something is on its way.
bool can_send_link(const Ruleset& rules, const Customer& customer);
// With a link that is good once, for kLinkHolds from `now`.
Event link_wanted(const Ruleset& rules, CustomerNumber customer, Instant now);
// Where pages of links that do not do offer a new one; empty: nowhere.
std::string link_path(const Ruleset& rules);

// When the link was made that a token of purpose "knowledge" stands for.
Instant made_at(Token token);
// Whether it, or a newer one of the same customer, has been opened.
bool is_used(const Store& store, Token token);
// On disk when it returns. Lets go of what is noted about links that hold no more.
Result<void> note_used(Store& store, Token token, Instant now);
Result<void> forget_used(Store& store, CustomerNumber customer);

}  // namespace dialogd::app
