// The data folder belongs to one daemon at a time: a lock on a file in it, held while the store is open.
#pragma once

#include <filesystem>

#include "dialogd/result.hpp"

namespace dialogd::store {

class FolderLock {
public:
    // `conflict`, naming the folder, when somebody else holds it. The kernel lets go of it when the
    // process ends, however it ends.
    static Result<FolderLock> take(const std::filesystem::path& folder);

    FolderLock() = default;
    FolderLock(FolderLock&& other) noexcept : file_(other.file_) { other.file_ = -1; }
    FolderLock& operator=(FolderLock&& other) noexcept {
        std::swap(file_, other.file_);
        return *this;
    }
    ~FolderLock();

private:
    explicit FolderLock(int file) : file_(file) {}
    int file_ = -1;
};

}  // namespace dialogd::store
