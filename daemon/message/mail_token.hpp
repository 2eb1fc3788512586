// Finds the token that we put into what is answered. Unverified: Signer says whether it is ours.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/mail_tree.hpp"

namespace dialogd::message {

// In order: the envelope's recipients, the mail's own, In-Reply-To and References, and, where `report`, the
// headers of the mail that came back. Empty when there is none.
std::string find_token(const MailTree& mail, const std::vector<std::string>& recipients, bool report);

}  // namespace dialogd::message
