// Fetches replies out of a mailbox and hands them on as LMTP would: looks every so often, on a thread of its own.
//
//     look ──► fetch ──► take ──(committed)──► note that it is taken ──► move it away
//
// A mail stays in the mailbox until it is on our disk, so none is lost; and what was taken but could not be moved is
// noted, and recognised by its Message-ID should even the note be missing, so none counts twice.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "app/imap_session.hpp"
#include "app/imap_taken.hpp"

namespace dialogd::app {

class ImapReader {
public:
    // As Handlers::mail has it: `reply` is called once, from any thread, with an LMTP reply, after the commit.
    using TakeMail =
        std::function<void(std::string recipient, std::string bytes, std::function<void(std::string)> reply)>;

    ImapReader(ImapConfig config, TakeMail take)
        : config_(std::move(config)), take_(std::move(take)), taken_(config_.taken_file) {}
    ~ImapReader() { stop(); }
    ImapReader(const ImapReader&) = delete;
    ImapReader& operator=(const ImapReader&) = delete;

    void start();
    // Ends within a second or so; a mail that is being taken then is looked at again after the next start.
    void stop();

    struct Round {
        std::size_t taken = 0;  // handed on and committed, now
        std::size_t moved = 0;
        std::size_t left = 0;  // to be looked at again: not now, said those who take it
    };
    // One look, on the caller's thread; never while it is started.
    Result<Round> look_once();

private:
    void run();
    void say_how(const Result<Round>& round);
    Result<void> take_one(ImapSession& session, Uid uid, Round& round);
    bool hand_over(FetchedMail mail);  // false: not now
    bool wait(Duration most);          // false: stopping

    ImapConfig config_;
    TakeMail take_;
    ImapTaken taken_;
    std::string trouble_;  // what the log was told last; empty: all is well
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    std::condition_variable bell_;
    std::thread thread_;
};

}  // namespace dialogd::app
