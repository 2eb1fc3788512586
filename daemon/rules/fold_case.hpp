// Words as they are compared: lower case, one blank between them.
#pragma once

#include <string>
#include <string_view>

namespace dialogd::rules {

// Of the letters that the four languages use (ASCII and Latin-1); others stay as they are.
std::string fold_case(std::string_view text);
// Is there a letter or digit in it?
bool has_letter(std::string_view text);

}  // namespace dialogd::rules
