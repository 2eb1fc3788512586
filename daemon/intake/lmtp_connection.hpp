// One LMTP connection, over TCP or a Unix socket: moves bytes for an LmtpSession.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <memory>
#include <string>
#include <vector>

#include "intake/connection.hpp"
#include "intake/lmtp_session.hpp"
#include "intake/loop.hpp"

namespace dialogd::intake {

class LmtpConnection : public Connection, public std::enable_shared_from_this<LmtpConnection> {
public:
    using Socket = boost::asio::generic::stream_protocol::socket;

    LmtpConnection(std::shared_ptr<Loop> loop, Socket socket);

    void start(SteadyTime now) override;
    void tick(SteadyTime now) override;
    void wind_up() override;
    void close() override;
    bool closed() const override { return !socket_.is_open(); }

private:
    void go_on();
    void read();
    void write();
    void deliver_next();
    void delivered_one(std::uint64_t delivery, std::string reply);

    std::shared_ptr<Loop> loop_;
    Socket socket_;
    LmtpSession session_;
    std::vector<char> input_;
    std::string output_;
    std::size_t written_ = 0;
    std::vector<std::string> replies_;  // of the mail that is being delivered
    std::uint64_t delivery_ = 0;        // counts calls of Handlers::mail, so that each answers once
    bool delivering_ = false;
    bool reading_ = false;
    bool writing_ = false;
    bool winding_up_ = false;
    SteadyTime since_{};
};

}  // namespace dialogd::intake
