// What comes in from the network: the HTTP API, providers' webhooks and LMTP. Parses and answers;
// decides nothing. One thread runs it (Asio); the handlers given here are called on that thread and
// answer later, from any thread, through the callback they get.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/turn.hpp"
#include "intake/webhook_signature.hpp"

namespace dialogd::intake {

// Who an input is about, as the sender named them. At least one is set.
struct About {
    std::string id;            // the shop's customer id
    std::string anonymous_id;  // before they are known
    std::string email;
    std::string phone;
    MessageNumber message = 0;  // with `number`: who holds a verified token
    CustomerNumber number = CustomerNumber::nobody;
    std::string token;  // of a message, as a gateway's receipt gave it back: not verified yet
};

struct Arrival {
    About about;
    Input input;
};

// What became of one arrival.
struct Taken {
    std::optional<Error> error;  // not taken; `unavailable`: try again
};

// A batch is answered as a whole, after its commit. `done` is called exactly once, from any thread.
using Done = std::function<void(std::vector<Taken>)>;

struct HttpRequest {
    std::string method;
    std::string target;  // path and query, as it came
    std::string path;    // decoded, without query
    std::map<std::string, std::string> query;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
};
struct HttpAnswer {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::map<std::string, std::string> headers;
};
using Respond = std::function<void(HttpAnswer)>;  // exactly once, from any thread

// What intake asks of app/.
struct Handlers {
    // Arrivals for the engine. False: the queue is full (answer 429 with Retry-After); `done` is not called.
    std::function<bool(std::vector<Arrival>, Done)> take;
    // Is this key good, for that scope ("events", "read", "write", "admin")? Gives its name, or nothing.
    std::function<std::optional<std::string>(std::string_view key, std::string_view scope)> key;
    // Requests that intake does not serve itself (GET /v1/customers/…, DELETE, /metrics, pages, other webhooks),
    // keys unchecked. The header "x-dialogd-listener" says where it came in: "http" or "web". HEAD comes as GET;
    // the body of the answer is left out.
    std::function<void(HttpRequest, Respond)> other;
    // A whole mail from LMTP, for one recipient. The answer is an LMTP reply ("250 2.1.5 ok").
    std::function<void(std::string recipient, std::string return_path, std::string bytes,
                       std::function<void(std::string reply)>)>
        mail;
    // Not attributable: kept for the operator. `kept` is called exactly once, from any thread: true when it is on
    // disk, false when it can't be had there now.
    std::function<void(std::string source, std::string reason, std::string body, std::function<void(bool)> kept)>
        dead_letter;
    std::function<Instant()> now;
    // Phone numbers as E.164; nothing when it is none.
    std::function<std::optional<std::string>(std::string_view)> phone;
};

// How a gateway proves that a webhook is its own.
enum class GatewayProof : std::uint8_t {
    machine,   // it knows `secret_parameter`, or without one calls from this machine
    secret,    // it shows the secret: password of Basic, `secret_parameter`, or path (/in/NAME/SECRET/message)
    twilio,    // X-Twilio-Signature; the secret is the account's auth token
    jwt,       // `signature_header` holds a JSON Web Token, whose payload is what is said
    standard,  // Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature
};

// How a gateway hands over inbound messages and receipts, from its provider file. Parameters come in
// the query, a form body or a flat JSON body; each member names the parameter that holds it (empty: not given).
struct GatewayShape {
    std::string name;  // "kannel": served under /in/NAME/message and /in/NAME/receipt
    struct {
        std::string from, to, text, charset, id, time;
    } message;
    struct {
        std::string token, status, detail, reference;
        std::map<std::string, ReceiptKind> kinds;  // value of `status` -> what it means; others are ignored
        std::string code;                          // the gateway's own code, which becomes the receipt's status
        std::set<std::string> bad_address;         // codes, or values of `status`, that are the number's fault
    } receipt;
    std::string secret_parameter;  // a parameter that must hold `secret`; empty: only loopback is trusted
    std::string secret;
    GatewayProof proof = GatewayProof::machine;
    std::string signature_header{};        // jwt: in lower case
    std::vector<std::string> addresses{};  // how it may call us, without path: what a signature over the URL covers
    Digests digests{};                     // lent; for twilio, jwt and standard
};

struct Settings {
    std::string http = "127.0.0.1:8080";  // the API; port 0 takes a free one
    std::string web;                      // providers' webhooks and pages; empty: none
    std::string lmtp;                     // host:port or unix:PATH; empty: none
    std::size_t max_body = 4U << 20U;     // larger: 413
    std::size_t max_header = 16U << 10U;  // larger: 431
    Duration header_time = std::chrono::seconds(10);
    Duration body_time = std::chrono::seconds(30);
    Duration idle_time = std::chrono::seconds(60);
    std::size_t max_connections = 1024;
    std::size_t max_mail = 25U << 20U;
    std::vector<GatewayShape> gateways;
};

// Listens from start() to stop(), on a thread of its own.
class Server {
public:
    virtual ~Server() = default;
    virtual Result<void> start() = 0;  // binds; an address in use is `conflict`
    virtual void stop() = 0;           // no new connections; answers what is being worked on, at most 5 s
    virtual std::uint16_t http_port() const = 0;
    virtual std::uint16_t web_port() const = 0;
    virtual std::uint16_t lmtp_port() const = 0;
};
std::unique_ptr<Server> make_server(Settings settings, Handlers handlers);

}  // namespace dialogd::intake
