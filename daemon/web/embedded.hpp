// The files of this room that are part of the program: templates, style, script and texts.
#pragma once

#include <array>
#include <string_view>

namespace dialogd::web {

struct Asset {
    std::string_view name;  // "pages/notice.mustache", "texts/da.json"
    std::string_view text;
};

inline constexpr std::size_t kAssetCount = 16;  // as CMakeLists.txt names them
extern const std::array<Asset, kAssetCount> kAssets;

// As a content security policy takes them: "sha256-...=".
extern const std::string_view kStyleHash;
extern const std::string_view kScriptHash;

// Empty when there is no such file.
inline std::string_view asset(std::string_view name) {
    for (const Asset& candidate : kAssets)
        if (candidate.name == name) return candidate.text;
    return {};
}

}  // namespace dialogd::web
