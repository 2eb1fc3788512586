// Appends with write(2) and fdatasync(2).
#include "app/synced_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "app/config.hpp"

namespace dialogd::app {

namespace {

namespace fs = std::filesystem;

Error failed(const fs::path& path, const char* doing) {
    return {
        ErrorCode::unavailable, std::string("can't ") + doing + " " + path.string() + ": " + std::strerror(errno), {}};
}

// A new file is there after a power cut only when its folder is on disk too.
void sync_folder(const fs::path& folder) {
    const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return;
    ::fsync(file);
    ::close(file);
}

}  // namespace

Result<void> append_synced(const fs::path& path, std::string text) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return failed(path, "open");
    char last = '\n';
    const off_t size = ::lseek(file, 0, SEEK_END);
    if (size > 0 && ::pread(file, &last, 1, size - 1) == 1 && last != '\n') text.insert(0, "\n");
    bool good = true;
    for (std::string_view rest = text; good && !rest.empty();) {
        const ssize_t count = ::write(file, rest.data(), rest.size());
        if (count < 0 && errno == EINTR) continue;
        good = count > 0;
        if (good) rest.remove_prefix(static_cast<std::size_t>(count));
    }
    good = good && ::fdatasync(file) == 0;
    const Error error = good ? Error{} : failed(path, "write");
    ::close(file);
    if (!good) return error;
    if (size == 0) sync_folder(path.parent_path());
    return {};
}

Result<std::string> read_if_there(const fs::path& path, std::size_t most) {
    std::error_code problem;
    if (!fs::exists(path, problem)) return std::string();
    return read_file(path, most);
}

}  // namespace dialogd::app
