// Who an input is about: ids, addresses, anonymous ids that turn out to be somebody ("Who is who").
#pragma once

#include "app/round.hpp"
#include "intake/intake.hpp"

namespace dialogd::app {

// Whoever has been joined to somebody else is that somebody from then on.
CustomerNumber follow(Round& round, CustomerNumber number);
// The customer that is named, made when there is none of that name; nobody when nobody is named.
CustomerNumber name_customer(Round& round, const intake::About& about);
// The customer that is named, as the store has them; nobody when there is none. By an address: who had it first.
CustomerNumber find_customer(Store& store, const intake::About& about);

// What `about` also names (an anonymous id, a customer known by an address only) turns out to be this one.
Result<void> join_what_was_anonymous(Round& round, CustomerNumber number, const intake::About& about);
// `former`, if there is such a customer who is nobody else yet, becomes `number`.
Result<void> absorb(Round& round, CustomerNumber number, const std::string& former);

}  // namespace dialogd::app
