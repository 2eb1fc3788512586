// What the server tests share: handlers that remember, and a plain blocking client.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "intake/intake.hpp"

namespace dialogd::intake {

// Stands for the app: takes everything and remembers it, unless it is told otherwise. The server's
// thread calls it, the test reads it: each under the lock.
class FakeApp {
public:
    Handlers handlers();

    std::vector<Arrival> arrivals();
    std::vector<HttpRequest> others();
    std::vector<std::string> mails();         // "recipient|return path|bytes"
    std::vector<std::string> dead_letters();  // "source|reason|body"

    void fill_queue(bool full);
    void answer_with(std::function<Taken(const Arrival&)> answer);
    // Keeps every Done until release() calls them all, from the test's thread.
    void hold();
    void wait_for_held(std::size_t count);
    void release();

private:
    bool take(std::vector<Arrival> arrivals, Done done);
    std::optional<std::string> key(std::string_view key, std::string_view scope) const;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Arrival> arrivals_;
    std::vector<HttpRequest> others_;
    std::vector<std::string> mails_;
    std::vector<std::string> dead_letters_;
    std::vector<std::function<void()>> held_;
    std::function<Taken(const Arrival&)> answer_;
    bool full_ = false;
    bool holding_ = false;
};

// A blocking TCP or Unix socket with a time limit of some seconds on everything.
class PlainSocket {
public:
    explicit PlainSocket(std::uint16_t port);
    explicit PlainSocket(const std::string& unix_path);
    ~PlainSocket();
    PlainSocket(const PlainSocket&) = delete;
    PlainSocket& operator=(const PlainSocket&) = delete;

    bool send(std::string_view bytes);
    void end_sending();
    // Reads until `end` has come, or the other side closes; what is behind it is kept for the next call.
    std::string read_until(std::string_view end);
    std::string read_all();  // until the other side closes
    // One HTTP answer: status line, headers and body by its Content-Length.
    struct Answer {
        int status = 0;
        std::string head;
        std::string body;
    };
    Answer read_answer(bool has_body = true);

private:
    bool fill();

    int descriptor_ = -1;
    std::string input_;
};

// "POST /v1/events" with a body, as a client library would send it.
std::string post(std::string_view path, std::string_view body, std::string_view headers = "");
inline constexpr std::string_view kBearer = "Authorization: Bearer EVENTS\r\n";

}  // namespace dialogd::intake
