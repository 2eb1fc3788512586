// A loopback port for a server that a test starts.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <random>
#include <stdexcept>

namespace dialogd::tests {

// Free now, and below the ports that the system gives to outgoing connections: one of these could take it before it
// is used. Throws when none is to be had.
inline std::uint16_t free_port() {
    constexpr std::uint16_t kFirst = 10'000, kLast = 32'000;
    constexpr int kTries = 200;
    static std::mt19937 random{std::random_device{}()};
    for (int i = 0; i < kTries; ++i) {
        const std::uint16_t port = std::uniform_int_distribution<std::uint16_t>(kFirst, kLast)(random);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const bool free = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        ::close(socket);
        if (free) return port;
    }
    throw std::runtime_error("no free port between 10000 and 32000");
}

}  // namespace dialogd::tests
