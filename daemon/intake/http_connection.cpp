// One HTTP connection.
//
// Requests are dispatched as soon as they are read, so that those of one client share a commit; each
// gets a slot, and slots are written in order. All of it runs on the server's thread; answers from
// other threads are posted to it.
#include "intake/http_connection.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <cstring>

#include "intake/answers.hpp"

namespace dialogd::intake {

namespace {

namespace asio = boost::asio;
using Failure = boost::system::error_code;

// Requests of one connection that wait for their answers; further ones wait in the kernel.
constexpr std::size_t kMostPipelined = 64;
constexpr std::size_t kReadAtOnce = 16U << 10U;
constexpr std::size_t kWriteAtOnce = 256U << 10U;
// After a refusal the client's rest is read and forgotten, else a reset could overtake the answer.
constexpr auto kLingerTime = std::chrono::seconds(2);
constexpr std::size_t kMostForgotten = 4U << 20U;

SteadyTime now() {
    return std::chrono::steady_clock::now();
}

}  // namespace

HttpConnection::HttpConnection(std::shared_ptr<Loop> loop, asio::ip::tcp::socket socket, Listener listener)
    : loop_(std::move(loop)),
      socket_(std::move(socket)),
      listener_(listener),
      reader_(loop_->settings.max_header, loop_->settings.max_body),
      input_(loop_->settings.max_header + kReadAtOnce) {
    Failure failure;
    const auto peer = socket_.remote_endpoint(failure);
    from_loopback_ = !failure && peer.address().is_loopback();
    socket_.set_option(asio::ip::tcp::no_delay(true), failure);
}

void HttpConnection::start(SteadyTime at) {
    since_ = at;
    wrote_at_ = at;
    read();
}

void HttpConnection::read() {
    if (reading_ || closed()) return;
    if (lingering_) begin_ = end_ = 0;
    if (begin_ > 0) {
        std::memmove(input_.data(), input_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    reading_ = true;
    socket_.async_read_some(asio::buffer(input_.data() + end_, input_.size() - end_),
                            [self = shared_from_this()](const Failure& failure, std::size_t n) {
                                self->reading_ = false;
                                if (!failure) return self->on_read(n);
                                self->ending_ = true;
                                // Who has closed its side only may still read the answers that it waits for.
                                const bool waits = failure == asio::error::eof && !self->slots_.empty();
                                if (!waits && !self->writing_) self->close();
                            });
}

void HttpConnection::on_read(std::size_t n) {
    if (lingering_) {
        forgotten_ += n;
        return forgotten_ > kMostForgotten ? close() : read();
    }
    end_ += n;
    take_input();
}

void HttpConnection::take_input() {
    using State = RequestReader::State;
    while (!ending_ && begin_ < end_ && slots_.size() < kMostPipelined) {
        const std::size_t used = reader_.take({input_.data() + begin_, end_ - begin_});
        begin_ += used;
        const State state = reader_.state();
        if (state == State::failed) {
            refuse(reader_.status(), reader_.reason());
        } else if (state == State::complete) {
            dispatch();
        } else {
            if (reader_.expects_continue()) slots_.push_back({true, false, true, false, std::string(kContinue)});
            if (used > 0) continue;
            // Only the extensions of a chunk can fill the buffer: nobody needs them so long.
            if (end_ - begin_ == input_.size()) refuse(431, "a line is too long");
            break;
        }
    }
    if (reader_.state() != seen_) {
        seen_ = reader_.state();
        since_ = now();
    }
    write();
    if (!ending_ && slots_.size() < kMostPipelined) read();
}

void HttpConnection::dispatch() {
    WireRequest wire = reader_.finish();
    const std::uint64_t number = first_slot_ + slots_.size();
    const bool head = wire.request.method == "HEAD";
    slots_.push_back({false, head, wire.keep_alive, wire.http_1_0, {}});
    served_any_ = true;
    since_ = now();
    seen_ = RequestReader::State::empty;
    if (!wire.keep_alive) ending_ = true;
    const std::weak_ptr<HttpConnection> self = weak_from_this();
    // `loop` keeps the io_context there to be posted to, however late the answer comes.
    loop_->router.serve(std::move(wire.request), listener_, from_loopback_,
                        [self, loop = loop_, number](HttpAnswer answer) {
                            asio::post(loop->io, [self, number, answer = std::move(answer)] {
                                if (const auto connection = self.lock()) connection->answer(number, answer);
                            });
                        });
}

void HttpConnection::answer(std::uint64_t number, const HttpAnswer& answer) {
    if (closed() || number < first_slot_ || number - first_slot_ >= slots_.size()) return;
    Slot& slot = slots_[number - first_slot_];
    if (slot.ready) return;
    // The last answer before closing says so: also when it is the server that winds up.
    if (ending_ && number - first_slot_ + 1 == slots_.size()) slot.keep_alive = false;
    slot.bytes = to_wire(answer, slot.head, slot.keep_alive, slot.http_1_0, loop_->handlers.now());
    slot.ready = true;
    write();
}

void HttpConnection::refuse(int status, std::string_view why) {
    ending_ = true;
    slots_.push_back(
        {true, false, false, false, to_wire(error_answer(status, why), false, false, false, loop_->handlers.now())});
}

void HttpConnection::write() {
    if (writing_ || closed()) return;
    output_.clear();
    written_ = 0;
    while (!slots_.empty() && slots_.front().ready && output_.size() < kWriteAtOnce) {
        output_ += slots_.front().bytes;
        slots_.pop_front();
        ++first_slot_;
    }
    if (output_.empty()) {
        if (ending_ && slots_.empty()) linger();
        return;
    }
    writing_ = true;
    wrote_at_ = now();
    on_written(0);
}

void HttpConnection::on_written(std::size_t n) {
    written_ += n;
    if (written_ < output_.size()) {
        socket_.async_write_some(asio::buffer(output_.data() + written_, output_.size() - written_),
                                 [self = shared_from_this()](const Failure& failure, std::size_t sent) {
                                     if (failure) return self->close();
                                     self->wrote_at_ = now();
                                     self->on_written(sent);
                                 });
        return;
    }
    writing_ = false;
    if (reader_.state() == RequestReader::State::empty) since_ = now();
    write();
    // Room for what the client had sent already.
    if (!ending_ && !writing_ && !reading_) take_input();
}

void HttpConnection::linger() {
    if (lingering_) return;
    lingering_ = true;
    since_ = now();
    Failure failure;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, failure);
    if (failure) return close();
    read();
}

void HttpConnection::close() {
    Failure failure;
    socket_.close(failure);
    slots_.clear();
}

SteadyTime HttpConnection::deadline() const {
    using State = RequestReader::State;
    const Settings& settings = loop_->settings;
    if (lingering_) return since_ + kLingerTime;
    if (writing_) return wrote_at_ + settings.body_time;
    if (!ending_ && reader_.state() == State::header) return since_ + settings.header_time;
    if (!ending_ && reader_.state() == State::body) return since_ + settings.body_time;
    if (!slots_.empty()) return SteadyTime::max();  // the engine has it
    return since_ + (served_any_ ? settings.idle_time : settings.header_time);
}

void HttpConnection::tick(SteadyTime at) {
    if (closed() || at < deadline()) return;
    using State = RequestReader::State;
    const bool slow =
        !lingering_ && !writing_ && !ending_ && (reader_.state() == State::header || reader_.state() == State::body);
    if (!slow) return close();
    refuse(408, "the request took too long");
    write();
}

void HttpConnection::wind_up() {
    if (closed()) return;
    ending_ = true;
    if (slots_.empty() && !writing_) close();
}

}  // namespace dialogd::intake
