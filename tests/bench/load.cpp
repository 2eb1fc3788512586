// One thread, many connections, poll(2): each connection writes a request and waits for its answer.
#include "bench/load.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "bench/shop.hpp"

namespace dialogd::bench {

namespace {

constexpr int kQuietSeconds = 60;  // no answer for so long: the load gives up

int connect_to(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(fd);
        return -1;
    }
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

bool write_all(int fd, const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const ssize_t sent = ::send(fd, text.data() + at, text.size() - at, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        at += static_cast<std::size_t>(sent);
    }
    return true;
}

// The length of the whole answer at the beginning of `text`; 0 when it is not all there yet.
std::size_t answer_length(const std::string& text) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string::npos) return 0;
    std::size_t length = 0;
    for (const char* const name : {"\r\nContent-Length: ", "\r\ncontent-length: "})
        if (const std::size_t at = text.find(name); at < end)
            std::from_chars(text.data() + at + std::strlen(name), text.data() + end, length);
    return text.size() >= end + 4 + length ? end + 4 + length : 0;
}

std::string once(std::uint16_t port, const std::string& request) {
    const int fd = connect_to(port);
    if (fd < 0) return {};
    std::string text;
    if (write_all(fd, request)) {
        std::array<char, 65'536> buffer{};
        while (answer_length(text) == 0) {
            const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
            if (got <= 0) break;
            text.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }
    ::close(fd);
    return text;
}

// The numbers 0 .. n-1 in an order that looks random, each once in n calls.
std::uint64_t scatter(std::uint64_t i, std::uint64_t n) {
    return (i * 7'919'777ULL + i / n) % n;
}

void append_event(std::string& body, const LoadSettings& settings, std::uint64_t number) {
    const std::uint64_t customer = scatter(number, settings.customers);
    const bool sends = number % 1'000 < static_cast<std::uint64_t>(settings.sending);
    const std::uint64_t kind = sends ? 0 : 1 + number % (kEventKinds - 1);
    const auto text = [&](std::uint64_t value) {
        std::array<char, 24> digits{};
        body.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
    };
    body += "{\"event\":\"thing.";
    text(kind);
    body += "\",\"id\":\"e";
    text(number);
    body += "\",\"customer\":{\"id\":\"c";
    text(customer);
    body += "\",\"email\":\"c";
    text(customer);
    body += "@example.com\"},\"properties\":{\"order_id\":\"o";
    text(number);
    body += "\",\"total\":299.5,\"currency\":\"DKK\",\"quantity\":2}}\n";
}

struct Connection {
    int fd = -1;
    std::string request;  // kept, to be sent again
    std::uint64_t events = 0;
    std::string answer;
};

class Load {
public:
    explicit Load(const LoadSettings& settings) : settings_(settings) {}

    LoadResult run() {
        connections_.resize(static_cast<std::size_t>(settings_.connections));
        const double begin = seconds_now();
        for (Connection& connection : connections_) {
            connection.fd = connect_to(settings_.port);
            if (connection.fd < 0) throw std::runtime_error("the daemon takes no connection");
            next(connection);
        }
        while (under_way_ > 0) step();
        result_.seconds = seconds_now() - begin;
        for (const Connection& connection : connections_) ::close(connection.fd);
        return result_;
    }

private:
    void next(Connection& connection) {
        connection.events = 0;
        if (made_ >= settings_.events) return;
        std::string body;
        while (connection.events < static_cast<std::uint64_t>(settings_.in_request) && made_ < settings_.events) {
            append_event(body, settings_, settings_.first + made_);
            ++made_;
            ++connection.events;
        }
        connection.request =
            "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + settings_.key +
            "\r\nContent-Type: application/x-ndjson\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
            body;
        send(connection);
    }

    void send(Connection& connection) {
        if (!write_all(connection.fd, connection.request)) throw std::runtime_error("the daemon closed a connection");
        ++under_way_;
    }

    void step() {
        std::vector<pollfd> polled;
        for (const Connection& connection : connections_) polled.push_back({connection.fd, POLLIN, 0});
        if (::poll(polled.data(), polled.size(), kQuietSeconds * 1'000) <= 0)
            throw std::runtime_error("no answer for a minute");
        for (std::size_t i = 0; i < polled.size(); ++i)
            if (polled[i].revents != 0) read(connections_[i]);
    }

    void read(Connection& connection) {
        std::array<char, 65'536> buffer{};
        const ssize_t got = ::recv(connection.fd, buffer.data(), buffer.size(), 0);
        if (got <= 0) throw std::runtime_error("the daemon closed a connection");
        connection.answer.append(buffer.data(), static_cast<std::size_t>(got));
        const std::size_t length = answer_length(connection.answer);
        if (length == 0) return;
        const std::string answer = connection.answer.substr(0, length);
        connection.answer.erase(0, length);
        --under_way_;
        if (answer.find(" 200 ") == 8) {
            result_.accepted += connection.events;
            next(connection);
        } else if (answer.find(" 429 ") == 8 || answer.find(" 503 ") == 8) {
            ++result_.refused;
            ::usleep(2'000);
            send(connection);
        } else {
            throw std::runtime_error("an answer that is neither 200 nor 429: " + answer.substr(0, 300));
        }
    }

    const LoadSettings& settings_;
    LoadResult result_;
    std::vector<Connection> connections_;
    std::uint64_t made_ = 0;
    int under_way_ = 0;
};

}  // namespace

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

LoadResult send_events(const LoadSettings& settings) {
    return Load(settings).run();
}

std::string get(std::uint16_t port, const std::string& path) {
    return once(port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
}

std::string post(std::uint16_t port, const std::string& key, const std::string& path, const std::string& body) {
    return once(port, "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " +
                          key + "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                          "\r\n\r\n" + body);
}

}  // namespace dialogd::bench
