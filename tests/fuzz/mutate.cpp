// Random changes to an input.
#include "fuzz/mutate.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace dialogd::fuzz {

namespace {

using namespace std::string_view_literals;

// Ends, quotes, brackets, numbers at the edge of their types, broken and unusual UTF-8.
constexpr std::array kWords{
    "\r\n"sv,
    "\r\n.\r\n"sv,
    "\n\n"sv,
    "\0"sv,
    "\""sv,
    "\\"sv,
    "\\u0000"sv,
    "\\ud800"sv,
    "{"sv,
    "}"sv,
    "["sv,
    "]"sv,
    "{}"sv,
    "[]"sv,
    "("sv,
    ")"sv,
    "null"sv,
    "true"sv,
    "-1"sv,
    "0"sv,
    "1e999"sv,
    "-0.0"sv,
    "2147483648"sv,
    "4294967296"sv,
    "-9223372036854775808"sv,
    "9223372036854775807"sv,
    "18446744073709551615"sv,
    "NaN"sv,
    "0x7fffffff"sv,
    "\xc3"sv,
    "\xff\xfe"sv,
    "\xed\xa0\x80"sv,
    "\xf4\x90\x80\x80"sv,
    "\xe2\x80\xae"sv,
    "\xef\xbb\xbf"sv,
    "\xc2\xa0"sv,
    "="sv,
    "?="sv,
    "=?utf-8?b?"sv,
    "%00"sv,
    "%"sv,
    "&"sv,
    "*a"sv,
    "&a "sv,
    ": "sv,
    "- "sv,
    "| "sv,
    "# "sv,
    "!"sv,
    "\t"sv,
    "--"sv,
    "<"sv,
    ">"sv,
    "@"sv,
    ";"sv,
    ","sv,
    "9999-12-31T23:59:59Z"sv,
    "0000-00-00T00:00:00Z"sv,
    "-99999d"sv,
    "99999999999999d"sv,
    "Content-Type: multipart/mixed; boundary=\"\"\r\n"sv,
};

std::size_t below(std::size_t bound, Random& random) {
    return bound == 0 ? 0 : static_cast<std::size_t>(random() % bound);
}

// A piece of the text: mostly short, now and then any length.
std::string_view piece(std::string_view text, Random& random) {
    const std::size_t at = below(text.size() + 1, random);
    const std::size_t most = below(8, random) == 0 ? text.size() - at : std::min<std::size_t>(text.size() - at, 24);
    return text.substr(at, below(most + 1, random));
}

void change(std::string& text, const std::vector<std::string>& seeds, Random& random) {
    const std::size_t at = below(text.size() + 1, random);
    switch (below(9, random)) {
        case 0:
            if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8, random)));
            break;
        case 1:
            if (at < text.size()) text[at] = static_cast<char>(below(256, random));
            break;
        case 2: text.insert(at, kWords[below(kWords.size(), random)]); break;
        case 3: {
            const std::string_view word = kWords[below(kWords.size(), random)];
            text.replace(at, std::min(word.size(), text.size() - at), word);
            break;
        }
        case 4: text.erase(at, below(std::min<std::size_t>(text.size(), 64) + 1, random)); break;
        case 5: text.insert(at, std::string(piece(text, random))); break;
        case 6: text.insert(at, piece(seeds[below(seeds.size(), random)], random)); break;
        case 7: {  // one piece many times: depth and length
            const std::string part(piece(text, random).substr(0, 16));
            for (std::size_t times = below(200, random); times > 0; --times) text.insert(at, part);
            break;
        }
        default: text.resize(at); break;
    }
}

}  // namespace

std::string mutated(const std::vector<std::string>& seeds, std::size_t longest, Random& random) {
    std::string text = seeds[below(seeds.size(), random)];
    for (std::size_t changes = 1 + below(8, random); changes > 0; --changes) change(text, seeds, random);
    if (text.size() > longest) text.resize(longest);
    return text;
}

}  // namespace dialogd::fuzz
