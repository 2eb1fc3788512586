// How webhooks are signed: Twilio's header, JSON Web Tokens, Standard Webhooks. Pure: the keyed hashes are lent by
// app/, where the cryptography lives. Whatever can be altered in a request makes its signature wrong, also in
// spellings that decode to the same octets.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialogd/time.hpp"

namespace dialogd::intake {

// Each returns the raw octets.
struct Digests {
    std::function<std::string(std::string_view key, std::string_view octets)> hmac_sha1;
    std::function<std::string(std::string_view key, std::string_view octets)> hmac_sha256;
    std::function<std::string(std::string_view octets)> sha256;
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

// https://www.twilio.com/docs/usage/security: HMAC-SHA1 over the URL as Twilio called it and the form's parameters by
// name, each name followed by its value. Twilio writes the URL with its port or without: each is tried. A body that is
// no form is covered by `bodySHA256` in the query. `form`: the decoded pairs of a form body, all of them.
bool is_signed_by_twilio(const Digests& digests, std::string_view auth_token, std::string_view url, const Pairs& form,
                         std::string_view body, std::string_view signature);

// The payload, JSON, of a JSON Web Token (RFC 7519) signed with HS256 and that secret; nothing when it is not. No
// other algorithm counts, "none" least of all.
std::optional<std::string> jwt_payload(const Digests& digests, std::string_view secret, std::string_view token);

// https://www.standardwebhooks.com: "v1," and the base64 of HMAC-SHA256 over id.timestamp.body. `secret`: base64,
// perhaps behind "whsec_". Empty when the secret is no such text.
std::string standard_webhook_signature(const Digests& digests, std::string_view secret, std::string_view id,
                                       std::string_view timestamp, std::string_view body);
// One of `signatures` (there may be several, with blanks between them) fits, and the timestamp is within five minutes.
bool is_standard_webhook(const Digests& digests, std::string_view secret, std::string_view id,
                         std::string_view timestamp, std::string_view body, std::string_view signatures, Instant now);

}  // namespace dialogd::intake
