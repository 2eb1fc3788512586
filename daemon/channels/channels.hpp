// The ways out: SMTP submission, SMS gateways, and a folder of files.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dialogd/ports.hpp"

namespace dialogd::channels {

enum class Tls : std::uint8_t { none, opportunistic, required };

struct SmtpSettings {
    std::string url;  // smtp://host:port or smtps://host:port
    Tls tls = Tls::required;
    std::string user, password;  // user empty: no AUTH
    std::string ca_file;         // empty: the system's
    std::string helo = "localhost";
    int connections = 10;
    double rate = 0;  // messages a second; 0: as fast as it goes
};
Result<std::unique_ptr<Channel>> make_smtp(SmtpSettings settings);

// A gateway as its file in daemon/channels/providers/ describes it. Texts are mustache over: to, to_digits (without
// the plus), from, text, user, password, token, receipt_url, secret (as it stands in a URL), coding, ucs2, and what the
// settings add.
struct Provider {
    std::string name;
    std::string method = "POST";                             // GET or POST
    std::string url;                                         // without query; settings may give the host
    std::vector<std::pair<std::string, std::string>> query;  // name, template
    std::vector<std::pair<std::string, std::string>> form;   // body as application/x-www-form-urlencoded
    std::string json;                                        // body as JSON (mustache); empty: none
    std::map<std::string, std::string> headers;
    std::string auth;  // "", "basic", "bearer"
    // The answer: HTTP status classes decide (2xx accepted, 429/5xx deferred, other 4xx failed) unless
    // these RE2 patterns on the body say otherwise.
    std::vector<int> accepted_status{200, 201, 202};
    std::vector<int> deferred_status;             // besides: not the message's fault (a wrong password, no credit)
    std::string accepted_body;                    // when set: 2xx must match it, else it is nonsense: uncertain
    std::string failed_body;                      // matches: the gateway says no
    std::string bad_address_body;                 // matches: it says no because of the number, for good
    std::string deferred_body;                    // matches: try again later
    std::string code_body;                        // first group: its code, which becomes the receipt's status
    std::string reference_body;                   // first group: the gateway's id
    std::map<std::string, std::string> settings;  // defaults of what the config may set
};

struct GatewaySettings {
    Provider provider;
    std::string url, user, password, from;
    std::string receipt_url;  // where the gateway reports to; "" when it can't
    std::string secret;       // what its webhooks must show, for gateways that are told it in receipt_url
    std::string ca_file;
    int connections = 4;
    double rate = 0;
    // Fills a template of the provider file ({{name}}); values come escaped as the place needs it.
    std::function<std::string(const std::string& text, const std::map<std::string, std::string>& values)> fill;
};
Result<std::unique_ptr<Channel>> make_gateway(GatewaySettings settings);

// Writes .eml (e-mail) and .txt (SMS) files, each complete under its final name: TIME-CONTENT-TOKEN.eml
Result<std::unique_ptr<Channel>> make_folder(ChannelKind kind, std::filesystem::path folder);

}  // namespace dialogd::channels
