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

// Whether the caller is who a shape without signatures trusts: knows its secret, or (without one) is on this machine
// and no proxy says that somebody else asks.
bool is_trusted(const GatewayShape& shape, const std::map<std::string, std::string>& parameters,
                const std::map<std::string, std::string>& headers, bool from_loopback);

// The path of a webhook: /in/NAME/WHAT, or /in/NAME/SECRET/WHAT.
struct GatewayPath {
    std::string_view name, secret, what;
};
GatewayPath gateway_path(std::string_view path);

// What a webhook says, if the gateway proves that it is its own: only what the proof covers. Nothing: not to be
// believed.
std::optional<std::map<std::string, std::string>> proven_parameters(const GatewayShape& shape,
                                                                    const HttpRequest& request,
                                                                    std::string_view path_secret, bool from_loopback,
                                                                    Instant now);

// The members of a flat JSON object as parameters: texts, whole numbers and the whole part of others. Empty when it
// is no object.
std::map<std::string, std::string> read_json_parameters(std::string text);

}  // namespace dialogd::intake
