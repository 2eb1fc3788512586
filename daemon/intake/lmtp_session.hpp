// One LMTP session (RFC 2033) as a state machine without a socket.
//
//     session.take(bytes) ──► output() to send; mail() when one is complete
//     session.delivered(replies), one for each recipient ──► output() again, and on it goes
//
// Only CRLF.CRLF ends a mail, and only CRLF a line: a bare CR or LF is content in a mail and an error
// in a command. So no mail can carry another one in its words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dialogd::intake {

class LmtpSession {
public:
    // A mail as it came, dots unstuffed, with CRLF.
    struct Mail {
        std::string return_path;  // empty: the null path of bounces
        std::vector<std::string> recipients;
        std::string bytes;
    };

    // `host` greets. A mail longer than `max_mail` is refused, for each recipient.
    LmtpSession(std::string host, std::size_t max_mail);

    // Takes bytes. While a mail waits for its delivery they are kept (pipelining).
    void take(std::string_view bytes);
    // What to send, once.
    std::string output();
    // The mail that waits to be delivered. May be moved from; take() goes on after delivered().
    std::optional<Mail>& mail() { return mail_; }
    // One LMTP reply ("250 2.1.5 ok") for each recipient, in their order.
    void delivered(const std::vector<std::string>& replies);
    // Says "421" and ends, for a server that stops or a client that is too slow.
    void give_up(std::string_view why);

    bool ended() const { return ended_; }
    // Bytes kept while a mail waits: whoever reads the socket stops while this is large.
    std::size_t kept() const { return input_.size(); }

private:
    enum class State : std::uint8_t { command, too_long, content, overflow };

    void work();
    std::size_t find_line_end() const;
    bool take_command();
    bool take_content();
    void end_content(std::size_t end);
    void command(std::string_view line);
    void lhlo(std::string_view argument);
    void mail_from(std::string_view argument);
    void rcpt_to(std::string_view argument);
    void data();
    void error(std::string_view reply);
    void say(std::string_view reply);
    void reset();

    std::string host_;
    std::size_t max_mail_;
    State state_ = State::command;
    bool greeted_ = false;
    bool has_sender_ = false;
    bool ended_ = false;
    int errors_ = 0;
    std::string return_path_;
    std::vector<std::string> recipients_;
    std::optional<Mail> mail_;
    std::size_t waiting_ = 0;  // recipients of the mail that waits
    std::string input_;
    std::string output_;
    std::size_t scanned_ = 0;  // of input_, already without an end
};

}  // namespace dialogd::intake
