// Times and addresses in words.
#include "web/page_words.hpp"

#include <cstdio>

namespace dialogd::web {

namespace {

// The character that begins `text`, as its octets.
std::string_view first_character(std::string_view text) {
    std::size_t end = text.empty() ? 0 : 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    return text.substr(0, end);
}

constexpr std::string_view kDots = "•••";

}  // namespace

std::string masked(ChannelKind channel, std::string_view address) {
    if (channel == ChannelKind::sms)
        return "•••• " + std::string(address.size() > 4 ? address.substr(address.size() - 2) : std::string_view());
    const std::size_t at = address.rfind('@');
    if (at == std::string_view::npos) return std::string(kDots);
    const std::string_view host = address.substr(at + 1);
    const std::size_t dot = host.rfind('.');
    std::string out(first_character(address.substr(0, at)));
    out.append(kDots).append("@").append(first_character(host)).append(kDots);
    if (dot != std::string_view::npos) out.append(host.substr(dot));
    return out;
}

std::string Voice::date(Instant instant) const {
    return formats.date(instant, "long", language, frame.time_zone);
}

std::string Voice::date_time(Instant instant) const {
    return date(instant) + ", " + clock(calendar.local(instant, frame.time_zone).minute);
}

std::string clock(int minute) {
    char text[16];
    std::snprintf(text, sizeof text, "%02d:%02d", minute / 60, minute % 60);
    return text;
}

std::string iso_date(const LocalTime& local) {
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", local.year, local.month, local.day);
    return text;
}

}  // namespace dialogd::web
