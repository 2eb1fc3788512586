// What every connection is to the server: something that is looked at now and then, and ended.
#pragma once

#include <chrono>

namespace dialogd::intake {

using SteadyTime = std::chrono::steady_clock::time_point;

// Lives on the server's thread only.
class Connection {
public:
    virtual ~Connection() = default;
    virtual void start(SteadyTime now) = 0;
    // Closes what has waited longer than it may.
    virtual void tick(SteadyTime now) = 0;
    // No new work: what is being worked on is answered, then it closes.
    virtual void wind_up() = 0;
    virtual void close() = 0;
    virtual bool closed() const = 0;
};

}  // namespace dialogd::intake
