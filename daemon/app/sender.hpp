// The thread that owns one channel: takes what the engine has claimed, gives outcomes back.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "app/attempt.hpp"

namespace dialogd::app {

class Sender {
public:
    // What a sender tells the loop. All empty: there is room again.
    struct News {
        std::vector<Outcome> outcomes;
        std::vector<Revocation> settled;  // asked to revoke: dropped, with its outcome above, or gone already
    };

    // `deliver` gets every outcome, on the sender's thread. `compose` turns an attempt into bytes, there too.
    Sender(std::unique_ptr<Channel> channel, std::function<Outgoing(const Attempt&)> compose,
           std::function<void(News)> deliver);
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
    // Drops those attempts that the other side can't have got; each is settled in News soon. Any thread.
    void revoke(std::vector<Revocation> revocations);

private:
    void run();
    void take_waiting(News& news);
    void settle(std::vector<Attempt>& taken, Revocation revocation, News& news);
    void publish_room();

    std::unique_ptr<Channel> channel_;
    std::function<Outgoing(const Attempt&)> compose_;
    std::function<void(News)> deliver_;
    ChannelKind kind_;
    std::mutex mutex_;
    std::vector<Attempt> waiting_;       // guarded by mutex_
    std::vector<Revocation> to_revoke_;  // guarded by mutex_
    std::atomic<bool> stopping_{false};
    std::atomic<std::size_t> limit_{0};
    std::size_t under_way_ = 0;  // in the channel; the sender's thread only
    std::thread thread_;
};

}  // namespace dialogd::app
