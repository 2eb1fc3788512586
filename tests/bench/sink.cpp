// Enough of SMTP for a client of our own: EHLO with PIPELINING, MAIL, RCPT, DATA, RSET, QUIT.
#include "bench/sink.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <vector>

#include "bench/load.hpp"

namespace dialogd::bench {

Sink::Sink(std::uint16_t port) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_, 64) != 0)
        throw std::runtime_error("the sink's port is taken");
    thread_ = std::thread([this] { run(); });
}

Sink::~Sink() {
    stopping_ = true;
    thread_.join();
    ::close(listener_);
}

std::map<std::string, double> Sink::arrivals() const {
    const std::lock_guard lock(mutex_);
    return arrivals_;
}

void Sink::run() {
    std::map<int, Session> sessions;
    while (!stopping_) {
        std::vector<pollfd> polled{{listener_, POLLIN, 0}};
        for (const auto& [fd, _] : sessions) polled.push_back({fd, POLLIN, 0});
        ::poll(polled.data(), polled.size(), 50);
        if ((polled[0].revents & POLLIN) != 0) {
            const int fd = ::accept(listener_, nullptr, nullptr);
            if (fd >= 0) {
                sessions[fd];
                (void)!::write(fd, "220 sink ESMTP\r\n", 16);
            }
        }
        for (std::size_t i = 1; i < polled.size(); ++i) {
            if (polled[i].revents == 0) continue;
            Session& session = sessions[polled[i].fd];
            std::array<char, 65'536> buffer{};
            const ssize_t got = ::read(polled[i].fd, buffer.data(), buffer.size());
            if (got > 0) {
                session.in.append(buffer.data(), static_cast<std::size_t>(got));
                take(session);
                (void)!::write(polled[i].fd, session.out.data(), session.out.size());
                session.out.clear();
            } else {
                ::close(polled[i].fd);
                sessions.erase(polled[i].fd);
            }
        }
    }
    for (const auto& [fd, _] : sessions) ::close(fd);
}

void Sink::take(Session& session) {
    for (;;) {
        const std::size_t end = session.in.find(session.in_data ? "\r\n.\r\n" : "\r\n");
        if (end == std::string::npos) return;
        if (session.in_data) {
            note(session.in.substr(0, end));
            session.in.erase(0, end + 5);
            session.in_data = false;
            session.out += "250 2.0.0 Ok\r\n";
            continue;
        }
        const std::string line = session.in.substr(0, end);
        session.in.erase(0, end + 2);
        if (line.starts_with("EHLO")) {
            session.out += "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n";
        } else if (line.starts_with("DATA")) {
            session.in_data = true;
            session.out += "354 Go on\r\n";
        } else if (line.starts_with("QUIT")) {
            session.out += "221 2.0.0 Bye\r\n";
        } else {
            session.out += "250 2.0.0 Ok\r\n";
        }
    }
}

void Sink::note(const std::string& mail) {
    const double now = seconds_now();
    const std::size_t at = mail.find("\r\nSubject: ");
    if (at == std::string::npos) return;
    const std::string subject = mail.substr(at + 11, mail.find("\r\n", at + 2) - at - 11);
    const std::lock_guard lock(mutex_);
    arrivals_[subject.substr(subject.rfind(' ') + 1)] = now;
}

}  // namespace dialogd::bench
