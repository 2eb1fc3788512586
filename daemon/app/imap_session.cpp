// IMAP through libcurl: it connects, secures, logs in, selects and reads literals; the commands are ours.
#include "app/imap_session.hpp"

#include <algorithm>

#include "intake/text.hpp"

namespace dialogd::app {

namespace {

constexpr std::size_t kMostMails = 100'000;             // looked at in one round
constexpr std::size_t kLongestMail = (25U << 20U) + 1;  // one byte more than is taken: so it is seen to be too long
constexpr std::size_t kLongestAnswer = 4U << 20U;       // of a search: some 400,000 UIDs
constexpr std::size_t kLongestLine = 200;               // of what is kept of an answer, for people
constexpr long kConnectSeconds = 30;
constexpr long kAnswerSeconds = 60;
constexpr long kWholeSeconds = 600;  // of one command; a mail of 25 MB takes five minutes at 85 KB/s

// Where bytes go, and how many of them at most; the rest is read and forgotten.
struct Sink {
    std::string& text;
    std::size_t most;
};

std::string escaped(CURL* easy, const std::string& text) {
    const std::unique_ptr<char, decltype(&curl_free)> out(
        curl_easy_escape(easy, text.data(), static_cast<int>(text.size())), &curl_free);
    return out ? out.get() : "";
}

}  // namespace

std::size_t ImapSession::take_body(char* bytes, std::size_t size, std::size_t count, void* into) {
    const Sink& sink = *static_cast<Sink*>(into);
    sink.text.append(bytes, std::min(size * count, sink.most - std::min(sink.most, sink.text.size())));
    return size * count;
}

std::size_t ImapSession::take_line(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& session = *static_cast<ImapSession*>(self);
    const std::string_view line(bytes, size * count);
    if (const auto validity = uid_validity_of(line)) session.uid_validity_ = *validity;
    // The first one: libcurl says LOGOUT after a refusal, and that is answered too.
    if (session.refusal_.empty() && is_refusal(line)) session.refusal_ = intake::trimmed(line.substr(0, kLongestLine));
    return size * count;
}

int ImapSession::look_at_stop(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<ImapSession*>(self)->stopping_.load() ? 1 : 0;
}

Result<std::unique_ptr<ImapSession>> ImapSession::open(const ImapConfig& config, const std::atomic<bool>& stopping) {
    std::unique_ptr<ImapSession> session(new ImapSession(config, stopping));
    if (Result<void> begun = session->begin(); !begun) return begun.error();
    return session;
}

Result<void> ImapSession::begin() {
    if (const auto ready = channels::make_multi(); !ready) return ready.error();  // libcurl made ready for the process
    easy_.reset(curl_easy_init());
    CURL* easy = easy_.get();
    if (easy == nullptr) return Error{ErrorCode::unavailable, "libcurl has no room for a connection", {}};
    channels::set_common(easy, config_.ca_file.string());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "imap,imaps");
    curl_easy_setopt(easy, CURLOPT_USERNAME, config_.user.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, config_.password.c_str());
    const bool required = config_.tls == "required";
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     static_cast<long>(required                ? CURLUSESSL_ALL
                                       : config_.tls == "none" ? CURLUSESSL_NONE
                                                               : CURLUSESSL_TRY));
    if (config_.tls == "opportunistic") {
        // Better than clear text, no proof of who it is (RFC 7435).
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, kAnswerSeconds);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, kWholeSeconds);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &ImapSession::take_body);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &ImapSession::take_line);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &ImapSession::look_at_stop);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, this);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    mailbox_url_ = config_.url + "/" + escaped(easy, config_.mailbox);
    const Result<std::string> capabilities = say("CAPABILITY");
    if (!capabilities) return capabilities.error();
    if (uid_validity_ == 0) return Error{ErrorCode::unavailable, "the mailbox names no UIDVALIDITY", {}};
    moves_ = offers_capability(*capabilities, "MOVE");
    uid_plus_ = offers_capability(*capabilities, "UIDPLUS");
    // Should the connection have to be made again in between, libcurl compares.
    mailbox_url_ += ";UIDVALIDITY=" + std::to_string(uid_validity_);
    return {};
}

Result<void> ImapSession::perform(const std::string& url, const char* command, std::string& into) {
    CURL* easy = easy_.get();
    Sink sink{into, command == nullptr ? kLongestMail : kLongestAnswer};
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, command);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &sink);
    refusal_.clear();
    const CURLcode code = curl_easy_perform(easy);
    if (code == CURLE_OK) return {};
    const bool about_command = code == CURLE_QUOTE_ERROR || code == CURLE_REMOTE_FILE_NOT_FOUND;
    if (about_command && !refusal_.empty()) return Error{ErrorCode::refused, "the server refuses: " + refusal_, {}};
    if (code == CURLE_REMOTE_FILE_NOT_FOUND) return Error{ErrorCode::not_found, "it is not there any more", {}};
    std::string message = curl_easy_strerror(code);
    if (code == CURLE_LOGIN_DENIED && !refusal_.empty()) message += " (" + refusal_ + ")";
    return Error{ErrorCode::unavailable, std::move(message), {}};
}

Result<std::string> ImapSession::say(const std::string& command) {
    std::string lines;
    if (Result<void> said = perform(mailbox_url_, command.c_str(), lines); !said) return said.error();
    return lines;
}

Result<std::vector<Uid>> ImapSession::look() {
    // All of them, not only the unseen: somebody may have opened the mailbox in a mail program.
    const Result<std::string> lines = say("UID SEARCH UNDELETED");
    if (!lines) return lines.error();
    return searched_uids(*lines, kMostMails);
}

Result<std::string> ImapSession::fetch(Uid uid) {
    std::string mail;
    if (Result<void> said = perform(mailbox_url_ + "/;UID=" + std::to_string(uid), nullptr, mail); !said)
        return said.error();
    return mail;
}

Result<void> ImapSession::move(Uid uid) {
    Result<void> moved = move_once(uid);
    if (moved || moved.error().code != ErrorCode::refused) return moved;
    // Most likely it is missing (TRYCREATE). When it can't be made, the second try says why.
    if (const Result<std::string> made = say("CREATE " + quoted_string(config_.processed));
        !made && made.error().code != ErrorCode::refused)
        return made.error();
    return move_once(uid);
}

Result<void> ImapSession::move_once(Uid uid) {
    const std::string number = std::to_string(uid);
    const std::string there = " " + quoted_string(config_.processed);
    std::vector<std::string> commands{"UID MOVE " + number + there};
    if (!moves_)
        commands = {"UID COPY " + number + there, "UID STORE " + number + " +FLAGS.SILENT (\\Deleted)",
                    uid_plus_ ? "UID EXPUNGE " + number : "EXPUNGE"};
    for (const std::string& command : commands)
        if (const Result<std::string> said = say(command); !said) return said.error();
    return {};
}

}  // namespace dialogd::app
