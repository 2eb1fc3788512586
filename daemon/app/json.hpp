// Customers, entries and messages as JSON: what the API and `--json` show. The names of fields are the
// contract's, each named once in each_field.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialogd/turn.hpp"

namespace dialogd::app {

// {"position", "at", "kind", "what": {...}}; fields that say nothing (empty, 0, epoch) are left out.
std::string to_json(const Entry& entry);
std::string to_json(const std::vector<Entry>& entries);  // an array
std::string to_json(const Customer& customer);
std::string to_json(const Message& message);
std::string json_text(std::string_view text);  // quoted and escaped
std::string error_json(const Error& error);    // {"error": "..."}

}  // namespace dialogd::app
