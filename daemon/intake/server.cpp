// The server: its doors, its connections and its one thread.
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>
#include <vector>

#include "intake/door.hpp"
#include "intake/http_connection.hpp"
#include "intake/lmtp_connection.hpp"

namespace dialogd::intake {

namespace {

namespace asio = boost::asio;
using Failure = boost::system::error_code;

constexpr auto kTick = std::chrono::milliseconds(100);  // how exactly time limits are kept
constexpr auto kLastAnswers = std::chrono::seconds(5);

class AsioServer : public Server {
public:
    AsioServer(Settings settings, Handlers handlers)
        : loop_(std::make_shared<Loop>(std::move(settings), std::move(handlers))),
          http_(loop_->io, [this](Door::Socket socket) { take_http(std::move(socket), Listener::http); }),
          web_(loop_->io, [this](Door::Socket socket) { take_http(std::move(socket), Listener::web); }),
          lmtp_(loop_->io, [this](Door::Socket socket) { take_lmtp(std::move(socket)); }),
          ticker_(loop_->io) {}
    ~AsioServer() override { stop(); }
    AsioServer(const AsioServer&) = delete;
    AsioServer& operator=(const AsioServer&) = delete;

    Result<void> start() override {
        const Settings& settings = loop_->settings;
        auto outcome = http_.open(settings.http);
        if (outcome && !settings.web.empty()) outcome = web_.open(settings.web);
        if (outcome && !settings.lmtp.empty()) outcome = lmtp_.open(settings.lmtp);
        if (!outcome) {
            close_doors();
            return outcome;
        }
        for (Door* door : {&http_, &web_, &lmtp_})
            if (door->is_open()) door->accept();
        thread_ = std::thread([this] { run(); });
        return {};
    }

    void stop() override {
        if (!thread_.joinable()) return;
        asio::post(loop_->io, [this] {
            stop_at_ = std::chrono::steady_clock::now() + kLastAnswers;
            close_doors();
            for (const auto& connection : connections_) connection->wind_up();
            tick();
        });
        thread_.join();
        for (const auto& connection : connections_) connection->close();
        connections_.clear();
        // What was cancelled still holds its connection, and that the loop: let it run out.
        ticker_.cancel();
        loop_->io.restart();
        loop_->io.poll();
    }

    std::uint16_t http_port() const override { return http_.port(); }
    std::uint16_t web_port() const override { return web_.port(); }
    std::uint16_t lmtp_port() const override { return lmtp_.port(); }

private:
    void run() {
        const auto guard = asio::make_work_guard(loop_->io);
        loop_->io.run();
    }

    void close_doors() {
        for (Door* door : {&http_, &web_, &lmtp_}) door->close();
    }

    void take_http(Door::Socket socket, Listener listener) {
        asio::ip::tcp::socket tcp(loop_->io);
        Failure failure;
        const auto protocol =
            socket.local_endpoint(failure).protocol().family() == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4();
        const auto native = socket.release(failure);
        if (failure || tcp.assign(protocol, native, failure)) {
            ::close(native);
            return;
        }
        if (is_full()) return refuse(tcp);
        add(std::make_shared<HttpConnection>(loop_, std::move(tcp), listener));
    }

    void take_lmtp(Door::Socket socket) {
        if (is_full()) return;  // closed at once: the mail server tries again
        add(std::make_shared<LmtpConnection>(loop_, std::move(socket)));
    }

    bool is_full() const { return connections_.size() >= loop_->settings.max_connections; }

    // Written without waiting: a fresh socket has room for so little.
    void refuse(asio::ip::tcp::socket& socket) const {
        static constexpr std::string_view kFull =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Type: application/json\r\n"
            "Content-Length: 32\r\nConnection: close\r\n\r\n{\"error\":\"too many connections\"}";
        Failure failure;
        socket.non_blocking(true, failure);
        socket.write_some(asio::buffer(kFull), failure);
        socket.shutdown(asio::ip::tcp::socket::shutdown_send, failure);
    }

    void add(std::shared_ptr<Connection> connection) {
        connections_.push_back(connection);
        connection->start(std::chrono::steady_clock::now());
        if (!ticking_) tick();
    }

    // Looks at every connection, and goes on doing so while there are any.
    void tick() {
        const auto now = std::chrono::steady_clock::now();
        for (const auto& connection : connections_) connection->tick(now);
        std::erase_if(connections_, [](const auto& connection) { return connection->closed(); });
        const bool stopping = stop_at_ != SteadyTime{};
        ticking_ = !connections_.empty();
        if (stopping && (!ticking_ || now >= stop_at_)) return loop_->io.stop();
        if (!ticking_) return;
        ticker_.expires_after(kTick);
        ticker_.async_wait([this](const Failure& failure) {
            if (!failure) tick();
        });
    }

    std::shared_ptr<Loop> loop_;
    Door http_;
    Door web_;
    Door lmtp_;
    asio::steady_timer ticker_;
    std::vector<std::shared_ptr<Connection>> connections_;
    std::thread thread_;
    SteadyTime stop_at_{};
    bool ticking_ = false;
};

}  // namespace

std::unique_ptr<Server> make_server(Settings settings, Handlers handlers) {
    return std::make_unique<AsioServer>(std::move(settings), std::move(handlers));
}

}  // namespace dialogd::intake
