// Folding of case for the comparisons that `check` makes. What a reply says is folded in message/.
#include "rules/fold_case.hpp"

#include <cctype>

namespace dialogd::rules {

std::string fold_case(std::string_view text) {
    std::string out;
    bool latin = false;  // the lead byte of U+00C0..U+00FF was the last
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isspace(byte) != 0) {
            if (!out.empty() && out.back() != ' ') out += ' ';
        } else if (latin && byte >= 0x80 && byte <= 0x9E && byte != 0x97) {  // not the multiplication sign
            out += static_cast<char>(byte + 0x20);
        } else {
            out += static_cast<char>(std::tolower(byte));
        }
        latin = byte == 0xC3;
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

bool has_letter(std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || byte >= 0x80) return true;
    }
    return false;
}

}  // namespace dialogd::rules
