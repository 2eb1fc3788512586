// An expression, tried: its value, and that of each part.
#pragma once

#include <filesystem>
#include <string>

namespace dialogd::app {

struct EvalOptions {
    std::filesystem::path config = "/etc/dialogd/dialogd.yaml";
    std::string expression;
    std::string customer;  // by id or address; empty: made up
    std::string event;     // JSON, or a name; empty: none
    std::string at;        // RFC 3339; empty: now
    bool json = false;
};

int eval(const EvalOptions& options);

}  // namespace dialogd::app
