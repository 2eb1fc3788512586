// Signed tokens: what we hand out, recognised when it comes back. HMAC-SHA256 through OpenSSL.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dialogd/ruleset.hpp"

namespace dialogd::message {

struct Key {
    std::uint8_t id = 1;
    std::string secret;  // 32 octets
};

// Signs with the first key, verifies with any. At least one.
std::unique_ptr<const Signer> make_signer(std::vector<Key> keys);

}  // namespace dialogd::message
