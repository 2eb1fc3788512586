// A mail that came in, understood: who, in answer to what, of which kind, and what they wrote.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/message.hpp"

namespace dialogd::message {

// What it is: a person's words, a delivery report (RFC 3464), a complaint (RFC 5965), or an automatic
// answer (RFC 3834).
enum class MailKind : std::uint8_t { reply, bounce, complaint, automatic };
std::string_view to_text(MailKind kind);

struct MailReport {         // bounce and complaint
    std::string recipient;  // the address it is about
    std::string action;     // RFC 3464: failed, delayed, delivered, relayed, expanded
    std::string status;     // RFC 3463: "5.1.1"
    std::string diagnostic;
    bool hard = false;          // will not get better by trying again
    std::string feedback_type;  // RFC 5965: "abuse"
};

struct ParsedMail {
    MailKind kind = MailKind::reply;
    std::string from;             // addr-spec of the From header, lower case domain
    std::vector<std::string> to;  // To, Cc, Delivered-To, X-Original-To
    std::string message_id;
    std::vector<std::string> references;  // In-Reply-To first, then References, newest first
    std::string subject;
    std::string text;        // what the person wrote, without what the client quoted
    std::string whole_text;  // with it
    std::string token;       // as found in recipient, In-Reply-To, References or the returned headers; unverified
    std::vector<MailReport> reports;
};

// `recipients`: the envelope's, looked through first for "reply+TOKEN@" and "bounce+TOKEN@".
// Refuses what is no mail (no header at all, NUL bytes only, more than 25 MiB).
Result<ParsedMail> parse_mail(std::string_view bytes, const std::vector<std::string>& recipients);

// What the customer wrote, out of the plain text of a mail (quoted text, headers of the quoted mail and
// signatures cut off).
std::string extract_reply(std::string_view text);

}  // namespace dialogd::message
