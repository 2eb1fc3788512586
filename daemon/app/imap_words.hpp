// What is said to and by an IMAP server (RFC 9051, RFC 3501), and what a mail out of a mailbox lacks of what LMTP
// brings along. Pure: texts in, values out. Servers may say anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dialogd::app {

using Uid = std::uint32_t;

// The UIDs of all "* SEARCH" lines, ascending, each once, at most `most`. What is no number is left out.
std::vector<Uid> searched_uids(std::string_view lines, std::size_t most);
// Does a "* CAPABILITY" line name it?
bool offers_capability(std::string_view lines, std::string_view name);
// Out of "* OK [UIDVALIDITY 3857529045] UIDs valid"; nothing when the line says none.
std::optional<std::uint32_t> uid_validity_of(std::string_view line);
// "A005 NO [SERVERBUG] can't": a tagged line that says no.
bool is_refusal(std::string_view line);
// A quoted string (RFC 3501, section 4.3) of printable ASCII.
std::string quoted_string(std::string_view text);

// A mail as it is handed on: its recipient, who in LMTP is the envelope's, out of its headers; and with a Message-ID,
// by which repeats are recognised, also where its sender gave it none.
struct FetchedMail {
    std::string recipient;
    std::string bytes;
};
// `where`: what names this mail for ever, for a Message-ID.
FetchedMail dressed(std::string bytes, std::string_view reply_domain, std::string_view where);

}  // namespace dialogd::app
