// A daemon under load: its folder, its thousand rules, its process.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>

namespace dialogd::bench {

struct ShopSettings {
    std::filesystem::path program;  // the dialogd to measure
    std::filesystem::path folder;   // made new
    int rules = 1'000;              // five of them look at each event; one of forty events also sends
    std::uint16_t http = 0;
    std::uint16_t smtp = 0;  // where mail goes
    int connections = 16;
};

// Writes configuration, rules, templates and a key; starts the daemon; ends it when it goes.
class Shop {
public:
    explicit Shop(const ShopSettings& settings);
    ~Shop();
    Shop(const Shop&) = delete;
    Shop& operator=(const Shop&) = delete;

    const std::string& key() const { return key_; }
    std::uint16_t http() const { return settings_.http; }
    // Waits for /readyz; false when the daemon ended or a minute passed.
    bool wait_ready() const;
    // A number of GET /metrics; -1 when there is none of that name.
    double metric(const std::string& name) const;
    std::uint64_t resident_bytes() const;  // of the process, from /proc
    double cpu_seconds() const;            // that it has used so far, all threads together

private:
    void write_files() const;
    void start();

    ShopSettings settings_;
    std::string key_;
    pid_t pid_ = -1;
};

// How many kinds of events the rules look at: event names are "thing.0" .. ; "thing.0" sends.
inline constexpr int kEventKinds = 200;

void write_file(const std::filesystem::path& path, const std::string& text);
std::string run_and_read(const std::string& command);

}  // namespace dialogd::bench
