// Questions to DNS, through libresolv, each bounded in time.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/result.hpp"

namespace dialogd::app {

struct MailExchanger {
    int preference = 0;
    std::string host;
};

// Names that do not exist, and those without such a record, give an empty list; an error means that nobody
// answered. Each question takes at most about six seconds.
class Dns {
public:
    // `resolver`: "127.0.0.1:5353", or empty for those of /etc/resolv.conf.
    static Result<Dns> open(std::string_view resolver);
    ~Dns();
    Dns(Dns&&) noexcept;
    Dns& operator=(Dns&&) = delete;

    Result<std::vector<std::string>> txt(const std::string& name);
    Result<std::vector<std::string>> addresses(const std::string& name);  // A, then AAAA, as text
    Result<std::vector<MailExchanger>> mx(const std::string& name);       // by preference
    Result<std::vector<std::string>> ptr(const std::string& address);

private:
    struct State;
    explicit Dns(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// "1.2.0.192.in-addr.arpa" of 192.0.2.1; empty when it is no address.
std::string reverse_name(const std::string& address);

}  // namespace dialogd::app
