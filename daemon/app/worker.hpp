// One thread for what reads long and needs nobody's state: copies of histories.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace dialogd::app {

class Worker {
public:
    using Task = std::function<void()>;

    ~Worker() { stop(); }

    // Any thread. False: too many wait, or it is stopping.
    bool add(Task task) {
        const std::lock_guard lock(mutex_);
        if (stopping_ || tasks_.size() >= kMost) return false;
        if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
        tasks_.push_back(std::move(task));
        bell_.notify_one();
        return true;
    }
    // Does what waits, then ends.
    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
            bell_.notify_one();
        }
        if (thread_.joinable()) thread_.join();
    }

private:
    static constexpr std::size_t kMost = 64;  // each may hold a whole history in memory when it is done

    void run() {
        std::unique_lock lock(mutex_);
        for (;;) {
            bell_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
            if (tasks_.empty()) return;
            const Task task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable bell_;
    std::deque<Task> tasks_;  // guarded by mutex_
    bool stopping_ = false;   // guarded by mutex_
    std::thread thread_;
};

}  // namespace dialogd::app
