// The hashes that app/ lends to intake, for its tests: OpenSSL's.
#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "intake/webhook_signature.hpp"

namespace dialogd::intake {

inline std::string keyed(const EVP_MD* hash, std::string_view key, std::string_view octets) {
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    HMAC(hash, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(octets.data()),
         octets.size(), out, &length);
    return {reinterpret_cast<const char*>(out), length};
}

inline const Digests& digests() {
    static const Digests all{
        [](std::string_view key, std::string_view octets) { return keyed(EVP_sha1(), key, octets); },
        [](std::string_view key, std::string_view octets) { return keyed(EVP_sha256(), key, octets); },
        [](std::string_view octets) {
            unsigned char out[EVP_MAX_MD_SIZE];
            unsigned length = 0;
            EVP_Digest(octets.data(), octets.size(), out, &length, EVP_sha256(), nullptr);
            return std::string(reinterpret_cast<const char*>(out), length);
        }};
    return all;
}

}  // namespace dialogd::intake
