// The thread that owns one channel: takes what the engine has claimed, gives outcomes back.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "dialogd/ports.hpp"

namespace dialogd::app {

// An attempt that has been committed as sending.
struct Attempt {
    CustomerNumber customer = CustomerNumber::nobody;
    std::uint32_t attempt = 1;
    Message message;
};

class Sender {
public:
    // `deliver` gets every outcome, on the sender's thread; called without outcomes when there is room again.
    // `compose` turns an attempt into bytes, there too.
    Sender(std::unique_ptr<Channel> channel, std::function<Outgoing(const Attempt&)> compose,
           std::function<void(std::vector<Outcome>)> deliver);
    ~Sender();
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    void start();
    // Closes the channel; every attempt that was taken has had its outcome when this returns.
    void stop();

    ChannelKind kind() const { return kind_; }
    // How many attempts without outcome there may be: those under way and the room for more.
    std::size_t limit() const { return limit_.load(std::memory_order_relaxed); }
    // Takes attempts that have been committed as sending. Any thread.
    void submit(std::vector<Attempt> attempts);

private:
    void run();
    void take_waiting();
    void publish_room();

    std::unique_ptr<Channel> channel_;
    std::function<Outgoing(const Attempt&)> compose_;
    std::function<void(std::vector<Outcome>)> deliver_;
    ChannelKind kind_;
    std::mutex mutex_;
    std::vector<Attempt> waiting_;  // guarded by mutex_
    std::atomic<bool> stopping_{false};
    std::atomic<std::size_t> limit_{0};
    std::size_t under_way_ = 0;  // in the channel; the sender's thread only
    std::thread thread_;
};

}  // namespace dialogd::app
