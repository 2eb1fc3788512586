// Where a mail program put the mail that is answered: attributions, header blocks, separators.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dialogd::message {

using Lines = std::vector<std::string_view>;

// The line without blanks at both ends (also the no-break space).
std::string_view trimmed(std::string_view line);

// "> text", as plain text mails quote. A line such as ">>> http://shop.example <<<" is none.
bool is_quoted(std::string_view line);

// Only dashes, underscores, equal signs, stars: a rule drawn between things.
bool is_ruler(std::string_view line);

// "On Mon, 2 Mar 2026 at 10:00, Anna <anna@example.com> wrote:", in many languages, over at most five lines.
struct Attribution {
    std::size_t lines = 0;    // how many lines it takes
    std::string_view before;  // what the customer wrote on the same line, before it
};
std::optional<Attribution> attribution_at(const Lines& lines, std::size_t at);

// "-----Original Message-----" and its kin.
bool is_original_separator(std::string_view line);

// "From: … Sent: … To: … Subject: …" as Outlook puts it over the mail that is answered.
bool is_header_block_at(const Lines& lines, std::size_t at);

}  // namespace dialogd::message
