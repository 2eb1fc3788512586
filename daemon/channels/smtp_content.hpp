// A mail's bytes as they stand after DATA (RFC 5321 4.5.2).
#pragma once

#include <string>
#include <string_view>

namespace dialogd::channels {

// Appends `mail` dot-stuffed, with CRLF at the end of each line, and the final "." line. A lone CR or LF
// becomes CRLF: some servers take it for a line's end and others do not, which lets a text end its own
// mail and begin another one. Equal bytes give equal bytes on every attempt. Returns where in `out` the
// final dot stands.
std::size_t append_content(std::string& out, std::string_view mail);

}  // namespace dialogd::channels
