// Settings of channels out of the configuration.
#include "app/ways_out.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "app/providers.hpp"
#include "channels/channels.hpp"
#include "channels/curl.hpp"
#include "message/words.hpp"

namespace dialogd::app {

namespace {

// Fills a gateway's template; a name that it does not know is the provider file's mistake, found at start.
std::string fill(const std::string& text, const std::map<std::string, std::string>& values) {
    Result<std::string> filled = message::fill(text, values);
    return filled ? std::move(*filled) : std::string();
}

std::string keyed_hash(const EVP_MD* hash, std::string_view key, std::string_view octets) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(octets.data());
    if (HMAC(hash, key.data(), static_cast<int>(key.size()), data, octets.size(), out.data(), &length) == nullptr)
        return {};  // out of memory; an empty hash fits no signature
    return {reinterpret_cast<const char*>(out.data()), length};
}

std::string plain_hash(std::string_view octets) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    if (EVP_Digest(octets.data(), octets.size(), out.data(), &length, EVP_sha256(), nullptr) != 1) return {};
    return {reinterpret_cast<const char*>(out.data()), length};
}

// The address at which a gateway reaches us: one on this machine directly, all others through what the world sees.
std::string address_for(const std::string& gateway_url, const Config& config) {
    const bool any_host = config.web.starts_with("0.0.0.0:") || config.web.starts_with("[::]:");
    const auto url = channels::split_url(gateway_url);
    const bool near = url && url->loopback && !any_host;
    return near ? "http://" + config.web : config.household.public_url;
}

// What the provider's file can't know: the secret, and how we are called.
Result<void> complete(intake::GatewayShape& shape, const ChannelConfig& channel, const Config& config) {
    using intake::GatewayProof;
    shape.secret = channel.secret;
    // Twilio signs with the account's auth token, which most accounts send with too.
    if (shape.secret.empty() && shape.proof == GatewayProof::twilio) shape.secret = channel.password;
    const bool needs_secret = shape.proof != GatewayProof::machine || !shape.secret_parameter.empty();
    if (needs_secret && shape.secret.empty() && channel.can_receive && !config.web.empty())
        return Error{ErrorCode::invalid,
                     "channels.sms: `secret_file` is needed: without it nobody knows whether what comes in at /in/" +
                         shape.name + "/message is from " + shape.name + " (or write `can_receive: false`)",
                     {config.file.string(), 0, 0}};
    shape.addresses = {config.household.public_url, "http://" + config.web};
    shape.digests = webhook_digests();
    return {};
}

}  // namespace

intake::Digests webhook_digests() {
    intake::Digests digests;
    digests.hmac_sha1 = [](std::string_view key, std::string_view octets) {
        return keyed_hash(EVP_sha1(), key, octets);
    };
    digests.hmac_sha256 = [](std::string_view key, std::string_view octets) {
        return keyed_hash(EVP_sha256(), key, octets);
    };
    digests.sha256 = plain_hash;
    return digests;
}

Result<std::unique_ptr<Channel>> open_channel(const ChannelConfig& channel, const Config& config,
                                              std::vector<intake::GatewayShape>& gateways) {
    if (channel.type == "folder") return channels::make_folder(channel.kind, channel.folder);
    if (channel.type == "smtp") {
        channels::SmtpSettings settings;
        settings.url = channel.url;
        settings.tls = channel.tls == "none"            ? channels::Tls::none
                       : channel.tls == "opportunistic" ? channels::Tls::opportunistic
                                                        : channels::Tls::required;
        settings.user = channel.user;
        settings.password = channel.password;
        settings.ca_file = channel.ca_file.string();
        settings.helo = config.household.reply_domain;
        settings.connections = channel.connections;
        settings.rate = channel.rate;
        return channels::make_smtp(std::move(settings));
    }
    Result<ProviderFile> file = read_provider(channel.provider, config.file.parent_path());
    if (!file) return file.error();
    if (Result<void> completed = complete(file->shape, channel, config); !completed) return completed.error();
    gateways.push_back(file->shape);
    channels::GatewaySettings settings;
    settings.provider = file->provider;
    settings.url = channel.url;
    settings.user = channel.user;
    settings.password = channel.password;
    settings.from = channel.from;
    settings.secret = file->shape.secret;
    const bool checked = file->shape.proof == intake::GatewayProof::machine || !settings.secret.empty();
    // A receipt that nobody could believe is not asked for.
    if (!config.web.empty() && checked)
        settings.receipt_url = address_for(channel.url.empty() ? file->provider.url : channel.url, config) + "/in/" +
                               file->shape.name + "/receipt";
    settings.ca_file = channel.ca_file.string();
    settings.connections = channel.connections;
    settings.rate = channel.rate;
    settings.fill = fill;
    return channels::make_gateway(std::move(settings));
}

}  // namespace dialogd::app
