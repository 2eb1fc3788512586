// SMS through a gateway's HTTP interface.
#include "channels/gateway.hpp"

#include <algorithm>
#include <exception>

#include "channels/envelope.hpp"

namespace dialogd::channels {

namespace {

constexpr int kMostConnections = 1000;
constexpr int kDeferrals = 20;  // in a row: the gateway is in trouble, not the messages
constexpr std::size_t kMostAheadEach = 16;
constexpr double kRateAheadSeconds = 0.5;
constexpr TickSpan kLongestHold = std::chrono::hours(1);  // a gateway that asks for more is asked again then
constexpr int kStatusTooMany = 429;

Tick clock_now() {
    return std::chrono::steady_clock::now();
}

Verdict deferred(std::string detail) {
    Verdict verdict;
    verdict.status = "4.4.1";
    verdict.detail = std::move(detail);
    return verdict;
}

}  // namespace

Result<std::unique_ptr<Channel>> make_gateway(GatewaySettings settings) {
    return make_gateway(std::move(settings), GatewayTimes{});
}

Result<std::unique_ptr<Channel>> make_gateway(GatewaySettings settings, GatewayTimes times) {
    if (settings.connections < 1 || settings.connections > kMostConnections) {
        return Error{ErrorCode::invalid, "connections: write a number from 1 to 1000"};
    }
    if (!(settings.rate >= 0)) return Error{ErrorCode::invalid, "rate: it can't be negative"};
    try {
        if (const auto good = check_provider(settings); !good) return good.error();
    } catch (const std::exception& e) {  // of settings.fill
        return Error{ErrorCode::invalid, "provider " + settings.provider.name + ": " + e.what()};
    }
    auto answers = GatewayAnswers::make(settings.provider);
    if (!answers) return answers.error();
    auto multi = make_multi();
    if (!multi) return multi.error();
    return std::unique_ptr<Channel>(
        std::make_unique<GatewayChannel>(std::move(settings), times, std::move(*answers), std::move(*multi)));
}

GatewayChannel::GatewayChannel(GatewaySettings settings, GatewayTimes times, GatewayAnswers answers, Multi multi)
    : settings_(std::move(settings)),
      times_(times),
      answers_(std::move(answers)),
      multi_(std::move(multi)),
      rate_(settings_.rate, clock_now()),
      ahead_(static_cast<std::size_t>(settings_.connections),
             static_cast<std::size_t>(settings_.connections) * kMostAheadEach, clock_now()) {}

GatewayChannel::~GatewayChannel() {
    for (const auto& transfer : transfers_) curl_multi_remove_handle(multi_.get(), transfer->handle());
}

std::size_t GatewayChannel::room() const {
    if (closed_ || !gateway_.may_try(clock_now())) return 0;
    std::size_t most = gateway_.open() ? 1 : ahead_.allowed();  // one alone finds out whether it is back
    if (rate_.limited()) {
        most = std::min(most, std::max(std::size_t{1}, static_cast<std::size_t>(settings_.rate * kRateAheadSeconds)));
    }
    return most > open_ ? most - open_ : 0;
}

void GatewayChannel::submit(Outgoing outgoing) {
    ++open_;
    if (closed_) return end(outgoing, deferred("the channel is closed"));
    if (auto refused = refuse_number(outgoing.to)) return end(outgoing, std::move(*refused));
    queue_.push_back(std::move(outgoing));
}

std::optional<Outgoing> GatewayChannel::revoke(CustomerNumber customer, MessageNumber message) {
    std::optional<Outgoing> taken = take_back(customer, message);
    if (taken) --open_;
    return taken;
}

std::optional<Outgoing> GatewayChannel::take_back(CustomerNumber customer, MessageNumber message) {
    const auto is_it = [&](const Outgoing& o) { return o.customer == customer && o.message == message; };
    if (const auto waiting = std::find_if(queue_.begin(), queue_.end(), is_it); waiting != queue_.end()) {
        std::optional<Outgoing> taken = std::move(*waiting);
        queue_.erase(waiting);
        return taken;
    }
    const auto begun = std::find_if(transfers_.begin(), transfers_.end(), [&](const auto& transfer) {
        return is_it(transfer->outgoing()) && !transfer->has_asked();
    });
    if (begun == transfers_.end()) return std::nullopt;
    curl_multi_remove_handle(multi_.get(), (*begun)->handle());
    std::optional<Outgoing> taken = (*begun)->take_outgoing();
    transfers_.erase(begun);
    return taken;
}

void GatewayChannel::interrupt() {
    interrupted_.store(true);
    curl_multi_wakeup(multi_.get());
}

std::vector<Outcome> GatewayChannel::work(Duration wait) {
    const Tick until = clock_now() + std::max(wait, Duration::zero());
    do {
        move_bytes(until);
    } while (outcomes_.empty() && !interrupted_.load() && clock_now() < until);
    interrupted_.store(false);
    return std::exchange(outcomes_, {});
}

void GatewayChannel::move_bytes(Tick until) {
    Tick now = clock_now();
    start_waiting(now);
    int running = 0;
    curl_multi_perform(multi_.get(), &running);
    finish(now);
    Tick next = outcomes_.empty() && !interrupted_.load() ? until : now;
    if (!queue_.empty() && rate_.limited())
        next = std::min(next, now + std::max(rate_.until_next(now), TickSpan(1'000'000)));
    const auto wait = std::chrono::ceil<Duration>(next - now);
    curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(std::clamp<std::int64_t>(wait.count(), 0, 60'000)),
                    nullptr);
    now = clock_now();
    curl_multi_perform(multi_.get(), &running);
    finish(now);
    start_waiting(now);
    ahead_.finished(std::exchange(finished_, 0), now);
}

void GatewayChannel::start_waiting(Tick now) {
    const auto most = static_cast<std::size_t>(settings_.connections);
    while (!queue_.empty() && transfers_.size() < most && !closed_ && rate_.take(now)) {
        Outgoing outgoing = std::move(queue_.front());
        queue_.pop_front();
        start(std::move(outgoing));
    }
}

void GatewayChannel::start(Outgoing outgoing) {
    auto transfer = std::make_unique<GatewayTransfer>(std::move(outgoing));
    bool good = false;
    try {
        good = transfer->set_up(settings_, times_, make_request(settings_, transfer->outgoing()));
    } catch (const std::exception&) {  // of settings.fill; its message may hold the customer's words
        Verdict verdict;
        verdict.kind = ReceiptKind::failed;
        verdict.status = "5.3.0";
        verdict.detail = "the provider's templates can't be filled";
        return end(transfer->outgoing(), std::move(verdict));
    }
    if (!good || curl_multi_add_handle(multi_.get(), transfer->handle()) != CURLM_OK) {
        return end(transfer->outgoing(), deferred("libcurl has no room for a request"));
    }
    transfers_.push_back(std::move(transfer));
}

void GatewayChannel::finish(Tick now) {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        finish_one(message->easy_handle, message->data.result, now);
    }
}

void GatewayChannel::finish_one(CURL* easy, CURLcode code, Tick now) {
    const auto found = std::find_if(transfers_.begin(), transfers_.end(),
                                    [&](const auto& transfer) { return transfer->handle() == easy; });
    if (found == transfers_.end()) return;
    curl_multi_remove_handle(multi_.get(), easy);
    const std::unique_ptr<GatewayTransfer> transfer = std::move(*found);
    transfers_.erase(found);
    Verdict verdict = judge(*transfer, code);
    pace_by(verdict, *transfer, now);
    end(transfer->outgoing(), std::move(verdict));
}

Verdict GatewayChannel::judge(const GatewayTransfer& transfer, CURLcode code) const {
    if (code == CURLE_OK && transfer.status() > 0) {
        Verdict answered = answers_.judge(transfer.status(), transfer.answer(), transfer.outgoing());
        const TickSpan asked = transfer.asked_to_wait();
        if (answered.kind == ReceiptKind::deferred && asked > TickSpan::zero())
            answered.retry_at = wall_clock() + std::chrono::ceil<Duration>(asked);
        return answered;
    }
    Verdict verdict = deferred(std::string(curl_easy_strerror(code)));
    if (!transfer.has_asked()) {
        verdict.detail = "no connection to the gateway: " + verdict.detail;
    } else {
        verdict.kind = ReceiptKind::uncertain;
        verdict.status = "4.4.2";
        verdict.detail = "no whole answer after the request: " + verdict.detail;
    }
    return verdict;
}

void GatewayChannel::pace_by(const Verdict& verdict, const GatewayTransfer& transfer, Tick now) {
    if (verdict.kind == ReceiptKind::accepted || verdict.kind == ReceiptKind::failed) {
        deferrals_ = 0;
        if (now >= held_until_) gateway_.works();
        return;
    }
    deferrals_ = std::min(deferrals_ + 1, kDeferrals);
    if (const TickSpan asked = transfer.asked_to_wait(); asked > TickSpan::zero()) {
        held_until_ = std::max(held_until_, now + std::min(asked, kLongestHold));
        gateway_.hold_until(held_until_);
        return give_back(verdict);
    }
    const bool unreachable = transfer.status() == 0 && verdict.kind == ReceiptKind::deferred;
    const bool troubled = unreachable || transfer.status() == kStatusTooMany || deferrals_ == kDeferrals;
    if (troubled && gateway_.may_try(now)) gateway_.trouble(now, draws_());
}

// It was asked not to be asked: what waits here goes back, without having been said.
void GatewayChannel::give_back(const Verdict& why) {
    while (!queue_.empty()) {
        Verdict verdict = deferred("the gateway asked to wait: " + why.status);
        verdict.status = "4.4.5";  // RFC 3463: congestion
        verdict.retry_at = why.retry_at;
        end(queue_.front(), std::move(verdict));
        queue_.pop_front();
    }
}

void GatewayChannel::end(const Outgoing& outgoing, Verdict verdict) {
    --open_;
    ++finished_;
    outcomes_.push_back(to_outcome(outgoing, std::move(verdict), wall_clock()));
}

std::vector<Outcome> GatewayChannel::close() {
    closed_ = true;
    for (const Outgoing& outgoing : queue_) end(outgoing, deferred("the channel is closed"));
    queue_.clear();
    // What is under way gets its answer if it comes soon: every answer is one uncertain attempt less.
    const Tick until = clock_now() + times_.close;
    std::vector<Outcome> before = std::exchange(outcomes_, {});
    while (!transfers_.empty() && clock_now() < until) {
        move_bytes(until);
        before.insert(before.end(), std::make_move_iterator(outcomes_.begin()),
                      std::make_move_iterator(outcomes_.end()));
        outcomes_.clear();
    }
    while (!transfers_.empty()) {
        finish_one(transfers_.back()->handle(), CURLE_ABORTED_BY_CALLBACK, clock_now());
    }
    before.insert(before.end(), std::make_move_iterator(outcomes_.begin()), std::make_move_iterator(outcomes_.end()));
    outcomes_.clear();
    return before;
}

}  // namespace dialogd::channels
