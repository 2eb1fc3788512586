// Folding, encoded words and addresses in header fields.
#include "message/mail_header.hpp"

#include <algorithm>

#include "message/one_line.hpp"

namespace dialogd::message {

namespace {

constexpr std::size_t kWidth = 76;
// RFC 5321 allows 64 + 1 + 255; whatever is longer is no address that anybody has.
constexpr std::size_t kMaxAddress = 320;
// A word without a space can't be folded, and a line may not pass 998: far below that it is encoded.
constexpr std::size_t kMaxWord = 400;

bool is_alnum(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool is_atext(char c) {
    return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}
bool is_dot_atom(std::string_view text) {
    return !text.empty() && text.front() != '.' && text.back() != '.' && text.find("..") == std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [](char c) { return c == '.' || is_atext(c); });
}

std::string clean(std::string_view text) {
    return as_one_line(as_utf8(std::string(text)));
}

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string unquoted(std::string_view text) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
    std::string out;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '\\' && i + 2 < text.size()) ++i;
        out += text[i];
    }
    return out;
}

// ------------------------------------------------------------------------------- encoded words

// Stays as it is in Q, also within a phrase (RFC 2047, section 5).
bool is_q_plain(char c) {
    return is_alnum(c) || c == '!' || c == '*' || c == '+' || c == '-' || c == '/';
}

std::size_t q_width(std::string_view character) {
    return character.size() == 1 && (is_q_plain(character[0]) || character[0] == ' ') ? 1 : 3 * character.size();
}

void append_q(std::string_view text, std::string& out) {
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    for (const char c : text) {
        if (c == ' ') {
            out += '_';
        } else if (is_q_plain(c)) {
            out += c;
        } else {
            const auto u = static_cast<unsigned char>(c);
            out += '=';
            out += kHex[u >> 4U];
            out += kHex[u & 15U];
        }
    }
}

void append_base64(std::string_view octets, std::string& out) {
    static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < octets.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = (group << 8U) | (i + k < octets.size() ? static_cast<unsigned char>(octets[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k <= octets.size() ? kAlphabet[(group >> (18U - 6U * k)) & 63U] : '=';
    }
}

// Appends `text` in encoded words of at most 75 characters, none of which cuts a character in two.
// `column` is where the line stands; it is moved on.
void append_encoded(std::string_view text, std::size_t& column, std::string& out) {
    std::size_t q_size = 0;
    for (const char c : text) q_size += is_q_plain(c) || c == ' ' ? 1 : 3;
    const bool q = q_size <= (text.size() + 2) / 3 * 4;
    constexpr std::size_t kFrame = 12;  // "=?UTF-8?Q?" and "?="
    std::size_t begin = 0;
    while (begin < text.size()) {
        // A first word that has hardly any room begins on the next line.
        const std::size_t room = kWidth > column + kFrame + 12 ? kWidth - column - kFrame : 0;
        std::size_t end = begin;
        std::size_t whole = begin;  // B: the last place where no padding is needed
        std::size_t width = 0;      // Q: letters; B: octets
        while (end < text.size()) {
            if (!q && width % 3 == 0) whole = end;
            std::size_t next = end;
            next_code_point(text, next);
            const std::size_t more = q ? q_width(text.substr(end, next - end)) : next - end;
            if ((q ? width + more : (width + more + 2) / 3 * 4) > room) break;
            width += more;
            end = next;
        }
        // Some programs join encoded words before they decode them: padding in the middle ends the text there.
        if (!q && end < text.size() && width % 3 != 0 && whole > begin) end = whole;
        if (end > begin) {
            const std::size_t before = out.size();
            out += q ? "=?UTF-8?Q?" : "=?UTF-8?B?";
            q ? append_q(text.substr(begin, end - begin), out) : append_base64(text.substr(begin, end - begin), out);
            out += "?=";
            column += out.size() - before;
        }
        if (end < text.size()) {
            out += "\r\n ";
            column = 1;
        }
        begin = end;
    }
}

bool is_plain_header_text(std::string_view text) {
    std::size_t word = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] < 0x20 || text[i] == 0x7F) return false;  // also what is beyond ASCII: char is signed here
        if (text[i] == ' ' && (i + 1 == text.size() || text[i + 1] == ' ')) return false;
        word = text[i] == ' ' ? 0 : word + 1;
        if (word > kMaxWord) return false;
    }
    return text.find("=?") == std::string_view::npos;
}

}  // namespace

std::string only(std::string_view text, std::string_view also) {
    std::string out;
    for (const char c : text)
        if (is_alnum(c) || also.find(c) != std::string_view::npos) out += c;
    return out;
}

std::string safe_address(std::string_view text) {
    const std::string line = clean(text);
    const std::size_t at = line.rfind('@');
    if (at == std::string::npos || at == 0 || line.size() > kMaxAddress) return {};
    const std::string_view domain = std::string_view(line).substr(at + 1);
    const bool literal = domain.size() > 2 && domain.front() == '[' && domain.back() == ']' &&
                         only(domain, ".:") == domain.substr(1, domain.size() - 2);
    if (!literal && !is_dot_atom(domain)) return {};
    const std::string_view local = std::string_view(line).substr(0, at);
    if (is_dot_atom(local)) return line;
    return in_quotes(unquoted(local)) + "@" + std::string(domain);
}

Mailbox parse_mailbox(std::string_view text) {
    const std::string line = clean(text);
    const std::size_t open = line.rfind('<');
    if (open == std::string::npos || line.back() != '>') return {{}, safe_address(line)};
    std::string_view name = std::string_view(line).substr(0, open);
    while (name.ends_with(' ')) name.remove_suffix(1);
    return {unquoted(name), safe_address(std::string_view(line).substr(open + 1, line.size() - open - 2))};
}

void append_unstructured(std::string_view name, std::string_view value, std::string& out) {
    const std::string text = clean(value);
    out += name;
    out += ": ";
    std::size_t column = name.size() + 2;
    if (!is_plain_header_text(text)) {
        append_encoded(text, column, out);
        out += "\r\n";
        return;
    }
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin + 1), text.size());  // a word with the space before it
        if (begin > 0 && column + end - begin > kWidth) {
            out += "\r\n";
            column = 0;
        }
        out.append(text, begin, end - begin);
        column += end - begin;
        begin = end;
    }
    out += "\r\n";
}

void append_mailbox(std::string_view name, const Mailbox& mailbox, std::string& out) {
    out += name;
    out += ": ";
    const std::string display = clean(mailbox.name);
    std::size_t column = name.size() + 2;
    if (display.empty()) {
        out += mailbox.address;
        out += "\r\n";
        return;
    }
    const bool words = std::all_of(display.begin(), display.end(), [](char c) { return c == ' ' || is_atext(c); });
    if (!is_plain_header_text(display) || display.size() > 60) {
        append_encoded(display, column, out);
    } else {
        const std::string text = words ? display : in_quotes(display);
        out += text;
        column += text.size();
    }
    out += column + mailbox.address.size() + 3 > kWidth ? "\r\n <" : " <";
    out += mailbox.address;
    out += ">\r\n";
}

}  // namespace dialogd::message
