// The configuration file, read and checked: every mistake in one run, each with file, line and advice.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/imap_config.hpp"
#include "dialogd/ruleset.hpp"

namespace dialogd::app {

struct ChannelConfig {
    ChannelKind kind = ChannelKind::email;
    std::string type;  // smtp (e-mail), gateway (SMS), folder (both)
    std::string from;
    std::string url;
    std::string tls = "required";  // none | opportunistic | required
    std::string user;
    std::string password;           // read from password_file
    std::filesystem::path ca_file;  // empty: the system's
    std::filesystem::path folder;   // type folder; default: DATA/outbox
    std::string provider;           // type gateway: the file daemon/channels/providers/NAME.yaml
    std::string secret;             // gateway: what its webhooks must show, from secret_file
    int connections = 10;
    double rate = 0;          // messages a second; 0: as fast as it goes
    bool can_receive = true;  // SMS: answers can come back to `from`
    std::optional<bool> at_least_once;
};

struct QueueConfig {
    std::string email;
    Duration answer_within = kHour * 4;
};

struct Config {
    std::filesystem::path file;
    std::filesystem::path data;
    std::string http = "127.0.0.1:8080";
    std::string web;   // empty: no listener for customers and providers
    std::string lmtp;  // empty: no replies by LMTP
    ImapConfig imap;   // without a URL: none by IMAP
    std::filesystem::path rules;
    std::filesystem::path templates;
    bool rules_watch = false;         // reload when files in the two folders change
    std::filesystem::path keys_file;  // empty: made in the data folder at the first start
    std::string country = "DK";       // of phone numbers without a country code
    std::vector<ChannelConfig> channels;
    std::vector<std::string> deliver_only;  // patterns (deliver_only.hpp); empty: everybody gets their messages
    std::map<std::string, QueueConfig> queues;
    Household household;
    std::size_t state_bytes = 8ULL << 30;
};

struct ConfigReport {
    Config config;
    std::vector<Error> errors;  // with any of these the configuration is not to be used
};

// Reads `file` and conf.d/*.yaml beside it (in order of name; a later file replaces whole top keys).
// Relative paths are taken from the file's folder. Secrets are read from the files that *_file keys
// name, looked for in $CREDENTIALS_DIRECTORY first.
ConfigReport read_config(const std::filesystem::path& file);

// A whole file, at most `limit` bytes.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit = 16U << 20U);

}  // namespace dialogd::app
