// A relay of our own for tests, on a free port of loopback: a thread for each connection, plain code, and a
// say in what it answers. It counts what it takes.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace dialogd::tests {

struct RelaySession {
    int connection = 0;  // 1, 2, ... in the order they came
    int mails = 0;       // taken on this connection
    std::string from, to;
};

// What to say to a command, or to the final dot ("."): a reply without CRLF; empty: the usual one;
// "drop": close at once; "hang": never answer.
using RelaySays = std::function<std::string(const std::string& verb, const RelaySession& session)>;

class Relay {
public:
    explicit Relay(std::vector<std::string> extensions = {"PIPELINING", "8BITMIME"}, RelaySays says = {},
                   std::chrono::milliseconds delay = {});
    ~Relay();
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    int port() const { return port_; }
    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
    std::map<std::string, int> copies() const;  // whole mails that arrived, by recipient, whatever was answered
    std::vector<std::string> mails() const;     // their contents, without dot-stuffing
    int connections() const { return connections_.load(); }
    int quits() const { return quits_.load(); }
    int most_at_once() const { return most_at_once_.load(); }

private:
    void accept_all();
    void talk(int socket, int connection);
    std::string reply_to(const std::string& verb, const RelaySession& session) const;

    std::vector<std::string> extensions_;
    RelaySays says_;
    std::chrono::milliseconds delay_;  // before the answer to the final dot
    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> connections_{0}, open_{0}, most_at_once_{0}, quits_{0};
    std::atomic<bool> ending_{false};
    mutable std::mutex mutex_;  // for the four below
    std::map<std::string, int> copies_;
    std::vector<std::string> mails_;
    std::vector<int> sockets_;
    std::vector<std::thread> talks_;
    std::thread accepting_;
};

}  // namespace dialogd::tests
