// One LMTP connection. All of it runs on the server's thread; replies from other threads are posted to it.
#include "intake/lmtp_connection.hpp"

#include <boost/asio/post.hpp>

namespace dialogd::intake {

namespace {

namespace asio = boost::asio;
using Failure = boost::system::error_code;

constexpr auto kPatience = std::chrono::minutes(5);  // RFC 5321, section 4.5.3.2.7
constexpr std::size_t kReadAtOnce = 16U << 10U;
constexpr std::size_t kMostKept = 256U << 10U;  // commands sent ahead while a mail is delivered

SteadyTime now() {
    return std::chrono::steady_clock::now();
}

}  // namespace

LmtpConnection::LmtpConnection(std::shared_ptr<Loop> loop, Socket socket)
    : loop_(std::move(loop)),
      socket_(std::move(socket)),
      session_("dialogd", loop_->settings.max_mail),
      input_(kReadAtOnce) {}

void LmtpConnection::start(SteadyTime at) {
    since_ = at;
    go_on();
}

void LmtpConnection::go_on() {
    if (closed()) return;
    if (session_.mail() && !delivering_) {
        delivering_ = true;
        replies_.clear();
        deliver_next();
    }
    if (winding_up_ && !delivering_) session_.give_up("the server stops");
    output_ += session_.output();
    if (!output_.empty()) return write();
    if (session_.ended()) return writing_ ? void() : close();
    read();
}

void LmtpConnection::read() {
    if (reading_ || closed() || session_.kept() > kMostKept) return;
    reading_ = true;
    socket_.async_read_some(asio::buffer(input_), [self = shared_from_this()](const Failure& failure, std::size_t n) {
        self->reading_ = false;
        if (failure) return self->close();
        self->since_ = now();
        self->session_.take({self->input_.data(), n});
        self->go_on();
    });
}

void LmtpConnection::write() {
    if (writing_ || closed()) return;
    writing_ = true;
    socket_.async_write_some(asio::buffer(output_.data() + written_, output_.size() - written_),
                             [self = shared_from_this()](const Failure& failure, std::size_t n) {
                                 self->writing_ = false;
                                 if (failure) return self->close();
                                 self->since_ = now();
                                 self->written_ += n;
                                 if (self->written_ == self->output_.size()) {
                                     self->output_.clear();
                                     self->written_ = 0;
                                 }
                                 self->go_on();
                             });
}

// One recipient after the other: there is never more than one copy of a large mail.
void LmtpConnection::deliver_next() {
    auto& mail = *session_.mail();
    const std::size_t next = replies_.size();
    const bool last = next + 1 == mail.recipients.size();
    const std::uint64_t delivery = ++delivery_;
    const std::weak_ptr<LmtpConnection> self = weak_from_this();
    loop_->handlers.mail(mail.recipients[next], mail.return_path, last ? std::move(mail.bytes) : mail.bytes,
                         [self, loop = loop_, delivery](std::string reply) {
                             asio::post(loop->io, [self, delivery, reply = std::move(reply)] {
                                 if (const auto there = self.lock()) there->delivered_one(delivery, reply);
                             });
                         });
}

void LmtpConnection::delivered_one(std::uint64_t delivery, std::string reply) {
    if (closed() || delivery != delivery_ || !delivering_) return;
    replies_.push_back(std::move(reply));
    if (replies_.size() < session_.mail()->recipients.size()) return deliver_next();
    delivering_ = false;
    since_ = now();
    session_.delivered(replies_);
    go_on();
}

void LmtpConnection::close() {
    Failure failure;
    socket_.close(failure);
}

void LmtpConnection::tick(SteadyTime at) {
    if (closed() || delivering_ || at < since_ + kPatience) return;
    if (writing_) return close();
    session_.give_up("too slow");
    go_on();
}

void LmtpConnection::wind_up() {
    winding_up_ = true;
    if (!closed() && !delivering_) go_on();
}

}  // namespace dialogd::intake
