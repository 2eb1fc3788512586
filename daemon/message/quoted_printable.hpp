// Quoted-printable (RFC 2045, section 6.7).
#pragma once

#include <string>
#include <string_view>

namespace dialogd::message {

// Appends UTF-8 text with \n line ends as lines of at most 76 characters that end in CRLF. No line
// begins with a dot or "From ", so that what stores or forwards the mail need not alter it. The text's
// last line gets no line end that it did not have.
void append_quoted_printable(std::string_view text, std::string& out);

}  // namespace dialogd::message
