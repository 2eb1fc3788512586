// Settings of channels out of the configuration.
#include "app/ways_out.hpp"

#include "app/providers.hpp"
#include "channels/channels.hpp"
#include "message/words.hpp"

namespace dialogd::app {

namespace {

// Fills a gateway's template; a name that it does not know is the provider file's mistake, found at start.
std::string fill(const std::string& text, const std::map<std::string, std::string>& values) {
    Result<std::string> filled = message::fill(text, values);
    return filled ? std::move(*filled) : std::string();
}

}  // namespace

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
    file->shape.secret = channel.secret;
    gateways.push_back(file->shape);
    channels::GatewaySettings settings;
    settings.provider = file->provider;
    settings.url = channel.url;
    settings.user = channel.user;
    settings.password = channel.password;
    settings.from = channel.from;
    if (!config.web.empty()) {
        const bool any_host = config.web.starts_with("0.0.0.0:") || config.web.starts_with("[::]:");
        const std::string base = any_host ? config.household.public_url : "http://" + config.web;
        settings.receipt_url = base + "/in/" + file->shape.name + "/receipt";
    }
    settings.ca_file = channel.ca_file.string();
    settings.connections = channel.connections;
    settings.rate = channel.rate;
    settings.fill = fill;
    return channels::make_gateway(std::move(settings));
}

}  // namespace dialogd::app
