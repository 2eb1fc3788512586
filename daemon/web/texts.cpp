// Reads texts/*.json, one flat object for each language.
#include "web/texts.hpp"

#include <nlohmann/json.hpp>

#include "web/embedded.hpp"

namespace dialogd::web {

std::string_view page_language(std::string_view language) {
    const std::string_view base = language.substr(0, language.find('-'));
    if (base == "no" || base == "nn") return "nb";
    for (const std::string_view known : kLanguages)
        if (base == known) return known;
    return "en";
}

Texts::Texts(std::map<std::string, std::string, std::less<>> by_name) : by_name_(std::move(by_name)) {}

std::string Texts::operator()(std::string_view name, const Fillings& fillings) const {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return std::string(name);
    const std::string& words = found->second;
    std::string out;
    std::size_t at = 0;
    while (at < words.size()) {
        const std::size_t open = std::min(words.find('{', at), words.size());
        out.append(words, at, open - at);
        if (open == words.size()) break;
        const std::size_t close = std::min(words.find('}', open), words.size() - 1);
        const std::string_view wanted = std::string_view(words).substr(open + 1, close - open - 1);
        // What is filled in is never read for braces again: it may be a customer's.
        for (const auto& [key, text] : fillings)
            if (key == wanted) out.append(text);
        at = close + 1;
    }
    return out;
}

Result<std::map<std::string, Texts, std::less<>>> load_texts() {
    std::map<std::string, Texts, std::less<>> languages;
    for (const std::string_view language : kLanguages) {
        const std::string file = "texts/" + std::string(language) + ".json";
        const nlohmann::json json = nlohmann::json::parse(asset(file), nullptr, false);
        if (!json.is_object()) return Error{ErrorCode::invalid, "no JSON object of texts", {file, 1, 1}};
        std::map<std::string, std::string, std::less<>> by_name;
        for (const auto& [name, words] : json.items()) {
            if (!words.is_string()) return Error{ErrorCode::invalid, "`" + name + "` is no text", {file, 0, 0}};
            by_name.emplace(name, words.get<std::string>());
        }
        languages.emplace(language, Texts(std::move(by_name)));
    }
    return languages;
}

}  // namespace dialogd::web
