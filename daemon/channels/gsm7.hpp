// Does a text fit the alphabet that SMS has without UCS-2 (3GPP TS 23.038)?
#pragma once

#include <string_view>

namespace dialogd::channels {

// Every character of `text` (UTF-8) is in the default alphabet or its extension table. Broken UTF-8 is not.
bool fits_gsm7(std::string_view text);

}  // namespace dialogd::channels
