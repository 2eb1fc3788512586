// The commands beside `serve`. Each gives the exit code: 0, 1 (found something), 78 (configuration).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dialogd::app {

struct LookOptions {
    std::filesystem::path config = "/etc/dialogd/dialogd.yaml";
    std::string customer;  // the shop's id
    std::size_t limit = 1'000;
    bool json = false;
};

// Every mistake in configuration, rules and templates.
int check(const std::filesystem::path& config, bool json);
// A customer's history, from the store, also while the daemon runs.
int history(const LookOptions& options);
// The decisions in it: what was considered, what blocked.
int explain(const LookOptions& options);

int add_key(const std::filesystem::path& config, const std::string& name, const std::vector<std::string>& scopes);
int revoke_key(const std::filesystem::path& config, const std::string& name);
int list_keys(const std::filesystem::path& config);

}  // namespace dialogd::app
