// Whether a host may send for a domain, as a receiving server works it out (RFC 7208, without macros).
#pragma once

#include <string>

#include "app/dns.hpp"

namespace dialogd::app {

struct SpfOutcome {
    std::string result;  // pass, fail, softfail, neutral, none, permerror
    std::string why;     // the mechanism that matched, or what is wrong
};

// An error: DNS does not answer. At most ten further look-ups, as RFC 7208 says.
Result<SpfOutcome> check_spf(Dns& dns, const std::string& domain, const std::string& ip);

}  // namespace dialogd::app
