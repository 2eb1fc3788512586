// The ways out, as the configuration names them.
#include <charconv>

#include "app/config_reading.hpp"

namespace dialogd::app {

namespace {

using rules::YamlNode;

// "200/s", "10/m" as messages a second.
std::optional<double> parse_rate(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || slash == 0) return std::nullopt;
    int number = 0;
    const auto [stopped, problem] = std::from_chars(text.data(), text.data() + slash, number);
    if (problem != std::errc{} || stopped != text.data() + slash || number <= 0) return std::nullopt;
    const std::string_view unit = text.substr(slash + 1);
    if (unit == "s") return number;
    if (unit == "m") return number / 60.0;
    if (unit == "h") return number / 3600.0;
    return std::nullopt;
}

void read_type(ChannelConfig& channel, const YamlNode& node, Keys& keys) {
    keys.required_text("type", channel.type, channel.kind == ChannelKind::email ? "smtp" : "gateway");
    const bool known = channel.type == "folder" || (channel.kind == ChannelKind::email && channel.type == "smtp") ||
                       (channel.kind == ChannelKind::sms && channel.type == "gateway");
    if (!channel.type.empty() && !known)
        keys.wrong(node, "`type: " + channel.type + "` is no way to send " + std::string(to_text(channel.kind)) +
                             (channel.kind == ChannelKind::email ? ": smtp or folder" : ": gateway or folder"));
}

void read_channel(const YamlNode& node, ChannelKind kind, Reading& reading) {
    const std::string name = "channels." + std::string(to_text(kind));
    Keys keys(node, name, reading.report.errors);
    ChannelConfig channel;
    channel.kind = kind;
    read_type(channel, node, keys);
    keys.required_text("from", channel.from, kind == ChannelKind::email ? "Shop <hej@shop.example>" : "\"1234\"");
    if (has_control(channel.from)) keys.wrong(node, name + ": `from` must be one line without control characters");
    if (kind == ChannelKind::email && !channel.from.empty() && channel.from.find('@') == std::string::npos)
        keys.wrong(node, name + ": `from: " + channel.from + "` is no e-mail address");
    std::string folder;
    std::string ca_file;
    std::string rate;
    std::string uncertain;
    if (channel.type == "folder") {
        keys.text("folder", folder);
        channel.folder = folder.empty() ? reading.report.config.data / "outbox" : reading.path_of(folder);
    } else {
        if (kind == ChannelKind::email)
            keys.required_text("url", channel.url, "smtp://127.0.0.1:25");
        else
            keys.text("url", channel.url);  // without it, the one in the provider's file
        keys.text("user", channel.user);
        channel.password = reading.secret(keys, "password_file");
        keys.text("ca_file", ca_file);
        keys.integer("connections", channel.connections, 1, 256);
        channel.ca_file = reading.path_of(ca_file);
    }
    if (channel.type == "smtp") {
        keys.text("tls", channel.tls);
        if (channel.tls != "none" && channel.tls != "opportunistic" && channel.tls != "required")
            keys.wrong(node, name + ": `tls: " + channel.tls + "` must be none, opportunistic or required");
        if (!channel.user.empty() && channel.tls != "required" && !channel.url.starts_with("smtps://"))
            keys.wrong(node, name + ": a user and password go over a secured connection only: `tls: required`");
    }
    if (channel.type == "gateway") {
        keys.required_text("provider", channel.provider, "kannel");
        channel.secret = reading.secret(keys, "secret_file");
        keys.boolean("can_receive", channel.can_receive);
    }
    keys.text("rate", rate);
    keys.text("uncertain", uncertain);
    keys.finish();
    if (!rate.empty()) {
        if (const auto number = parse_rate(rate))
            channel.rate = *number;
        else
            keys.wrong(node, name + ": `rate: " + rate + "` must be such as 200/s or 600/m");
    }
    if (!uncertain.empty() && uncertain != "at_least_once" && uncertain != "at_most_once")
        keys.wrong(node, name + ": `uncertain: " + uncertain + "` must be at_least_once or at_most_once");
    if (!uncertain.empty()) channel.at_least_once = uncertain == "at_least_once";
    reading.report.config.household.channels.push_back(
        {kind, channel.from, channel.can_receive, channel.at_least_once});
    reading.report.config.channels.push_back(std::move(channel));
}

}  // namespace

void read_channels(const YamlNode& node, Reading& reading) {
    Keys keys(node, "channels", reading.report.errors);
    if (const YamlNode* email = keys.find("email")) read_channel(*email, ChannelKind::email, reading);
    if (const YamlNode* sms = keys.find("sms")) read_channel(*sms, ChannelKind::sms, reading);
    keys.finish();
    if (reading.report.config.channels.empty()) keys.wrong(node, "channels needs `email`, `sms` or both");
}

}  // namespace dialogd::app
