// Fetches replies out of a mailbox.
#include "app/imap_reader.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace dialogd::app {

namespace {

constexpr Duration kLongestPause = std::chrono::minutes(10);  // between tries while the server is in trouble
constexpr int kMostDoublings = 10;
constexpr std::size_t kMostBroken = 10;  // connections in one round: then the server is in trouble, not a mail
constexpr std::size_t kMostLeft = 10;    // mails in one round: then it is we who can't take any
constexpr Duration kPatience = std::chrono::minutes(2);  // for a commit; the disk may be full for as long as it likes
constexpr Duration kStopEvery = std::chrono::milliseconds(100);

// The answer of those who take a mail; it may come when nobody waits for it any more.
struct Answer {
    std::mutex mutex;
    std::condition_variable bell;
    std::optional<std::string> reply;  // guarded by mutex
};

}  // namespace

void ImapReader::start() {
    thread_ = std::thread([this] { run(); });
}

void ImapReader::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    bell_.notify_all();
    if (thread_.joinable()) thread_.join();
}

bool ImapReader::wait(Duration most) {
    std::unique_lock lock(mutex_);
    return !bell_.wait_for(lock, most, [this] { return stopping_.load(); });
}

void ImapReader::run() {
    int failures = 0;
    Duration pause{};
    while (wait(pause)) {
        const Result<Round> round = look_once();
        if (stopping_) return;
        say_how(round);
        failures = round ? 0 : std::min(failures + 1, kMostDoublings);
        pause = std::max(config_.every, std::min(config_.every * (1 << failures), kLongestPause));
    }
}

// Once when it begins, once when it is over.
void ImapReader::say_how(const Result<Round>& round) {
    const std::string trouble = round ? "" : round.error().message;
    if (trouble == trouble_) return;
    if (trouble.empty())
        spdlog::info("imap: the mailbox is read again");
    else
        spdlog::error("imap: the mailbox can't be read now, and is tried again: {}", trouble);
    trouble_ = trouble;
}

Result<ImapReader::Round> ImapReader::look_once() {
    Result<std::unique_ptr<ImapSession>> session = ImapSession::open(config_, stopping_);
    if (!session) return session.error();
    if (Result<void> loaded = taken_.load((*session)->uid_validity()); !loaded) return loaded.error();
    const Result<std::vector<Uid>> uids = (*session)->look();
    if (!uids) return uids.error();
    if (Result<void> kept = taken_.keep_only(*uids); !kept) return kept.error();
    Round round;
    std::optional<Error> first;
    std::size_t broken = 0;
    for (const Uid uid : *uids) {
        if (stopping_ || broken == kMostBroken || round.left == kMostLeft) break;
        const Result<void> outcome = take_one(**session, uid, round);
        if (outcome) continue;
        if (!first) first = outcome.error();
        // A mail that can't be had must not hold up those behind it; a connection that broke is made anew.
        if (outcome.error().code == ErrorCode::refused) continue;
        ++broken;
        session = ImapSession::open(config_, stopping_);
        if (!session) return session.error();
    }
    if (first) return *first;
    return round;
}

Result<void> ImapReader::take_one(ImapSession& session, Uid uid, Round& round) {
    if (!taken_.has(uid)) {
        Result<std::string> bytes = session.fetch(uid);
        if (!bytes && bytes.error().code == ErrorCode::not_found) return {};  // somebody else has moved it
        if (!bytes) return bytes.error();
        const std::string where = std::to_string(session.uid_validity()) + "-" + std::to_string(uid);
        if (!hand_over(dressed(std::move(*bytes), config_.reply_domain, where))) {
            ++round.left;
            return {};
        }
        ++round.taken;
        if (Result<void> noted = taken_.add(uid); !noted) return noted;
    }
    if (Result<void> moved = session.move(uid); !moved) return moved;
    ++round.moved;
    return {};
}

bool ImapReader::hand_over(FetchedMail mail) {
    const auto answer = std::make_shared<Answer>();
    take_(std::move(mail.recipient), std::move(mail.bytes), [answer](std::string reply) {
        const std::lock_guard lock(answer->mutex);
        answer->reply = std::move(reply);
        answer->bell.notify_all();
    });
    const auto until = std::chrono::steady_clock::now() + kPatience;
    std::unique_lock lock(answer->mutex);
    while (!answer->reply && !stopping_ && std::chrono::steady_clock::now() < until)
        answer->bell.wait_for(lock, kStopEvery);
    if (!answer->reply) return false;
    // A refusal for good: there is nobody to bounce it to, and it is not lost where it goes.
    if (answer->reply->starts_with('5'))
        spdlog::warn("imap: a mail was not understood ({}); it is moved away", *answer->reply);
    return !answer->reply->starts_with('4');
}

}  // namespace dialogd::app
