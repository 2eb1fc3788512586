// The Segment HTTP tracking API, as Segment's and RudderStack's client libraries speak it.
#pragma once

#include "intake/batch.hpp"
#include "intake/json.hpp"

namespace dialogd::intake {

// What a path of the API says about its body: "batch" and "import" carry a list, the others one call.
// Empty for a path that is not of this API.
std::string_view segment_call(std::string_view path);

// The write key that stands in a body, for senders that give no Authorization header; empty: none.
std::string segment_write_key(JsonReader& json, std::string& body);

// track, page, screen and group become events, identify a Profile, alias a Join. Times are corrected by
// sentAt. Lenient where the customer loses nothing: an address or language that is none stays an
// attribute. Fails as read_events does.
Result<Batch> read_segment(JsonReader& json, std::string_view call, std::string& body, const Sender& sender);

}  // namespace dialogd::intake
