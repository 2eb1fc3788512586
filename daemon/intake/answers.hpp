// Outcomes as HTTP answers: {"error": "..."} for what failed, counts and reasons for batches.
#pragma once

#include <string>
#include <vector>

#include "intake/batch.hpp"

namespace dialogd::intake {

HttpAnswer error_answer(int status, std::string_view message);
HttpAnswer too_many_answer();                             // the queue is full: 429 with Retry-After
HttpAnswer unavailable_answer(std::string_view why);      // 503 with Retry-After
HttpAnswer not_allowed_answer(std::string_view allowed);  // 405 with Allow
HttpAnswer unauthorized_answer();                         // 401 with WWW-Authenticate

// The status that an Error stands for: invalid 400, not_found 404, conflict 409, refused 413 (too much),
// unavailable 503.
HttpAnswer unreadable_answer(const Error& error);

// For what one request about one customer became: `body` says what was asked, so invalid is 422 here.
HttpAnswer taken_answer(const std::vector<Taken>& taken);

// For a batch: {"accepted": n, "errors": [{"index", "error"}]}, 200 when at least one was taken, else
// 400; 503 when any is to be tried again. `always_200`: for senders that give up at anything else.
struct BatchNotes {
    std::vector<std::size_t> places;
    std::vector<BadItem> bad;
    bool always_200 = false;
};
HttpAnswer batch_answer(const BatchNotes& notes, const std::vector<Taken>& taken);

}  // namespace dialogd::intake
