// Prints the schemas of rules/, or writes them.
#include "app/schema_command.hpp"

#include <fstream>
#include <iostream>

#include "app/terminal.hpp"
#include "rules/schema.hpp"
#include "rules/suggest.hpp"

namespace dialogd::app {

namespace {

const std::vector<std::string> kKinds{"rule", "content", "vocabulary", "journey", "segments", "config"};

int write(const std::string& kind, const std::filesystem::path& folder) {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    const std::filesystem::path path = folder / (kind + ".schema.json");
    std::ofstream file(path, std::ios::binary);
    file << rules::schema(kind) << "\n";
    file.close();
    if (!file) return complain("can't write " + path.string());
    std::cout << path.string() << "\n";
    return 0;
}

}  // namespace

int print_schema(const std::string& kind, const std::filesystem::path& folder) {
    if (kind.empty()) {
        if (folder.empty())
            return complain(
                "which schema? rule, content, vocabulary, journey, segments or config; or all, with --out DIR",
                kUsageExit);
        for (const std::string& one : kKinds)
            if (const int code = write(one, folder); code != 0) return code;
        return 0;
    }
    if (rules::schema(kind).empty())
        return complain("there is no schema `" + kind + "`" + rules::did_you_mean(kind, kKinds), kUsageExit);
    if (!folder.empty()) return write(kind, folder);
    std::cout << rules::schema(kind) << "\n";
    return 0;
}

}  // namespace dialogd::app
