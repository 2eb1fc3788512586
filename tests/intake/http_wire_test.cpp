// HTTP on the wire without a socket: what is read, what is refused, what is written.
#include "intake/http_wire.hpp"

#include "intake/parsing.hpp"

using namespace dialogd;
using namespace dialogd::intake;

namespace {

int status_for(std::string_view bytes, std::size_t max_header = 1000, std::size_t max_body = 1000) {
    RequestReader reader(max_header, max_body);
    while (!bytes.empty() && reader.state() != RequestReader::State::complete) {
        const std::size_t used = reader.take(bytes);
        bytes.remove_prefix(used);
        if (reader.state() == RequestReader::State::failed) return reader.status();
        if (used == 0) break;
    }
    return reader.state() == RequestReader::State::complete ? 200 : 0;
}

}  // namespace

TEST_CASE("wire: a request is read with its path, query, headers and body") {
    RequestReader reader(1000, 1000);
    const std::string bytes =
        "POST /a%20b/c?x=1%2B1&y=%C3%B8 HTTP/1.1\r\nHost: h\r\nX-Two: a\r\nx-two: b\r\nX-Dialogd-Listener: web\r\n"
        "Content-Length: 5\r\n\r\nhello";
    CHECK(reader.take(bytes) == bytes.size());
    REQUIRE(reader.state() == RequestReader::State::complete);
    const WireRequest wire = reader.finish();
    CHECK(wire.keep_alive);
    CHECK(wire.request.method == "POST");
    CHECK(wire.request.path == "/a b/c");
    CHECK(wire.request.target == "/a%20b/c?x=1%2B1&y=%C3%B8");
    CHECK(wire.request.query.at("x") == "1+1");
    CHECK(wire.request.query.at("y") == "ø");
    CHECK(wire.request.headers.at("x-two") == "a, b");
    CHECK_FALSE(wire.request.headers.contains("x-dialogd-listener"));
    CHECK(wire.request.body == "hello");
    CHECK(reader.state() == RequestReader::State::empty);
}

TEST_CASE("wire: requests in one piece are read one by one, in pieces they are put together") {
    const std::string two = "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n\r\nPOST /2 HTTP/1.0\r\nContent-Length: 2\r\n\r\nok";
    for (const std::size_t step : {1U, 2U, 7U, 100U}) {
        RequestReader reader(1000, 1000);
        std::string held;
        std::vector<WireRequest> found;
        for (std::size_t place = 0; place < two.size(); place += step) {
            held += two.substr(place, step);
            while (!held.empty()) {
                const std::size_t used = reader.take(held);
                held.erase(0, used);
                if (reader.state() == RequestReader::State::complete)
                    found.push_back(reader.finish());
                else if (used == 0)
                    break;
            }
        }
        REQUIRE(found.size() == 2);
        CHECK(found[0].request.target == "/1");
        CHECK(found[1].request.body == "ok");
        CHECK_FALSE(found[1].keep_alive);
    }
}

TEST_CASE("wire: what is too large is refused with its own status") {
    CHECK(status_for("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(2000, 'x') + "\r\n\r\n") == 431);
    CHECK(status_for("GET /" + std::string(2000, 'x')) == 431);
    CHECK(status_for("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n") == 413);
    CHECK(status_for("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n") == 400);
    CHECK(status_for("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                     std::string(1001, 'x') + "\r\n0\r\n\r\n") == 413);
    CHECK(status_for("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" +
                     std::string(1000, 'x') + "\r\n0\r\n\r\n") == 200);
}

TEST_CASE("wire: what others might read differently is refused") {
    CHECK(status_for("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
    CHECK(status_for("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n") == 400);
    CHECK(status_for("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n") == 400);
    CHECK(status_for("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +5\r\n\r\nhello") == 400);
    CHECK(status_for("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n") == 501);
    CHECK(status_for("GET / HTTP/1.1\r\n\r\n") == 400);
    CHECK(status_for("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") == 400);
    CHECK(status_for("GET http://x/ HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
    CHECK(status_for("GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
    CHECK(status_for("GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
    CHECK(status_for("GET / HTTP/2.0\r\nHost: h\r\n\r\n") == 505);
    CHECK(status_for("GET / HTTP/1.1\r\nHost : h\r\n\r\n") == 400);
    CHECK(status_for("\x16\x03\x01\x02 hello\r\n\r\n") == 400);
}

TEST_CASE("wire: an answer has a date, a length and no header that breaks out") {
    HttpAnswer answer{200, "text/plain", "hello", {{"X-Good", "1"}, {"X-Bad", "1\r\nSet-Cookie: a"}}};
    const std::string out = to_wire(answer, false, true, false, at("1994-11-06T08:49:37Z"));
    CHECK(out.starts_with("HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
    CHECK(contains(out, "Content-Length: 5\r\n"));
    CHECK(contains(out, "X-Good: 1\r\n"));
    CHECK_FALSE(contains(out, "Set-Cookie"));
    CHECK(out.ends_with("\r\n\r\nhello"));
    CHECK(to_wire(answer, true, true, false, {}).ends_with("\r\n\r\n"));
    CHECK(contains(to_wire(answer, true, false, false, {}), "Connection: close\r\n"));
    CHECK_FALSE(contains(to_wire({204, "", "", {}}, false, true, false, {}), "Content-Length"));
}
