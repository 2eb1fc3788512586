// A small shop for the loader's tests: its household, names and contents, and words that need no compiler.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "rules/load.hpp"

namespace dialogd::rules_test {

// A template that renders as it is written.
class PlainTemplate : public Template {
public:
    explicit PlainTemplate(std::string text) : text_(std::move(text)) {}
    Rendered render(const Scope&) const override { return {text_, {}}; }
    std::uint64_t hash() const override { return hash_text(text_); }
    const std::string& source() const override { return text_; }

private:
    std::string text_;
};

// Refuses what has the word "broken" in it, and remembers nothing but the text and the frame.
class PlainWords : public WordsCompiler {
public:
    std::variant<Words, std::vector<Error>> compile(const WordsSource& source) const override {
        if (source.text.find("broken") != std::string::npos)
            return std::vector<Error>{{ErrorCode::invalid, "broken words", {source.file, 1, 1}}};
        Words words;
        words.text = std::make_unique<PlainTemplate>(source.text);
        if (!source.html.empty()) words.html = std::make_unique<PlainTemplate>(source.html);
        words.subject = std::make_unique<PlainTemplate>(source.layout);
        return words;
    }
    Result<std::unique_ptr<const Template>> compile_line(std::string_view text, Where where) const override {
        if (text.find("broken") != std::string_view::npos)
            return Error{ErrorCode::invalid, "broken line", std::move(where)};
        return std::unique_ptr<const Template>(std::make_unique<PlainTemplate>(std::string(text)));
    }
};

inline Household shop_household() {
    Household household;
    household.language = "en";
    household.topics["offers"] = {"offers", true, {}};
    household.topics["surveys"] = {"surveys", true, {}};
    household.topics["service"] = {"service", false, {}};
    household.queues = {"service"};
    household.channels = {{ChannelKind::email, "Shop <hej@shop.example>", true, {}},
                          {ChannelKind::sms, "1234", true, {}}};
    return household;
}

inline std::vector<rules::SourceFile> shop_rules() {
    return {{"rules/vocabulary.yaml",
             "customer:\n"
             "  first_name: {type: string, also: [firstName]}\n"
             "  nps: number\n"
             "  visits: int\n"
             "  vip: bool\n"
             "  feedback: string\n"
             "  born: timestamp\n"
             "  colours: list\n"
             "events:\n"
             "  cart.left: {also: [Cart Left], properties: {cart_id: string, total: {type: number, also: [sum]}}}\n"
             "  order.placed: {properties: {cart_id: string, order_id: string, total: number}}\n"
             "  said: {properties: {points: number}}\n"
             "  ping:\n"},
            {"rules/journey.yaml", "stages: [{name: consider}, {name: use}]\n"},
            {"rules/segments.yaml", "happy: has(customer.nps) && customer.nps >= 9\n"}};
}

inline std::vector<rules::SourceFile> shop_templates() {
    return {{"templates/note/email.en.md", "A note"},      {"templates/note/sms.en.txt", "A note"},
            {"templates/letter/email.en.md", "A letter"},  {"templates/text/sms.en.txt", "A text"},
            {"templates/_stopped/email.en.md", "Stopped"}, {"templates/_started/email.en.md", "Started"},
            {"templates/_help/email.en.md", "Help"},       {"templates/_changed/email.en.md", "Changed"}};
}

inline rules::Sources shop_sources() {
    return {shop_rules(), shop_templates(), {}};
}

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// Every file below a folder of the source tree.
inline std::vector<rules::SourceFile> files_below(const std::string& folder) {
    const std::filesystem::path root = DIALOGD_SOURCE_DIR;
    std::vector<rules::SourceFile> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder))
        if (entry.is_regular_file())
            files.push_back({std::filesystem::relative(entry.path(), root).string(), read_file(entry.path())});
    return files;
}

// How many of the files have that name, or end in it.
inline std::size_t count_of(const std::vector<rules::SourceFile>& files, const std::string& ending) {
    return static_cast<std::size_t>(
        std::count_if(files.begin(), files.end(), [&](const auto& file) { return file.path.ends_with(ending); }));
}

// The rules among the files that ship: all but the vocabulary, the journey and the segments.
inline std::size_t shipped_rules() {
    return count_of(files_below("rules"), ".yaml") - 3;
}
inline std::size_t shipped_contents() {
    return count_of(files_below("templates"), "/content.yaml");
}

// Puts the file into the sources, in place of one of the same path.
inline void put(std::vector<rules::SourceFile>& files, std::string path, std::string text) {
    for (rules::SourceFile& file : files)
        if (file.path == path) {
            file.text = std::move(text);
            return;
        }
    files.push_back({std::move(path), std::move(text)});
}

struct Loaded {
    Ruleset ruleset;
    rules::LoadReport report;
};

inline Loaded load_all(const rules::Sources& sources, Household household = shop_household()) {
    Loaded loaded;
    loaded.ruleset.household = std::move(household);
    loaded.report = rules::load(sources, PlainWords{}, loaded.ruleset);
    return loaded;
}

// The shop with one rule more.
inline Loaded load_rule(const std::string& name, const std::string& text, Household household = shop_household()) {
    rules::Sources sources = shop_sources();
    put(sources.rules, "rules/" + name + ".yaml", text);
    return load_all(sources, std::move(household));
}

inline std::string lines(const std::vector<Error>& errors) {
    std::string text;
    for (const Error& error : errors) text += to_string(error) + "\n";
    return text;
}

}  // namespace dialogd::rules_test
