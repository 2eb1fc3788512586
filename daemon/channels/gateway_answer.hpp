// What a gateway's answer makes of an attempt.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "channels/channels.hpp"
#include "channels/verdict.hpp"

namespace re2 {
class RE2;
}

namespace dialogd::channels {

// A provider's patterns, compiled once.
class GatewayAnswers {
public:
    // `invalid` with the pattern that RE2 can't read.
    static Result<GatewayAnswers> make(const Provider& provider);
    GatewayAnswers(GatewayAnswers&&) noexcept;
    GatewayAnswers& operator=(GatewayAnswers&&) noexcept;
    ~GatewayAnswers();

    // A whole answer. The patterns go before the status; what nobody can make sense of is uncertain, because
    // the message may be on its way.
    Verdict judge(int status, const std::string& body, const Outgoing& outgoing) const;

private:
    GatewayAnswers();

    using Pattern = std::unique_ptr<const re2::RE2>;
    std::vector<int> accepted_status_;
    std::vector<int> deferred_status_;
    Pattern accepted_, failed_, bad_address_, deferred_, reference_, code_;  // null: not given
};

}  // namespace dialogd::channels
