// One LMTP session (RFC 2033) as a state machine without a socket.
#include "intake/lmtp_session.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "intake/text.hpp"

namespace dialogd::intake {

namespace {

constexpr std::size_t kLongestLine = 2048;    // RFC 5321 asks for 512, parameters make it longer
constexpr std::size_t kMostRecipients = 100;  // RFC 5321, section 4.5.3.1.8
constexpr int kMostErrors = 20;               // whoever errs so often does not speak LMTP
constexpr std::size_t kLongestPath = 320;     // 64 + @ + 255

// The address of "<address> PARAMETERS", without a source route; nothing when it is no path.
std::optional<std::string_view> take_path(std::string_view& argument) {
    argument = trimmed(argument);
    if (argument.empty() || argument.front() != '<') return std::nullopt;
    bool in_quotes = false;
    std::size_t end = 1;
    for (; end < argument.size() && (in_quotes || argument[end] != '>'); ++end) {
        if (argument[end] == '\\' && in_quotes)
            ++end;
        else if (argument[end] == '"')
            in_quotes = !in_quotes;
    }
    if (end >= argument.size()) return std::nullopt;
    std::string_view path = argument.substr(1, end - 1);
    argument = argument.substr(end + 1);
    if (!argument.empty() && argument.front() != ' ') return std::nullopt;
    if (!path.empty() && path.front() == '@') {
        const std::size_t colon = path.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        path.remove_prefix(colon + 1);
    }
    if (path.size() > kLongestPath || !is_utf8(path)) return std::nullopt;
    const bool control = std::any_of(path.begin(), path.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
    return control ? std::nullopt : std::optional(path);
}

std::string_view take_word(std::string_view& text) {
    text = trimmed(text);
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    return word;
}

bool starts_with(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && same_name(text.substr(0, prefix.size()), prefix);
}

// A reply from elsewhere as one line: "250 ..." to "559 ...", else a refusal for now.
std::string reply_line(std::string_view reply) {
    reply = reply.substr(0, std::min(reply.find_first_of("\r\n"), std::size_t{400}));
    const bool good = reply.size() >= 4 && reply[0] >= '2' && reply[0] <= '5' && reply[1] >= '0' && reply[1] <= '9' &&
                      reply[2] >= '0' && reply[2] <= '9' && reply[3] == ' ';
    return good ? std::string(reply) : "451 4.3.0 try again";
}

}  // namespace

LmtpSession::LmtpSession(std::string host, std::size_t max_mail) : host_(std::move(host)), max_mail_(max_mail) {
    say("220 " + host_ + " LMTP dialogd");
}

void LmtpSession::take(std::string_view bytes) {
    if (ended_) return;
    input_.append(bytes);
    if (!mail_) work();
}

std::string LmtpSession::output() {
    return std::exchange(output_, {});
}

void LmtpSession::work() {
    while (!ended_ && !mail_) {
        const bool in_mail = state_ == State::content || state_ == State::overflow;
        if (!(in_mail ? take_content() : take_command())) break;
    }
    if (ended_) input_.clear();
}

std::size_t LmtpSession::find_line_end() const {
    return input_.find("\r\n", scanned_ > 0 ? scanned_ - 1 : 0);
}

bool LmtpSession::take_command() {
    const std::size_t end = find_line_end();
    if (end == std::string::npos) {
        if (input_.size() > kLongestLine + 1) {  // one more: it may be the first half of the end
            state_ = State::too_long;
            // What may be half an end of line stays.
            input_.erase(0, input_.size() - 1);
        }
        scanned_ = input_.size();
        return false;
    }
    const std::string line = input_.substr(0, end);
    input_.erase(0, end + 2);
    scanned_ = 0;
    if (std::exchange(state_, State::command) == State::too_long || line.size() > kLongestLine)
        error("500 5.5.2 the line is too long");
    else if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        error("500 5.5.2 a line ends in CRLF");
    else
        command(line);
    return true;
}

void LmtpSession::command(std::string_view line) {
    std::string_view argument = line;
    const std::string_view verb = take_word(argument);
    if (same_name(verb, "LHLO")) return lhlo(argument);
    if (same_name(verb, "HELO") || same_name(verb, "EHLO")) return error("500 5.5.1 this is LMTP: say LHLO");
    if (same_name(verb, "NOOP")) return say("250 2.0.0 ok");
    if (same_name(verb, "VRFY")) return say("252 2.1.5 send it and see");
    if (same_name(verb, "RSET")) return reset(), say("250 2.0.0 ok");
    if (same_name(verb, "QUIT")) {
        say("221 2.0.0 bye");
        ended_ = true;
        return;
    }
    const bool known = same_name(verb, "MAIL") || same_name(verb, "RCPT") || same_name(verb, "DATA");
    if (!known) return error("500 5.5.1 there is LHLO, MAIL, RCPT, DATA, RSET, NOOP, VRFY and QUIT");
    if (!greeted_) return error("503 5.5.1 say LHLO first");
    if (same_name(verb, "MAIL")) return mail_from(trimmed(argument));
    if (same_name(verb, "RCPT")) return rcpt_to(trimmed(argument));
    if (!trimmed(argument).empty()) return error("501 5.5.4 DATA takes nothing");
    data();
}

void LmtpSession::lhlo(std::string_view argument) {
    if (trimmed(argument).empty()) return error("501 5.5.4 LHLO takes a name");
    reset();
    greeted_ = true;
    for (const std::string_view offer :
         {std::string_view(host_), std::string_view("PIPELINING"), std::string_view("8BITMIME"),
          std::string_view("SMTPUTF8"), std::string_view("ENHANCEDSTATUSCODES")})
        say("250-" + std::string(offer));
    say("250 SIZE " + std::to_string(max_mail_));
}

void LmtpSession::mail_from(std::string_view argument) {
    if (!starts_with(argument, "FROM:")) return error("501 5.5.4 write MAIL FROM:<address>");
    if (has_sender_) return error("503 5.5.1 there is a sender already");
    argument.remove_prefix(5);
    const auto path = take_path(argument);
    if (!path) return error("501 5.1.7 the sender is no address");
    for (std::string_view word = take_word(argument); !word.empty(); word = take_word(argument)) {
        if (starts_with(word, "SIZE=")) {
            std::uint64_t size = 0;
            const auto [end, failed] = std::from_chars(word.data() + 5, word.data() + word.size(), size);
            if (failed == std::errc::invalid_argument || end != word.data() + word.size())
                return error("501 5.5.4 SIZE is a number");
            if (failed != std::errc{} || size > max_mail_) return error("552 5.3.4 the mail is too large");
        } else if (!starts_with(word, "BODY=") && !same_name(word, "SMTPUTF8")) {
            return error("555 5.5.4 an unknown parameter");
        }
    }
    return_path_ = *path;
    has_sender_ = true;
    say("250 2.1.0 ok");
}

void LmtpSession::rcpt_to(std::string_view argument) {
    if (!starts_with(argument, "TO:")) return error("501 5.5.4 write RCPT TO:<address>");
    if (!has_sender_) return error("503 5.5.1 say MAIL first");
    argument.remove_prefix(3);
    const auto path = take_path(argument);
    if (!path || path->empty()) return error("501 5.1.3 the recipient is no address");
    if (!trimmed(argument).empty()) return error("555 5.5.4 an unknown parameter");
    if (recipients_.size() >= kMostRecipients) return error("452 4.5.3 too many recipients");
    recipients_.emplace_back(*path);
    say("250 2.1.5 ok");
}

void LmtpSession::data() {
    if (recipients_.empty()) return error("503 5.5.1 no recipient");
    say("354 go on, end with a dot");
    state_ = State::content;
    scanned_ = 0;
}

bool LmtpSession::take_content() {
    // A mail that is a dot at once has no CRLF before it but the command's.
    constexpr std::string_view kDot = ".\r\n";
    if (scanned_ == 0 && state_ == State::content) {
        if (input_.starts_with(kDot)) return end_content(0), true;
        if (kDot.starts_with(input_)) return false;
    }
    const std::size_t end = input_.find("\r\n.\r\n", scanned_ > 4 ? scanned_ - 4 : 0);
    if (end != std::string::npos) return end_content(end + 2), true;
    scanned_ = input_.size();
    // A line of one dot is the most that stuffing adds to: three bytes become four.
    if (input_.size() > max_mail_ + max_mail_ / 3 + kLongestLine) {
        state_ = State::overflow;
        input_.erase(0, input_.size() - 4);  // what may be the beginning of the end
        scanned_ = input_.size();
    }
    return false;
}

// `end`: where the closing dot stands.
void LmtpSession::end_content(std::size_t end) {
    Mail mail{std::move(return_path_), std::move(recipients_), {}};
    bool too_large = std::exchange(state_, State::command) == State::overflow;
    if (!too_large) {
        mail.bytes.reserve(end);
        for (std::size_t at = 0; at < end;) {
            if (input_[at] == '.') ++at;  // stuffed (RFC 5321, section 4.5.2)
            const std::size_t line = input_.find("\r\n", at) + 2;
            mail.bytes.append(input_, at, line - at);
            at = line;
        }
        too_large = mail.bytes.size() > max_mail_;
    }
    input_.erase(0, end + 3);
    scanned_ = 0;
    reset();
    if (too_large) {
        for (std::size_t i = 0; i < mail.recipients.size(); ++i) say("552 5.3.4 the mail is too large");
        return;
    }
    waiting_ = mail.recipients.size();
    mail_ = std::move(mail);
}

void LmtpSession::delivered(const std::vector<std::string>& replies) {
    if (!mail_) return;
    for (std::size_t i = 0; i < waiting_; ++i) say(i < replies.size() ? reply_line(replies[i]) : "451 4.3.0 try again");
    mail_.reset();
    work();
}

void LmtpSession::give_up(std::string_view why) {
    if (ended_) return;
    say("421 4.3.2 " + std::string(why));
    ended_ = true;
    input_.clear();
}

void LmtpSession::error(std::string_view reply) {
    say(reply);
    if (++errors_ >= kMostErrors) give_up("too many errors");
}

void LmtpSession::say(std::string_view reply) {
    output_.append(reply).append("\r\n");
}

void LmtpSession::reset() {
    has_sender_ = false;
    return_path_.clear();
    recipients_.clear();
}

}  // namespace dialogd::intake
