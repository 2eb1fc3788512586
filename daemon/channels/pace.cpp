// How fast a channel goes.
#include "channels/pace.hpp"

#include <algorithm>

namespace dialogd::channels {

namespace {

using Seconds = std::chrono::duration<double>;

constexpr double kBurstSeconds = 0.1;
constexpr TickSpan kAheadWindow = std::chrono::milliseconds(100);
constexpr TickSpan kFirstPause = std::chrono::milliseconds(500);
constexpr int kMostDoublings = 7;  // a relay that is back is found within about a minute

}  // namespace

Rate::Rate(double per_second, Tick now)
    : per_second_(per_second), burst_(std::max(1.0, per_second * kBurstSeconds)), tokens_(burst_), at_(now) {}

double Rate::tokens_at(Tick now) const {
    return std::min(burst_, tokens_ + Seconds(now - at_).count() * per_second_);
}

bool Rate::take(Tick now) {
    if (!limited()) return true;
    tokens_ = tokens_at(now);
    at_ = now;
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
}

TickSpan Rate::until_next(Tick now) const {
    if (!limited()) return TickSpan::zero();
    const double missing = 1 - tokens_at(now);
    if (missing <= 0) return TickSpan::zero();
    return std::chrono::duration_cast<TickSpan>(Seconds(missing / per_second_)) + std::chrono::microseconds(1);
}

void Ahead::finished(std::size_t count, Tick now) {
    count_ += count;
    if (now - at_ < kAheadWindow) return;
    const double windows = Seconds(now - at_) / Seconds(kAheadWindow);
    allowed_ = std::clamp(static_cast<std::size_t>(static_cast<double>(count_) / windows), least_, most_);
    count_ = 0;
    at_ = now;
}

void Breaker::trouble(Tick now, std::uint64_t draw) {
    const TickSpan pause = kFirstPause * (1 << std::min(times_, kMostDoublings));
    const TickSpan jitter = pause * static_cast<int>(draw % 1000) / 2000;  // up to half as long again
    retry_at_ = now + pause + jitter;
    open_ = true;
    ++times_;
    times_ = std::min(times_, kMostDoublings);
}

void Breaker::works() {
    open_ = false;
    times_ = 0;
}

void Breaker::hold_until(Tick until) {
    open_ = true;
    retry_at_ = std::max(retry_at_, until);
}

}  // namespace dialogd::channels
