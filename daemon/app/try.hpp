// A rule's dialogue in the terminal: what the customer would get, and what becomes of their answers.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dialogd::app {

struct TryOptions {
    std::filesystem::path config = "/etc/dialogd/dialogd.yaml";
    std::string rule;
    std::string customer;                 // by id or address; empty: made up
    std::string language;                 // of the made-up one
    std::vector<std::string> attributes;  // name=value
    std::string at;                       // when it begins; empty: today at ten
    std::filesystem::path save;           // a story; empty: none
};

// Reads lines from stdin. Nothing is written but the story.
int try_rule(const TryOptions& options);

}  // namespace dialogd::app
