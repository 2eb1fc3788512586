// A Message as the bytes of an RFC 5322 mail: headers, and the parts in quoted-printable.
#include "message/compose.hpp"

#include <array>
#include <cstdio>

#include "message/mail_header.hpp"
#include "message/one_line.hpp"
#include "message/quoted_printable.hpp"

namespace dialogd::message {

namespace {

constexpr std::string_view kTokenLetters = "-_";
// Together with the name of its header, a line of this length keeps well below 998.
constexpr std::size_t kMaxUnfolded = 900;

std::string token_of(const Message& message) {
    return only(message.token, kTokenLetters).substr(0, 60);
}

std::string domain_of(const Message& message) {
    std::string domain = only(message.reply_domain, ".-").substr(0, 255);
    while (domain.starts_with('.')) domain.erase(0, 1);
    while (domain.ends_with('.')) domain.pop_back();
    for (std::size_t at = domain.find(".."); at != std::string::npos; at = domain.find("..")) domain.erase(at, 1);
    return domain.empty() ? "localhost" : domain;
}

// RFC 5322 date-time, in the customer's zone.
std::string date_text(const Message& message, const Calendar& calendar) {
    static constexpr std::array<const char*, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const LocalTime local = calendar.local(message.date, message.time_zone);
    const std::chrono::sys_days day(std::chrono::year(local.year) /
                                    std::chrono::month(static_cast<unsigned>(local.month)) /
                                    std::chrono::day(static_cast<unsigned>(local.day)));
    const auto as_utc = day + std::chrono::minutes(local.minute);
    const auto offset = (as_utc - std::chrono::floor<std::chrono::minutes>(message.date)).count();
    const auto minutes = static_cast<int>(offset < 0 ? -offset : offset);
    std::array<char, 64> out{};
    std::snprintf(out.data(), out.size(), "%s, %d %s %d %02d:%02d:%02d %c%02d%02d",
                  kDays[static_cast<std::size_t>(local.weekday - 1) % 7], local.day,
                  kMonths[static_cast<std::size_t>(local.month - 1) % 12], local.year, local.minute / 60,
                  local.minute % 60, local.second, offset < 0 ? '-' : '+', minutes / 60 % 100, minutes % 60);
    return out.data();
}

bool is_answer_subject(std::string_view subject) {
    if (subject.size() < 3 || subject[2] != ':') return false;
    const auto lower = [&](std::size_t i) { return static_cast<char>(subject[i] | 0x20); };
    const std::array<char, 2> mark{lower(0), lower(1)};
    // "Re:" and what Scandinavian mail programs write in its place.
    return mark == std::array{'r', 'e'} || mark == std::array{'s', 'v'} || mark == std::array{'v', 's'};
}

// A Message-ID of somebody else's making, when it is one that can be repeated: else empty.
std::string safe_message_id(std::string_view id) {
    const bool framed = id.size() > 4 && id.size() < kMaxUnfolded && id.front() == '<' && id.back() == '>';
    if (!framed) return {};
    const std::string_view inside = id.substr(1, id.size() - 2);
    for (const char c : inside)
        if (c <= ' ' || c == 0x7F || c == '<' || c == '>') return {};
    return inside.find('@') == std::string_view::npos ? std::string() : std::string(id);
}

void append_field(std::string_view name, std::string_view value, std::string& out) {
    out.append(name).append(": ").append(value).append("\r\n");
}

void append_list_fields(const Message& message, const std::string& token, const std::string& domain, std::string& out) {
    if (const std::string list = only(message.list_id, ".-_").substr(0, 255); !list.empty())
        append_field("List-Id", "<" + list + ">", out);
    if (message.unsubscribe_url.empty()) return;
    const std::string mail = "<mailto:unsubscribe+" + token + "@" + domain + ">";
    const std::string url = as_url(message.unsubscribe_url);
    const bool has_page = url.starts_with("https://") && url.size() < kMaxUnfolded;
    append_field("List-Unsubscribe", has_page ? "<" + url + ">,\r\n " + mail : mail, out);
    if (has_page) append_field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click", out);
}

void append_headers(const Message& message, const Calendar& calendar, std::string& out) {
    const std::string token = token_of(message);
    const std::string domain = domain_of(message);
    Mailbox from = parse_mailbox(message.from);
    if (from.address.empty()) from.address = "postmaster@" + domain;
    const std::string to = safe_address(message.to);
    const std::string answers = safe_message_id(message.in_reply_to);

    append_field("Date", date_text(message, calendar), out);
    append_mailbox("From", from, out);
    append_field("To", to.empty() ? "undisclosed-recipients:;" : to, out);
    const bool marks = !answers.empty() && !is_answer_subject(message.subject);
    append_unstructured("Subject", marks ? "Re: " + message.subject : message.subject, out);
    append_field("Message-ID", message_id(message), out);
    append_field("Reply-To", "reply+" + token + "@" + domain, out);
    if (!answers.empty()) {
        append_field("In-Reply-To", answers, out);
        append_field("References", answers, out);
    }
    append_list_fields(message, token, domain, out);
    if (const std::string feedback = only(message.feedback_id, ":-_.").substr(0, 200); !feedback.empty())
        append_field("Feedback-ID", feedback, out);
    append_field("Auto-Submitted", "auto-generated", out);
    append_field("X-Auto-Response-Suppress", "OOF, AutoReply", out);
    append_field("MIME-Version", "1.0", out);
}

void append_part(std::string_view type, std::string_view text, std::string& out) {
    out.append("Content-Type: ").append(type).append("; charset=utf-8\r\n");
    out += "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
    append_quoted_printable(text, out);
}

}  // namespace

std::string message_id(const Message& message) {
    return "<" + token_of(message) + "@" + domain_of(message) + ">";
}

std::string return_path(const Message& message) {
    return "bounce+" + token_of(message) + "@" + domain_of(message);
}

std::string compose_mail(const Message& message, const Calendar& calendar) {
    std::string out;
    out.reserve(1500 + (message.text.size() + message.html.size()) * 5 / 4);
    append_headers(message, calendar, out);
    if (message.html.empty()) {
        append_part("text/plain", message.text, out);
        if (!out.ends_with("\r\n")) out += "\r\n";
        return out;
    }
    // Quoted-printable writes "=" only before a hex digit or a line end: "=_" occurs in no part.
    const std::string boundary = "=_" + token_of(message);
    append_field("Content-Type", "multipart/alternative; boundary=\"" + boundary + "\"", out);
    out += "\r\n--" + boundary + "\r\n";
    append_part("text/plain", message.text, out);
    out += "\r\n--" + boundary + "\r\n";
    append_part("text/html", message.html, out);
    out += "\r\n--" + boundary + "--\r\n";
    return out;
}

}  // namespace dialogd::message
