// A small SMTP server on a thread of its own that notes when each mail came: for latencies.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace dialogd::bench {

class Sink {
public:
    explicit Sink(std::uint16_t port);
    ~Sink();
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;

    // By the last word of the Subject: when it came, as seconds_now().
    std::map<std::string, double> arrivals() const;

private:
    struct Session {
        std::string in;
        std::string out;
        bool in_data = false;
    };
    void run();
    void take(Session& session);
    void note(const std::string& mail);

    int listener_ = -1;
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::map<std::string, double> arrivals_;
    std::thread thread_;
};

}  // namespace dialogd::bench
