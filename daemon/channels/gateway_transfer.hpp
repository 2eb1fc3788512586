// One request to a gateway and its answer so far.
#pragma once

#include "channels/channels.hpp"
#include "channels/curl.hpp"
#include "channels/gateway_request.hpp"
#include "channels/pace.hpp"

namespace dialogd::channels {

struct GatewayTimes {
    Duration connect = std::chrono::seconds(10);
    Duration answer = std::chrono::seconds(60);  // from the beginning to the end of the answer
    Duration close = std::chrono::seconds(3);    // what is under way when the channel closes
};

// libcurl holds its address: it never moves. On a connection of its own: on a kept one that died, libcurl sends the
// request again in silence, and a gateway that had taken the first would send two messages.
class GatewayTransfer {
public:
    explicit GatewayTransfer(Outgoing outgoing) : outgoing_(std::move(outgoing)) {}
    GatewayTransfer(const GatewayTransfer&) = delete;
    GatewayTransfer& operator=(const GatewayTransfer&) = delete;

    // False: libcurl has no room. `settings` outlive the transfer.
    bool set_up(const GatewaySettings& settings, const GatewayTimes& times, GatewayRequest request);

    CURL* handle() const { return easy_.get(); }
    const Outgoing& outgoing() const { return outgoing_; }
    Outgoing take_outgoing() { return std::move(outgoing_); }
    const std::string& answer() const { return answer_; }
    int status() const;  // of HTTP; 0: no answer yet
    // Until the connection (with its TLS) stands, nothing was asked; from then on anything may have been read.
    bool has_asked() const;
    // What Retry-After asks for, in seconds or as a date (RFC 9110, section 10.2.3); zero: nothing. At most a day.
    TickSpan asked_to_wait() const;

private:
    static std::size_t take_answer(char* bytes, std::size_t size, std::size_t count, void* self);

    Easy easy_;
    HeaderList headers_;
    GatewayRequest request_;
    Outgoing outgoing_;
    std::string answer_;
};

}  // namespace dialogd::channels
