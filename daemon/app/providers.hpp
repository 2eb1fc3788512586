// A gateway's file, daemon/channels/providers/NAME.yaml: how it is spoken to and how it reports.
#pragma once

#include <filesystem>
#include <vector>

#include "channels/channels.hpp"
#include "intake/intake.hpp"

namespace dialogd::app {

struct ProviderFile {
    channels::Provider provider;
    intake::GatewayShape shape;
};

// Looks for NAME.yaml beside the configuration (providers/), then where dialogd is installed.
Result<ProviderFile> read_provider(const std::string& name, const std::filesystem::path& config_folder);

}  // namespace dialogd::app
