// Requests over plain sockets: a load generator that costs little beside what it measures.
#pragma once

#include <cstdint>
#include <string>

namespace dialogd::bench {

struct LoadSettings {
    std::uint16_t port = 0;
    std::string key;
    std::uint64_t events = 0;     // all together
    std::uint64_t customers = 0;  // taken in turn, spread like random ones
    int in_request = 500;         // events in one request
    int connections = 8;          // each has one request under way
    int sending = 0;              // of a thousand events, so many make a message
    std::uint64_t first = 0;      // ids of events begin here
};

struct LoadResult {
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;  // requests answered 429 or 503; they are sent again
    double seconds = 0;
};

LoadResult send_events(const LoadSettings& settings);

// The whole answer, headers and all; empty when nobody answers.
std::string get(std::uint16_t port, const std::string& path);
std::string post(std::uint16_t port, const std::string& key, const std::string& path, const std::string& body);

double seconds_now();

}  // namespace dialogd::bench
