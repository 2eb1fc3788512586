// A relay of our own for tests.
#include "channels/relay.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace dialogd::tests {

namespace {

void say(int socket, const std::string& text) {
    const std::string line = text + "\r\n";
    (void)::send(socket, line.data(), line.size(), MSG_NOSIGNAL);
}

// One line without its end; false when the connection is gone.
class Lines {
public:
    explicit Lines(int socket) : socket_(socket) {}
    bool next(std::string& line) {
        while (true) {
            const std::size_t end = bytes_.find("\r\n", at_);
            if (end != std::string::npos) {
                line = bytes_.substr(at_, end - at_);
                at_ = end + 2;
                return true;
            }
            bytes_.erase(0, at_);
            at_ = 0;
            char more[16384];
            const ssize_t count = ::recv(socket_, more, sizeof more, 0);
            if (count <= 0) return false;
            bytes_.append(more, static_cast<std::size_t>(count));
        }
    }

private:
    int socket_;
    std::string bytes_;
    std::size_t at_ = 0;
};

std::string between_brackets(const std::string& line) {
    const std::size_t open = line.find('<');
    const std::size_t close = line.find('>', open);
    return open == std::string::npos ? line : line.substr(open + 1, close - open - 1);
}

}  // namespace

Relay::Relay(std::vector<std::string> extensions, RelaySays says, std::chrono::milliseconds delay)
    : extensions_(std::move(extensions)), says_(std::move(says)), delay_(delay) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 || ::listen(listener_, 256) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        throw std::runtime_error("relay: no port");
    }
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept_all(); });
}

Relay::~Relay() {
    ending_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    ::close(listener_);
    {
        const std::lock_guard lock(mutex_);
        for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& talk : talks_) talk.join();
    for (const int socket : sockets_) ::close(socket);
}

std::map<std::string, int> Relay::copies() const {
    const std::lock_guard lock(mutex_);
    return copies_;
}

std::vector<std::string> Relay::mails() const {
    const std::lock_guard lock(mutex_);
    return mails_;
}

void Relay::accept_all() {
    while (!ending_) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        const int yes = 1;  // our answers are short; together with delayed ACKs Nagle holds each back for 40 ms
        (void)::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        const std::lock_guard lock(mutex_);
        sockets_.push_back(socket);
        talks_.emplace_back([this, socket, number = ++connections_] {
            const int now = ++open_;
            if (now > most_at_once_) most_at_once_ = now;
            talk(socket, number);
            --open_;
            ::shutdown(socket, SHUT_RDWR);
        });
    }
}

std::string Relay::reply_to(const std::string& verb, const RelaySession& session) const {
    if (says_) {
        if (std::string reply = says_(verb, session); !reply.empty()) return reply;
    }
    if (verb == "220") return "220 relay.test ESMTP";
    if (verb == "DATA") return "354 go on";
    if (verb == ".") return "250 2.0.0 Ok: queued as A" + std::to_string(session.mails);
    if (verb == "QUIT") return "221 2.0.0 Bye";
    if (verb != "EHLO") return "250 2.1.0 Ok";
    std::string reply = "250-relay.test\r\n";
    for (const auto& extension : extensions_) reply += "250-" + extension + "\r\n";
    return reply + "250 HELP";
}

void Relay::talk(int socket, int connection) {
    RelaySession session;
    session.connection = connection;
    Lines lines(socket);
    std::string line, verb = "220", mail;
    bool in_data = false;
    do {
        if (in_data) {
            if (line != ".") {
                mail += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
                continue;
            }
            in_data = false;
            verb = ".";
            ++session.mails;
            if (delay_.count() > 0) std::this_thread::sleep_for(delay_);
            const std::lock_guard lock(mutex_);
            ++copies_[session.to];
            mails_.push_back(std::exchange(mail, {}));
        } else if (!line.empty()) {
            verb = line.substr(0, line.find_first_of(" :"));
            if (verb == "MAIL") session.from = between_brackets(line);
            if (verb == "RCPT") session.to = between_brackets(line);
            if (verb == "QUIT") ++quits_;
        }
        const std::string reply = reply_to(verb, session);
        if (reply == "drop") return;
        if (reply == "hang") {
            while (lines.next(line)) {
            }
            return;
        }
        say(socket, reply);
        if (verb == "QUIT") return;
        in_data = verb == "DATA" && reply.starts_with("354");
    } while (lines.next(line));
}

}  // namespace dialogd::tests
