// SMS gateways' webhooks: inbound messages and receipts, as each gateway's GatewayShape names them.
#pragma once

#include <map>

#include "intake/batch.hpp"

namespace dialogd::intake {

// What a webhook's parameters meant.
struct WebhookReading {
    std::optional<Arrival> arrival;
    std::string dead;  // not attributable, for the dead letters, and why; empty: it is not
    // Neither: nothing of interest (a receipt on the way): taken and forgotten.
};

WebhookReading read_gateway_message(const GatewayShape& shape, const std::map<std::string, std::string>& parameters,
                                    const Sender& sender);
WebhookReading read_gateway_receipt(const GatewayShape& shape, const std::map<std::string, std::string>& parameters,
                                    const Sender& sender);

// Whether the caller is who the shape trusts: knows its secret, or (without one) is on this machine and
// no proxy says that somebody else asks.
bool is_trusted(const GatewayShape& shape, const std::map<std::string, std::string>& parameters,
                const std::map<std::string, std::string>& headers, bool from_loopback);

}  // namespace dialogd::intake
