// One request of a command to the daemon that runs with the same configuration.
#pragma once

#include <optional>
#include <string>

#include "app/config.hpp"

namespace dialogd::app {

struct DaemonRequest {
    std::string path;
    std::string body;
    std::string key;  // empty: none
    std::string method = "POST";
    std::size_t most_answered = 4U << 20U;
    std::string content_type = "application/json";
};
struct DaemonAnswer {
    int status = 0;
    std::string body;
};
// To its `http:`. Nothing: nobody listens there.
Result<std::optional<DaemonAnswer>> ask_daemon(const Config& config, const DaemonRequest& request);

// The body of an answer of 2xx; else what the daemon says is wrong, or which key it wants for `scope`.
Result<std::string> answer_body(const DaemonAnswer& answer, const std::string& scope);
// The key in a file; none when no file is named.
Result<std::string> read_key(const std::filesystem::path& file);
// An id as it stands in a path.
std::string in_path(const std::string& id);

}  // namespace dialogd::app
