// What the server tests share.
#include "intake/asking.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "intake/parsing.hpp"

namespace dialogd::intake {

Handlers FakeApp::handlers() {
    Handlers out;
    out.take = [this](std::vector<Arrival> arrivals, Done done) { return take(std::move(arrivals), std::move(done)); };
    out.key = [this](std::string_view name, std::string_view scope) { return key(name, scope); };
    out.other = [this](HttpRequest request, const Respond& respond) {
        HttpAnswer answer;
        if (request.path == "/healthz") answer = {200, "text/plain", "well", {}};
        if (request.path != "/healthz") answer = {404, "application/json", "{\"error\":\"not found\"}", {}};
        {
            const std::lock_guard lock(mutex_);
            others_.push_back(std::move(request));
        }
        respond(answer);
    };
    out.mail = [this](const std::string& recipient, const std::string& return_path, const std::string& bytes,
                      const std::function<void(std::string)>& reply) {
        const std::lock_guard lock(mutex_);
        mails_.push_back(recipient + "|" + return_path + "|" + bytes);
        reply(recipient.starts_with("nobody") ? "550 5.1.1 unknown" : "250 2.1.5 ok");
    };
    out.dead_letter = [this](const std::string& source, const std::string& reason, const std::string& body,
                             const std::function<void(bool)>& kept) {
        {
            const std::lock_guard lock(mutex_);
            dead_letters_.push_back(source + "|" + reason + "|" + body);
        }
        kept(true);
    };
    out.now = [] { return at("2026-11-24T12:00:00Z"); };
    out.phone = phone_number;
    return out;
}

bool FakeApp::take(std::vector<Arrival> arrivals, Done done) {
    std::vector<Taken> taken;
    {
        const std::lock_guard lock(mutex_);
        if (full_) return false;
        for (Arrival& arrival : arrivals) {
            taken.push_back(answer_ ? answer_(arrival) : Taken{});
            arrivals_.push_back(std::move(arrival));
        }
        if (holding_) {
            held_.emplace_back([done = std::move(done), taken] { done(taken); });
            changed_.notify_all();
            return true;
        }
    }
    done(std::move(taken));
    return true;
}

std::optional<std::string> FakeApp::key(std::string_view key, std::string_view scope) const {
    if (key == "EVENTS" && scope == "events") return "shop";
    if (key == "WRITEKEY" && scope == "events") return "segment";
    if (key == "RSWRITEKEY" && scope == "events") return "rudder";
    if (key == "WRITE" && scope == "write") return "crm";
    return std::nullopt;
}

std::vector<Arrival> FakeApp::arrivals() {
    const std::lock_guard lock(mutex_);
    return arrivals_;
}
std::vector<HttpRequest> FakeApp::others() {
    const std::lock_guard lock(mutex_);
    return others_;
}
std::vector<std::string> FakeApp::mails() {
    const std::lock_guard lock(mutex_);
    return mails_;
}
std::vector<std::string> FakeApp::dead_letters() {
    const std::lock_guard lock(mutex_);
    return dead_letters_;
}
void FakeApp::fill_queue(bool full) {
    const std::lock_guard lock(mutex_);
    full_ = full;
}
void FakeApp::answer_with(std::function<Taken(const Arrival&)> answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
}
void FakeApp::hold() {
    const std::lock_guard lock(mutex_);
    holding_ = true;
}
void FakeApp::wait_for_held(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(5), [&] { return held_.size() >= count; });
}
void FakeApp::release() {
    std::vector<std::function<void()>> held;
    {
        const std::lock_guard lock(mutex_);
        held.swap(held_);
        holding_ = false;
    }
    // The last first: answers must come in the order of the requests all the same.
    for (auto one = held.rbegin(); one != held.rend(); ++one) (*one)();
}

namespace {

void set_limits(int descriptor) {
    const timeval limit{8, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

}  // namespace

PlainSocket::PlainSocket(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
    set_limits(descriptor_);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("nobody listens there");
}

PlainSocket::PlainSocket(const std::string& unix_path) : descriptor_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    set_limits(descriptor_);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, unix_path.c_str(), sizeof address.sun_path - 1);
    if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("nobody listens there");
}

PlainSocket::~PlainSocket() {
    ::close(descriptor_);
}

bool PlainSocket::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

void PlainSocket::end_sending() {
    ::shutdown(descriptor_, SHUT_WR);
}

bool PlainSocket::fill() {
    std::array<char, 65536> buffer{};
    const ssize_t n = ::recv(descriptor_, buffer.data(), buffer.size(), 0);
    if (n <= 0) return false;
    input_.append(buffer.data(), static_cast<std::size_t>(n));
    return true;
}

std::string PlainSocket::read_until(std::string_view end) {
    while (input_.find(end) == std::string::npos)
        if (!fill()) return std::exchange(input_, {});
    const std::size_t length = input_.find(end) + end.size();
    std::string out = input_.substr(0, length);
    input_.erase(0, length);
    return out;
}

std::string PlainSocket::read_all() {
    while (fill()) {
    }
    return std::exchange(input_, {});
}

PlainSocket::Answer PlainSocket::read_answer(bool has_body) {
    Answer answer;
    answer.head = read_until("\r\n\r\n");
    if (answer.head.size() < 12) return answer;
    answer.status = std::atoi(answer.head.c_str() + 9);
    const std::size_t length_at = answer.head.find("Content-Length: ");
    if (!has_body || length_at == std::string::npos) return answer;
    const auto length = static_cast<std::size_t>(std::atol(answer.head.c_str() + length_at + 16));
    while (input_.size() < length && fill()) {
    }
    answer.body = input_.substr(0, length);
    input_.erase(0, length);
    return answer;
}

std::string post(std::string_view path, std::string_view body, std::string_view headers) {
    std::string out = "POST " + std::string(path) + " HTTP/1.1\r\nHost: here\r\n" + std::string(headers) +
                      "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    return out.append(body);
}

}  // namespace dialogd::intake
