// The gateway channel with an HTTP server of our own: one answer for all, given as bytes.
#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "channels/gateway.hpp"
#include "channels/party.hpp"
#include "channels/wait.hpp"

using namespace dialogd;
using namespace dialogd::channels;
using namespace dialogd::tests;
using std::chrono::milliseconds;

namespace {

// Takes one connection after the other, reads the head of a request, and says `answer`.
class Gateway {
public:
    explicit Gateway(std::string answer) : answer_(std::move(answer)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), length) == 0);
        REQUIRE(::listen(listener_, 64) == 0);
        REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) == 0);
        port = ntohs(address.sin_port);
        thread_ = std::thread([this] {
            for (int s = 0; (s = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0; ::close(s)) serve(s);
        });
    }
    ~Gateway() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    int port = 0;
    std::atomic<int> requests{0};

private:
    void serve(int socket) {
        std::string request;
        char bytes[4096];
        while (request.find("\r\n\r\n") == std::string::npos) {
            const ssize_t count = ::recv(socket, bytes, sizeof bytes, 0);
            if (count <= 0) return;
            request.append(bytes, static_cast<std::size_t>(count));
        }
        ++requests;
        if (answer_ == "hang") std::this_thread::sleep_for(milliseconds(700));
        (void)::send(socket, answer_.data(), answer_ == "hang" ? 0 : answer_.size(), MSG_NOSIGNAL);
    }
    std::string answer_;
    int listener_ = -1;
    std::thread thread_;
};

std::string http(int status, const std::string& body, const std::string& headers = "") {
    return "HTTP/1.1 " + std::to_string(status) + " Said\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::unique_ptr<Channel> channel_to(int port) {
    GatewaySettings settings;
    settings.provider.method = "GET";
    settings.provider.url = "http://127.0.0.1:" + std::to_string(port) + "/send";
    settings.provider.query = {{"text", "{{text}}"}};
    GatewayTimes times;
    times.answer = milliseconds(400);
    times.close = milliseconds(200);
    auto made = make_gateway(settings, times);
    REQUIRE(made);
    return std::move(*made);
}

Receipt receipt_for(Channel& channel, std::string to = "+4520123456") {
    channel.submit(mail_to(1, std::move(to), "Hej"));
    const auto outcomes = outcomes_of(channel, 1);
    REQUIRE(outcomes.size() == 1);
    return outcomes[0].receipt;
}

ReceiptKind kind_for(const std::string& answer) {
    Gateway gateway(answer);
    const auto kind = receipt_for(*channel_to(gateway.port)).kind;
    CHECK(gateway.requests == 1);
    return kind;
}

}  // namespace

TEST_CASE("gateway: each answer, and none, is the outcome that the table says") {
    CHECK(kind_for(http(200, "ok")) == ReceiptKind::accepted);
    CHECK(kind_for(http(400, "no")) == ReceiptKind::failed);
    CHECK(kind_for(http(500, "oops")) == ReceiptKind::deferred);
    CHECK(kind_for(http(302, "", "Location: /elsewhere\r\n")) == ReceiptKind::uncertain);
    CHECK(kind_for("") == ReceiptKind::uncertain);
    CHECK(kind_for("hang") == ReceiptKind::uncertain);
    CHECK(kind_for("SMTP?\r\n") == ReceiptKind::uncertain);
    CHECK(kind_for("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut") == ReceiptKind::uncertain);
}

TEST_CASE("gateway: connection refused is deferred, and one alone finds out when it is back") {
    const auto channel = channel_to(free_port());
    CHECK(receipt_for(*channel).kind == ReceiptKind::deferred);
    CHECK(channel->room() == 0);
    for (int i = 0; i < 100 && channel->room() == 0; ++i) (void)channel->work(milliseconds(20));
    CHECK(channel->room() == 1);
}

TEST_CASE("gateway: 429 is deferred and its Retry-After is kept") {
    Gateway gateway(http(429, "slow down", "Retry-After: 2\r\n"));
    const auto channel = channel_to(gateway.port);
    CHECK(receipt_for(*channel).kind == ReceiptKind::deferred);
    const auto start = std::chrono::steady_clock::now();
    while (channel->room() == 0 && std::chrono::steady_clock::now() - start < std::chrono::seconds(6)) {
        (void)channel->work(milliseconds(50));
    }
    CHECK(std::chrono::steady_clock::now() - start >= milliseconds(1500));
    CHECK(channel->room() == 1);
}

TEST_CASE("gateway: a gateway that is down names the time, too, as seconds or as a date") {
    Gateway gateway(http(503, "down", "Retry-After: 90\r\n"));
    const Instant now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    const Receipt receipt = receipt_for(*channel_to(gateway.port));
    CHECK(receipt.kind == ReceiptKind::deferred);
    CHECK(receipt.retry_at > now + std::chrono::seconds(85));
    CHECK(receipt.retry_at < now + std::chrono::seconds(100));
    Gateway past(http(503, "down", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n"));
    CHECK(receipt_for(*channel_to(past.port)).retry_at == Instant{});
    Gateway far(http(429, "slow down", "Retry-After: 999999999\r\n"));
    CHECK(receipt_for(*channel_to(far.port)).retry_at < now + std::chrono::hours(25));
    Gateway odd(http(503, "down", "Retry-After: soon\r\n"));
    CHECK(receipt_for(*channel_to(odd.port)).retry_at == Instant{});
}

TEST_CASE("gateway: what is no number never leaves") {
    Gateway gateway(http(200, "ok"));
    const auto channel = channel_to(gateway.port);
    for (const std::string to : {"", "45&x=1", "+45\r\n1", "123456789012345678901234"}) {
        CHECK(receipt_for(*channel, to).kind == ReceiptKind::failed);
    }
    CHECK(gateway.requests == 0);
}

TEST_CASE("gateway: close gives every attempt its outcome, uncertain where the request was out") {
    Gateway gateway("hang");
    const auto channel = channel_to(gateway.port);
    for (MessageNumber i = 1; i <= 6; ++i) channel->submit(mail_to(i, "+4520123456", "Hej"));
    (void)outcomes_of(*channel, 1, milliseconds(100));
    const auto outcomes = channel->close();
    CHECK(outcomes.size() == 6);
    const auto uncertain = std::count_if(outcomes.begin(), outcomes.end(), [](const auto& outcome) {
        return outcome.receipt.kind == ReceiptKind::uncertain;
    });
    CHECK(uncertain == 4);  // as many as there are connections
    CHECK(channel->idle());
}
