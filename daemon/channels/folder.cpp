// A folder of files as a way out: what would be sent is there to be read.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <mutex>

#include "channels/channels.hpp"
#include "channels/verdict.hpp"

namespace dialogd::channels {

namespace {

constexpr std::size_t kRoom = 256;            // attempts taken before work() writes them
constexpr std::size_t kLongestNamePart = 80;  // TIME, CONTENT and TOKEN stay within NAME_MAX together

// As part of a file name: what could leave the folder, hide the file or trouble a shell becomes "_".
std::string name_part(std::string_view text) {
    std::string part(text.substr(0, kLongestNamePart));
    for (char& c : part) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && c != '-' && c != '_' && c != '.') c = '_';
    }
    if (part.empty() || part[0] == '.') part.insert(0, "_");
    return part;
}

// 20261124T085342.123Z: sorts by time, and has no colon.
std::string name_time(Instant date) {
    std::string text = to_text(date);
    std::erase_if(text, [](char c) { return c == ':' || c == '-'; });
    return text;
}

class FolderChannel final : public Channel {
public:
    FolderChannel(ChannelKind kind, std::filesystem::path folder) : kind_(kind), folder_(std::move(folder)) {}

    ChannelKind kind() const override { return kind_; }
    std::size_t room() const override { return closed_ || taken_.size() >= kRoom ? 0 : kRoom - taken_.size(); }
    void submit(Outgoing outgoing) override { taken_.push_back(std::move(outgoing)); }
    std::optional<Outgoing> revoke(CustomerNumber customer, MessageNumber message) override {
        const auto found = std::find_if(taken_.begin(), taken_.end(), [&](const Outgoing& o) {
            return o.customer == customer && o.message == message;
        });
        if (found == taken_.end()) return std::nullopt;
        std::optional<Outgoing> taken = std::move(*found);
        taken_.erase(found);
        return taken;
    }
    bool idle() const override { return taken_.empty(); }

    std::vector<Outcome> work(Duration wait) override {
        if (taken_.empty()) {
            std::unique_lock lock(mutex_);
            interrupt_.wait_for(lock, std::max(wait, Duration::zero()), [&] { return interrupted_; });
        }
        {
            const std::lock_guard lock(mutex_);
            interrupted_ = false;
        }
        std::vector<Outcome> outcomes;
        for (const Outgoing& outgoing : taken_) {
            outcomes.push_back(to_outcome(outgoing, write(outgoing), wall_clock()));
        }
        taken_.clear();
        return outcomes;
    }

    void interrupt() override {
        const std::lock_guard lock(mutex_);
        interrupted_ = true;
        interrupt_.notify_all();
    }

    std::vector<Outcome> close() override {
        closed_ = true;
        std::vector<Outcome> outcomes;
        for (const Outgoing& outgoing : taken_) {
            Verdict verdict;
            verdict.detail = "the channel is closed";
            outcomes.push_back(to_outcome(outgoing, std::move(verdict), wall_clock()));
        }
        taken_.clear();
        return outcomes;
    }

private:
    Verdict write(const Outgoing& outgoing) const;
    Verdict trouble(std::string_view doing, int error) const {
        Verdict verdict;
        verdict.status = error == ENOSPC || error == EDQUOT ? "4.3.1" : "4.3.0";
        verdict.detail = std::string(doing) + " in the folder " + folder_.string() + ": " + std::strerror(error);
        return verdict;
    }

    ChannelKind kind_;
    std::filesystem::path folder_;
    std::vector<Outgoing> taken_;
    bool closed_ = false;
    std::mutex mutex_;  // for interrupted_ alone: interrupt() comes from other threads
    std::condition_variable interrupt_;
    bool interrupted_ = false;
};

// 0, or the error.
int write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return errno;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return 0;
}

// Under a temporary name first: whoever watches the folder sees whole files only. A retry has the same
// name and the same bytes, and replaces what a crash may have left.
Verdict FolderChannel::write(const Outgoing& outgoing) const {
    const std::string name = name_time(outgoing.date) + "-" + name_part(outgoing.name) + "-" +
                             name_part(outgoing.token) + (kind_ == ChannelKind::email ? ".eml" : ".txt");
    const std::string final_name = (folder_ / name).string();
    const std::string temporary = (folder_ / ("." + name + ".part")).string();
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (file < 0) return trouble("can't write", errno);
    int error = 0;
    if (kind_ != ChannelKind::email)
        error = write_all(file, "From: " + outgoing.from + "\nTo: " + outgoing.to + "\n\n");
    if (error == 0) error = write_all(file, outgoing.bytes);
    if (::close(file) != 0 && error == 0) error = errno;
    if (error == 0 && std::rename(temporary.c_str(), final_name.c_str()) != 0) error = errno;
    if (error != 0) {
        ::unlink(temporary.c_str());
        return trouble("can't write", error);
    }
    Verdict verdict;
    verdict.kind = ReceiptKind::accepted;
    verdict.status = "2.0.0";
    verdict.detail = "written";
    verdict.reference = name;
    return verdict;
}

}  // namespace

Result<std::unique_ptr<Channel>> make_folder(ChannelKind kind, std::filesystem::path folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return Error{ErrorCode::invalid, "folder: can't make " + folder.string() + ": " + error.message()};
    }
    return std::unique_ptr<Channel>(std::make_unique<FolderChannel>(kind, std::move(folder)));
}

}  // namespace dialogd::channels
