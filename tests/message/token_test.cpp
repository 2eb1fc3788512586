// Tokens: what was signed is recognised, whatever was altered is not.
#include <doctest/doctest.h>

#include <random>

#include "message/token.hpp"

using namespace dialogd;
using dialogd::message::Key;
using dialogd::message::make_signer;

namespace {
Key key(std::uint8_t id, char fill) {
    return {id, std::string(32, fill)};
}
}  // namespace

TEST_CASE("token: 39 letters of base32, which give the customer and the number back") {
    const auto signer = make_signer({key(1, 'k')});
    std::mt19937_64 random(7);
    for (int i = 0; i < 500; ++i) {
        const Token token{CustomerNumber{random() & ((1ULL << 35U) - 1)}, static_cast<std::uint32_t>(random())};
        const std::string text = signer->sign("message", token);
        CHECK(text.size() == 39);
        CHECK(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567") == std::string::npos);
        CHECK(signer->verify("message", text) == token);
    }
}

TEST_CASE("token: equal arguments give the same token, the one that was handed out years ago") {
    const auto signer = make_signer({key(1, 'k')});
    // Made with Python: base32(0 (5 bits) + id (8) + customer (35) + number (32) + HMAC-SHA256[:15])
    CHECK(signer->sign("message", {CustomerNumber{42}, 7}) == "aeaaaaafiaaaaah7epnc757t2ferqrvcll4jxe5");
}

TEST_CASE("token: each altered letter makes it worthless") {
    const auto signer = make_signer({key(1, 'k'), key(2, 'l')});
    const std::string text = signer->sign("message", {CustomerNumber{123456}, 9});
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (const char c : std::string("abcdefghijklmnopqrstuvwxyz234567ABCZ019=-@ \n")) {
            std::string altered = text;
            altered[i] = c;
            if (altered != text) CHECK_FALSE(signer->verify("message", altered).has_value());
        }
    }
    CHECK_FALSE(signer->verify("message", "").has_value());
    CHECK_FALSE(signer->verify("message", text + "a").has_value());
    CHECK_FALSE(signer->verify("message", text.substr(1)).has_value());
}

TEST_CASE("token: one purpose is not another's") {
    const auto signer = make_signer({key(1, 'k')});
    const Token token{CustomerNumber{5}, 1};
    CHECK_FALSE(signer->verify("unsubscribe", signer->sign("message", token)).has_value());
    CHECK(signer->sign("unsubscribe", token) != signer->sign("preferences", token));
}

TEST_CASE("token: the first key signs, all verify, a key taken away does not") {
    const Token token{CustomerNumber{5}, 1};
    const std::string old = make_signer({key(1, 'k')})->sign("message", token);
    const auto both = make_signer({key(2, 'n'), key(1, 'k')});
    CHECK(both->verify("message", old) == token);
    CHECK(both->verify("message", both->sign("message", token)) == token);
    CHECK(both->sign("message", token) != old);
    CHECK_FALSE(make_signer({key(2, 'n')})->verify("message", old).has_value());
    CHECK_FALSE(make_signer({key(1, 'x')})->verify("message", old).has_value());
}
