// What HTTP and gateways do to text, undone; and the shapes of names and addresses.
#include "intake/text.hpp"

#include <algorithm>
#include <array>

namespace dialogd::intake {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    const char low = lower(c);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (is_digit(c)) return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

std::string encoded(std::string_view octets, std::string_view alphabet) {
    std::string out;
    out.reserve(octets.size() * 4 / 3 + 4);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : octets) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        for (held += 8; held >= 6; held -= 6) out += alphabet[(bits >> (held - 6)) & 63U];
    }
    if (held > 0) out += alphabet[(bits << (6 - held)) & 63U];
    return out;
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

}  // namespace

std::string lower_case(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string_view cut(std::string_view text, std::size_t longest) {
    if (text.size() <= longest) return text;
    while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xC0U) == 0x80U) --longest;
    return text.substr(0, longest);
}

std::string quoted(std::string_view text) {
    const std::string_view shown = cut(text, 60);
    return "'" + std::string(shown) + (shown.size() < text.size() ? "...'" : "'");
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += plus_is_blank && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> read_pairs(std::string_view text) {
    constexpr std::size_t kMostPairs = 200;  // a gateway sends a dozen; more is somebody playing
    std::vector<std::pair<std::string, std::string>> out;
    for (std::size_t pairs = 0; !text.empty() && pairs < kMostPairs; ++pairs) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        const std::string_view name = pair.substr(0, equals);
        const std::string_view value = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
        out.emplace_back(percent_decoded(name, true).value_or(std::string(name)),
                         percent_decoded(value, true).value_or(std::string(value)));
    }
    return out;
}

std::map<std::string, std::string> read_form(std::string_view text) {
    std::map<std::string, std::string> out;
    for (auto& [name, value] : read_pairs(text)) out.emplace(std::move(name), std::move(value));
    return out;
}

std::optional<std::string> base64_decoded(std::string_view text) {
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const int value = base64_value(c);
        if (value < 0) return std::nullopt;
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out += static_cast<char>((bits >> held) & 0xFFU);
    }
    return out;
}

std::string base64_encoded(std::string_view octets) {
    std::string out = encoded(octets, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    out.append((4 - out.size() % 4) % 4, '=');
    return out;
}

std::string base64url_encoded(std::string_view octets) {
    return encoded(octets, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

bool same_secret(std::string_view given, std::string_view secret) {
    unsigned differences = given.size() == secret.size() ? 0 : 1;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const char against = secret.empty() ? '\0' : secret[i % secret.size()];
        differences |= static_cast<unsigned>(static_cast<unsigned char>(given[i] ^ against));
    }
    return differences == 0;
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80   ? 1
                                   : lead < 0xC2 ? 0
                                   : lead < 0xE0 ? 2
                                   : lead < 0xF0 ? 3
                                   : lead < 0xF5 ? 4
                                                 : 0;
        if (length == 0 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0U) != 0x80U) return false;
        const auto second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0U;
        // Overlong forms, surrogates, beyond U+10FFFF.
        if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
            (lead == 0xF4 && second > 0x8F))
            return false;
        i += length;
    }
    return true;
}

bool is_name(std::string_view text, std::size_t longest) {
    return !text.empty() && text.size() <= longest && std::none_of(text.begin(), text.end(), is_control);
}

bool is_email(std::string_view text) {
    constexpr std::string_view kNever = " \"(),:;<>[]\\";
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
    const std::string_view domain = text.substr(at + 1);
    if (domain.empty() || domain.find('@') != std::string_view::npos) return false;
    if (domain.front() == '.' || domain.back() == '.' || domain.find("..") != std::string_view::npos) return false;
    return std::none_of(text.begin(), text.end(),
                        [&](char c) { return is_control(c) || kNever.find(c) != std::string_view::npos; });
}

bool is_language(std::string_view text) {
    if (text.size() > 35) return false;  // RFC 5646, section 4.4.1
    bool first = true;
    while (true) {
        const std::string_view part = text.substr(0, text.find('-'));
        if (part.size() > 8 || part.empty()) return false;
        if (first && (part.size() < 2 || !std::all_of(part.begin(), part.end(), is_letter))) return false;
        if (!std::all_of(part.begin(), part.end(), [](char c) { return is_letter(c) || is_digit(c); })) return false;
        if (part.size() == text.size()) return true;
        text.remove_prefix(part.size() + 1);
        first = false;
    }
}

bool is_time_zone(std::string_view text) {
    if (text.empty() || text.size() > 64 || !is_letter(text.front()) || text.back() == '/') return false;
    return std::all_of(
               text.begin(), text.end(),
               [](char c) { return is_letter(c) || is_digit(c) || c == '/' || c == '_' || c == '-' || c == '+'; }) &&
           text.find("//") == std::string_view::npos;
}

}  // namespace dialogd::intake
