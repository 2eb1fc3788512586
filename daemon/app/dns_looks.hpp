// What other mail servers look for before they believe a sender, each looked at in DNS.
#pragma once

#include "app/dns.hpp"
#include "app/operating.hpp"

namespace dialogd::app {

enum class Standing { good, advice, missing };

// One thing looked at.
struct Look {
    std::string what;  // "SPF"
    Standing standing = Standing::good;
    std::string found;                 // as it is now
    std::string why;                   // what it is for, or what is wrong
    std::vector<std::string> publish;  // records to copy
};

// SPF, DKIM, DMARC, MX, TLS, and PTR when `options.ip` is given. An error: DNS itself does not answer.
Result<std::vector<Look>> look_at_dns(Dns& dns, const DnsOptions& options);

}  // namespace dialogd::app
