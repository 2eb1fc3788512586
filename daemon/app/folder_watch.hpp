// Tells when files in folders have changed (inotify), once they have been left alone for a moment.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "dialogd/result.hpp"

namespace dialogd::app {

// A symbolic link to a folder that is turned elsewhere is not noticed; a folder that is replaced is, within seconds.
class FolderWatch {
public:
    // `changed` is called on a thread of the watch's own, and not after its end.
    static Result<std::unique_ptr<FolderWatch>> begin(std::vector<std::filesystem::path> folders,
                                                      std::function<void()> changed);
    ~FolderWatch();
    FolderWatch(const FolderWatch&) = delete;
    FolderWatch& operator=(const FolderWatch&) = delete;

private:
    FolderWatch(int events, int ending, std::vector<std::filesystem::path> folders, std::function<void()> changed);
    void run(bool complete);
    bool look();
    bool drain() const;

    int events_;  // inotify
    int ending_;  // eventfd, readable when it is to end
    std::vector<std::filesystem::path> folders_;
    std::function<void()> changed_;
    std::thread thread_;
};

}  // namespace dialogd::app
