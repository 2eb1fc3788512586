// Where a server listens: "127.0.0.1:8080", "[::1]:0", "unix:/run/dialogd/lmtp".
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>

#include "dialogd/result.hpp"

namespace dialogd::intake {

// A listening socket; accepts until it is closed. One thread.
class Door {
public:
    using Socket = boost::asio::generic::stream_protocol::socket;
    using Take = std::function<void(Socket)>;

    Door(boost::asio::io_context& io, Take take) : io_(io), acceptor_(io), take_(std::move(take)) {}
    ~Door() { close(); }
    Door(const Door&) = delete;
    Door& operator=(const Door&) = delete;

    // Binds and listens. `conflict` when somebody else listens there, `invalid` for a text that is no
    // address. A Unix socket that nobody listens on any more is taken over.
    Result<void> open(const std::string& where);
    void accept();  // begins to take connections
    void close();   // takes no more; removes its Unix socket
    bool is_open() const { return acceptor_.is_open(); }
    std::uint16_t port() const { return port_; }

private:
    Result<void> open_tcp(const std::string& where);
    Result<void> open_unix(const std::string& path);
    Result<void> listen(const boost::asio::generic::stream_protocol::endpoint& endpoint, const std::string& where);

    boost::asio::io_context& io_;
    boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol> acceptor_;
    Take take_;
    std::uint16_t port_ = 0;
    std::string unix_path_;
};

}  // namespace dialogd::intake
