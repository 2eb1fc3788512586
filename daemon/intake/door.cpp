// Where a server listens.
#include "intake/door.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <charconv>
#include <memory>

namespace dialogd::intake {

namespace {

namespace asio = boost::asio;
using Failure = boost::system::error_code;
using Generic = asio::generic::stream_protocol;

Error no_address(const std::string& where) {
    return {ErrorCode::invalid, "'" + where + "' is no address to listen on; write it as in 127.0.0.1:8080"};
}

// Somebody answers on that socket.
bool is_alive(asio::io_context& io, const asio::local::stream_protocol::endpoint& endpoint) {
    asio::local::stream_protocol::socket probe(io);
    Failure failure;
    probe.connect(endpoint, failure);
    return !failure;
}

}  // namespace

Result<void> Door::open(const std::string& where) {
    constexpr std::string_view kUnix = "unix:";
    return where.starts_with(kUnix) ? open_unix(where.substr(kUnix.size())) : open_tcp(where);
}

Result<void> Door::open_tcp(const std::string& where) {
    const std::size_t colon = where.rfind(':');
    if (colon == std::string::npos) return no_address(where);
    std::string host = where.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    std::uint16_t port = 0;
    const char* const end = where.data() + where.size();
    const auto [stopped, failed] = std::from_chars(where.data() + colon + 1, end, port);
    Failure failure;
    const auto address = asio::ip::make_address(host, failure);
    if (failure || failed != std::errc{} || stopped != end) return no_address(where);
    const asio::ip::tcp::endpoint endpoint(address, port);
    if (auto outcome = listen(Generic::endpoint(endpoint), where); !outcome) return outcome;
    const auto bound = acceptor_.local_endpoint(failure);
    asio::ip::tcp::endpoint local;
    std::copy_n(reinterpret_cast<const char*>(bound.data()), std::min(bound.size(), local.capacity()),
                reinterpret_cast<char*>(local.data()));
    port_ = local.port();
    return {};
}

Result<void> Door::open_unix(const std::string& path) {
    if (path.empty() || path.size() > 100) return no_address("unix:" + path);
    const asio::local::stream_protocol::endpoint endpoint(path);
    struct stat found {};
    if (::stat(path.c_str(), &found) == 0) {
        if (!S_ISSOCK(found.st_mode) || is_alive(io_, endpoint))
            return Error{ErrorCode::conflict, "unix:" + path + " is in use"};
        ::unlink(path.c_str());
    }
    if (auto outcome = listen(Generic::endpoint(endpoint), "unix:" + path); !outcome) return outcome;
    ::chmod(path.c_str(), 0660);  // the mail server joins our group
    unix_path_ = path;
    return {};
}

Result<void> Door::listen(const Generic::endpoint& endpoint, const std::string& where) {
    Failure failure;
    acceptor_.open(endpoint.protocol(), failure);
    if (!failure && endpoint.protocol().family() != AF_UNIX)
        acceptor_.set_option(asio::socket_base::reuse_address(true), failure);
    if (!failure) acceptor_.bind(endpoint, failure);
    if (!failure) acceptor_.listen(asio::socket_base::max_listen_connections, failure);
    if (!failure) return {};
    Failure ignored;
    acceptor_.close(ignored);
    const auto code = failure == asio::error::address_in_use ? ErrorCode::conflict : ErrorCode::unavailable;
    return Error{code, "can't listen on " + where + ": " + failure.message()};
}

void Door::accept() {
    acceptor_.async_accept([this](const Failure& failure, Socket socket) {
        if (failure == asio::error::operation_aborted || !acceptor_.is_open()) return;
        if (!failure) {
            take_(std::move(socket));
            return accept();
        }
        // Out of file descriptors, most likely: better to wait than to spin.
        auto pause = std::make_shared<asio::steady_timer>(io_, std::chrono::milliseconds(100));
        pause->async_wait([this, pause](const Failure& stopped) {
            if (!stopped && acceptor_.is_open()) accept();
        });
    });
}

void Door::close() {
    Failure failure;
    if (acceptor_.is_open()) acceptor_.close(failure);
    if (!unix_path_.empty()) ::unlink(std::exchange(unix_path_, {}).c_str());
}

}  // namespace dialogd::intake
