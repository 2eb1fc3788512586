// GSM 03.38 septets with the extension table, or UTF-16 code units, laid into segments.
#include "message/segments.hpp"

#include <algorithm>
#include <array>

#include "message/one_line.hpp"

namespace dialogd::message {

namespace {

// The basic table beyond what it shares with ASCII, and the extension table, ordered.
constexpr std::array<char32_t, 40> kBasic{0x0A, 0x0D,   0xA1,   0xA3,   0xA4,   0xA5,   0xA7,   0xBF,   0xC4,   0xC5,
                                          0xC6, 0xC7,   0xC9,   0xD1,   0xD6,   0xD8,   0xDC,   0xDF,   0xE0,   0xE4,
                                          0xE5, 0xE6,   0xE8,   0xE9,   0xEC,   0xF1,   0xF2,   0xF6,   0xF8,   0xF9,
                                          0xFC, 0x0393, 0x0394, 0x0398, 0x039B, 0x039E, 0x03A0, 0x03A3, 0x03A6, 0x03A8};
constexpr char32_t kOmega = 0x03A9;
constexpr std::array<char32_t, 10> kExtended{0x0C, '[', '\\', ']', '^', '{', '|', '}', '~', 0x20AC};

// Septets that a character takes; 0 when GSM-7 does not have it.
std::size_t septets_of(char32_t c) {
    if (std::find(kExtended.begin(), kExtended.end(), c) != kExtended.end()) return 2;
    if (c >= 0x20 && c < 0x7F) return c == '`' ? 0 : 1;
    return c == kOmega || std::binary_search(kBasic.begin(), kBasic.end(), c) ? 1 : 0;
}

std::size_t utf16_units_of(char32_t c) {
    return c >= 0x10000 ? 2 : 1;
}

// Counts units, and segments of `part` units in which no character is cut in two.
struct Layout {
    std::size_t part;
    std::size_t units = 0;
    std::size_t parts = 0;
    std::size_t used = 0;  // of the last part

    void add(std::size_t character) {
        units += character;
        if (parts == 0 || used + character > part) {
            ++parts;
            used = 0;
        }
        used += character;
    }
};

}  // namespace

SmsShape sms_shape(std::string_view utf8) {
    Layout gsm{153};
    Layout ucs2{67};
    bool gsm7 = true;
    for (std::size_t at = 0; at < utf8.size();) {
        const char32_t c = next_code_point(utf8, at);
        const std::size_t septets = septets_of(c);
        gsm7 = gsm7 && septets > 0;
        gsm.add(septets);
        ucs2.add(utf16_units_of(c));
    }
    const Layout& layout = gsm7 ? gsm : ucs2;
    const std::size_t alone = gsm7 ? 160 : 70;
    return {gsm7, layout.units, layout.units == 0 ? 0 : layout.units <= alone ? 1 : layout.parts};
}

}  // namespace dialogd::message
