// SMTP submission: the channel.
#include "channels/smtp.hpp"

#include <algorithm>

namespace dialogd::channels {

namespace {

constexpr int kMostConnections = 1000;
constexpr int kMostMoves = 2;  // then it is deferred: perhaps it is this message that ends connections
constexpr int kOverload = 20;  // "4.3.x" in a row: the relay is in trouble, not the messages
constexpr std::size_t kMostAheadEach = 64;
constexpr double kRateAheadSeconds = 0.5;
constexpr TickSpan kProbeGrace = std::chrono::seconds(5);

Tick clock_now() {
    return std::chrono::steady_clock::now();
}

Result<void> check(const SmtpSettings& settings) {
    const auto invalid = [](std::string message) { return Error{ErrorCode::invalid, std::move(message)}; };
    const auto url = split_url(settings.url);
    if (!url) return url.error();
    const bool path = settings.url.find('/', settings.url.find("://") + 3) != std::string::npos;
    if ((url->scheme != "smtp" && url->scheme != "smtps") || !url->bare || path) {
        return invalid("url: \"" + settings.url + "\": write smtp://HOST:PORT or smtps://HOST:PORT, and nothing else");
    }
    if (settings.connections < 1 || settings.connections > kMostConnections) {
        return invalid("connections: " + std::to_string(settings.connections) + ": write a number from 1 to 1000");
    }
    if (!(settings.rate >= 0)) return invalid("rate: it can't be negative");
    const bool plain_word = std::all_of(settings.helo.begin(), settings.helo.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
    });
    if (settings.helo.empty() || !plain_word) {
        return invalid("helo: \"" + settings.helo + "\": write this host's name, or its address in brackets");
    }
    const bool secured = settings.tls == Tls::required || url->scheme == "smtps";
    if (!settings.user.empty() && !secured && !url->loopback) {
        return invalid("user: a password goes only over tls: required");
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Channel>> make_smtp(SmtpSettings settings) {
    return make_smtp(std::move(settings), SmtpTimes{});
}

Result<std::unique_ptr<Channel>> make_smtp(SmtpSettings settings, SmtpTimes times) {
    if (settings.helo.empty()) settings.helo = SmtpSettings{}.helo;
    if (const auto good = check(settings); !good) return good.error();
    auto multi = make_multi();
    if (!multi) return multi.error();
    return std::unique_ptr<Channel>(std::make_unique<SmtpChannel>(std::move(settings), times, std::move(*multi)));
}

SmtpChannel::SmtpChannel(SmtpSettings settings, SmtpTimes times, Multi multi)
    : settings_(std::move(settings)),
      times_(times),
      multi_(std::move(multi)),
      rate_(settings_.rate, clock_now()),
      ahead_(static_cast<std::size_t>(settings_.connections) * 2,
             static_cast<std::size_t>(settings_.connections) * kMostAheadEach, clock_now()) {}

SmtpChannel::~SmtpChannel() = default;

std::size_t SmtpChannel::room() const {
    if (closed_) return 0;
    const Tick now = clock_now();
    if (relay_.open() && count(SmtpConnection::State::open) == 0) {
        // work() finds out for itself that the relay is back; an attempt is risked only if it was not called.
        return now >= relay_.retry_at() + kProbeGrace && connections_.empty() && open_ == 0 ? 1 : 0;
    }
    if (!overload_.may_try(now)) return 0;
    std::size_t most = ahead_.allowed();
    if (rate_.limited()) {
        most = std::min(most, std::max(std::size_t{1}, static_cast<std::size_t>(settings_.rate * kRateAheadSeconds)));
    }
    return most > open_ ? most - open_ : 0;
}

void SmtpChannel::submit(Outgoing outgoing) {
    ++open_;
    if (closed_) {
        Verdict verdict;
        verdict.status = "4.4.1";
        verdict.detail = "the channel is closed";
        return end(outgoing, std::move(verdict));
    }
    queue_.push_back({std::move(outgoing), clock_now()});
}

std::optional<Outgoing> SmtpChannel::revoke(CustomerNumber customer, MessageNumber message) {
    collect(clock_now());  // one that lost its connection goes back into the queue
    std::optional<Outgoing> taken = take_back({customer, message});
    if (!taken) return taken;
    moved_.erase({customer, message});
    --open_;
    return taken;
}

std::optional<Outgoing> SmtpChannel::take_back(Key key) {
    const auto waiting =
        std::find_if(queue_.begin(), queue_.end(), [&](const Waiting& w) { return key_of(w.outgoing) == key; });
    if (waiting != queue_.end()) {
        std::optional<Outgoing> taken = std::move(waiting->outgoing);
        queue_.erase(waiting);
        return taken;
    }
    for (auto& connection : connections_)
        if (std::optional<Outgoing> taken = connection->revoke(key.first, key.second)) return taken;
    return std::nullopt;
}

void SmtpChannel::interrupt() {
    interrupted_.store(true);
    curl_multi_wakeup(multi_.get());
}

std::vector<Outcome> SmtpChannel::work(Duration wait) {
    const Tick until = clock_now() + std::max(wait, Duration::zero());
    do {
        move_bytes(until);
    } while (outcomes_.empty() && !interrupted_.load() && clock_now() < until);
    interrupted_.store(false);
    return std::exchange(outcomes_, {});
}

void SmtpChannel::move_bytes(Tick until) {
    feed(clock_now());
    wait_and_read(outcomes_.empty() && !interrupted_.load() ? until : clock_now());
    const Tick now = clock_now();
    collect(now);
    feed(now);  // the answers made place: what comes next goes out before anybody waits again
}

void SmtpChannel::feed(Tick now) {
    for (auto& connection : connections_) {
        while (!queue_.empty() && connection->takes() && rate_.take(now)) {
            connection->submit(std::move(queue_.front().outgoing));
            queue_.pop_front();
        }
        connection->write(now);
        connection->look_at_clock(now);
    }
    defer_overdue(now);
    connect_more(now);
    collect(now);
    ahead_.finished(std::exchange(finished_, 0), now);
}

// As many connections as have work; one alone while it is not known whether the relay is back.
void SmtpChannel::connect_more(Tick now) {
    if (closed_ || !relay_.may_try(now)) return;
    const std::size_t connecting = count(SmtpConnection::State::connecting);
    std::size_t wanted = queue_.size() > connecting ? queue_.size() - connecting : 0;
    if (relay_.open()) wanted = connecting == 0 ? 1 : 0;
    if (rate_.limited() && rate_.until_next(now) > TickSpan::zero() && !relay_.open()) wanted = 0;
    const auto most = static_cast<std::size_t>(settings_.connections);
    wanted = std::min(wanted, most - std::min(most, connections_.size()));
    for (std::size_t i = 0; i < wanted; ++i) {
        connections_.push_back(std::make_unique<SmtpConnection>(multi_.get(), settings_, times_, now));
    }
}

void SmtpChannel::wait_and_read(Tick until) {
    waits_.clear();
    waiting_on_.clear();
    if (count(SmtpConnection::State::connecting) > 0) finish_connecting(clock_now());
    for (auto& connection : connections_) {
        if (connection->state() != SmtpConnection::State::open) continue;
        waits_.push_back(connection->waits_for());
        waiting_on_.push_back(connection.get());
    }
    const Tick now = clock_now();
    const auto wait = std::chrono::ceil<Duration>(next_event(until, now) - now);
    int ready = 0;
    curl_multi_poll(multi_.get(), waits_.data(), static_cast<unsigned>(waits_.size()),
                    static_cast<int>(std::clamp<std::int64_t>(wait.count(), 0, 60'000)), &ready);
    const Tick then = clock_now();
    // Also with nobody connecting: libcurl's own timers would keep the poll from waiting.
    if (ready == 0 || count(SmtpConnection::State::connecting) > 0) finish_connecting(then);
    for (std::size_t i = 0; i < waits_.size(); ++i) {
        if (waits_[i].revents == 0) continue;
        waiting_on_[i]->read(then);
        waiting_on_[i]->write(then);
    }
}

// When there is something to do even if nothing comes from the network.
Tick SmtpChannel::next_event(Tick until, Tick now) const {
    Tick next = until;
    for (const auto& connection : connections_) next = std::min(next, connection->next_look());
    if (!queue_.empty() && count(SmtpConnection::State::open) > 0 && rate_.until_next(now) > TickSpan::zero()) {
        next = std::min(next, now + rate_.until_next(now));
    }
    if (relay_.open() && !closed_) next = std::min(next, std::max(relay_.retry_at(), now));
    if (!queue_.empty()) next = std::min(next, queue_.front().since + times_.queue);
    return next;
}

void SmtpChannel::finish_connecting(Tick now) {
    int running = 0;
    curl_multi_perform(multi_.get(), &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        for (auto& connection : connections_) {
            if (connection->handle() != message->easy_handle) continue;
            connection->connected(message->data.result, now);
            if (connection->state() == SmtpConnection::State::open) relay_.works();
            break;
        }
    }
}

void SmtpChannel::collect(Tick now) {
    for (auto& connection : connections_) {
        for (auto& ending : connection->take_endings()) take_ending(std::move(ending), now);
    }
    // The dead ones leave the list first, so that what is decided about them sees only who is left.
    const auto dead = std::stable_partition(connections_.begin(), connections_.end(), [](const auto& connection) {
        return connection->state() != SmtpConnection::State::dead;
    });
    if (dead == connections_.end()) return;
    std::vector<std::unique_ptr<SmtpConnection>> gone(std::make_move_iterator(dead),
                                                      std::make_move_iterator(connections_.end()));
    connections_.erase(dead, connections_.end());
    for (const auto& connection : gone) connection_died(*connection, now);
}

void SmtpChannel::take_ending(SmtpEnding ending, Tick now) {
    if (ending.untouched && !closed_ && moved_[key_of(ending.outgoing)]++ < kMostMoves) {
        queue_.push_front({std::move(ending.outgoing), now});
        return;
    }
    note_verdict(ending.verdict, now);
    end(ending.outgoing, std::move(ending.verdict));
}

void SmtpChannel::note_verdict(const Verdict& verdict, Tick now) {
    if (verdict.kind == ReceiptKind::accepted) {
        overloads_ = 0;
        if (overload_.open()) overload_.works();
    } else if (verdict.kind == ReceiptKind::deferred && verdict.status.starts_with("4.3.")) {
        overloads_ = std::min(overloads_ + 1, kOverload);
        if (overloads_ == kOverload && overload_.may_try(now)) overload_.trouble(now, draws_());
    }
}

// A connection that was never good for anything says that the relay is in trouble; one that has served
// and ends is normal.
void SmtpChannel::connection_died(const SmtpConnection& connection, Tick now) {
    if (connection.ended_well()) return;
    relay_.trouble(now, draws_());
    if (connections_.empty()) defer_queue(connection.trouble());
}

void SmtpChannel::end(const Outgoing& outgoing, Verdict verdict) {
    if (!moved_.empty()) moved_.erase(key_of(outgoing));
    --open_;
    ++finished_;
    outcomes_.push_back(to_outcome(outgoing, std::move(verdict), wall_clock()));
}

void SmtpChannel::defer_queue(const std::string& why) {
    while (!queue_.empty()) {
        Verdict verdict;
        verdict.status = "4.4.1";
        verdict.detail = why;
        end(queue_.front().outgoing, std::move(verdict));
        queue_.pop_front();
    }
}

// With an open connection they wait for their turn, however slow the relay is; without one, not for long.
void SmtpChannel::defer_overdue(Tick now) {
    if (queue_.empty() || now < queue_.front().since + times_.queue) return;
    if (count(SmtpConnection::State::open) > 0) {
        for (auto& waiting : queue_) waiting.since = now;
        return;
    }
    relay_.trouble(now, draws_());
    defer_queue("no connection to the relay within " + to_text(times_.queue));
}

std::size_t SmtpChannel::count(SmtpConnection::State state) const {
    return static_cast<std::size_t>(
        std::count_if(connections_.begin(), connections_.end(),
                      [&](const auto& connection) { return connection->state() == state; }));
}

bool SmtpChannel::any_busy() const {
    return std::any_of(connections_.begin(), connections_.end(),
                       [](const auto& connection) { return connection->busy(); });
}

std::vector<Outcome> SmtpChannel::close() {
    closed_ = true;
    defer_queue("the channel is closed");
    // What is under way gets its answer if it comes soon: every answer is one uncertain attempt less.
    const Tick answers_until = clock_now() + times_.close;
    while (any_busy() && clock_now() < answers_until) move_bytes(answers_until);
    for (auto& connection : connections_) {
        if (connection->busy()) connection->drop("the channel is closed");
        connection->quit(clock_now());
    }
    const Tick quit_until = clock_now() + times_.quit;
    collect(clock_now());
    while (!connections_.empty() && clock_now() < quit_until) move_bytes(quit_until);
    connections_.clear();
    defer_queue("the channel is closed");
    return std::exchange(outcomes_, {});
}

}  // namespace dialogd::channels
