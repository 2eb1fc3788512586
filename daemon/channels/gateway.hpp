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
#include "channels/gateway_transfer.hpp"
#include "channels/pace.hpp"

namespace dialogd::channels {

Result<std::unique_ptr<Channel>> make_gateway(GatewaySettings settings, GatewayTimes times);

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
    std::optional<Outgoing> take_back(CustomerNumber customer, MessageNumber message);
    void move_bytes(Tick until);
    void start_waiting(Tick now);
    void start(Outgoing outgoing);
    void finish(Tick now);
    void finish_one(CURL* easy, CURLcode code, Tick now);
    Verdict judge(const GatewayTransfer& transfer, CURLcode code) const;
    void pace_by(const Verdict& verdict, const GatewayTransfer& transfer, Tick now);
    void give_back(const Verdict& why);
    void end(const Outgoing& outgoing, Verdict verdict);

    const GatewaySettings settings_;
    const GatewayTimes times_;
    const GatewayAnswers answers_;
    Multi multi_;
    std::vector<std::unique_ptr<GatewayTransfer>> transfers_;
    std::deque<Outgoing> queue_;
    std::vector<Outcome> outcomes_;
    std::size_t open_ = 0;  // attempts without outcome
    std::size_t finished_ = 0;
    Rate rate_;
    Ahead ahead_;
    Breaker gateway_;
    Tick held_until_{};  // the gateway named the time: nothing that works before shortens it
    int deferrals_ = 0;  // in a row
    std::minstd_rand draws_{std::random_device{}()};
    std::atomic<bool> interrupted_{false};
    bool closed_ = false;
};

}  // namespace dialogd::channels
