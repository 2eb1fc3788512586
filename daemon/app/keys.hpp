// A map of a YAML file read key by key: what is left over at the end is an error, with advice.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/event.hpp"
#include "rules/yaml.hpp"

namespace dialogd::app {

class Keys {
public:
    // `what` names the map for errors: "the configuration", "channels.email". Both outlive the Keys.
    Keys(const rules::YamlNode& map, std::string what, std::vector<Error>& errors);

    // The node under `key`; null when it is not there (or empty).
    const rules::YamlNode* find(std::string_view key);
    const rules::YamlNode* required(std::string_view key, std::string_view example);

    // Each leaves `into` as it is when the key is missing or wrong; wrong is noted.
    void text(std::string_view key, std::string& into);
    void required_text(std::string_view key, std::string& into, std::string_view example);
    void duration(std::string_view key, Duration& into);
    void integer(std::string_view key, int& into, int least, int most);
    void boolean(std::string_view key, bool& into);

    void wrong(const rules::YamlNode& node, std::string message);
    // Every key that was not asked for is an error. Call it last.
    void finish();

private:
    const rules::YamlNode& map_;
    std::string what_;
    std::vector<Error>& errors_;
    std::set<std::string, std::less<>> asked_;
};

// "09:00" as minutes of the day.
std::optional<std::int32_t> parse_minute(std::string_view text);

}  // namespace dialogd::app
