// Reads the headers back out of the composed mail.
#include "app/mail_headers.hpp"

#include <algorithm>

#include "message/compose.hpp"

namespace dialogd::app {

namespace {

std::string unfolded(const std::string& bytes) {
    std::string text = bytes.substr(0, bytes.find("\r\n\r\n"));
    for (std::size_t at = text.find("\r\n "); at != std::string::npos; at = text.find("\r\n ", at)) text.erase(at, 2);
    return text;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> headers_of(const Message& message, const Calendar& calendar) {
    std::vector<std::pair<std::string, std::string>> headers;
    const std::string text = unfolded(message::compose_mail(message, calendar));
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find("\r\n", at), text.size());
        const std::size_t colon = text.find(':', at);
        if (colon < end) {
            std::string name = text.substr(at, colon - at);
            std::string value = text.substr(std::min(colon + 2, end), end - std::min(colon + 2, end));
            // Encoded words (RFC 2047) are for programs.
            if (value.find("=?") != std::string::npos && name == "Subject") value = message.subject;
            if (value.find("=?") != std::string::npos && name == "From") value = message.from;
            headers.emplace_back(std::move(name), std::move(value));
        }
        at = end + 2;
    }
    return headers;
}

}  // namespace dialogd::app
