// What the body of a request held: the arrivals, and what could not be read, each by its place.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "intake/intake.hpp"

namespace dialogd::intake {

inline constexpr std::size_t kMostItems = 10'000;  // in one request: what the engine commits in a few groups

struct BadItem {
    std::size_t index = 0;
    std::string error;
    std::string body;  // as it came, when it goes to the dead letters
};

struct Batch {
    std::vector<Arrival> arrivals;
    std::vector<std::size_t> places;  // of each arrival: its index in the request
    std::vector<BadItem> bad;
};

// Who sent it and when, for what the sender left out.
struct Sender {
    std::string source;  // the key's name
    Instant now{};
    const std::function<std::optional<std::string>(std::string_view)>* phone = nullptr;  // Handlers::phone

    std::optional<std::string> e164(std::string_view text) const {
        return phone != nullptr && *phone ? (*phone)(text) : std::nullopt;
    }
};

}  // namespace dialogd::intake
