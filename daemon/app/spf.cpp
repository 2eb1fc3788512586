// Goes through a record from left to right; the first mechanism that fits decides.
#include "app/spf.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

namespace dialogd::app {

namespace {

constexpr int kMostLookups = 10;  // RFC 7208, 4.6.4
constexpr int kDeepestInclude = 10;
constexpr std::size_t kMostHosts = 10;  // of one mx mechanism

struct Octets {
    std::array<unsigned char, 16> bytes{};
    int bits = 0;  // 32 or 128
};

std::optional<Octets> octets_of(const std::string& text) {
    Octets octets;
    if (inet_pton(AF_INET, text.c_str(), octets.bytes.data()) == 1) return octets.bits = 32, octets;
    if (inet_pton(AF_INET6, text.c_str(), octets.bytes.data()) == 1) return octets.bits = 128, octets;
    return std::nullopt;
}

bool lies_in(const Octets& address, const Octets& net, int prefix) {
    if (address.bits != net.bits || prefix < 0 || prefix > net.bits) return false;
    for (int bit = 0; bit < prefix; ++bit) {
        const auto byte = static_cast<std::size_t>(bit / 8);
        const int shift = 7 - bit % 8;
        if ((address.bytes[byte] >> shift & 1) != (net.bytes[byte] >> shift & 1)) return false;
    }
    return true;
}

int number_or(const std::string& text, int otherwise) {
    if (text.empty() || text.size() > 3 || text.find_first_not_of("0123456789") != std::string::npos) return otherwise;
    return std::stoi(text);
}

struct Mechanism {
    char sign = '+';
    std::string name;   // "ip4"
    std::string value;  // behind the colon, without a prefix
    int prefix = -1;
};

Mechanism mechanism_of(std::string term) {
    Mechanism mechanism;
    if (std::string_view("+-~?").find(term.front()) != std::string_view::npos) {
        mechanism.sign = term.front();
        term.erase(0, 1);
    }
    if (const std::size_t slash = term.find('/'); slash != std::string::npos) {
        const std::string prefix = term.substr(slash + 1);
        mechanism.prefix = number_or(prefix.substr(0, prefix.find('/')), -1);
        term.resize(slash);
    }
    const std::size_t colon = term.find(':');
    mechanism.name = term.substr(0, colon);
    if (colon != std::string::npos) mechanism.value = term.substr(colon + 1);
    return mechanism;
}

const char* result_of(char sign) {
    return sign == '+' ? "pass" : sign == '-' ? "fail" : sign == '~' ? "softfail" : "neutral";
}

class Spf {
public:
    Spf(Dns& dns, const std::string& ip) : dns_(dns), ip_(octets_of(ip)) {}

    Result<SpfOutcome> of(const std::string& domain, int depth) {
        if (depth > kDeepestInclude) return wrong("includes go in circles");
        const Result<std::vector<std::string>> texts = dns_.txt(domain);
        if (!texts) return texts.error();
        std::vector<std::string> records;
        for (const std::string& text : *texts)
            if (text == "v=spf1" || text.starts_with("v=spf1 ")) records.push_back(text);
        if (records.empty()) return SpfOutcome{"none", domain + " has no record"};
        if (records.size() > 1) return wrong(domain + " has two records");
        return through(records.front(), domain, depth);
    }

private:
    static SpfOutcome wrong(std::string why) { return {"permerror", std::move(why)}; }

    Result<SpfOutcome> through(const std::string& record, const std::string& domain, int depth) {
        std::istringstream terms(record);
        std::string term;
        std::string redirect;
        terms >> term;  // v=spf1
        while (terms >> term) {
            if (term.find('%') != std::string::npos) continue;  // macros depend on the mail at hand
            if (term.starts_with("redirect=")) redirect = term.substr(9);
            if (term.find('=') != std::string::npos) continue;
            const Mechanism mechanism = mechanism_of(term);
            const Result<bool> fits = matches(mechanism, domain, depth);
            if (!fits) {
                if (fits.error().code == ErrorCode::unavailable) return fits.error();
                return wrong(fits.error().message);
            }
            if (*fits) return SpfOutcome{result_of(mechanism.sign), "`" + term + "` of " + domain};
        }
        if (redirect.empty()) return SpfOutcome{"neutral", "nothing in it fits"};
        if (!may_look_up()) return wrong("it takes more than ten look-ups");
        return of(redirect, depth + 1);
    }

    // An error other than `unavailable`: the record is wrong.
    Result<bool> matches(const Mechanism& mechanism, const std::string& domain, int depth) {
        const std::string& name = mechanism.name;
        const std::string& target = mechanism.value.empty() ? domain : mechanism.value;
        if (name == "all") return true;
        if (name == "ip4" || name == "ip6") {
            const std::optional<Octets> net = octets_of(mechanism.value);
            if (!net) return Error{ErrorCode::invalid, "`" + name + ":" + mechanism.value + "` is no address", {}};
            return ip_ && lies_in(*ip_, *net, mechanism.prefix < 0 ? net->bits : mechanism.prefix);
        }
        if (name != "a" && name != "mx" && name != "include" && name != "exists" && name != "ptr")
            return Error{ErrorCode::invalid, "`" + name + "` is no mechanism", {}};
        if (!may_look_up()) return Error{ErrorCode::invalid, "it takes more than ten look-ups", {}};
        if (name == "include") {
            const Result<SpfOutcome> inner = of(target, depth + 1);
            if (!inner) return inner.error();
            if (inner->result == "permerror" || inner->result == "none")
                return Error{ErrorCode::invalid, "include:" + target + ": " + inner->why, {}};
            return inner->result == "pass";
        }
        if (name == "a") return has_address(target, mechanism.prefix);
        if (name == "mx") return has_exchanger(target, mechanism.prefix);
        if (name == "exists") {
            const Result<std::vector<std::string>> found = dns_.addresses(target);
            if (!found) return found.error();
            return !found->empty();
        }
        return false;  // ptr: servers pass over it (RFC 7208, 5.5)
    }

    Result<bool> has_address(const std::string& host, int prefix) {
        const Result<std::vector<std::string>> found = dns_.addresses(host);
        if (!found) return found.error();
        return std::any_of(found->begin(), found->end(), [&](const std::string& text) {
            const std::optional<Octets> net = octets_of(text);
            return net && ip_ && lies_in(*ip_, *net, prefix < 0 ? net->bits : prefix);
        });
    }

    Result<bool> has_exchanger(const std::string& host, int prefix) {
        const Result<std::vector<MailExchanger>> found = dns_.mx(host);
        if (!found) return found.error();
        for (std::size_t i = 0; i < found->size() && i < kMostHosts; ++i) {
            const Result<bool> fits = has_address((*found)[i].host, prefix);
            if (!fits || *fits) return fits;
        }
        return false;
    }

    bool may_look_up() { return ++lookups_ <= kMostLookups; }

    Dns& dns_;
    std::optional<Octets> ip_;
    int lookups_ = 0;
};

}  // namespace

Result<SpfOutcome> check_spf(Dns& dns, const std::string& domain, const std::string& ip) {
    return Spf(dns, ip).of(domain, 0);
}

}  // namespace dialogd::app
