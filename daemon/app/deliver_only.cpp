// A channel in front of another: it keeps back what is not to be delivered.
#include "app/deliver_only.hpp"

#include <algorithm>
#include <utility>

#include "intake/text.hpp"

namespace dialogd::app {

namespace {

class DeliverOnly final : public Channel {
public:
    DeliverOnly(std::unique_ptr<Channel> channel, std::vector<std::string> patterns)
        : channel_(std::move(channel)), patterns_(std::move(patterns)) {}

    ChannelKind kind() const override { return channel_->kind(); }
    std::size_t room() const override { return channel_->room(); }

    void submit(Outgoing outgoing) override {
        const bool wanted = std::any_of(patterns_.begin(), patterns_.end(),
                                        [&](const std::string& pattern) { return address_fits(pattern, outgoing.to); });
        if (wanted) return channel_->submit(std::move(outgoing));
        Outcome outcome;
        outcome.customer = outgoing.customer;
        outcome.receipt.message = outgoing.message;
        outcome.receipt.attempt = outgoing.attempt;
        outcome.receipt.kind = ReceiptKind::accepted;
        outcome.receipt.detail = "recorded and not sent: deliver_only leaves this address out";
        outcome.receipt.time = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
        kept_back_.push_back(std::move(outcome));
    }

    // What was kept back is done with.
    std::optional<Outgoing> revoke(CustomerNumber customer, MessageNumber message) override {
        return channel_->revoke(customer, message);
    }

    std::vector<Outcome> work(Duration wait) override {
        return with_kept_back(channel_->work(kept_back_.empty() ? wait : Duration::zero()));
    }
    bool idle() const override { return kept_back_.empty() && channel_->idle(); }
    void interrupt() override { channel_->interrupt(); }
    std::vector<Outcome> close() override { return with_kept_back(channel_->close()); }

private:
    std::vector<Outcome> with_kept_back(std::vector<Outcome> outcomes) {
        std::move(kept_back_.begin(), kept_back_.end(), std::back_inserter(outcomes));
        kept_back_.clear();
        return outcomes;
    }

    std::unique_ptr<Channel> channel_;
    std::vector<std::string> patterns_;
    std::vector<Outcome> kept_back_;
};

}  // namespace

bool address_fits(std::string_view pattern, std::string_view address) {
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) return intake::same_name(pattern, address);
    const std::string_view head = pattern.substr(0, star);
    const std::string_view tail = pattern.substr(star + 1);
    return address.size() >= head.size() + tail.size() && intake::same_name(head, address.substr(0, head.size())) &&
           intake::same_name(tail, address.substr(address.size() - tail.size()));
}

std::unique_ptr<Channel> deliver_only(std::unique_ptr<Channel> channel, std::vector<std::string> patterns) {
    return std::make_unique<DeliverOnly>(std::move(channel), std::move(patterns));
}

}  // namespace dialogd::app
