// Commands about what customers may ask for: a copy, to be forgotten, and what they have agreed to.
#pragma once

#include <filesystem>
#include <string>

namespace dialogd::app {

struct CustomerOptions {
    std::filesystem::path config = "/etc/dialogd/dialogd.yaml";
    std::filesystem::path key_file;  // empty: none; needed to change something while the daemon runs
    std::string customer;            // an id, email:ADDRESS or phone:NUMBER
    bool yes = false;                // asked before, and meant
};
// Everything that is kept about a customer, as JSON on stdout; also while the daemon runs.
int export_customer(const CustomerOptions& options);
// Through the daemon, or in its store when there is none.
int erase_customer_command(const CustomerOptions& options);

struct ConsentOptions {
    std::filesystem::path config = "/etc/dialogd/dialogd.yaml";
    std::filesystem::path key_file;
    std::filesystem::path file;  // to import
};
// The consent log of everybody with its proof: a line of JSON for each, oldest first.
int export_consents(const ConsentOptions& options);
// Lines as export_consents writes them, through the running daemon.
int import_consents(const ConsentOptions& options);

}  // namespace dialogd::app
