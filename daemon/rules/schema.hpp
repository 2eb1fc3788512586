// JSON Schemas of the files that people write, so that editors complete, explain and check them.
#pragma once

#include <string>
#include <string_view>

namespace dialogd::rules {

// Draft 2020-12, for YAML 1.2 parsers, of "rule", "content", "vocabulary", "journey", "segments" or "config"; empty
// for any other word. A schema sees one file and no meaning: unknown names, types in conditions and steps that no
// way leads to are found by `load` only.
std::string schema(std::string_view kind);

}  // namespace dialogd::rules
