// Tokens: 39 letters that hold a customer, a number, a key's id and an HMAC-SHA256 cut to 120 bits.
//
//   bits   8        35        32        120
//        key id  customer   number   HMAC(key, purpose, 0, key id, customer (64), number)
//
// 195 bits are 39 letters of base32 exactly: no letter has bits to spare, so none can be altered.
#include "message/token.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace dialogd::message {

namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";  // RFC 4648, lower case
constexpr std::size_t kTokenLetters = 39;
constexpr unsigned kCustomerBits = 35;
constexpr std::size_t kMacOctets = 15;

using Mac = std::array<unsigned char, kMacOctets>;
// The token's bits in order; the first five of these 200 are not used.
using Bits = std::array<unsigned char, 25>;

constexpr std::array<std::int8_t, 256> letter_values() {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < kLetters.size(); ++i)
        values[static_cast<unsigned char>(kLetters[i])] = static_cast<std::int8_t>(i);
    return values;
}
constexpr std::array<std::int8_t, 256> kValues = letter_values();

void put_big_endian(std::uint64_t value, std::size_t octets, unsigned char* out) {
    for (std::size_t i = 0; i < octets; ++i) out[octets - 1 - i] = static_cast<unsigned char>(value >> (8 * i));
}

Bits pack(std::uint8_t key_id, Token token, const Mac& mac) {
    // 75 bits before the MAC: 8 + 35 + 32, right-aligned in ten octets.
    const std::uint64_t customer = to_integer(token.customer) & ((1ULL << kCustomerBits) - 1);
    Bits bits{};
    const std::uint64_t low = (customer << 32U) | token.number;  // its top 3 customer bits fall out
    put_big_endian(low, 8, bits.data() + 2);
    const auto high = static_cast<unsigned>(customer >> 32U) | (static_cast<unsigned>(key_id) << 3U);
    put_big_endian(high, 2, bits.data());
    std::copy(mac.begin(), mac.end(), bits.begin() + 10);
    return bits;
}

std::string to_letters(const Bits& bits) {
    std::string text(kTokenLetters + 1, 'a');
    // Five octets are eight letters; the first of the forty is always 'a' and left out.
    for (std::size_t group = 0; group < 5; ++group) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < 5; ++i) value = (value << 8U) | bits[group * 5 + i];
        for (std::size_t i = 0; i < 8; ++i) text[group * 8 + i] = kLetters[(value >> (35U - 5U * i)) & 31U];
    }
    return text.substr(1);
}

std::optional<Bits> from_letters(std::string_view text) {
    if (text.size() != kTokenLetters) return std::nullopt;
    Bits bits{};
    for (std::size_t group = 0; group < 5; ++group) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            const std::size_t at = group * 8 + i;
            const std::int8_t letter = at == 0 ? std::int8_t{0} : kValues[static_cast<unsigned char>(text[at - 1])];
            if (letter < 0) return std::nullopt;
            value = (value << 5U) | static_cast<unsigned>(letter);
        }
        put_big_endian(value, 5, bits.data() + group * 5);
    }
    return bits;
}

struct MacFree {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, MacFree>;

// A context that has taken in the key; each use begins with a copy of it.
MacContext keyed(const std::string& secret) {
    EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    MacContext context(algorithm != nullptr ? EVP_MAC_CTX_new(algorithm) : nullptr);
    EVP_MAC_free(algorithm);
    std::string digest = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string("digest", digest.data(), 0), OSSL_PARAM_END};
    const auto* octets = reinterpret_cast<const unsigned char*>(secret.data());
    if (context == nullptr || EVP_MAC_init(context.get(), octets, secret.size(), parameters) != 1) return nullptr;
    return context;
}

class HmacSigner : public Signer {
public:
    explicit HmacSigner(std::vector<Key> keys) {
        assert(!keys.empty());
        for (Key& key : keys) {
            keys_.push_back({key.id, keyed(key.secret)});
            assert(keys_.back().context != nullptr);
            OPENSSL_cleanse(key.secret.data(), key.secret.size());
        }
    }

    std::string sign(std::string_view purpose, Token token) const override {
        const KeyedContext& key = keys_.front();
        return to_letters(pack(key.id, token, mac(key, purpose, token)));
    }

    std::optional<Token> verify(std::string_view purpose, std::string_view text) const override {
        const std::optional<Bits> bits = from_letters(text);
        if (!bits) return std::nullopt;
        std::uint64_t high = ((*bits)[0] << 8U) | (*bits)[1];
        std::uint64_t low = 0;
        for (std::size_t i = 2; i < 10; ++i) low = (low << 8U) | (*bits)[i];
        const auto key_id = static_cast<std::uint8_t>(high >> 3U);
        const std::uint64_t customer = ((high & 7U) << 32U) | (low >> 32U);
        const Token token{CustomerNumber{customer}, static_cast<std::uint32_t>(low)};
        for (const KeyedContext& key : keys_) {
            if (key.id != key_id) continue;
            if (CRYPTO_memcmp(mac(key, purpose, token).data(), bits->data() + 10, kMacOctets) == 0) return token;
        }
        return std::nullopt;
    }

private:
    struct KeyedContext {
        std::uint8_t id = 0;
        MacContext context;
    };

    static Mac mac(const KeyedContext& key, std::string_view purpose, Token token) {
        std::array<unsigned char, 14> tail{};
        tail[1] = key.id;
        put_big_endian(to_integer(token.customer), 8, tail.data() + 2);
        put_big_endian(token.number, 4, tail.data() + 10);
        const MacContext context(EVP_MAC_CTX_dup(key.context.get()));
        std::array<unsigned char, 32> whole{};
        std::size_t size = 0;
        const bool done = context != nullptr &&
                          EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(purpose.data()),
                                         purpose.size()) == 1 &&
                          EVP_MAC_update(context.get(), tail.data(), tail.size()) == 1 &&
                          EVP_MAC_final(context.get(), whole.data(), &size, whole.size()) == 1;
        assert(done && size == whole.size());
        (void)done;
        Mac cut{};
        std::copy_n(whole.begin(), kMacOctets, cut.begin());
        return cut;
    }

    std::vector<KeyedContext> keys_;
};

}  // namespace

std::unique_ptr<const Signer> make_signer(std::vector<Key> keys) {
    return std::make_unique<HmacSigner>(std::move(keys));
}

}  // namespace dialogd::message
