// `dialogd serve`: puts the parts together, runs them, and takes them apart again.
#pragma once

#include <filesystem>
#include <optional>

#include "app/config.hpp"

namespace dialogd::app {

struct ServeOptions {
    std::filesystem::path config = "/etc/dialogd/dialogd.yaml";
    std::optional<Instant> clock;  // a made-up clock begins there
    double pace = 1;               // and runs that many times as fast
};

// The exit code: 0, 1, or 78 for a configuration that can't be used.
int serve(const ServeOptions& options);

}  // namespace dialogd::app
