// What is said about one customer through the API: PUT /v1/customers/ID, PUT …/preferences and
// POST …/consents. Strict: whatever is not understood is refused by name, and nothing is taken.
#pragma once

#include "intake/batch.hpp"
#include "intake/json.hpp"

namespace dialogd::intake {

// {"attributes": {}, "email", "phone", "addresses": {"email", "phone"}, "language", "time_zone",
//  "anonymous_id"}: each may be missing. anonymous_id goes into `about`: the app joins.
Result<Profile> read_profile(JsonReader& json, std::string& body, const Sender& sender, About& about);

// {"channels": ["sms", "email"], "limit": {"max": 1, "per": "7d"}, "paused_until": TIME,
//  "quiet_hours": {"from": "20:00", "to": "08:00"}, "topics_off": [], "topics_on": [], "language",
//  "stop_marketing": true, "stop_all": false}. What is missing stays as it was; limit and
// paused_until as null take back what was said.
Result<Preference> read_preference(JsonReader& json, std::string& body, const Sender& sender);

// {"topic", "channel", "given": true, "text", "time", "source"}: one, an array, or newline-separated.
// topic, given and text are required: without the words that were agreed to it proves nothing.
Result<std::vector<Consent>> read_consents(JsonReader& json, std::string& body, const Sender& sender);

// POST /v1/consents: consents that were given elsewhere, each with its proof and its `customer` ({"id"} or an
// address, as in an event). Bad ones are in Batch::bad and do not sink the others.
Result<Batch> read_consent_import(JsonReader& json, std::string& body, const Sender& sender);

}  // namespace dialogd::intake
