// SMS through a gateway's HTTP interface: one request an attempt, several at once.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <random>
#include <vector>

#include "channels/channels.hpp"
#include "channels/curl.hpp"
#include "channels/gateway_answer.hpp"
#include "channels/gateway_request.hpp"
#include "channels/pace.hpp"

namespace dialogd::channels {

struct GatewayTimes {
    Duration connect = std::chrono::seconds(10);
    Duration answer = std::chrono::seconds(60);  // from the beginning to the end of the answer
    Duration close = std::chrono::seconds(3);    // what is under way when the channel closes
};
Result<std::unique_ptr<Channel>> make_gateway(GatewaySettings settings, GatewayTimes times);

// Each request has a connection of its own: on a kept one that died, libcurl sends the request again in
// silence, and a gateway that had taken the first would send two messages.
class GatewayChannel final : public Channel {
public:
    GatewayChannel(GatewaySettings settings, GatewayTimes times, GatewayAnswers answers, Multi multi);
    ~GatewayChannel() override;

    ChannelKind kind() const override { return ChannelKind::sms; }
    std::size_t room() const override;
    void submit(Outgoing outgoing) override;
    std::optional<Outgoing> revoke(CustomerNumber customer, MessageNumber message) override;
    std::vector<Outcome> work(Duration wait) override;
    bool idle() const override { return open_ == 0 && outcomes_.empty(); }
    void interrupt() override;
    std::vector<Outcome> close() override;

private:
    // One request and its answer so far. The multi knows it by its handle; its address never changes.
    struct Transfer {
        Easy easy;
        HeaderList headers;
        GatewayRequest request;
        Outgoing outgoing;
        std::string answer;
    };

    std::optional<Outgoing> take_back(CustomerNumber customer, MessageNumber message);
    void move_bytes(Tick until);
    void start_waiting(Tick now);
    void start(Outgoing outgoing);
    bool set_up(Transfer& transfer);
    void finish(Tick now);
    void finish_one(CURL* easy, CURLcode code, Tick now);
    Verdict judge(const Transfer& transfer, CURLcode code) const;
    void pace_by(const Verdict& verdict, const Transfer& transfer, Tick now);
    void end(const Outgoing& outgoing, Verdict verdict);

    const GatewaySettings settings_;
    const GatewayTimes times_;
    const GatewayAnswers answers_;
    Multi multi_;
    std::vector<std::unique_ptr<Transfer>> transfers_;
    std::deque<Outgoing> queue_;
    std::vector<Outcome> outcomes_;
    std::size_t open_ = 0;  // attempts without outcome
    std::size_t finished_ = 0;
    Rate rate_;
    Ahead ahead_;
    Breaker gateway_;
    int deferrals_ = 0;  // in a row
    std::minstd_rand draws_{std::random_device{}()};
    std::atomic<bool> interrupted_{false};
    bool closed_ = false;
};

}  // namespace dialogd::channels
