// The GSM 7 bit default alphabet and its extension table, 3GPP TS 23.038 section 6.2.1.
#include "channels/gsm7.hpp"

#include <string>

namespace dialogd::channels {

namespace {

// What of it is not ASCII.
constexpr std::u32string_view kBeyondAscii = U"£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€";

// A plain decoder: the text was checked for UTF-8 when it came in, so anything odd only means UCS-2.
char32_t next_character(std::string_view& text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = first < 0x80 ? 1 : first >> 5U == 6 ? 2 : first >> 4U == 14 ? 3 : 4;
    constexpr char32_t kBroken = 0xFFFD;
    if (length > text.size()) {
        text = {};
        return kBroken;
    }
    char32_t character = length == 1 ? first : first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        character = byte >> 6U == 2 ? (character << 6U) | (byte & 0x3FU) : kBroken;
    }
    text.remove_prefix(length);
    return character;
}

}  // namespace

bool fits_gsm7(std::string_view text) {
    while (!text.empty()) {
        const char32_t c = next_character(text);
        const bool ascii = c == '\n' || c == '\r' || c == '\f' || (c >= 0x20 && c < 0x7F && c != '`');
        if (!ascii && kBeyondAscii.find(c) == std::u32string_view::npos) return false;
    }
    return true;
}

}  // namespace dialogd::channels
