// Files beside the store that are only appended to, and on disk when the call returns.
#pragma once

#include <filesystem>
#include <string>

#include "dialogd/result.hpp"

namespace dialogd::app {

// Behind what is there, in one piece, and on disk; makes the file, for its owner alone. A line that a crash has cut
// off is ended first. Errors: `unavailable`.
Result<void> append_synced(const std::filesystem::path& path, std::string text);
// The whole of it; empty when it is not there. Errors: `unavailable`, also when it is larger.
Result<std::string> read_if_there(const std::filesystem::path& path, std::size_t most);

}  // namespace dialogd::app
