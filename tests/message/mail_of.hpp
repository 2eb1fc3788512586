// A calendar of fixed offsets and made-up messages, for tests of composed mails.
#pragma once

#include "dialogd/message.hpp"

namespace dialogd::tests {

// "UTC" is UTC, "+HHMM" or "-HHMM" that far from it: zones are not what is tested here.
class OffsetCalendar : public Calendar {
public:
    bool knows(std::string_view) const override { return true; }
    LocalTime local(Instant instant, std::string_view zone) const override {
        const Instant there = instant + offset(zone);
        const auto day = std::chrono::floor<std::chrono::days>(there);
        const std::chrono::year_month_day date(day);
        const auto time = std::chrono::floor<std::chrono::seconds>(there - day);
        LocalTime local;
        local.year = static_cast<int>(date.year());
        local.month = static_cast<int>(static_cast<unsigned>(date.month()));
        local.day = static_cast<int>(static_cast<unsigned>(date.day()));
        local.minute = static_cast<int>(time.count() / 60);
        local.second = static_cast<int>(time.count() % 60);
        local.weekday = static_cast<int>(std::chrono::weekday(day).iso_encoding());
        return local;
    }
    Instant instant(const LocalTime& local, std::string_view zone) const override {
        const std::chrono::sys_days day(std::chrono::year(local.year) /
                                        std::chrono::month(static_cast<unsigned>(local.month)) /
                                        std::chrono::day(static_cast<unsigned>(local.day)));
        return day + std::chrono::minutes(local.minute) - offset(zone);
    }
    Instant start_of(CalendarUnit, Instant instant, std::string_view) const override { return instant; }

private:
    static Duration offset(std::string_view zone) {
        if (zone.size() != 5) return {};
        const int hours = (zone[1] - '0') * 10 + zone[2] - '0';
        const int minutes = (zone[3] - '0') * 10 + zone[4] - '0';
        return std::chrono::minutes(hours * 60 + minutes) * (zone[0] == '-' ? -1 : 1);
    }
};

inline Message sample_message() {
    Message message;
    message.number = 7;
    message.to = "ida@example.org";
    message.from = "Shop <hej@dialog.shop.example>";
    message.token = "aiaaaaaaaaavaaaaaah2b3c4d5e6f7g2h3i4j5k";
    message.reply_domain = "dialog.shop.example";
    message.date = Instant(std::chrono::seconds(1795510473));  // 2026-11-24T08:54:33Z
    message.time_zone = "+0100";
    message.language = "da";
    message.content = "cart-reminder";
    message.topic = "offers";
    message.subject = "Din kurv står her stadig";
    message.text = "Hej Ida\n\nDin kurv: https://shop.example/cart\n";
    message.html = "<p>Hej Ida</p>\n<p><a href=\"https://shop.example/cart\">Din kurv</a></p>\n";
    message.unsubscribe_url = "https://dialog.shop.example/u/abc";
    message.list_id = "offers.dialog.shop.example";
    message.feedback_id = "abandoned-cart:cart-reminder:offers:dialog.shop.example";
    return message;
}

}  // namespace dialogd::tests
