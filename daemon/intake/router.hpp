// Which request is what: keys are checked, bodies read, arrivals handed to the engine, and what is not
// served here handed on. Knows no socket.
#pragma once

#include <memory>

#include "intake/intake.hpp"

namespace dialogd::intake {

enum class Listener : std::uint8_t { http, web };

class Router {
public:
    // Keep both alive as long as the router.
    Router(const Settings& settings, const Handlers& handlers);
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    // Answers through `respond`, exactly once, perhaps later and from another thread. A bad path or
    // encoding is answered like any other error. One thread.
    void serve(HttpRequest request, Listener listener, bool from_loopback, Respond respond);

private:
    class Routes;
    std::unique_ptr<Routes> routes_;
};

}  // namespace dialogd::intake
