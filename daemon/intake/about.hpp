// Who an input is about, out of JSON or a path.
#pragma once

#include "intake/batch.hpp"
#include "intake/json.hpp"

namespace dialogd::intake {

// "42", "email:anna@example.org", "phone:+4520123456" or "anonymous:a-7". False, with the problem,
// when it names nobody.
bool read_customer_name(std::string_view text, const Sender& sender, About& about, std::string& problem);

// {"id", "email", "phone", "anonymous_id"}, or a text as above. Strict: other keys are a problem.
bool read_customer(const JsonElement& element, const Sender& sender, About& about, std::string& problem);

// An address of the customer's own; `name` is the field that the problem names.
bool read_email(const JsonElement& element, std::string_view name, std::string& out, std::string& problem);
bool read_phone(const JsonElement& element, std::string_view name, const Sender& sender, std::string& out,
                std::string& problem);

// A text that is a name of at most `longest` bytes.
bool read_name(const JsonElement& element, std::string_view name, std::size_t longest, std::string& out,
               std::string& problem);
bool read_time(const JsonElement& element, std::string_view name, Instant& out, std::string& problem);

}  // namespace dialogd::intake
