// A file of broken/ or doubtful/: a rule, a vocabulary or a content with the messages that it must give.
//
// `# expect: LINE:COLUMN: text` is an error and `# warn: ...` a warning; one that ends in … is a beginning, and one
// that begins with a file's path is about that file. `# file: PATH` begins another file of the same house.
#pragma once

#include <string>
#include <vector>

#include "rules/shop.hpp"

namespace dialogd::rules_test {

struct BrokenFile {
    std::string name;
    std::vector<rules::SourceFile> files;
    std::vector<std::string> errors;
    std::vector<std::string> warnings;
};

inline std::string path_in_shop(const std::string& name) {
    for (const std::string other : {"vocabulary", "journey", "segments"})
        if (name.starts_with(other + "-")) return "rules/" + other + ".yaml";
    return name.starts_with("content-") ? "templates/note/content.yaml" : "rules/" + name + ".yaml";
}

inline BrokenFile read_broken(const std::filesystem::path& file) {
    BrokenFile broken;
    broken.name = file.stem().string();
    const std::string path = path_in_shop(broken.name);
    broken.files.push_back({path, ""});
    std::istringstream text(read_file(file));
    const auto placed = [&](std::string message) {
        return message.starts_with("rules/") || message.starts_with("templates/") ? message : path + ":" + message;
    };
    for (std::string line; std::getline(text, line);) {
        if (line.starts_with("# expect: "))
            broken.errors.push_back(placed(line.substr(10)));
        else if (line.starts_with("# warn: "))
            broken.warnings.push_back(placed(line.substr(8)));
        else if (line.starts_with("# file: "))
            broken.files.push_back({line.substr(8), ""});
        else
            broken.files.back().text += line + "\n";
    }
    return broken;
}

// The shop with these files, on the first day of December 2026; every file was last touched a year before.
inline rules::LoadReport report_on(const BrokenFile& broken) {
    rules::Sources sources = shop_sources();
    sources.now = parse_instant("2026-12-01T09:00:00Z").value();
    if (broken.files.front().path == "rules/vocabulary.yaml")
        sources.rules.clear();  // what names its names would be wrong too
    for (const rules::SourceFile& file : broken.files)
        put(file.path.starts_with("rules/") ? sources.rules : sources.templates, file.path, file.text);
    for (rules::SourceFile& file : sources.rules) file.changed = sources.now - kDay * 365;
    return load_all(sources).report;
}

inline bool fits(const std::string& text, const std::string& expected) {
    constexpr std::string_view kAndSoOn = "…";
    if (!expected.ends_with(kAndSoOn)) return text == expected;
    return text.starts_with(expected.substr(0, expected.size() - kAndSoOn.size()));
}

}  // namespace dialogd::rules_test
