// Understands answers and what customers say about the dialogue itself, in da, sv, nb and en.
#pragma once

#include <memory>
#include <string>

#include "dialogd/reply.hpp"
#include "dialogd/time.hpp"

namespace dialogd::message {

// Days are those of the zone that is given with the text; without a calendar, or with no zone, UTC's. The
// calendar outlives the reader. `country` (ISO 3166) is taken for telephone numbers without a country code;
// empty: such a number is none.
std::unique_ptr<const ReplyReader> make_reply_reader(const Calendar* calendar = nullptr, std::string country = {});

}  // namespace dialogd::message
