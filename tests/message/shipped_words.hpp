// Reads the templates that ship, for tests: every content in every language on every channel.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>

#include "dialogd/ruleset.hpp"
#include "message/words.hpp"

namespace dialogd::tests {

inline std::string file_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

struct ShippedWords {
    std::map<std::string, std::string> partials;
    std::map<std::string, std::string> layouts;                // by language; "": the default
    std::vector<std::pair<std::string, WordsSource>> sources;  // with the content's name

    ShippedWords() {
        const std::filesystem::path root = std::filesystem::path(DIALOGD_SOURCE_DIR) / "templates";
        for (const auto& file : std::filesystem::directory_iterator(root / "_partials"))
            partials[file.path().stem().string()] = file_text(file.path());
        for (const char* language : {"da", "sv", "nb", ""}) {
            const std::string dot = *language == '\0' ? "" : ".";
            layouts[language] = file_text(root / "_layouts" / ("email" + dot + language + ".html"));
        }
        for (const auto& folder : std::filesystem::directory_iterator(root)) {
            if (!folder.is_directory() || !std::filesystem::exists(folder.path() / "content.yaml")) continue;
            for (const auto& file : std::filesystem::directory_iterator(folder)) add(folder.path(), file.path());
        }
    }

    void add(const std::filesystem::path& folder, const std::filesystem::path& file) {
        const std::string name = file.filename().string();
        const bool mail = name.starts_with("email.");
        if (!mail && !name.starts_with("sms.")) return;
        WordsSource source;
        source.language = name.substr(mail ? 6 : 4, 2);
        source.channel = mail ? ChannelKind::email : ChannelKind::sms;
        source.format = mail ? WordsSource::Format::markdown : WordsSource::Format::plain;
        source.file = "templates/" + folder.filename().string() + "/" + name;
        source.text = file_text(file);
        source.partials = &partials;
        source.layout = layouts.contains(source.language) ? layouts.at(source.language) : layouts.at("");
        sources.emplace_back(folder.filename().string(), std::move(source));
    }
};

}  // namespace dialogd::tests
