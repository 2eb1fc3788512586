// Outcomes as HTTP answers.
#include "intake/answers.hpp"

#include <algorithm>

#include "dialogd/event.hpp"

namespace dialogd::intake {

namespace {

// Long enough for a group commit to make room, short enough that nobody gives up.
constexpr const char* kRetryAfter = "1";

bool is_unavailable(const Taken& taken) {
    return taken.error && taken.error->code == ErrorCode::unavailable;
}

}  // namespace

HttpAnswer error_answer(int status, std::string_view message) {
    HttpAnswer answer;
    answer.status = status;
    answer.body = to_json(Value(Value::Map{{Value("error"), Value(message)}}));
    return answer;
}

HttpAnswer too_many_answer() {
    HttpAnswer answer = error_answer(429, "the queue is full; try again");
    answer.headers["Retry-After"] = kRetryAfter;
    return answer;
}

HttpAnswer unavailable_answer(std::string_view why) {
    HttpAnswer answer = error_answer(503, why);
    answer.headers["Retry-After"] = kRetryAfter;
    return answer;
}

HttpAnswer not_allowed_answer(std::string_view allowed) {
    HttpAnswer answer = error_answer(405, "this method is not served here; there is " + std::string(allowed));
    answer.headers["Allow"] = allowed;
    return answer;
}

HttpAnswer unauthorized_answer() {
    HttpAnswer answer = error_answer(401, "a key is needed: Authorization: Bearer KEY");
    answer.headers["WWW-Authenticate"] = "Bearer realm=\"dialogd\"";
    return answer;
}

HttpAnswer unreadable_answer(const Error& error) {
    switch (error.code) {
        case ErrorCode::refused: return error_answer(413, error.message);
        case ErrorCode::not_found: return error_answer(404, error.message);
        case ErrorCode::conflict: return error_answer(409, error.message);
        case ErrorCode::unavailable: return unavailable_answer(error.message);
        default: return error_answer(400, error.message);
    }
}

HttpAnswer taken_answer(const std::vector<Taken>& taken) {
    const auto again = std::find_if(taken.begin(), taken.end(), is_unavailable);
    if (again != taken.end()) return unavailable_answer(again->error->message);
    for (const Taken& one : taken) {
        if (!one.error) continue;
        switch (one.error->code) {
            case ErrorCode::not_found: return error_answer(404, one.error->message);
            case ErrorCode::conflict: return error_answer(409, one.error->message);
            case ErrorCode::internal: return error_answer(500, one.error->message);
            default: return error_answer(422, one.error->message);
        }
    }
    HttpAnswer answer;
    answer.body = to_json(Value(Value::Map{{Value("accepted"), Value(static_cast<std::int64_t>(taken.size()))}}));
    return answer;
}

HttpAnswer batch_answer(const BatchNotes& notes, const std::vector<Taken>& taken) {
    const auto again = std::find_if(taken.begin(), taken.end(), is_unavailable);
    if (again != taken.end()) return unavailable_answer(again->error->message);
    std::int64_t accepted = 0;
    std::vector<BadItem> bad = notes.bad;
    for (std::size_t i = 0; i < taken.size() && i < notes.places.size(); ++i) {
        if (taken[i].error)
            bad.push_back({notes.places[i], taken[i].error->message, {}});
        else
            ++accepted;
    }
    std::sort(bad.begin(), bad.end(), [](const BadItem& a, const BadItem& b) { return a.index < b.index; });
    Value::List errors;
    for (const BadItem& item : bad)
        errors.push_back(Value(Value::Map{{Value("index"), Value(static_cast<std::int64_t>(item.index))},
                                          {Value("error"), Value(item.error)}}));
    Value::Map body;
    const bool good = accepted > 0 || notes.always_200;
    if (!good) body.emplace_back(Value("error"), Value(bad.empty() ? "no events in the body" : "no event was taken"));
    if (notes.always_200) body.emplace_back(Value("success"), Value(bad.empty()));
    body.emplace_back(Value("accepted"), Value(accepted));
    body.emplace_back(Value("errors"), Value(std::move(errors)));
    HttpAnswer answer;
    answer.status = good ? 200 : 400;
    answer.body = to_json(Value(std::move(body)));
    return answer;
}

}  // namespace dialogd::intake
