// CloudEvents 1.0 over HTTP: binary, structured and batched content.
#pragma once

#include <map>

#include "intake/batch.hpp"
#include "intake/json.hpp"

namespace dialogd::intake {

enum class CloudMode : std::uint8_t { none, binary, structured, batch };

// What a request is, by its headers (names in lower case).
CloudMode cloud_mode(const std::map<std::string, std::string>& headers);

// type is the event's name, (source, id) tell repeats apart, subject or data.customer says who, data
// are the properties. Fails and reports as read_events does.
Result<Batch> read_cloud_events(JsonReader& json, CloudMode mode, const std::map<std::string, std::string>& headers,
                                std::string& body, const Sender& sender);

}  // namespace dialogd::intake
