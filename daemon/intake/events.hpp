// Events in dialogd's own shape:
//   {"event": "order.placed", "id": "o-1", "time": "2026-12-01T09:00:00Z",
//    "customer": {"id": "42"}, "properties": {"total": 300}}
// one, an array, or newline-separated.
#pragma once

#include "intake/batch.hpp"
#include "intake/json.hpp"

namespace dialogd::intake {

// Reads a body. Bad events are in Batch::bad and do not sink the others. Fails when the body as a
// whole is no JSON (`invalid`) or holds more than kMostItems (`refused`).
Result<Batch> read_events(JsonReader& json, std::string& body, const Sender& sender);

}  // namespace dialogd::intake
