// YAML text as a plain tree with positions; the one place that knows yaml-cpp.
//
// Scalars stay text: whoever reads a key decides its type, so that `NO` is Norway and never false.
// Size is bounded before the parser sees the text; depth, aliases and tags while it reads, so that
// nothing is built that is refused later.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialogd/result.hpp"

namespace dialogd::rules {

struct YamlNode {
    enum class Kind : std::uint8_t { null, scalar, list, map };
    Kind kind = Kind::null;
    std::string text;        // scalar; null: as written (`null`, `~`), empty when nothing is there
    bool quoted = false;     // scalar: in quotes or a block, so that it is text whatever it looks like
    bool commented = false;  // scalar: ` #` follows on its line, which YAML takes for a comment
    Where where;
    int text_line = 0;  // scalar: of the text's first character, behind a quote or a `|`
    int text_column = 0;
    std::vector<YamlNode> items;                         // list
    std::vector<std::pair<YamlNode, YamlNode>> entries;  // map, in the order written; keys are scalars

    const YamlNode* find(std::string_view key) const;  // null when this is no map or has no such key
};

// Refuses, with advice: tags, duplicate keys, more than 1 MiB, more than 64 levels, aliases, what is
// not UTF-8, and a call such as f(a, b) that a list or map in brackets would cut in two.
Result<YamlNode> parse_yaml(std::string_view file, std::string_view text);

}  // namespace dialogd::rules
