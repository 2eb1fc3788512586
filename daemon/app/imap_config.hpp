// A mailbox that replies are fetched from, as `imap:` in the configuration has it.
#pragma once

#include <filesystem>
#include <string>

#include "dialogd/time.hpp"

namespace dialogd::rules {
struct YamlNode;
}

namespace dialogd::app {

struct ImapConfig {
    std::string url;               // imap://host:port or imaps://host:port; empty: no mailbox is read
    std::string tls = "required";  // none | opportunistic | required
    std::string user;
    std::string password;           // read from password_file
    std::filesystem::path ca_file;  // empty: the system's
    std::string mailbox = "INBOX";
    std::string processed = "Processed";  // where mails go once they are taken
    Duration every = kMinute;
    std::string reply_domain;          // of the addresses that customers write to
    std::filesystem::path taken_file;  // which mails are taken and not moved yet
};

struct Reading;
// Reads `imap`, after `data`, `public_url` and `reply_domain`.
void read_imap(const rules::YamlNode& node, Reading& reading);

}  // namespace dialogd::app
