// Small steps between a request and a page.
#include "app/page_answers.hpp"

#include <algorithm>

namespace dialogd::app {

intake::HttpAnswer to_answer(web::Page page) {
    intake::HttpAnswer answer;
    answer.status = page.status;
    answer.content_type = std::move(page.content_type);
    answer.headers = std::move(page.headers);
    answer.body = std::move(page.body);
    return answer;
}

std::string asked_language(const intake::HttpRequest& request) {
    const auto header = request.headers.find("accept-language");
    if (header == request.headers.end()) return "en";
    return header->second.substr(0, std::min(header->second.find_first_of(",;- "), header->second.size()));
}

std::string query_of(const intake::HttpRequest& request, const char* name) {
    const auto given = request.query.find(name);
    return given == request.query.end() ? std::string() : given->second;
}

std::string header_of(const intake::HttpRequest& request, const char* name) {
    const auto given = request.headers.find(name);
    return given == request.headers.end() ? std::string() : given->second;
}

web::Frame frame_of(const Household& house, Instant now, std::string language, std::string time_zone) {
    web::Frame frame;
    frame.language = language.empty() ? house.language : std::move(language);
    frame.company = house.company;
    frame.company_address = house.company_address;
    frame.time_zone = time_zone.empty() ? house.time_zone : std::move(time_zone);
    frame.now = now;
    return frame;
}

void answer_busy(const intake::Respond& respond) {
    intake::HttpAnswer busy;
    busy.status = 503;
    busy.headers["Retry-After"] = "1";
    busy.content_type = "text/plain; charset=utf-8";
    busy.body = "Please try again in a moment.\n";
    respond(std::move(busy));
}

}  // namespace dialogd::app
