// The channels that the configuration names.
#pragma once

#include <memory>
#include <vector>

#include "app/config.hpp"
#include "dialogd/ports.hpp"
#include "intake/intake.hpp"

namespace dialogd::app {

// The hashes that webhooks are checked with, by OpenSSL.
intake::Digests webhook_digests();

// A gateway also says how what comes back from it looks: that is added to `gateways`.
Result<std::unique_ptr<Channel>> open_channel(const ChannelConfig& channel, const Config& config,
                                              std::vector<intake::GatewayShape>& gateways);

}  // namespace dialogd::app
