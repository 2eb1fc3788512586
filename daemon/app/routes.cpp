// What the daemon tells: each request is answered on the loop's thread, which owns the states.
#include "app/routes.hpp"

#include <algorithm>
#include <charconv>

#include "app/json.hpp"
#include "app/unsubscribe.hpp"

namespace dialogd::app {

namespace {

using intake::HttpAnswer;
using intake::HttpRequest;
using intake::Respond;

constexpr std::size_t kDefaultEntries = 200;
constexpr std::size_t kMostEntries = 1'000;  // of one answer: it is read on the loop's thread

HttpAnswer plain(int status, std::string text) {
    HttpAnswer answer;
    answer.status = status;
    answer.content_type = "text/plain; charset=utf-8";
    answer.body = std::move(text);
    return answer;
}

HttpAnswer json(int status, std::string body) {
    HttpAnswer answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

HttpAnswer error(int status, std::string message) {
    return json(status, error_json({ErrorCode::invalid, std::move(message), {}}));
}

std::size_t limit_of(const HttpRequest& request) {
    const auto given = request.query.find("limit");
    std::size_t limit = kDefaultEntries;
    if (given != request.query.end())
        std::from_chars(given->second.data(), given->second.data() + given->second.size(), limit);
    return std::clamp<std::size_t>(limit, 1, kMostEntries);
}

bool is_get(const HttpRequest& request) {
    return request.method == "GET" || request.method == "HEAD";
}

}  // namespace

bool Routes::may(const HttpRequest& request, std::string_view scope) {
    const auto header = request.headers.find("authorization");
    constexpr std::string_view kBearer = "Bearer ";
    if (header == request.headers.end() || !header->second.starts_with(kBearer)) return false;
    return keys_.check(std::string_view(header->second).substr(kBearer.size()), scope).has_value();
}

void Routes::serve(HttpRequest request, Respond respond) {
    const auto listener = request.headers.find("x-dialogd-listener");
    if (listener != request.headers.end() && listener->second == "web") return serve_web(request, std::move(respond));
    if (!is_get(request)) return respond(error(404, "there is no " + request.method + " " + request.path));
    if (request.path == "/healthz") return respond(plain(200, "ok\n"));
    if (request.path == "/readyz") {
        if (stopping_) return respond(plain(503, "stopping\n"));
        if (metrics_.disk_trouble != 0) return respond(plain(503, "the disk can't be written to\n"));
        return respond(plain(200, "ready\n"));
    }
    if (request.path == "/metrics") {
        HttpAnswer answer = plain(200, to_prometheus(metrics_));
        answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
        return respond(std::move(answer));
    }
    const bool known = request.path.starts_with("/v1/customers/") || request.path == "/v1/rules" ||
                       request.path.starts_with("/v1/messages/");
    if (!known) return respond(error(404, "there is no " + request.path));
    if (!may(request, "read")) {
        HttpAnswer answer = error(401, "a key with the scope `read` is needed: Authorization: Bearer KEY");
        answer.headers["WWW-Authenticate"] = "Bearer";
        return respond(std::move(answer));
    }
    if (request.path == "/v1/rules") return serve_rules(std::move(respond));
    if (request.path.starts_with("/v1/messages/")) return serve_message(request, std::move(respond));
    serve_customer(request, std::move(respond));
}

void Routes::serve_customer(const HttpRequest& request, Respond respond) {
    std::string id = request.path.substr(std::string_view("/v1/customers/").size());
    std::string part;
    if (const std::size_t slash = id.rfind('/'); slash != std::string::npos) {
        part = id.substr(slash + 1);
        id.resize(slash);
    }
    if (!part.empty() && part != "history" && part != "decisions")
        return respond(error(404, "there is no " + request.path));
    const std::size_t limit = limit_of(request);
    loop_.ask([this, id, part, limit, respond = std::move(respond)] {
        Store& store = loop_.store();
        const CustomerNumber number = store.find(id);
        if (number == CustomerNumber::nobody) return respond(error(404, "there is no customer `" + id + "`"));
        if (part.empty()) {
            const Result<Customer> customer = store.load(number);
            if (!customer) return respond(error(503, customer.error().message));
            return respond(json(200, to_json(*customer) + "\n"));
        }
        Result<std::vector<Entry>> entries = store.history(number, limit);
        if (!entries) return respond(error(503, entries.error().message));
        if (part == "decisions")
            std::erase_if(*entries, [](const Entry& entry) { return !std::holds_alternative<Decision>(entry.what); });
        respond(json(200, to_json(*entries) + "\n"));
    });
}

void Routes::serve_rules(Respond respond) {
    loop_.ask([this, respond = std::move(respond)] {
        std::string list;
        for (const Rule& rule : loop_.rules()->rules)
            list += (list.empty() ? "{\"rule\":" : ",{\"rule\":") + json_text(rule.name) +
                    ",\"about\":" + json_text(rule.about) + ",\"stage\":" + json_text(rule.stage) +
                    ",\"topic\":" + json_text(rule.topic) + ",\"status\":" + (rule.live ? "\"live\"" : "\"draft\"") +
                    ",\"version\":\"" + std::to_string(rule.version) + "\"}";
        respond(json(200, "[" + list + "]\n"));
    });
}

// By its token, which stands in its Message-ID; `?as=text` as a person reads it.
void Routes::serve_message(const HttpRequest& request, Respond respond) {
    const std::string text = request.path.substr(std::string_view("/v1/messages/").size());
    const auto as = request.query.find("as");
    const bool readable = as != request.query.end() && as->second == "text";
    loop_.ask([this, text, readable, respond = std::move(respond)] {
        const auto token = loop_.rules()->services.signer->verify("message", text);
        if (!token) return respond(error(404, "there is no such message"));
        const Result<std::optional<Message>> message = loop_.store().message(token->customer, token->number);
        if (!message) return respond(error(503, message.error().message));
        if (!*message) return respond(error(404, "there is no such message"));
        const Message& found = **message;
        if (readable && found.channel == ChannelKind::email)
            return respond(plain(200, "To: " + found.to + "\nSubject: " + found.subject + "\n\n" + found.text));
        if (readable) return respond(plain(200, "SMS to " + found.to + "\n\n" + found.text + "\n"));
        respond(json(200, to_json(found) + "\n"));
    });
}

// ------------------------------------------------------------------------------------ customers' pages

void Routes::serve_web(const HttpRequest& request, Respond respond) {
    const auto rest = [&](std::string_view prefix) { return request.path.substr(prefix.size()); };
    if (request.path.starts_with("/u/")) return serve_unsubscribe(request, rest("/u/"), std::move(respond));
    if (request.path.starts_with("/p/") && is_get(request)) return serve_preferences(rest("/p/"), std::move(respond));
    respond(plain(404, "There is nothing here.\n"));
}

void Routes::serve_unsubscribe(const HttpRequest& request, const std::string& text, Respond respond) {
    const bool post = request.method == "POST";
    if (!post && !is_get(request)) return respond(plain(405, "GET or POST\n"));
    loop_.ask([this, post, text, respond = std::move(respond)] {
        const auto token = loop_.rules()->services.signer->verify("unsubscribe", text);
        if (!token) return respond(bad_link_page(company_));
        const Result<std::optional<Message>> message = loop_.store().message(token->customer, token->number);
        if (!message) return respond(plain(503, "Please try again in a moment.\n"));
        if (!*message) return respond(bad_link_page(company_));
        const std::string language = (*message)->language;
        if (!post) return respond(unsubscribe_page(language, company_, false));
        intake::Arrival arrival;
        arrival.about.number = token->customer;
        arrival.input =
            AddressStatus{(*message)->channel, (*message)->to, AddressState::no_marketing, "unsubscribe link"};
        std::vector<intake::Arrival> arrivals;
        arrivals.push_back(std::move(arrival));
        const bool taken = loop_.take(std::move(arrivals), [respond, language,
                                                            company = company_](const auto& outcome) {
            const bool done = !outcome.empty() && !outcome.front().error;
            respond(done ? unsubscribe_page(language, company, true) : plain(503, "Please try again in a moment.\n"));
        });
        if (!taken) respond(plain(503, "Please try again in a moment.\n"));
    });
}

void Routes::serve_preferences(const std::string& text, Respond respond) {
    loop_.ask([this, text, respond = std::move(respond)] {
        const Signer& signer = *loop_.rules()->services.signer;
        const auto token = signer.verify("preferences", text);
        if (!token) return respond(bad_link_page(company_));
        const Result<std::optional<Message>> message = loop_.store().message(token->customer, token->number);
        if (!message || !*message) return respond(bad_link_page(company_));
        const bool email = (*message)->channel == ChannelKind::email;
        respond(preference_page((*message)->language, company_,
                                email ? "/u/" + signer.sign("unsubscribe", *token) : std::string()));
    });
}

}  // namespace dialogd::app
