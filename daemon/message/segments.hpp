// How an SMS is cut into segments (3GPP TS 23.038, 23.040): GSM-7 with its extension table, else UCS-2.
#pragma once

#include <cstddef>
#include <string_view>

namespace dialogd::message {

struct SmsShape {
    bool gsm7 = true;
    std::size_t units = 0;     // septets, or UTF-16 code units
    std::size_t segments = 0;  // 160/153 septets, 70/67 units; 0 for an empty text
};

SmsShape sms_shape(std::string_view utf8);

}  // namespace dialogd::message
