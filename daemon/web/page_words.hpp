// How a page says times, addresses and spans in the customer's language.
#pragma once

#include <string>

#include "web/pages.hpp"
#include "web/texts.hpp"

namespace dialogd::web {

// One page's voice: its texts, and how dates are said there. Lives for one rendering.
struct Voice {
    const Texts& t;
    const Frame& frame;
    const Calendar& calendar;
    const Formats& formats;
    std::string_view language;  // of the texts

    std::string date(Instant instant) const;       // "3 May 2026"
    std::string date_time(Instant instant) const;  // "3 May 2026, 14:05"
    std::string channel(ChannelKind kind) const { return t(kind == ChannelKind::email ? "email" : "sms"); }
};

std::string clock(int minute);  // "08:00"
// "2026-05-03", as <input type=date> has it.
std::string iso_date(const LocalTime& local);

}  // namespace dialogd::web
