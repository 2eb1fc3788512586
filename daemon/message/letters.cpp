// Reads UTF-8, and folds letters so that spellings of one word are equal.
#include "message/letters.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "message/phrases.hpp"

namespace dialogd::message {

CodePoint code_point_at(std::string_view text, std::size_t at) {
    const auto octet = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const std::uint32_t first = octet(at);
    const auto follows = [&](std::size_t i) { return (octet(i) & 0xC0U) == 0x80U; };
    if (first < 0x80) return {first, 1};
    if ((first & 0xE0U) == 0xC0U && follows(at + 1)) return {((first & 0x1FU) << 6U) | (octet(at + 1) & 0x3FU), 2};
    if ((first & 0xF0U) == 0xE0U && follows(at + 1) && follows(at + 2))
        return {((first & 0x0FU) << 12U) | ((octet(at + 1) & 0x3FU) << 6U) | (octet(at + 2) & 0x3FU), 3};
    if ((first & 0xF8U) == 0xF0U && follows(at + 1) && follows(at + 2) && follows(at + 3))
        return {((first & 0x07U) << 18U) | ((octet(at + 1) & 0x3FU) << 12U) | ((octet(at + 2) & 0x3FU) << 6U) |
                    (octet(at + 3) & 0x3FU),
                4};
    return {first, 1};
}

namespace {

// The plain letters of a Latin letter with an accent; nullptr: it has none or is no letter.
const char* without_accent(std::uint32_t c) {
    struct Range {
        std::uint32_t first, last;
        const char* text;
    };
    static constexpr std::array<Range, 24> kRanges = {{
        {0xC0, 0xC3, "a"},   {0xC7, 0xC7, "c"},   {0xC8, 0xCB, "e"},   {0xCC, 0xCF, "i"},   {0xD0, 0xD0, "d"},
        {0xD1, 0xD1, "n"},   {0xD2, 0xD5, "o"},   {0xD9, 0xDC, "u"},   {0xDD, 0xDD, "y"},   {0xDE, 0xDE, "th"},
        {0xDF, 0xDF, "ss"},  {0xE0, 0xE3, "a"},   {0xE7, 0xE7, "c"},   {0xE8, 0xEB, "e"},   {0xEC, 0xEF, "i"},
        {0xF0, 0xF0, "d"},   {0xF1, 0xF1, "n"},   {0xF2, 0xF5, "o"},   {0xF9, 0xFC, "u"},   {0xFD, 0xFF, "y"},
        {0x160, 0x161, "s"}, {0x17D, 0x17E, "z"}, {0x104, 0x105, "a"}, {0x141, 0x142, "l"},
    }};
    for (const Range& range : kRanges)
        if (c >= range.first && c <= range.last) return range.text;
    return nullptr;
}

void append_folded(std::string& out, std::string_view text, std::size_t at, CodePoint c, bool bare) {
    switch (c.value) {
        case 0xC6:
        case 0xE6:
        case 0xC4:
        case 0xE4: out += bare ? "a" : "ae"; return;
        case 0xD8:
        case 0xF8:
        case 0xD6:
        case 0xF6: out += bare ? "o" : "oe"; return;
        case 0xC5:
        case 0xE5: out += bare ? "a" : "aa"; return;
        default: break;
    }
    if (c.value < 0x80) {
        const char letter = static_cast<char>(c.value);
        out += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    } else if (const char* plain = without_accent(c.value)) {
        out += plain;
    } else if (c.value >= 0x410 && c.value <= 0x42F) {  // Cyrillic capitals
        const std::uint32_t small = c.value + 0x20;
        out += static_cast<char>(0xC0U | (small >> 6U));
        out += static_cast<char>(0x80U | (small & 0x3FU));
    } else {
        out += text.substr(at, c.bytes);
    }
}

std::string folded(std::string_view text, bool bare) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        CodePoint c = code_point_at(text, at);
        // A letter followed by a combining ring or diaeresis, as some phones write å, ä and ö.
        const CodePoint next = code_point_at(text, std::min(at + c.bytes, text.size()));
        const std::uint32_t small = c.value | 0x20U;
        std::size_t used = c.bytes;
        if (at + c.bytes < text.size() && next.bytes == 2 && (next.value == 0x30A || next.value == 0x308)) {
            if (next.value == 0x30A && small == 'a') c.value = 0xE5, used += 2;
            if (next.value == 0x308 && small == 'a') c.value = 0xE4, used += 2;
            if (next.value == 0x308 && small == 'o') c.value = 0xF6, used += 2;
        }
        append_folded(out, text, at, c, bare);
        at += used;
    }
    return out;
}

}  // namespace

std::string fold(std::string_view text) {
    return folded(text, false);
}
std::string fold_bare(std::string_view text) {
    return folded(text, true);
}

}  // namespace dialogd::message
