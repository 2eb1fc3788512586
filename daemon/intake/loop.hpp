// What the connections of one server share: its event loop, settings and handlers.
#pragma once

#include <boost/asio/io_context.hpp>

#include "intake/router.hpp"

namespace dialogd::intake {

// Answers that come after the server has gone keep the io_context alive through this, and find their
// connection gone.
struct Loop {
    boost::asio::io_context io{1};  // one thread runs it
    Settings settings;
    Handlers handlers;
    Router router{settings, handlers};

    Loop(Settings s, Handlers h) : settings(std::move(s)), handlers(std::move(h)) {}
};

}  // namespace dialogd::intake
