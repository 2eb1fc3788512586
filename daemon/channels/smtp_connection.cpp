// One connection to a relay.
#include "channels/smtp_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <utility>

namespace dialogd::channels {

namespace {

constexpr std::size_t kReadAtOnce = 16U << 10U;  // a TLS record's worth
constexpr int kMostReads = 16;                   // then the other connections have their turn

long use_ssl(Tls tls) {
    switch (tls) {
        case Tls::none: return CURLUSESSL_NONE;
        case Tls::opportunistic: return CURLUSESSL_TRY;
        case Tls::required: return CURLUSESSL_ALL;
    }
    return CURLUSESSL_ALL;
}

}  // namespace

SmtpConnection::SmtpConnection(CURLM* multi, const SmtpSettings& settings, const SmtpTimes& times, Tick now)
    : multi_(multi),
      times_(times),
      easy_(curl_easy_init()),
      url_(settings.url + "/" + settings.helo),  // libcurl takes the name for EHLO from the path
      needs_auth_(!settings.user.empty()),
      plain_(settings.tls == Tls::none && !settings.url.starts_with("smtps:")),
      deadline_(now + times.connect) {
    if (easy_) set_up(settings);
    if (!easy_ || curl_multi_add_handle(multi_, easy_.get()) != CURLM_OK) {
        state_ = State::dead;
        trouble_ = "libcurl has no room for a connection";
    }
}

SmtpConnection::~SmtpConnection() {
    // The handle lives in the multi as long as the connection does: taking it out closes the connection.
    if (easy_) curl_multi_remove_handle(multi_, easy_.get());
}

void SmtpConnection::set_up(const SmtpSettings& settings) {
    CURL* easy = easy_.get();
    set_common(easy, settings.ca_file);
    curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_USE_SSL, use_ssl(settings.tls));
    if (settings.tls == Tls::opportunistic) {
        // Better than clear text, no proof of who it is: what the word means for mail (RFC 7435).
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (needs_auth_) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, settings.user.c_str());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, settings.password.c_str());
    }
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(times_.connect.count()));
    curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, 600L);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &SmtpConnection::take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
}

std::size_t SmtpConnection::take_header(char* bytes, std::size_t size, std::size_t count, void* self) {
    static_cast<SmtpConnection*>(self)->greeting_.line({bytes, size * count});
    return size * count;
}

void SmtpConnection::connected(CURLcode code, Tick now) {
    if (state_ != State::connecting) return;
    if (code == CURLE_OK && curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket_) != CURLE_OK) {
        code = CURLE_RECV_ERROR;
    }
    if (code != CURLE_OK || socket_ == CURL_SOCKET_BAD) {
        trouble_ = std::string("no connection to the relay: ") + curl_easy_strerror(code);
        if (!greeting_.refusal().empty()) trouble_ += " (" + greeting_.refusal() + ")";
        state_ = State::dead;
        return;
    }
    // A server that offers no AUTH is connected to without it, in silence.
    if (needs_auth_ && !greeting_.authenticated()) {
        trouble_ = "the relay offers no AUTH, and a user is set";
        state_ = State::dead;
        return;
    }
    state_ = State::open;
    dialogue_.emplace(greeting_.offers());
    progress(now);
    read(now);  // also attaches the handle to its connection, which keeps libcurl from tidying it away
}

curl_waitfd SmtpConnection::waits_for() const {
    curl_waitfd wait{};
    wait.fd = socket_;
    wait.events = CURL_WAIT_POLLIN;
    if (blocked_) wait.events |= CURL_WAIT_POLLOUT;
    return wait;
}

void SmtpConnection::read(Tick now) {
    std::array<char, kReadAtOnce> bytes;
    for (int i = 0; i < kMostReads && state_ == State::open; ++i) {
        std::size_t count = 0;
        const CURLcode code = curl_easy_recv(easy_.get(), bytes.data(), bytes.size(), &count);
        if (code == CURLE_AGAIN) return;
        if (code != CURLE_OK || count == 0) return drop("the connection was lost");
        acknowledge_at_once();
        dialogue_->read({bytes.data(), count});
        progress(now);
        if (dialogue_->over()) return drop("the dialogue is over");
        // TLS may hold more than the socket shows; without it a short read has taken all.
        if (plain_ && count < bytes.size()) return;
    }
}

// Servers answer pipelined commands in several small writes, and Nagle's algorithm holds each back until the one
// before it is acknowledged, which the kernel likes to do 40 ms later: 90 mails a second instead of 700.
void SmtpConnection::acknowledge_at_once() const {
    const int yes = 1;
    (void)::setsockopt(socket_, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof yes);
}

void SmtpConnection::write(Tick now) {
    const bool was_blocked = std::exchange(blocked_, false);
    while (state_ == State::open && dialogue_->wants_to_write()) {
        const std::string_view piece = dialogue_->offer();
        std::size_t count = 0;
        const CURLcode code = curl_easy_send(easy_.get(), piece.data(), piece.size(), &count);
        if (code == CURLE_AGAIN) {
            blocked_ = true;
            if (!was_blocked) progress(now);  // from now on the server has so long to take some
            return;
        }
        if (code != CURLE_OK) {
            // What the server said before it closed may still be there: an answer makes an outcome certain.
            read(now);
            return drop("the connection was lost");
        }
        dialogue_->wrote(count);
        if (count > 0) progress(now);
    }
}

TickSpan SmtpConnection::patience() const {
    if (!dialogue_) return times_.connect;
    if (dialogue_->wants_to_write() && blocked_) return times_.block;
    switch (dialogue_->awaiting()) {
        case SmtpDialogue::Awaiting::nothing: return quitting_ ? times_.quit : times_.idle;
        case SmtpDialogue::Awaiting::command: return times_.command;
        case SmtpDialogue::Awaiting::data: return times_.data;
        case SmtpDialogue::Awaiting::final_dot: return times_.final_dot;
        case SmtpDialogue::Awaiting::quit: return times_.quit;
    }
    return times_.command;
}

void SmtpConnection::look_at_clock(Tick now) {
    if (state_ == State::open && !quitting_ && dialogue_->idle() && dialogue_->begun() >= times_.messages) quit(now);
    if (state_ == State::dead || now < deadline_) return;
    if (state_ == State::connecting) {
        trouble_ = "no connection to the relay: it took too long";
        state_ = State::dead;
    } else if (!quitting_ && dialogue_->idle()) {
        quit(now);
    } else {
        drop("the server took too long to answer");
    }
}

void SmtpConnection::quit(Tick now) {
    if (state_ == State::connecting) state_ = State::dead;
    if (state_ != State::open || quitting_) return;
    quitting_ = true;
    dialogue_->quit();
    write(now);
    if (state_ == State::open) progress(now);
}

void SmtpConnection::drop(std::string_view why) {
    if (state_ == State::dead) return;
    state_ = State::dead;
    if (trouble_.empty()) trouble_ = why;
    if (dialogue_) dialogue_->lose(why);
}

std::optional<Outgoing> SmtpConnection::revoke(CustomerNumber customer, MessageNumber message) {
    if (!dialogue_) return std::nullopt;
    std::optional<Outgoing> taken = dialogue_->revoke(customer, message);
    if (dialogue_->over()) drop("a message was revoked");
    return taken;
}

std::vector<SmtpEnding> SmtpConnection::take_endings() {
    return dialogue_ ? dialogue_->take_endings() : std::vector<SmtpEnding>{};
}

}  // namespace dialogd::channels
