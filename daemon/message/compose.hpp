// A Message as the bytes of an RFC 5322 mail. Pure: the same Message gives the same bytes.
#pragma once

#include <string>
#include <string_view>

#include "dialogd/message.hpp"

namespace dialogd::message {

// multipart/alternative (text/plain, text/html), CRLF line ends, at most 998 octets a line, headers of
// section 8 of the design: Message-ID, Reply-To with the token, List-Unsubscribe (+ -Post), List-Id,
// Feedback-ID, Auto-Submitted, X-Auto-Response-Suppress, and In-Reply-To/References in a talk.
// Not dot-stuffed.
std::string compose_mail(const Message& message, const Calendar& calendar);

std::string message_id(const Message& message);   // "<TOKEN@reply_domain>"
std::string return_path(const Message& message);  // "bounce+TOKEN@reply_domain" (VERP)

}  // namespace dialogd::message
