// What has to hold before anything of a message may go to a network.
#pragma once

#include <optional>
#include <string_view>

#include "channels/verdict.hpp"

namespace dialogd::channels {

// Why an e-mail's envelope can't be said in SMTP, as the verdict that its attempt gets; nothing when it
// can. Control characters, spaces outside quotes and angle brackets would end the command or begin
// another one, and libcurl and our own dialogue would let them through.
std::optional<Verdict> refuse_envelope(std::string_view return_path, std::string_view to);

// The same for a number and a text on their way to an SMS gateway.
std::optional<Verdict> refuse_number(std::string_view to);

// The whole of it is 7 bit.
bool is_ascii(std::string_view text);

}  // namespace dialogd::channels
