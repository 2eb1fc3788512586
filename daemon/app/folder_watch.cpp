// One thread that waits for inotify; folders below are watched too, and looked for again after each change.
#include "app/folder_watch.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <optional>

namespace dialogd::app {

namespace {

namespace fs = std::filesystem;
using Tick = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kQuiet(500);      // an editor or a checkout writes many files
constexpr std::chrono::milliseconds kLongest(5'000);  // somebody who never stops writing
constexpr std::chrono::milliseconds kMissing(2'000);  // a folder that is not there is looked for again
constexpr std::size_t kMostFolders = 4'096;           // more is a mistake in the configuration
constexpr std::uint32_t kWanted = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB |
                                  IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

int timeout_of(std::chrono::milliseconds wait) {
    return static_cast<int>(std::max<std::chrono::milliseconds::rep>(0, wait.count()));
}

}  // namespace

Result<std::unique_ptr<FolderWatch>> FolderWatch::begin(std::vector<fs::path> folders, std::function<void()> changed) {
    const int events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    const int ending = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (events >= 0 && ending >= 0)
        return std::unique_ptr<FolderWatch>(new FolderWatch(events, ending, std::move(folders), std::move(changed)));
    if (events >= 0) ::close(events);
    if (ending >= 0) ::close(ending);
    return Error{ErrorCode::unavailable, "rules_watch: no inotify to be had (fs.inotify.max_user_instances)", {}};
}

FolderWatch::FolderWatch(int events, int ending, std::vector<fs::path> folders, std::function<void()> changed)
    : events_(events), ending_(ending), folders_(std::move(folders)), changed_(std::move(changed)) {
    const bool complete = look();
    thread_ = std::thread([this, complete] { run(complete); });
}

FolderWatch::~FolderWatch() {
    const std::uint64_t one = 1;
    // It can't be full: nobody else writes to it.
    [[maybe_unused]] const ssize_t written = ::write(ending_, &one, sizeof one);
    thread_.join();
    ::close(ending_);
    ::close(events_);
}

// Watches every folder there is; one that is watched already changes nothing. False: not all could be.
bool FolderWatch::look() {
    bool complete = true;
    std::size_t watched = 0;
    const auto watch = [&](const fs::path& folder) {
        if (watched++ >= kMostFolders || inotify_add_watch(events_, folder.c_str(), kWanted) < 0) complete = false;
    };
    for (const fs::path& folder : folders_) {
        watch(folder);
        std::error_code problem;
        for (auto entry = fs::recursive_directory_iterator(folder, problem);
             !problem && entry != fs::recursive_directory_iterator() && watched < kMostFolders;
             entry.increment(problem)) {
            std::error_code gone;
            if (entry->is_directory(gone)) watch(entry->path());
        }
    }
    return complete;
}

// Forgets what has been said. True: something was.
bool FolderWatch::drain() const {
    alignas(inotify_event) std::array<char, 16'384> buffer{};
    bool any = false;
    while (::read(events_, buffer.data(), buffer.size()) > 0) any = true;
    return any;
}

void FolderWatch::run(bool complete) {
    std::optional<Tick::time_point> first;  // of the changes that are not told yet
    for (;;) {
        std::array<pollfd, 2> fds{pollfd{events_, POLLIN, 0}, pollfd{ending_, POLLIN, 0}};
        const int most = first ? timeout_of(kQuiet) : complete ? -1 : timeout_of(kMissing);
        if (::poll(fds.data(), fds.size(), most) < 0) {
            if (errno == EINTR) continue;
            return;
        }
        if (fds[1].revents != 0) return;
        const bool said = drain();
        const auto now = Tick::now();
        if (!said && !first) {  // something was missing: when it is back, it may have changed
            complete = look();
            if (complete) first = now;
            continue;
        }
        if (!first) first = now;
        if (said && now - *first < kLongest) continue;
        first.reset();
        complete = look();  // before it is told, so that nothing that comes after that is missed
        changed_();
    }
}

}  // namespace dialogd::app
