// A copy of everything that is kept about a customer, as JSON (docs/export.md).
#pragma once

#include <string>

#include "dialogd/turn.hpp"
#include "store/store.hpp"

namespace dialogd::app {

std::string copy_json(const Customer& customer, store::Whole whole, Instant now);

// One line of the consent log, in the form that POST /v1/consents takes in.
std::string consent_json(const store::LoggedConsent& line);

}  // namespace dialogd::app
