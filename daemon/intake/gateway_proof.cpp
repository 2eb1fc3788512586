// Whether a webhook is the gateway's own, and what of it may be believed.
#include <cmath>

#include "intake/gateway.hpp"
#include "intake/json.hpp"
#include "intake/text.hpp"

namespace dialogd::intake {

namespace {

using Parameters = std::map<std::string, std::string>;

constexpr std::size_t kMostMembers = 200;  // of a JSON body; gateways send a dozen

std::string_view header(const HttpRequest& request, const std::string& name) {
    const auto at = request.headers.find(name);
    return at == request.headers.end() ? std::string_view{} : std::string_view(at->second);
}

bool is_json(const HttpRequest& request) {
    const std::string_view type = header(request, "content-type");
    return same_name(trimmed(type.substr(0, type.find(';'))), "application/json");
}

// Query and body, where both count. What stands in the query, which we wrote ourselves, goes first.
Parameters parameters_of(const HttpRequest& request) {
    Parameters parameters = request.query;
    if (request.method != "POST") return parameters;
    parameters.merge(is_json(request) ? read_json_parameters(request.body) : read_form(request.body));
    return parameters;
}

bool shows_secret(const GatewayShape& shape, const HttpRequest& request, const Parameters& parameters,
                  std::string_view path_secret) {
    if (shape.secret.empty()) return false;
    if (!path_secret.empty()) return same_secret(path_secret, shape.secret);
    if (const auto given = parameters.find(shape.secret_parameter);
        !shape.secret_parameter.empty() && given != parameters.end())
        return same_secret(given->second, shape.secret);
    const std::string_view text = header(request, "authorization");
    const std::string_view scheme = text.substr(0, text.find(' '));
    if (!same_name(scheme, "Basic")) return false;
    const std::optional<std::string> user = base64_decoded(trimmed(text.substr(scheme.size())));
    const std::size_t colon = user ? user->find(':') : std::string::npos;
    return colon != std::string::npos && same_secret(std::string_view(*user).substr(colon + 1), shape.secret);
}

// Its URL and form are covered; a body of another kind only by its hash in the URL.
std::optional<Parameters> said_by_twilio(const GatewayShape& shape, const HttpRequest& request) {
    const bool form = request.method == "POST" && !is_json(request);
    const Pairs pairs = form ? read_pairs(request.body) : Pairs{};
    const std::string_view signature = header(request, "x-twilio-signature");
    bool good = false;
    for (const std::string& address : shape.addresses)
        good |=
            is_signed_by_twilio(shape.digests, shape.secret, address + request.target, pairs, request.body, signature);
    if (!good) return std::nullopt;
    const bool covered = form || request.query.contains("bodySHA256");
    return covered ? parameters_of(request) : request.query;
}

// The token says it all again; what stands beside it is not covered.
std::optional<Parameters> said_by_token(const GatewayShape& shape, const HttpRequest& request) {
    std::optional<std::string> payload =
        jwt_payload(shape.digests, shape.secret, trimmed(header(request, shape.signature_header)));
    if (!payload) return std::nullopt;
    return read_json_parameters(std::move(*payload));
}

// The body is covered, the query is not.
std::optional<Parameters> said_by_standard(const GatewayShape& shape, const HttpRequest& request, Instant now) {
    const bool good = is_standard_webhook(shape.digests, shape.secret, header(request, "webhook-id"),
                                          header(request, "webhook-timestamp"), request.body,
                                          header(request, "webhook-signature"), now);
    if (!good) return std::nullopt;
    return is_json(request) ? read_json_parameters(request.body) : read_form(request.body);
}

}  // namespace

GatewayPath gateway_path(std::string_view path) {
    path.remove_prefix(std::min(path.size(), std::string_view("/in/").size()));
    GatewayPath pieces;
    pieces.name = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), pieces.name.size() + 1));
    const std::size_t last = path.rfind('/');
    if (last != std::string_view::npos) pieces.secret = path.substr(0, last);
    pieces.what = last == std::string_view::npos ? path : path.substr(last + 1);
    return pieces;
}

std::optional<Parameters> proven_parameters(const GatewayShape& shape, const HttpRequest& request,
                                            std::string_view path_secret, bool from_loopback, Instant now) {
    switch (shape.proof) {
        case GatewayProof::twilio: return said_by_twilio(shape, request);
        case GatewayProof::jwt: return said_by_token(shape, request);
        case GatewayProof::standard: return said_by_standard(shape, request, now);
        case GatewayProof::machine:
        case GatewayProof::secret: break;
    }
    Parameters parameters = parameters_of(request);
    const bool good = shape.proof == GatewayProof::secret
                          ? shows_secret(shape, request, parameters, path_secret)
                          : is_trusted(shape, parameters, request.headers, from_loopback);
    if (!good) return std::nullopt;
    return parameters;
}

std::map<std::string, std::string> read_json_parameters(std::string text) {
    Parameters parameters;
    JsonReader reader;
    const Result<JsonElement> json = reader.read(text);
    JsonObject object;
    if (!json || json->get(object) != simdjson::SUCCESS) return parameters;
    for (const auto& [name, element] : object) {
        if (parameters.size() >= kMostMembers) break;
        std::string value;
        double number = 0;
        constexpr double kWhole = 9e15;  // beyond, a double has no whole numbers of its own
        if (to_text_or_number(element, value))
            parameters.emplace(name, std::move(value));
        else if (element.get(number) == simdjson::SUCCESS && std::abs(number) < kWhole)
            parameters.emplace(name, std::to_string(static_cast<std::int64_t>(number)));
    }
    return parameters;
}

}  // namespace dialogd::intake
