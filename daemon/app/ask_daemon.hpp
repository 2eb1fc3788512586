// One request of a command to the daemon that runs with the same configuration.
#pragma once

#include <optional>
#include <string>

#include "app/config.hpp"

namespace dialogd::app {

struct DaemonAnswer {
    int status = 0;
    std::string body;
};
// POST to its `http:`. Nothing: nobody listens there. `key`: empty for none.
Result<std::optional<DaemonAnswer>> ask_daemon(const Config& config, const std::string& path, const std::string& body,
                                               const std::string& key);

}  // namespace dialogd::app
