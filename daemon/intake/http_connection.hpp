// One HTTP connection: keep-alive, pipelining with answers in order, and time limits.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "intake/connection.hpp"
#include "intake/http_wire.hpp"
#include "intake/loop.hpp"

namespace dialogd::intake {

class HttpConnection : public Connection, public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(std::shared_ptr<Loop> loop, boost::asio::ip::tcp::socket socket, Listener listener);

    void start(SteadyTime now) override;
    void tick(SteadyTime now) override;
    void wind_up() override;
    void close() override;
    bool closed() const override { return !socket_.is_open(); }

private:
    // One answer to be, in the order of the requests.
    struct Slot {
        bool ready = false;
        bool head = false;
        bool keep_alive = true;
        bool http_1_0 = false;
        std::string bytes;
    };

    void read();
    void on_read(std::size_t n);
    void take_input();
    void dispatch();
    void answer(std::uint64_t slot, const HttpAnswer& answer);
    void refuse(int status, std::string_view why);
    void write();
    void on_written(std::size_t n);
    void linger();
    SteadyTime deadline() const;

    std::shared_ptr<Loop> loop_;
    boost::asio::ip::tcp::socket socket_;
    Listener listener_;
    bool from_loopback_ = false;
    RequestReader reader_;
    RequestReader::State seen_ = RequestReader::State::empty;  // the reader's, when `since_` was set

    std::vector<char> input_;  // [begin_, end_) is not taken yet
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::deque<Slot> slots_;
    std::uint64_t first_slot_ = 0;  // the number of slots_.front()
    std::string output_;
    std::size_t written_ = 0;

    bool reading_ = false;
    bool writing_ = false;
    bool ending_ = false;     // no further request is taken
    bool lingering_ = false;  // everything is said: reads and forgets until the other side closes
    bool served_any_ = false;
    std::size_t forgotten_ = 0;
    SteadyTime since_{};  // when what is waited for began
    SteadyTime wrote_at_{};
};

}  // namespace dialogd::intake
