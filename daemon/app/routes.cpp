// What the daemon tells: each request is answered on the loop's thread, which owns the states.
#include "app/routes.hpp"

#include <algorithm>
#include <charconv>

#include "app/json.hpp"
#include "app/who.hpp"
#include "intake/about.hpp"
#include "intake/text.hpp"

namespace dialogd::app {

namespace {

using intake::HttpAnswer;
using intake::HttpRequest;
using intake::Respond;

constexpr std::string_view kCustomers = "/v1/customers/";
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

// The key out of "Bearer KEY", or the user out of "Basic ..."; the scheme in any case (RFC 9110).
std::optional<std::string> key_of(std::string_view header) {
    const std::size_t blank = header.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    const std::string_view scheme = header.substr(0, blank);
    const std::string_view rest = intake::trimmed(header.substr(blank));
    if (intake::same_name(scheme, "Bearer")) return std::string(rest);
    if (!intake::same_name(scheme, "Basic")) return std::nullopt;
    std::optional<std::string> user = intake::base64_decoded(rest);
    if (user) user->erase(std::min(user->find(':'), user->size()));
    return user;
}

// /v1/customers/ID/PART, split before it is decoded: an id may hold a slash as %2F.
struct CustomerPath {
    std::string id;
    std::string part;
};
std::optional<CustomerPath> customer_path(std::string_view target) {
    target = target.substr(0, target.find('?'));
    if (!target.starts_with(kCustomers)) return std::nullopt;
    target.remove_prefix(kCustomers.size());
    const std::size_t slash = std::min(target.find('/'), target.size());
    std::optional<std::string> id = intake::percent_decoded(target.substr(0, slash), false);
    if (!id || id->empty() || !intake::is_utf8(*id)) return std::nullopt;
    return CustomerPath{std::move(*id), std::string(target.substr(std::min(slash + 1, target.size())))};
}

bool is_get(const HttpRequest& request) {
    return request.method == "GET" || request.method == "HEAD";
}

}  // namespace

std::optional<std::string> Routes::who(const HttpRequest& request, std::string_view scope, const Respond& respond) {
    const auto header = request.headers.find("authorization");
    const std::optional<std::string> key = header == request.headers.end() ? std::nullopt : key_of(header->second);
    if (key)
        if (std::optional<std::string> name = keys_.check(*key, scope)) return name;
    constexpr std::string_view kOthers[] = {"events", "read", "write"};
    const bool good = key && std::any_of(std::begin(kOthers), std::end(kOthers),
                                         [&](std::string_view other) { return keys_.check(*key, other).has_value(); });
    const std::string needed(scope);
    HttpAnswer answer = good ? error(403, "this key is not for that; it needs the scope " + needed)
                             : error(401, "a key with the scope `" + needed + "` is needed: Authorization: Bearer KEY");
    if (!good) answer.headers["WWW-Authenticate"] = "Bearer";
    respond(std::move(answer));
    return std::nullopt;
}

void Routes::ask_loop(const Respond& respond, Inbox::Task task) {
    if (loop_.ask(std::move(task))) return;
    HttpAnswer answer = error(503, "too many requests wait; try again");
    answer.headers["Retry-After"] = "1";
    respond(std::move(answer));
}

void Routes::serve(HttpRequest request, Respond respond) {
    const auto listener = request.headers.find("x-dialogd-listener");
    if (listener != request.headers.end() && listener->second == "web")
        return pages_.serve(request, std::move(respond));
    if (const std::optional<std::string_view> scope = Steering::scope_of(request)) {
        std::optional<std::string> by = who(request, *scope, respond);
        if (by) steering_.serve(request, std::move(*by), std::move(respond));
        return;
    }
    if (request.method == "DELETE" && request.path.starts_with(kCustomers)) {
        if (who(request, "admin", respond)) serve_erase(request, respond);
        return;
    }
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
    const bool known = request.path.starts_with(kCustomers) || request.path == "/v1/rules" ||
                       request.path == "/v1/handovers" || request.path.starts_with("/v1/messages/");
    if (!known) return respond(error(404, "there is no " + request.path));
    if (!who(request, "read", respond)) return;
    if (request.path == "/v1/rules") return serve_rules(std::move(respond));
    if (request.path == "/v1/handovers") return serve_handovers(respond);
    if (request.path.starts_with("/v1/messages/")) return serve_message(request, std::move(respond));
    serve_customer(request, std::move(respond));
}

void Routes::find_customer(const HttpRequest& request, const Respond& respond,
                           std::function<void(CustomerNumber, const std::string&)> found) {
    const std::optional<CustomerPath> path = customer_path(request.target);
    if (!path) return respond(error(400, "the customer's id in the path is not readable"));
    intake::About about;
    std::string problem;
    const intake::Sender reader{{}, {}, &phone_};
    if (!intake::read_customer_name(path->id, reader, about, problem)) return respond(error(400, problem));
    about.email = intake::lower_case(about.email);
    ask_loop(respond, [this, about, path = *path, respond, found = std::move(found)] {
        const CustomerNumber number = app::find_customer(loop_.store(), about);
        if (number == CustomerNumber::nobody) return respond(error(404, "there is no customer `" + path.id + "`"));
        found(number, path.part);
    });
}

void Routes::serve_customer(const HttpRequest& request, Respond respond) {
    constexpr std::string_view kParts[] = {"", "history", "decisions", "export"};
    const std::optional<CustomerPath> path = customer_path(request.target);
    if (path && std::find(std::begin(kParts), std::end(kParts), path->part) == std::end(kParts))
        return respond(error(404, "there is no " + request.path));
    const std::size_t limit = limit_of(request);
    find_customer(request, respond, [this, limit, respond](CustomerNumber number, const std::string& part) {
        Store& store = loop_.store();
        if (part == "export")
            return rights_.copy(number, [respond](const Result<std::string>& copy) {
                respond(copy ? json(200, *copy) : error(503, copy.error().message));
            });
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

// 202: it is gone, and stands in the store's log until whoever reads the store has ended.
void Routes::serve_erase(const HttpRequest& request, const Respond& respond) {
    find_customer(request, respond, [this, respond](CustomerNumber number, const std::string& part) {
        if (!part.empty()) return respond(error(404, "only a whole customer can be erased"));
        rights_.forget(number, [respond](const Result<Erased>& erased) {
            const bool nobody = !erased && erased.error().code == ErrorCode::not_found;
            if (!erased) return respond(error(nobody ? 404 : 503, erased.error().message));
            const std::string what = "{\"erased\":true,\"entries\":" + std::to_string(erased->entries) +
                                     ",\"files\":" + std::to_string(erased->files);
            if (erased->log_is_cut) return respond(json(200, what + "}\n"));
            respond(json(202, what + ",\"log\":\"another program reads the store: its log still has the words, "
                                     "and is cut when that has ended\"}\n"));
        });
    });
}

void Routes::serve_rules(Respond respond) {
    ask_loop(respond, [this, respond] {
        std::string list;
        for (const Rule& rule : loop_.rules()->rules)
            list += (list.empty() ? "{\"rule\":" : ",{\"rule\":") + json_text(rule.name) +
                    ",\"about\":" + json_text(rule.about) + ",\"stage\":" + json_text(rule.stage) +
                    ",\"topic\":" + json_text(rule.topic) + ",\"status\":" + (rule.live ? "\"live\"" : "\"draft\"") +
                    ",\"version\":\"" + std::to_string(rule.version) + "\"}";
        respond(json(200, "[" + list + "]\n"));
    });
}

// The dialogues that people have now, by queue and customer.
void Routes::serve_handovers(const Respond& respond) {
    ask_loop(respond, [this, respond] {
        std::string list;
        const Desk* desk = loop_.desk();
        if (desk == nullptr) return respond(json(200, "[]\n"));
        for (const auto& [_, dialogue] : desk->open()) {
            const Result<Customer> customer = loop_.store().load(dialogue.customer);
            if (!customer) return respond(error(503, customer.error().message));
            list += (list.empty() ? "{\"customer\":" : ",{\"customer\":") + json_text(customer->id) +
                    ",\"queue\":" + json_text(dialogue.queue) + ",\"since\":" + json_text(to_text(dialogue.at)) +
                    ",\"overdue\":" + (desk->is_overdue(dialogue, clock_.now()) ? "true" : "false") + "}";
        }
        respond(json(200, "[" + list + "]\n"));
    });
}

// By its token, which stands in its Message-ID; `?as=text` as a person reads it.
void Routes::serve_message(const HttpRequest& request, Respond respond) {
    const std::string text = request.path.substr(std::string_view("/v1/messages/").size());
    const auto as = request.query.find("as");
    const bool readable = as != request.query.end() && as->second == "text";
    ask_loop(respond, [this, text, readable, respond] {
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

}  // namespace dialogd::app
