// The server on a free port, asked through plain sockets.
#include <thread>

#include "intake/asking.hpp"
#include "intake/compressed.hpp"
#include "intake/parsing.hpp"

using namespace dialogd;
using namespace dialogd::intake;

namespace {

constexpr std::string_view kEvent = R"({"event":"order.placed","id":"1","customer":{"id":"42"}})";

Settings quick() {
    Settings settings;
    settings.http = "127.0.0.1:0";
    settings.web = "127.0.0.1:0";
    settings.max_body = 10'000;
    settings.max_header = 2'000;
    settings.header_time = Duration(400);
    settings.body_time = Duration(400);
    settings.idle_time = Duration(400);
    GatewayShape shape;
    shape.name = "kannel";
    shape.message.from = "from";
    shape.message.text = "text";
    shape.message.id = "id";
    shape.receipt.token = "token";
    shape.receipt.status = "type";
    shape.receipt.kinds = {{"1", ReceiptKind::delivered}};
    settings.gateways.push_back(shape);
    return settings;
}

// A started server with its fake app.
struct House {
    FakeApp app;
    std::unique_ptr<Server> server;

    explicit House(Settings settings = quick()) : server(make_server(std::move(settings), app.handlers())) {
        REQUIRE(server->start().has_value());
    }
    PlainSocket::Answer ask(std::string_view bytes) const {
        PlainSocket socket(server->http_port());
        socket.send(bytes);
        return socket.read_answer();
    }
    PlainSocket::Answer ask_web(std::string_view bytes) const {
        PlainSocket socket(server->web_port());
        socket.send(bytes);
        return socket.read_answer();
    }
};

}  // namespace

TEST_CASE("server: an event is taken and answered, on a connection that is kept") {
    House house;
    PlainSocket socket(house.server->http_port());
    for (int i = 0; i < 3; ++i) {
        socket.send(post("/v1/events", kEvent, kBearer));
        const auto answer = socket.read_answer();
        CHECK(answer.status == 200);
        CHECK(answer.body == R"({"accepted":1,"errors":[]})");
    }
    REQUIRE(house.app.arrivals().size() == 3);
    CHECK(std::get<Event>(house.app.arrivals()[0].input).source == "shop");
}

TEST_CASE("server: a bad event in a batch is reported, and 400 says that none was taken") {
    House house;
    const auto some = house.ask(post("/v1/events", "[" + std::string(kEvent) + ",{\"event\":\"x\"}]", kBearer));
    CHECK(some.status == 200);
    CHECK(contains(some.body, R"("accepted":1,"errors":[{"index":1,"error":"customer is missing)"));
    CHECK(house.ask(post("/v1/events", "[{}]", kBearer)).status == 400);
    CHECK(house.ask(post("/v1/events", "[]", kBearer)).status == 400);
    CHECK(house.ask(post("/v1/events", "{", kBearer)).status == 400);
    house.app.answer_with([](const Arrival&) { return Taken{Error{ErrorCode::invalid, "no such customer"}}; });
    const auto refused = house.ask(post("/v1/events", kEvent, kBearer));
    CHECK(refused.status == 400);
    CHECK(contains(refused.body, "no such customer"));
}

TEST_CASE("server: without a good key it is 401, with one for something else 403") {
    House house;
    const auto none = house.ask(post("/v1/events", kEvent));
    CHECK(none.status == 401);
    CHECK(contains(none.head, "WWW-Authenticate: Bearer"));
    CHECK(house.ask(post("/v1/events", kEvent, "Authorization: Bearer WRONG\r\n")).status == 401);
    CHECK(house.ask(post("/v1/events", kEvent, "Authorization: Bearer WRITE\r\n")).status == 403);
    CHECK(house.ask(post("/v1/batch", "{}", "Authorization: Basic V1JPTkc6\r\n")).status == 401);
    CHECK(house.ask(post("/v1/batch", R"({"batch":[]})")).status == 401);
    CHECK(house.ask(post("/v1/batch", R"({"batch":[],"writeKey":"WRITEKEY"})")).status == 200);
    CHECK(house.app.arrivals().empty());
}

TEST_CASE("server: a full queue is 429 with Retry-After, a disk that fails 503") {
    House house;
    house.app.fill_queue(true);
    const auto full = house.ask(post("/v1/events", kEvent, kBearer));
    CHECK(full.status == 429);
    CHECK(contains(full.head, "Retry-After: 1"));
    house.app.fill_queue(false);
    house.app.answer_with([](const Arrival&) { return Taken{Error{ErrorCode::unavailable, "disk full"}}; });
    const auto failed = house.ask(post("/v1/events", kEvent, kBearer));
    CHECK(failed.status == 503);
    CHECK(contains(failed.body, "disk full"));
    CHECK(house.ask(post("/in/kannel/message?from=20123456&text=x&id=1", "")).status == 503);
    CHECK(house.ask(post("/v1/track", R"({"userId":"1","event":"e"})", "Authorization: Bearer EVENTS\r\n")).status ==
          503);
}

TEST_CASE("server: pipelined requests are worked on together and answered in order") {
    House house;
    house.app.hold();
    PlainSocket socket(house.server->http_port());
    std::string all;
    for (int i = 0; i < 20; ++i)
        all += post("/v1/events",
                    i % 2 == 0 ? kEvent : R"([{"event":"a","customer":"1"},{"event":"b","customer":"1"}])", kBearer);
    socket.send(all);
    house.app.wait_for_held(20);
    house.app.release();
    for (int i = 0; i < 20; ++i)
        CHECK(contains(socket.read_answer().body, i % 2 == 0 ? "\"accepted\":1" : "\"accepted\":2"));
}

TEST_CASE("server: very many pipelined requests are all answered") {
    House house;
    PlainSocket socket(house.server->http_port());
    std::string all;
    for (int i = 0; i < 500; ++i) all += "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n";
    std::thread sender([&] { socket.send(all); });
    for (int i = 0; i < 500; ++i) CHECK(socket.read_answer().body == "well");
    sender.join();
}

TEST_CASE("server: who closes its own side still gets its answers") {
    House house;
    PlainSocket socket(house.server->http_port());
    socket.send(post("/v1/events", kEvent, kBearer) + post("/v1/events", kEvent, kBearer));
    socket.end_sending();
    CHECK(socket.read_answer().status == 200);
    CHECK(socket.read_answer().status == 200);
    CHECK(socket.read_all().empty());
}

TEST_CASE("server: too large a header is 431, too large a body 413, and the answer arrives") {
    House house;
    const auto header = house.ask("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n");
    CHECK(header.status == 431);
    CHECK(contains(header.body, "\"error\""));
    CHECK(contains(header.head, "Connection: close"));
    CHECK(house.ask(post("/v1/events", std::string(500'000, 'x'), kBearer)).status == 413);
    CHECK(house
              .ask(post("/v1/events", gzipped(std::string(1'000'000, ' ')),
                        std::string(kBearer) + "Content-Encoding: gzip\r\n"))
              .status == 413);
}

TEST_CASE("server: compressed bodies are read, broken ones refused, unknown encodings 415") {
    House house;
    const std::string good = gzipped(kEvent);
    const std::string headers = std::string(kBearer) + "Content-Encoding: gzip\r\n";
    CHECK(house.ask(post("/v1/events", good, headers)).status == 200);
    CHECK(house.ask(post("/v1/events", good.substr(0, good.size() - 4), headers)).status == 400);
    CHECK(house.ask(post("/v1/events", good, std::string(kBearer) + "Content-Encoding: br\r\n")).status == 415);
    // Segment's and RudderStack's libraries must never see a 400.
    const auto broken = house.ask(post("/v1/batch", "no gzip", headers));
    CHECK(broken.status == 200);
    CHECK(contains(broken.body, "\"success\":false"));
    CHECK(house.ask(post("/v1/batch", "{", kBearer)).status == 200);
    CHECK(house.app.dead_letters().size() == 2);
}

TEST_CASE("server: a bad call of Segment's is a 200 that says so, and is kept") {
    House house;
    const auto answer = house.ask(
        post("/v1/batch", R"({"batch":[{"type":"track","userId":"1","event":"e"},{"type":"track","userId":"1"}]})",
             kBearer));
    CHECK(answer.status == 200);
    CHECK(contains(answer.body, R"("success":false,"accepted":1)"));
    REQUIRE(house.app.dead_letters().size() == 1);
    CHECK(contains(house.app.dead_letters()[0], R"(|{"type":"track","userId":"1"})"));
}

TEST_CASE("server: Expect: 100-continue gets its go-ahead, or its refusal before the body is sent") {
    House house;
    PlainSocket socket(house.server->http_port());
    const std::string request = post("/v1/events", kEvent, std::string(kBearer) + "Expect: 100-continue\r\n");
    socket.send(request.substr(0, request.size() - kEvent.size()));
    CHECK(socket.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    socket.send(kEvent);
    CHECK(socket.read_answer().status == 200);
    CHECK(house.ask("POST /v1/events HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 99999\r\n\r\n")
              .status == 413);
}

TEST_CASE("server: a slow header and a slow body are cut off, an idle connection is closed") {
    House house;
    const auto drip = [&](std::string_view begin, std::string_view drop) {
        PlainSocket socket(house.server->http_port());
        const auto started = std::chrono::steady_clock::now();
        socket.send(begin);
        for (int i = 0; i < 8; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            socket.send(drop);  // a byte now and then does not keep it open
        }
        const std::string all = socket.read_all();
        CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(4));
        return all;
    };
    CHECK(contains(drip("GET / HTTP/1.1\r\nX: ", "y"), "408"));
    CHECK(contains(drip("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n", "y"), "408"));
    PlainSocket idle(house.server->http_port());
    CHECK(idle.read_all().empty());
    PlainSocket kept(house.server->http_port());
    kept.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(contains(kept.read_all(), "200 OK"));
}

TEST_CASE("server: beyond the most connections it is 503, and room comes back") {
    Settings settings = quick();
    settings.max_connections = 2;
    settings.header_time = std::chrono::seconds(5);
    House house(settings);
    {
        PlainSocket first(house.server->http_port());
        PlainSocket second(house.server->http_port());
        first.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
        second.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
        CHECK(first.read_answer().status == 200);
        CHECK(second.read_answer().status == 200);
        PlainSocket third(house.server->http_port());
        CHECK(third.read_answer().status == 503);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    CHECK(house.ask("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);
}

TEST_CASE("server: wrong methods are 405, and the rest is the app's") {
    House house;
    const auto wrong = house.ask("GET /v1/events HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(wrong.status == 405);
    CHECK(contains(wrong.head, "Allow: POST"));
    CHECK(house.ask("PATCH /v1/track HTTP/1.1\r\nHost: h\r\n\r\n").status == 405);
    CHECK(house.ask("GET /nothing HTTP/1.1\r\nHost: h\r\nX-Dialogd-Listener: web\r\n\r\n").status == 404);
    CHECK(house.app.others().back().headers.at("x-dialogd-listener") == "http");
    CHECK(house.ask_web("GET /u/abc?x=1 HTTP/1.1\r\nHost: h\r\n\r\n").status == 404);
    CHECK(house.app.others().back().headers.at("x-dialogd-listener") == "web");
    CHECK(house.app.others().back().query.at("x") == "1");
    PlainSocket socket(house.server->http_port());
    socket.send("HEAD /healthz HTTP/1.1\r\nHost: h\r\n\r\nGET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto head = socket.read_answer(false);
    CHECK(head.status == 200);
    CHECK(contains(head.head, "Content-Length: 4"));
    CHECK(socket.read_answer().body == "well");
}

TEST_CASE("server: the web listener never takes events") {
    House house;
    CHECK(house.ask_web(post("/v1/events", kEvent, kBearer)).status == 404);
    CHECK(house.ask_web(post("/v1/batch", "{}", kBearer)).status == 404);
    CHECK(house
              .ask_web("PUT /v1/customers/1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer WRITE\r\nContent-Length: "
                       "2\r\n\r\n{}")
              .status == 404);
    CHECK(house.app.arrivals().empty());
}

TEST_CASE("server: gateways' webhooks are answered with an empty 200 once they are taken") {
    House house;
    const auto message =
        house.ask_web("GET /in/kannel/message?from=4520123456&text=Ja+tak&id=9 HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(message.status == 200);
    CHECK(message.body.empty());
    CHECK(house.ask(post("/in/kannel/receipt", "token=abc&type=1")).status == 200);
    CHECK(house.ask(post("/in/kannel/message?text=x", "")).status == 200);
    CHECK(house.ask("GET /in/other/message HTTP/1.1\r\nHost: h\r\n\r\n").status == 404);
    const auto arrivals = house.app.arrivals();
    REQUIRE(arrivals.size() == 2);
    CHECK(std::get<Reply>(arrivals[0].input).text == "Ja tak");
    CHECK(arrivals[1].about.token == "abc");
    REQUIRE(house.app.dead_letters().size() == 1);
    CHECK(house.ask("GET /in/kannel/message?from=20123456 HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n")
              .status == 403);
}

TEST_CASE("server: what is said about a customer is taken, and what the engine refuses is 422") {
    House house;
    const auto put = [&](std::string_view path, std::string_view body) {
        std::string request = post(path, body, "Authorization: Bearer WRITE\r\n");
        return house.ask(request.replace(0, 4, "PUT"));
    };
    CHECK(put("/v1/customers/a%2Fb", R"({"email":"a@b.dk"})").status == 200);
    CHECK(put("/v1/customers/email:c@d.dk/preferences", R"({"channels":["sms"]})").status == 200);
    CHECK(house
              .ask(post("/v1/customers/42/consents", R"({"topic":"offers","given":true,"text":"Ja"})",
                        "Authorization: Bearer WRITE\r\n"))
              .status == 200);
    const auto arrivals = house.app.arrivals();
    REQUIRE(arrivals.size() == 3);
    CHECK(arrivals[0].about.id == "a/b");
    CHECK(std::get<Profile>(arrivals[0].input).email == "a@b.dk");
    CHECK(arrivals[1].about.email == "c@d.dk");
    CHECK(std::get<Consent>(arrivals[2].input).text == "Ja");
    const auto wrong = put("/v1/customers/42", R"({"emial":"x"})");
    CHECK(wrong.status == 400);
    CHECK(contains(wrong.body, "emial"));
    CHECK(put("/v1/customers/email:none", "{}").status == 400);
    CHECK(house.ask("GET /v1/customers/42 HTTP/1.1\r\nHost: h\r\n\r\n").status == 404);  // the app's
    house.app.answer_with([](const Arrival&) { return Taken{Error{ErrorCode::invalid, "no topic 'offer'"}}; });
    CHECK(put("/v1/customers/42/preferences", R"({"topics_off":["offer"]})").status == 422);
    house.app.answer_with([](const Arrival&) { return Taken{Error{ErrorCode::conflict, "both are known"}}; });
    CHECK(put("/v1/customers/42", R"({"anonymous_id":"x"})").status == 409);
}

TEST_CASE("server: a mail over HTTP goes the way of LMTP") {
    House house;
    const std::string_view key = "Authorization: Bearer WRITE\r\n";
    CHECK(house.ask(post("/v1/mail?to=reply%2B1@shop.dk&from=a@b.dk", "Subject: x\r\n\r\nja", key)).status == 200);
    CHECK(house.ask(post("/v1/mail?to=nobody@shop.dk", "x", key)).status == 422);
    CHECK(house.ask(post("/v1/mail", "x", key)).status == 400);
    CHECK(house.app.mails().at(0) == "reply+1@shop.dk|a@b.dk|Subject: x\r\n\r\nja");
}

TEST_CASE("server: stopping answers what is being worked on, and takes nothing more") {
    House house;
    house.app.hold();
    PlainSocket busy(house.server->http_port());
    PlainSocket idle(house.server->http_port());
    busy.send(post("/v1/events", kEvent, kBearer));
    house.app.wait_for_held(1);
    std::thread stopping([&] { house.server->stop(); });
    CHECK(idle.read_all().empty());
    house.app.release();
    const auto answer = busy.read_answer();
    CHECK(answer.status == 200);
    CHECK(contains(answer.head, "Connection: close"));
    busy.read_all();
    busy.end_sending();
    stopping.join();
}

TEST_CASE("server: an answer that comes after the server has gone finds nobody, and harms nobody") {
    FakeApp app;
    app.hold();
    {
        auto server = make_server(quick(), app.handlers());
        REQUIRE(server->start().has_value());
        {
            PlainSocket socket(server->http_port());
            socket.send(post("/v1/events", kEvent, kBearer));
            app.wait_for_held(1);
        }
        server->stop();
    }
    app.release();
    CHECK(app.arrivals().size() == 1);
}

TEST_CASE("server: an address in use is a conflict, and a text that is none is invalid") {
    House house;
    Settings settings = quick();
    settings.http = "127.0.0.1:" + std::to_string(house.server->http_port());
    FakeApp app;
    CHECK(make_server(settings, app.handlers())->start().error().code == ErrorCode::conflict);
    for (const char* where : {"", "here", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:80x", "unix:"}) {
        settings.http = where;
        CHECK(make_server(settings, app.handlers())->start().error().code == ErrorCode::invalid);
    }
}
