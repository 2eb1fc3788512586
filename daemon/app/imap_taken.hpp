// Which mails of the mailbox have been taken and may still lie in it: a small file, on disk before a mail is moved.
// So a mail that can't be moved (a full mailbox, a crash in between) is not taken twice, however long that lasts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <vector>

#include "app/imap_words.hpp"
#include "dialogd/result.hpp"

namespace dialogd::app {

class ImapTaken {
public:
    explicit ImapTaken(std::filesystem::path file) : file_(std::move(file)) {}

    // What the file says about that validity. A file that is not there, or tells of another validity, says nothing.
    Result<void> load(std::uint32_t validity);
    bool has(Uid uid) const { return uids_.contains(uid); }
    // On disk when it returns.
    Result<void> add(Uid uid);
    // Forgets what does not lie in the mailbox any more; `there` is ascending.
    Result<void> keep_only(const std::vector<Uid>& there);

private:
    Result<void> write() const;

    std::filesystem::path file_;
    std::uint32_t validity_ = 0;
    std::set<Uid> uids_;
};

}  // namespace dialogd::app
