// A mail taken apart: its headers, and its parts as UTF-8 text. What GMime knows, as plain values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialogd/result.hpp"

namespace dialogd::message {

// Beyond these a mail is refused: nobody answers a message with more, and each costs memory or stack.
inline constexpr std::size_t kMaxMailBytes = std::size_t{25} * 1024 * 1024;
inline constexpr std::size_t kMaxHeaderBytes = std::size_t{64} * 1024;
inline constexpr std::size_t kMaxMailDepth = 20;
inline constexpr std::size_t kMaxMailParts = 1000;

struct MailField {
    std::string name;   // lower case
    std::string value;  // unfolded, decoded (RFC 2047), valid UTF-8
};

struct MailPart {
    std::string type;         // "text/plain", lower case
    std::string text;         // text/* and reports as UTF-8; of message/rfc822 the headers; else empty
    bool attachment = false;  // Content-Disposition: attachment
    std::size_t inside = 0;   // how many attached messages it lies in
    std::size_t choice = 0;   // the multipart/alternative it is one of; 0: none
};

struct MailTree {
    std::vector<MailField> fields;
    std::string type;               // of the mail itself
    std::string report_type;        // of multipart/report: "delivery-status"
    std::vector<MailPart> parts;    // leaves and attached messages, in order
    std::vector<std::string> from;  // addr-specs
    std::string text;               // what its sender wrote and quoted: text, else HTML turned into text

    // The first value, empty when there is none. `name` in lower case.
    std::string_view field(std::string_view name) const;
    bool has(std::string_view name) const;
};

// Refuses what is no mail or goes beyond the bounds above. Never throws, whatever the bytes.
Result<MailTree> read_mail(std::string_view bytes);

// Valid UTF-8: `charset` converted; what is wrongly declared is read as UTF-8 or, failing that, Windows-1252.
std::string to_utf8(std::string_view bytes, std::string_view charset);

// Addr-specs in a header's value or in any text, in order; the domain in lower case.
std::vector<std::string> addresses_in(std::string_view text);

// HTML as a plain text reader would show it: blocks on lines of their own, quotations marked with "> ".
std::string html_to_text(std::string_view html);

}  // namespace dialogd::message
