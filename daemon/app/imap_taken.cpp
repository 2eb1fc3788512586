// One line each: the mailbox's UIDVALIDITY, and the mail's UID.
#include "app/imap_taken.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

namespace dialogd::app {

namespace {

Error unwritable(const std::filesystem::path& file) {
    return {ErrorCode::unavailable, "can't write " + file.string() + ": after a crash a mail may be taken twice", {}};
}

bool write_synced(const std::filesystem::path& file, const std::string& text, int flags) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
    if (descriptor < 0) return false;
    const bool written = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const bool synced = written && ::fsync(descriptor) == 0;
    return ::close(descriptor) == 0 && synced;
}

void sync_folder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    (void)::fsync(descriptor);
    ::close(descriptor);
}

}  // namespace

Result<void> ImapTaken::load(std::uint32_t validity) {
    if (validity == validity_) return {};
    uids_.clear();
    validity_ = validity;
    std::ifstream file(file_);
    for (std::string line; std::getline(file, line) && !file.eof();) {  // a line without its end was cut off: no number
        std::istringstream words(line);
        std::uint32_t of = 0;
        Uid uid = 0;
        if (words >> of >> uid && of == validity) uids_.insert(uid);
    }
    return write();
}

Result<void> ImapTaken::add(Uid uid) {
    if (!uids_.insert(uid).second) return {};
    const std::string line = std::to_string(validity_) + " " + std::to_string(uid) + "\n";
    if (write_synced(file_, line, O_APPEND)) return {};
    return unwritable(file_);
}

Result<void> ImapTaken::keep_only(const std::vector<Uid>& there) {
    const std::size_t before = uids_.size();
    std::erase_if(uids_, [&](Uid uid) { return !std::binary_search(there.begin(), there.end(), uid); });
    return uids_.size() == before ? Result<void>() : write();
}

Result<void> ImapTaken::write() const {
    std::string text;
    for (const Uid uid : uids_) text += std::to_string(validity_) + " " + std::to_string(uid) + "\n";
    const std::filesystem::path next = file_.string() + ".new";
    std::error_code problem;
    if (!write_synced(next, text, O_TRUNC)) return unwritable(file_);
    std::filesystem::rename(next, file_, problem);
    if (problem) return unwritable(file_);
    sync_folder(file_.parent_path());
    return {};
}

}  // namespace dialogd::app
