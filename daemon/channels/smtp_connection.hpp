// One connection to a relay: libcurl connects, secures, greets and logs in; from then on the bytes of a
// dialogue go through it. Belongs to the channel's thread and never blocks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "channels/channels.hpp"
#include "channels/curl.hpp"
#include "channels/pace.hpp"
#include "channels/smtp_dialogue.hpp"

namespace dialogd::channels {

// How long each thing may take (RFC 5321 4.5.3.2), and bounds of a connection's life.
struct SmtpTimes {
    Duration connect = std::chrono::minutes(2);  // address, TCP, TLS, greeting and AUTH together
    Duration command = std::chrono::minutes(5);  // MAIL, RCPT, RSET
    Duration data = std::chrono::minutes(2);     // the 354
    Duration block = std::chrono::minutes(3);    // the server takes a piece of what we say
    Duration final_dot = std::chrono::minutes(10);
    Duration quit = std::chrono::seconds(2);
    Duration idle = std::chrono::seconds(30);   // kept without work; relays close after some minutes
    Duration queue = std::chrono::seconds(30);  // an attempt waits for a connection
    Duration close = std::chrono::seconds(3);   // what is under way when the channel closes
    std::uint32_t messages = 500;               // on one connection; Exim ends it at 1,000
};

class SmtpConnection {
public:
    enum class State : std::uint8_t { connecting, open, dead };

    // Begins to connect, within `multi`, which must outlive it. Dead at once when libcurl can't.
    SmtpConnection(CURLM* multi, const SmtpSettings& settings, const SmtpTimes& times, Tick now);
    ~SmtpConnection();
    SmtpConnection(const SmtpConnection&) = delete;
    SmtpConnection& operator=(const SmtpConnection&) = delete;

    State state() const { return state_; }
    CURL* handle() const { return easy_.get(); }
    // libcurl is done with connecting: the connection is open, or dead for the reason in trouble().
    void connected(CURLcode code, Tick now);
    // Why it is dead, for people; without addresses.
    const std::string& trouble() const { return trouble_; }
    // It has served, or we ended it: its death says nothing about the relay.
    bool ended_well() const { return quitting_ || (dialogue_ && (dialogue_->answered() > 0 || dialogue_->revoked())); }

    bool takes() const { return state_ == State::open && dialogue_->takes() && dialogue_->begun() < times_.messages; }
    void submit(Outgoing outgoing) { dialogue_->submit(std::move(outgoing)); }
    // As SmtpDialogue::revoke; dead when the connection has to end for it.
    std::optional<Outgoing> revoke(CustomerNumber customer, MessageNumber message);
    bool busy() const { return dialogue_ && !dialogue_->idle(); }

    curl_waitfd waits_for() const;  // only when open
    void read(Tick now);
    void write(Tick now);
    // Looks at the time-outs, and lets a connection go that has been idle or has done its share.
    void look_at_clock(Tick now);
    Tick next_look() const { return deadline_; }
    void quit(Tick now);
    void drop(std::string_view why);  // at once, without QUIT
    std::vector<SmtpEnding> take_endings();

private:
    void set_up(const SmtpSettings& settings);
    static std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* self);
    void acknowledge_at_once() const;
    TickSpan patience() const;
    void progress(Tick now) { deadline_ = now + patience(); }

    CURLM* multi_;
    const SmtpTimes& times_;
    Easy easy_;
    std::string url_;
    bool needs_auth_ = false;
    bool plain_ = false;
    State state_ = State::connecting;
    SmtpGreeting greeting_;
    std::optional<SmtpDialogue> dialogue_;
    curl_socket_t socket_ = CURL_SOCKET_BAD;
    bool blocked_ = false;  // the socket takes no more for now
    bool quitting_ = false;
    Tick deadline_;
    std::string trouble_;
};

}  // namespace dialogd::channels
