// Commands for who runs the daemon: mails that puzzle, DNS, what was left over; what is stopped and changed by hand.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/by_hand.hpp"

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

struct SteerOptions {
    std::filesystem::path config = "/etc/dialogd/dialogd.yaml";
    std::filesystem::path key_file;  // empty: none; needed while the daemon runs
    Act act = Act::pause;
    Named named;
    bool json = false;
};
// Asks the daemon; when there is none, leaves it for the next start.
int steer(const SteerOptions& options);

struct PlanOptions {
    std::filesystem::path config = "/etc/dialogd/dialogd.yaml";
    std::filesystem::path rules;      // instead of those of the configuration
    std::filesystem::path templates;  // the same; empty: those of the configuration
    bool json = false;
};
// What would become of rules and open runs if those rules were put in force now.
int plan_command(const PlanOptions& options);

}  // namespace dialogd::app
