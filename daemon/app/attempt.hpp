// What goes between the loop and a sender: attempts, and attempts that are taken back.
#pragma once

#include <string>

#include "dialogd/ports.hpp"

namespace dialogd::app {

// An attempt that has been committed as sending.
struct Attempt {
    CustomerNumber customer = CustomerNumber::nobody;
    std::uint32_t attempt = 1;
    Message message;
};

// An attempt under way that what the customer said since then forbids.
struct Revocation {
    CustomerNumber customer = CustomerNumber::nobody;
    MessageNumber message = 0;
    ChannelKind channel = ChannelKind::email;
    bool for_good = true;  // false: a matter of time, such as a pause
    std::string why;
};

}  // namespace dialogd::app
