// Bodies of forms, each kind for itself.
#pragma once

#include "web/forms.hpp"

namespace dialogd::web {

// Adds one field, or says why not: over the bounds, or no text.
Result<void> add_field(Form& form, std::string name, std::string value);

Result<Form> read_urlencoded(std::string_view body);
Result<Form> read_multipart(std::string_view content_type, std::string_view body);

// The same letters in lower case, of ASCII only.
std::string lowered(std::string_view text);
std::string_view trimmed(std::string_view text);

}  // namespace dialogd::web
