// HTTP/1.1 on the wire, through Beast's parser.
#include "intake/http_wire.hpp"

#include <array>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdio>
#include <optional>

#include "intake/text.hpp"

namespace dialogd::intake {

namespace {

namespace http = boost::beast::http;
using Parser = http::request_parser<http::string_body>;
using Failure = boost::beast::error_code;

std::string text_of(boost::beast::string_view view) {
    return {view.data(), view.size()};
}

int status_of(const Failure& failure) {
    if (failure == http::error::header_limit) return 431;
    if (failure == http::error::body_limit) return 413;
    if (failure == http::error::bad_version) return 505;
    return 400;
}

// The target must be a path: no proxy requests, no "*".
bool split_target(HttpRequest& request) {
    const std::string_view target = request.target;
    if (target.empty() || target.front() != '/') return false;
    const std::size_t question = target.find('?');
    auto path = percent_decoded(target.substr(0, question), false);
    if (!path || path->find('\0') != std::string::npos) return false;
    request.path = std::move(*path);
    if (question != std::string_view::npos) request.query = read_form(target.substr(question + 1));
    return true;
}

void copy_headers(const http::fields& fields, std::map<std::string, std::string>& out) {
    for (const auto& field : fields) {
        std::string name = lower_case({field.name_string().data(), field.name_string().size()});
        if (name == "x-dialogd-listener") continue;  // ours to say
        const auto [at, is_new] = out.emplace(std::move(name), text_of(field.value()));
        if (!is_new) at->second += ", " + text_of(field.value());
    }
}

}  // namespace

class RequestReader::Parsing {
public:
    Parsing(std::size_t max_header, std::size_t max_body) : max_header_(max_header), max_body_(max_body) { begin(); }

    std::size_t take(std::string_view bytes) {
        std::size_t used = 0;
        if (state_ == State::empty) {
            // Line ends between requests are let pass (RFC 9112, section 2.2).
            while (used < bytes.size() && (bytes[used] == '\r' || bytes[used] == '\n')) ++used;
            if (used == bytes.size()) return used;
            state_ = State::header;
        }
        while (used < bytes.size() && (state_ == State::header || state_ == State::body)) {
            Failure failure;
            const std::size_t n =
                parser_->put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), failure);
            used += n;
            if (failure && failure != http::error::need_more) return fail(status_of(failure), failure.message()), used;
            if (parser_->is_header_done() && state_ == State::header && !begin_body()) return used;
            if (parser_->is_done()) state_ = State::complete;
            if (n == 0) break;
        }
        return used;
    }

    WireRequest finish() {
        WireRequest out;
        auto message = parser_->release();
        out.keep_alive = message.keep_alive();
        out.http_1_0 = message.version() < 11;
        out.request.method = text_of(message.method_string());
        out.request.target = text_of(message.target());
        copy_headers(message, out.request.headers);
        out.request.body = std::move(message.body());
        split_target(out.request);  // known to go well: begin_body has tried
        begin();
        return out;
    }

    void fail(int status, std::string reason) {
        state_ = State::failed;
        status_ = status;
        reason_ = std::move(reason);
    }

    State state_ = State::empty;
    int status_ = 0;
    std::string reason_;
    bool expects_continue_ = false;

private:
    void begin() {
        parser_.emplace();
        parser_->eager(true);
        parser_->header_limit(static_cast<std::uint32_t>(max_header_));
        parser_->body_limit(max_body_);
        state_ = State::empty;
        expects_continue_ = false;
    }

    // The header is complete: what can be refused already is, before the body is waited for.
    bool begin_body() {
        state_ = State::body;
        const auto& message = parser_->get();
        if (message.version() >= 11 && message.count(http::field::host) != 1)
            return fail(400, "a request has one Host"), false;
        // What announces a length and comes in chunks is read differently by others on the way.
        if (message.has_content_length() && message.count(http::field::transfer_encoding) != 0)
            return fail(400, "both Content-Length and Transfer-Encoding"), false;
        if (message.count(http::field::transfer_encoding) != 0 && !parser_->chunked())
            return fail(501, "a Transfer-Encoding other than chunked"), false;
        HttpRequest probe;
        probe.target = text_of(message.target());
        if (!split_target(probe)) return fail(400, "the target is no path"), false;
        if (const auto expect = message.find(http::field::expect); expect != message.end()) {
            if (!same_name(text_of(expect->value()), "100-continue")) return fail(417, "an unknown Expect"), false;
            expects_continue_ = !parser_->is_done();
        }
        return true;
    }

    std::size_t max_header_;
    std::uint64_t max_body_;
    std::optional<Parser> parser_;
};

RequestReader::RequestReader(std::size_t max_header, std::size_t max_body)
    : parsing_(std::make_unique<Parsing>(max_header, max_body)) {}
RequestReader::~RequestReader() = default;

std::size_t RequestReader::take(std::string_view bytes) {
    return parsing_->take(bytes);
}
RequestReader::State RequestReader::state() const {
    return parsing_->state_;
}
int RequestReader::status() const {
    return parsing_->status_;
}
const std::string& RequestReader::reason() const {
    return parsing_->reason_;
}
bool RequestReader::expects_continue() {
    return parsing_->state_ == State::body && std::exchange(parsing_->expects_continue_, false);
}
WireRequest RequestReader::finish() {
    return parsing_->finish();
}

namespace {

// RFC 9110, section 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(Instant now) {
    static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::year_month_day date(day);
    const auto seconds = static_cast<int>((now - day).count() / 1000);
    std::array<char, 64> out{};
    std::snprintf(out.data(), out.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                  kDays.at(std::chrono::weekday(day).c_encoding()), static_cast<unsigned>(date.day()),
                  kMonths.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()), seconds / 3600,
                  seconds / 60 % 60, seconds % 60);
    return out.data();
}

bool is_one_line(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

}  // namespace

std::string to_wire(const HttpAnswer& answer, bool head, bool keep_alive, bool http_1_0, Instant now) {
    const auto reason = http::obsolete_reason(http::int_to_status(static_cast<unsigned>(answer.status)));
    const bool has_body = answer.status >= 200 && answer.status != 204 && answer.status != 304;
    std::string out;
    out.reserve(256 + (head ? 0 : answer.body.size()));
    const auto add = [&](std::string_view name, std::string_view value) {
        out.append(name).append(": ").append(value).append("\r\n");
    };
    out.append("HTTP/1.1 ").append(std::to_string(answer.status)).append(" ");
    out.append(reason.data(), reason.size()).append("\r\n");
    add("Date", http_date(now));
    if (has_body) {
        if (!answer.content_type.empty() && is_one_line(answer.content_type)) add("Content-Type", answer.content_type);
        add("Content-Length", std::to_string(answer.body.size()));
    }
    if (!keep_alive)
        add("Connection", "close");
    else if (http_1_0)
        add("Connection", "keep-alive");
    for (const auto& [name, value] : answer.headers)
        if (is_one_line(name) && is_one_line(value)) add(name, value);
    out.append("\r\n");
    if (has_body && !head) out.append(answer.body);
    return out;
}

}  // namespace dialogd::intake
