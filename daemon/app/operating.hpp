// Commands for who runs the daemon: mails that puzzle, DNS, what was left over.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dialogd::app {

// What the daemon makes of a mail on stdin, as JSON. A mail that is none: exit code 1.
// `recipients`: the envelope's, when they are known.
int parse_mail_command(const std::vector<std::string>& recipients);

struct LetterOptions {
    std::filesystem::path config = "/etc/dialogd/dialogd.yaml";
    std::size_t limit = 100;
    std::uint64_t number = 0;
    bool json = false;
};
// The newest `limit`, oldest first.
int list_dead_letters(const LetterOptions& options);
int show_dead_letter(const LetterOptions& options);

struct DnsOptions {
    std::string domain;    // of the From address
    std::string selector;  // of the DKIM key; empty: usual ones are looked for
    std::string ip;        // of the host that sends; empty: the domain's MX, for SPF; no PTR
    std::string resolver;  // ADDRESS:PORT; empty: the system's
    bool json = false;
};
int check_dns(const DnsOptions& options);

}  // namespace dialogd::app
