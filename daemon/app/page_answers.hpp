// What the pages behind links share: who looks, in which language, and how often somebody may write.
#pragma once

#include <unordered_map>

#include "app/clock.hpp"
#include "app/loop.hpp"
#include "web/pages.hpp"

namespace dialogd::app {

intake::HttpAnswer to_answer(web::Page page);
// The language a browser asks for first: all we know before the link says who is there.
std::string asked_language(const intake::HttpRequest& request);
std::string query_of(const intake::HttpRequest& request, const char* name);
std::string header_of(const intake::HttpRequest& request, const char* name);
// Empty: the house's.
web::Frame frame_of(const Household& house, Instant now, std::string language, std::string time_zone);

// Answers 503 in a few words: the loop takes no more tasks.
void answer_busy(const intake::Respond& respond);

// A page is not a way to make the daemon write, in words or to the disk, as often as somebody likes.
class PostLimit {
public:
    explicit PostLimit(std::uint32_t most) : most_(most) {}
    // Counts it; false when there were `most` of that key within the hour.
    bool admits(std::uint64_t key, Instant now) {
        constexpr Duration kWindow = kHour;
        constexpr std::size_t kMostRemembered = 20'000;
        if (now - window_ >= kWindow || posts_.size() >= kMostRemembered) {
            posts_.clear();
            window_ = now;
        }
        return ++posts_[key] <= most_;
    }

private:
    std::uint32_t most_;
    std::unordered_map<std::uint64_t, std::uint32_t> posts_;
    Instant window_{};
};

}  // namespace dialogd::app
