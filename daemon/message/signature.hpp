// Signatures and closings, which say nothing: "-- ", "Sent from my iPhone", "Med venlig hilsen".
#pragma once

#include <cstddef>

#include "message/quoting.hpp"

namespace dialogd::message {

// "Sent from my iPhone", "Sendt fra min iPhone", "Skickat från min Samsung".
bool is_device_line(std::string_view line);
// "Hämta Outlook för iOS": under it comes only what Outlook quotes.
bool is_outlook_line(std::string_view line);

// The first line of what signs lines[0, end): a "-- " line, a closing with a name under it, the footer of a
// mailing list. `end` when nothing does.
std::size_t signature_start(const Lines& lines, std::size_t end);

}  // namespace dialogd::message
