// Which request is what.
#include "intake/router.hpp"

#include <array>
#include <atomic>

#include "intake/about.hpp"
#include "intake/answers.hpp"
#include "intake/cloudevents.hpp"
#include "intake/customers.hpp"
#include "intake/events.hpp"
#include "intake/gateway.hpp"
#include "intake/inflate.hpp"
#include "intake/segment.hpp"
#include "intake/text.hpp"

namespace dialogd::intake {

namespace {

constexpr std::string_view kCustomers = "/v1/customers/";

std::string_view header(const HttpRequest& request, const char* name) {
    const auto at = request.headers.find(name);
    return at == request.headers.end() ? std::string_view{} : std::string_view(at->second);
}

// The key out of "Bearer KEY", or the user out of "Basic ..." (Segment's way).
std::optional<std::string> key_of(const HttpRequest& request) {
    const std::string_view text = header(request, "authorization");
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    const std::string_view scheme = text.substr(0, blank);
    const std::string_view rest = trimmed(text.substr(blank));
    if (same_name(scheme, "Bearer")) return std::string(rest);
    if (!same_name(scheme, "Basic")) return std::nullopt;
    auto user = base64_decoded(rest);
    if (user) user->erase(std::min(user->find(':'), user->size()));
    return user;
}

// The pieces of a customers path, split before they are decoded: an id may hold a slash as %2F.
struct CustomerPath {
    std::string id;
    std::string_view rest;  // "", "preferences", "consents", ...
};
std::optional<CustomerPath> customer_path(std::string_view target) {
    target = target.substr(0, target.find('?'));
    if (!target.starts_with(kCustomers)) return std::nullopt;
    target.remove_prefix(kCustomers.size());
    const std::size_t slash = target.find('/');
    auto id = percent_decoded(target.substr(0, slash), false);
    if (!id || id->empty() || !is_utf8(*id)) return std::nullopt;
    return CustomerPath{std::move(*id),
                        slash == std::string_view::npos ? std::string_view{} : target.substr(slash + 1)};
}

// One answer to a request of which several parts have to be on disk first: the last of them gives it.
struct Joint {
    Joint(std::size_t parts, Respond r) : left(parts), respond(std::move(r)) {}

    void part_done() {  // any thread
        if (left.fetch_sub(1) == 1)
            respond(lost ? unavailable_answer("not all of it can be kept now; try again") : std::move(answer));
    }

    std::atomic<std::size_t> left;
    std::atomic<bool> lost{false};
    HttpAnswer answer;  // set before its part is done
    Respond respond;
};

}  // namespace

class Router::Routes {
public:
    Routes(const Settings& settings, const Handlers& handlers) : settings_(settings), handlers_(handlers) {}

    void serve(HttpRequest request, Listener listener, bool from_loopback, Respond respond) {
        if (request.path.starts_with("/in/") && serve_gateway(request, from_loopback, respond)) return;
        if (listener == Listener::http) {
            if (request.path == "/v1/events" || request.path == "/v1/cloudevents")
                return serve_events(request, respond);
            if (request.path == "/v1/consents") return serve_import(request, respond);
            if (request.path == "/v1/mail") return serve_mail(request, respond);
            const std::string_view call = segment_call(request.path);
            if (!call.empty()) return serve_segment(request, call, respond);
            if (request.path.starts_with(kCustomers) && serve_customer(request, respond)) return;
        }
        if (!inflate_body(request, respond)) return;
        request.headers["x-dialogd-listener"] = listener == Listener::http ? "http" : "web";
        if (request.method == "HEAD") request.method = "GET";  // the connection leaves the body out
        handlers_.other(std::move(request), std::move(respond));
    }

private:
    // The sender behind a key that has the scope; answers 401 or 403 when there is none.
    std::optional<Sender> authorized(const HttpRequest& request, std::string_view scope, const Respond& respond) {
        const auto key = key_of(request);
        if (!key || key->empty()) return respond(unauthorized_answer()), std::nullopt;
        return sender_of(*key, scope, respond);
    }

    std::optional<Sender> sender_of(const std::string& key, std::string_view scope, const Respond& respond) {
        if (auto name = handlers_.key(key, scope)) return Sender{std::move(*name), handlers_.now(), &handlers_.phone};
        constexpr std::array<std::string_view, 4> kScopes{"events", "read", "write", "admin"};
        for (const std::string_view other : kScopes)
            if (other != scope && handlers_.key(key, other)) {
                respond(error_answer(403, "this key is not for that; it needs the scope " + std::string(scope)));
                return std::nullopt;
            }
        respond(unauthorized_answer());
        return std::nullopt;
    }

    // The body as the sender meant it; answers and gives false when it can't be had.
    bool inflate_body(HttpRequest& request, const Respond& respond) {
        const Error error = inflate_in_place(request);
        if (error.message.empty()) return true;
        respond(error.code == ErrorCode::not_found ? error_answer(415, error.message) : unreadable_answer(error));
        return false;
    }

    // An error with an empty message when all is well; `not_found` for an encoding that we don't know.
    Error inflate_in_place(HttpRequest& request) const {
        const std::string_view encoding = trimmed(header(request, "content-encoding"));
        if (encoding.empty() || same_name(encoding, "identity")) return {};
        if (!same_name(encoding, "gzip") && !same_name(encoding, "x-gzip") && !same_name(encoding, "deflate"))
            return {ErrorCode::not_found, "Content-Encoding " + quoted(encoding) + " is not known; there is gzip"};
        Result<std::string> body = inflated(request.body, settings_.max_body);
        if (!body) return body.error();
        request.body = std::move(*body);
        request.headers.erase("content-encoding");
        return {};
    }

    void take_batch(Batch batch, bool always_200, std::string_view source, const Respond& respond) {
        BatchNotes notes{std::move(batch.places), std::move(batch.bad), always_200};
        std::vector<BadItem> dead;
        for (BadItem& item : notes.bad)
            if (!item.body.empty()) dead.push_back({item.index, item.error, std::move(item.body)});
        // The sender is told 200 and forgets what is bad: it is kept before, for an operator to look at.
        const auto joint = std::make_shared<Joint>(dead.size() + 1, respond);
        if (batch.arrivals.empty()) {
            joint->answer = batch_answer(notes, {});
            joint->part_done();
        } else if (!handlers_.take(std::move(batch.arrivals),
                                   [notes = std::move(notes), joint](const std::vector<Taken>& taken) {
                                       joint->answer = batch_answer(notes, taken);
                                       joint->part_done();
                                   })) {
            respond(too_many_answer());
            return;
        }
        for (BadItem& item : dead)
            handlers_.dead_letter(std::string(source), item.error, std::move(item.body), [joint](bool kept) {
                if (!kept) joint->lost = true;
                joint->part_done();
            });
    }

    void serve_events(HttpRequest& request, const Respond& respond) {
        if (request.method != "POST") return respond(not_allowed_answer("POST"));
        const auto sender = authorized(request, "events", respond);
        if (!sender || !inflate_body(request, respond)) return;
        const CloudMode mode = cloud_mode(request.headers);
        if (mode == CloudMode::none && request.path == "/v1/cloudevents")
            return respond(error_answer(415, "no CloudEvent: ce- headers or application/cloudevents+json are missing"));
        Result<Batch> batch = mode == CloudMode::none
                                  ? read_events(json_, request.body, *sender)
                                  : read_cloud_events(json_, mode, request.headers, request.body, *sender);
        if (!batch) return respond(unreadable_answer(batch.error()));
        take_batch(std::move(*batch), false, {}, respond);
    }

    void serve_import(HttpRequest& request, const Respond& respond) {
        if (request.method != "POST") return respond(not_allowed_answer("POST"));
        const auto sender = authorized(request, "write", respond);
        if (!sender || !inflate_body(request, respond)) return;
        Result<Batch> batch = read_consent_import(json_, request.body, *sender);
        if (!batch) return respond(unreadable_answer(batch.error()));
        take_batch(std::move(*batch), false, {}, respond);
    }

    // Segment's and RudderStack's libraries give up, or worse, at a 400: what can't be read is a 200 that says so.
    void serve_segment(HttpRequest& request, std::string_view call, const Respond& respond) {
        if (request.method != "POST") return respond(not_allowed_answer("POST"));
        const auto key = key_of(request);
        std::optional<Sender> sender;
        if (key && !key->empty() && !(sender = sender_of(*key, "events", respond))) return;
        const Error error = inflate_in_place(request);
        if (error.code == ErrorCode::refused && !error.message.empty()) return respond(unreadable_answer(error));
        if (!sender) {
            const std::string in_body = error.message.empty() ? segment_write_key(json_, request.body) : "";
            if (in_body.empty()) return respond(unauthorized_answer());
            if (!(sender = sender_of(in_body, "events", respond))) return;
        }
        Result<Batch> batch = error.message.empty() ? read_segment(json_, call, request.body, *sender) : error;
        if (batch) return take_batch(std::move(*batch), true, "segment", respond);
        if (batch.error().code == ErrorCode::unavailable) return respond(unreadable_answer(batch.error()));
        Batch nothing;
        nothing.bad.push_back({0, batch.error().message, std::move(request.body)});
        take_batch(std::move(nothing), true, "segment", respond);
    }

    // False: not one of the three that are inputs; the app serves it.
    bool serve_customer(HttpRequest& request, const Respond& respond) {
        const auto path = customer_path(request.target);
        if (!path) return respond(error_answer(400, "the customer's id in the path is not readable")), true;
        const bool consents = path->rest == "consents" && request.method == "POST";
        const bool preferences = path->rest == "preferences" && request.method == "PUT";
        const bool profile = path->rest.empty() && request.method == "PUT";
        if (!consents && !preferences && !profile) return false;
        const auto sender = authorized(request, "write", respond);
        if (!sender || !inflate_body(request, respond)) return true;
        About about;
        std::string problem;
        if (!read_customer_name(path->id, *sender, about, problem)) return respond(error_answer(400, problem)), true;
        if (consents)
            take_consents(about, read_consents(json_, request.body, *sender), respond);
        else if (preferences)
            take_one(about, read_preference(json_, request.body, *sender), respond);
        else
            take_one(about, read_profile(json_, request.body, *sender, about), respond);
        return true;
    }

    void take_consents(const About& about, Result<std::vector<Consent>> consents, const Respond& respond) {
        if (!consents) return respond(unreadable_answer(consents.error()));
        std::vector<Arrival> arrivals;
        for (Consent& consent : *consents) arrivals.push_back({about, std::move(consent)});
        take_all(std::move(arrivals), respond);
    }

    template <class Wanted>
    void take_one(const About& about, Result<Wanted> wanted, const Respond& respond) {
        if (!wanted) return respond(unreadable_answer(wanted.error()));
        std::vector<Arrival> arrivals;
        arrivals.push_back({about, std::move(*wanted)});
        take_all(std::move(arrivals), respond);
    }

    void take_all(std::vector<Arrival> arrivals, const Respond& respond) {
        if (!handlers_.take(std::move(arrivals),
                            [respond](const std::vector<Taken>& taken) { respond(taken_answer(taken)); }))
            respond(too_many_answer());
    }

    // A whole mail as the body: what LMTP brings, for who has no mail server beside the daemon.
    void serve_mail(HttpRequest& request, const Respond& respond) {
        if (request.method != "POST") return respond(not_allowed_answer("POST"));
        if (!authorized(request, "write", respond) || !inflate_body(request, respond)) return;
        const std::string& to = request.query["to"];
        if (!is_email(to)) return respond(error_answer(400, "to: must be the address that the mail was sent to"));
        if (request.body.empty()) return respond(error_answer(400, "the body must be a mail (RFC 5322)"));
        handlers_.mail(to, request.query["from"], std::move(request.body), [respond](const std::string& reply) {
            const char kind = reply.empty() ? '4' : reply.front();
            if (kind == '2') return respond({200, "application/json", "{\"accepted\":1}", {}});
            if (kind == '5') return respond(error_answer(422, reply));
            respond(unavailable_answer(reply));
        });
    }

    // False: no such gateway here. Gateways get an empty text back: some send what they get as an SMS.
    bool serve_gateway(const HttpRequest& request, bool from_loopback, const Respond& respond) {
        const GatewayPath path = gateway_path(request.path);
        const GatewayShape* shape = nullptr;
        for (const GatewayShape& known : settings_.gateways)
            if (known.name == path.name) shape = &known;
        if (shape == nullptr || (path.what != "message" && path.what != "receipt")) return false;
        if (request.method != "GET" && request.method != "POST") return respond(not_allowed_answer("GET, POST")), true;
        const Sender sender{shape->name, handlers_.now(), &handlers_.phone};
        const auto parameters = proven_parameters(*shape, request, path.secret, from_loopback, sender.now);
        if (!parameters)
            return respond(error_answer(403, "this gateway is not known here by that secret, signature or address")),
                   true;
        WebhookReading reading = path.what == "message" ? read_gateway_message(*shape, *parameters, sender)
                                                        : read_gateway_receipt(*shape, *parameters, sender);
        take_webhook(std::move(reading), *shape, request, respond);
        return true;
    }

    void take_webhook(WebhookReading reading, const GatewayShape& shape, const HttpRequest& request,
                      const Respond& respond) {
        const HttpAnswer good{200, "text/plain", "", {}};
        if (!reading.arrival) {
            if (reading.dead.empty()) return respond(good);
            return handlers_.dead_letter(
                shape.name, reading.dead, request.target + "\n" + request.body, [respond, good](bool kept) {
                    respond(kept ? good : unavailable_answer("it can't be kept now; try again"));
                });
        }
        std::vector<Arrival> arrivals;
        arrivals.push_back(std::move(*reading.arrival));
        const bool queued = handlers_.take(std::move(arrivals), [respond, good](const std::vector<Taken>& taken) {
            // What the engine does not want for good is in the dead letters by now: repeating it helps nobody.
            for (const Taken& one : taken)
                if (one.error && one.error->code == ErrorCode::unavailable)
                    return respond(unavailable_answer(one.error->message));
            respond(good);
        });
        if (!queued) respond(unavailable_answer("the queue is full; try again"));
    }

    const Settings& settings_;
    const Handlers& handlers_;
    JsonReader json_;
};

Router::Router(const Settings& settings, const Handlers& handlers)
    : routes_(std::make_unique<Routes>(settings, handlers)) {}
Router::~Router() = default;

void Router::serve(HttpRequest request, Listener listener, bool from_loopback, Respond respond) {
    routes_->serve(std::move(request), listener, from_loopback, std::move(respond));
}

}  // namespace dialogd::intake
