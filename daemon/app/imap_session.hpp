// One connection to a mailbox, through libcurl: look, fetch, move. Blocking; belongs to one thread.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "app/imap_config.hpp"
#include "app/imap_words.hpp"
#include "channels/curl.hpp"
#include "dialogd/result.hpp"

namespace dialogd::app {

class ImapSession {
public:
    // Connects, secures, logs in and selects the mailbox. `config` and `stopping` outlive the session; once
    // `stopping` is set every call ends soon, with an error.
    static Result<std::unique_ptr<ImapSession>> open(const ImapConfig& config, const std::atomic<bool>& stopping);

    std::uint32_t uid_validity() const { return uid_validity_; }
    // What lies in the mailbox, ascending; the oldest when there is very much.
    Result<std::vector<Uid>> look();
    // The whole mail. Of one that is larger than any we take, a little more than we take. `not_found`: it is gone.
    Result<std::string> fetch(Uid uid);
    // Into the mailbox for what is done with, which is made when it is missing.
    Result<void> move(Uid uid);

private:
    ImapSession(const ImapConfig& config, const std::atomic<bool>& stopping) : config_(config), stopping_(stopping) {}

    Result<void> begin();
    // Says one command in the mailbox; gives the untagged lines that answer it. `refused`: the server said no.
    Result<std::string> say(const std::string& command);
    Result<void> perform(const std::string& url, const char* command, std::string& into);
    Result<void> move_once(Uid uid);

    static std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* into);
    static std::size_t take_line(char* bytes, std::size_t size, std::size_t count, void* self);
    static int look_at_stop(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

    const ImapConfig& config_;
    const std::atomic<bool>& stopping_;
    channels::Easy easy_;
    std::string mailbox_url_;
    std::string refusal_;  // what the server said to the last command when it said no
    std::uint32_t uid_validity_ = 0;
    bool moves_ = false;     // MOVE (RFC 6851)
    bool uid_plus_ = false;  // UIDPLUS (RFC 4315)
};

}  // namespace dialogd::app
