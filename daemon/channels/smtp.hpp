// SMTP submission: a queue of attempts, several kept connections, and what becomes of each attempt.
#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "channels/channels.hpp"
#include "channels/pace.hpp"
#include "channels/smtp_connection.hpp"

namespace dialogd::channels {

// As make_smtp, with time-outs of its own: for tests, which can't wait for ten minutes.
Result<std::unique_ptr<Channel>> make_smtp(SmtpSettings settings, SmtpTimes times);

// While the relay can't be reached room() is 0; work() tries it again by itself, with growing pauses. A
// connection that ends before anything of a message's content was offered costs the message nothing: it
// goes to another connection within the same attempt, at most twice.
class SmtpChannel final : public Channel {
public:
    SmtpChannel(SmtpSettings settings, SmtpTimes times, Multi multi);
    ~SmtpChannel() override;

    ChannelKind kind() const override { return ChannelKind::email; }
    std::size_t room() const override;
    void submit(Outgoing outgoing) override;
    std::optional<Outgoing> revoke(CustomerNumber customer, MessageNumber message) override;
    std::vector<Outcome> work(Duration wait) override;
    bool idle() const override { return open_ == 0 && outcomes_.empty(); }
    void interrupt() override;
    std::vector<Outcome> close() override;

private:
    struct Waiting {
        Outgoing outgoing;
        Tick since;
    };
    using Key = std::pair<CustomerNumber, MessageNumber>;
    static Key key_of(const Outgoing& outgoing) { return {outgoing.customer, outgoing.message}; }

    std::optional<Outgoing> take_back(Key key);
    void move_bytes(Tick until);
    void feed(Tick now);
    void connect_more(Tick now);
    void wait_and_read(Tick until);
    Tick next_event(Tick until, Tick now) const;
    void finish_connecting(Tick now);
    void collect(Tick now);
    void take_ending(SmtpEnding ending, Tick now);
    void note_verdict(const Verdict& verdict, Tick now);
    void connection_died(const SmtpConnection& connection, Tick now);
    void end(const Outgoing& outgoing, Verdict verdict);
    void defer_queue(const std::string& why);
    void defer_overdue(Tick now);
    std::size_t count(SmtpConnection::State state) const;
    bool any_busy() const;

    const SmtpSettings settings_;
    const SmtpTimes times_;
    Multi multi_;  // before the connections, which live in it
    std::vector<std::unique_ptr<SmtpConnection>> connections_;
    std::vector<curl_waitfd> waits_;           // of the last poll, kept for their memory
    std::vector<SmtpConnection*> waiting_on_;  // to whom each of them belongs
    std::deque<Waiting> queue_;
    std::map<Key, int> moved_;  // attempts that changed their connection, and how often
    std::vector<Outcome> outcomes_;
    std::size_t open_ = 0;  // attempts without outcome
    std::size_t finished_ = 0;
    Rate rate_;
    Ahead ahead_;
    Breaker relay_;      // connections fail
    Breaker overload_;   // the relay answers, and says that its system can't
    int overloads_ = 0;  // in a row
    std::minstd_rand draws_{std::random_device{}()};
    std::atomic<bool> interrupted_{false};
    bool closed_ = false;
};

}  // namespace dialogd::channels
