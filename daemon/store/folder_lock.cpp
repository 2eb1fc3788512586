// flock on dialogd.lock.
#include "store/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace dialogd::store {

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / "dialogd.lock";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (file < 0)
        return Error{ErrorCode::internal, "cannot write in the data folder " + folder.string() + " (" +
                                              std::strerror(errno) + "): give it to the user that dialogd runs as"};
    FolderLock lock(file);
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno == EWOULDBLOCK)
        return Error{ErrorCode::conflict, "another dialogd holds the data folder " + folder.string() +
                                              ": stop that one first, ask it over its socket, or use another folder"};
    return Error{ErrorCode::internal, "cannot lock " + path.string() + ": " + std::strerror(errno)};
}

FolderLock::~FolderLock() {
    if (file_ >= 0) ::close(file_);
}

}  // namespace dialogd::store
