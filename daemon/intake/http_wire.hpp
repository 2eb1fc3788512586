// HTTP/1.1 on the wire, without a socket: bytes into requests, answers into bytes. The only file that
// knows Beast.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "intake/intake.hpp"

namespace dialogd::intake {

// One request, and what its sender asked of the connection.
struct WireRequest {
    HttpRequest request;
    bool keep_alive = true;
    bool http_1_0 = false;
};

// Reads the requests of one connection, one after the other.
class RequestReader {
public:
    enum class State : std::uint8_t {
        empty,     // between requests: no byte of the next one yet
        header,    // in the midst of a header
        body,      // the header is complete, the body is not
        complete,  // to be fetched with finish()
        failed,    // the rest of the connection is of no use; status() says why
    };

    RequestReader(std::size_t max_header, std::size_t max_body);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    // Takes bytes off the front and says how many; what is left must be given again, with more behind
    // it. Never takes beyond the end of one request.
    std::size_t take(std::string_view bytes);

    State state() const;
    int status() const;  // failed: 400, 413, 431, 501 or 505
    const std::string& reason() const;
    bool expects_continue();  // once, when the sender waits for "100 Continue" before its body

    // The request that is complete; the reader is empty then.
    WireRequest finish();

private:
    class Parsing;
    std::unique_ptr<Parsing> parsing_;
};

inline constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// An answer as it goes out. `head`: without its body. A header with a line end in it is left out.
std::string to_wire(const HttpAnswer& answer, bool head, bool keep_alive, bool http_1_0, Instant now);

}  // namespace dialogd::intake
