// What the parts that read the configuration share: the report, paths and secrets.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "app/config.hpp"
#include "app/keys.hpp"

namespace dialogd::app {

struct Reading {
    ConfigReport& report;
    std::filesystem::path folder;  // relative paths start here

    std::filesystem::path path_of(const std::string& text) const;
    // What stands in the file that `key` names: among the service's credentials, else beside the configuration.
    std::string secret(Keys& keys, std::string_view key) const;
};

bool has_control(std::string_view text);

// config_channels.cpp: `channels`, the ways out.
void read_channels(const rules::YamlNode& node, Reading& reading);
// config_limits.cpp: `topics`, `caps` (after topics) and `quiet_hours`, what keeps messages few.
void read_topics(const rules::YamlNode& node, Reading& reading);
void read_cap(const rules::YamlNode& node, Reading& reading);
void read_quiet_hours(const rules::YamlNode& node, Reading& reading);

}  // namespace dialogd::app
