// The words of the pages, by language and name.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialogd/ruleset.hpp"

namespace dialogd::web {

inline constexpr std::string_view kLanguages[] = {"da", "sv", "nb", "en"};

// The language of the pages for a customer's: "nb" for no, nn, nb-NO; English where there are no texts.
std::string_view page_language(std::string_view language);

// One language. Immutable.
class Texts {
public:
    using Fillings = std::vector<std::pair<std::string_view, std::string_view>>;

    explicit Texts(std::map<std::string, std::string, std::less<>> by_name);
    // The words of that name; the name itself when there is none, so that the page stands.
    std::string operator()(std::string_view name, const Fillings& fillings = {}) const;  // {name} is filled
    const std::map<std::string, std::string, std::less<>>& all() const { return by_name_; }

private:
    std::map<std::string, std::string, std::less<>> by_name_;
};

// Every language, out of the embedded files.
Result<std::map<std::string, Texts, std::less<>>> load_texts();

}  // namespace dialogd::web
