// `dialogd schema`: the JSON Schemas of the files that people write.
#pragma once

#include <filesystem>
#include <string>

namespace dialogd::app {

// To stdout, or KIND.schema.json in `folder` (which is made). Without a kind: all of them, into a folder only.
int print_schema(const std::string& kind, const std::filesystem::path& folder);

}  // namespace dialogd::app
