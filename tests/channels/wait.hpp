// Working a channel until what was submitted has its outcomes.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "dialogd/ports.hpp"

namespace dialogd::tests {

inline Outgoing mail_to(MessageNumber number, std::string to, std::string bytes = "Subject: s\r\n\r\nhej\r\n") {
    Outgoing outgoing;
    outgoing.customer = CustomerNumber{1};
    outgoing.message = number;
    outgoing.return_path = "reply@y.example";
    outgoing.to = std::move(to);
    outgoing.bytes = std::move(bytes);
    return outgoing;
}

// Until there are `count` outcomes, or the time is over.
inline std::vector<Outcome> outcomes_of(Channel& channel, std::size_t count,
                                        std::chrono::milliseconds most = std::chrono::seconds(10)) {
    std::vector<Outcome> all;
    const auto until = std::chrono::steady_clock::now() + most;
    while (all.size() < count && std::chrono::steady_clock::now() < until) {
        for (auto& outcome : channel.work(std::chrono::milliseconds(50))) all.push_back(std::move(outcome));
    }
    return all;
}

}  // namespace dialogd::tests
