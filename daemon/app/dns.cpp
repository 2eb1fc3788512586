// libresolv, wrapped: one state of our own, so that no environment and no global changes it.
#include "app/dns.hpp"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace dialogd::app {

namespace {

constexpr int kSecondsATry = 3;
constexpr int kTries = 2;
constexpr std::size_t kAnswerOctets = 65'535;  // the largest a DNS answer can be

using Octets = std::vector<unsigned char>;

std::string name_at(const ns_msg& message, const unsigned char* at) {
    std::array<char, NS_MAXDNAME> text{};
    if (ns_name_uncompress(ns_msg_base(message), ns_msg_end(message), at, text.data(), text.size()) < 0) return {};
    return text.data();
}

// TXT: strings of at most 255 octets, which belong together.
std::string joined_text(const ns_rr& record) {
    std::string text;
    const unsigned char* at = ns_rr_rdata(record);
    const unsigned char* end = at + ns_rr_rdlen(record);
    while (at < end) {
        const std::size_t length = *at++;
        if (length > static_cast<std::size_t>(end - at)) break;
        text.append(reinterpret_cast<const char*>(at), length);
        at += length;
    }
    return text;
}

}  // namespace

struct Dns::State {
    struct __res_state resolver {};

    // `read(message, record)` for each answer of that type.
    template <class Read>
    Result<void> ask(const std::string& name, ns_type type, Read&& read) {
        Octets answer(kAnswerOctets);
        const int length =
            res_nquery(&resolver, name.c_str(), ns_c_in, type, answer.data(), static_cast<int>(answer.size()));
        if (length < 0) {
            if (resolver.res_h_errno == HOST_NOT_FOUND || resolver.res_h_errno == NO_DATA) return {};
            return Error{ErrorCode::unavailable,
                         "DNS gave no answer about " + name + ": " + hstrerror(resolver.res_h_errno),
                         {}};
        }
        ns_msg message;
        if (ns_initparse(answer.data(), std::min(length, static_cast<int>(answer.size())), &message) < 0)
            return Error{ErrorCode::unavailable, "DNS gave an answer about " + name + " that can't be read", {}};
        for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
            ns_rr record;
            if (ns_parserr(&message, ns_s_an, i, &record) < 0) break;
            if (ns_rr_type(record) == type) read(message, record);
        }
        return {};
    }
};

Dns::Dns(std::unique_ptr<State> state) : state_(std::move(state)) {}
Dns::Dns(Dns&&) noexcept = default;

Dns::~Dns() {
    if (state_ != nullptr) res_nclose(&state_->resolver);
}

Result<Dns> Dns::open(std::string_view resolver) {
    auto state = std::make_unique<State>();
    if (res_ninit(&state->resolver) != 0) return Error{ErrorCode::unavailable, "the resolver can't be set up", {}};
    state->resolver.retrans = kSecondsATry;
    state->resolver.retry = kTries;
    state->resolver.options &= ~static_cast<unsigned long>(RES_DNSRCH | RES_DEFNAMES);
    Dns dns(std::move(state));
    if (resolver.empty()) return dns;
    const std::size_t colon = resolver.rfind(':');
    const std::string address(resolver.substr(0, colon));
    std::uint16_t port = 53;
    sockaddr_in server{};
    bool good = inet_pton(AF_INET, address.c_str(), &server.sin_addr) == 1;
    if (good && colon != std::string_view::npos) {
        const std::string_view digits = resolver.substr(colon + 1);
        const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
        good = problem == std::errc{} && end == digits.data() + digits.size();
    }
    if (!good)
        return Error{
            ErrorCode::invalid, "--resolver " + std::string(resolver) + ": write ADDRESS:PORT, as in 127.0.0.1:53", {}};
    server.sin_family = AF_INET;
    server.sin_port = htons(port);
    dns.state_->resolver.nscount = 1;
    dns.state_->resolver.nsaddr_list[0] = server;
    return dns;
}

Result<std::vector<std::string>> Dns::txt(const std::string& name) {
    std::vector<std::string> texts;
    const Result<void> asked =
        state_->ask(name, ns_t_txt, [&](const ns_msg&, const ns_rr& record) { texts.push_back(joined_text(record)); });
    if (!asked) return asked.error();
    return texts;
}

Result<std::vector<std::string>> Dns::addresses(const std::string& name) {
    std::vector<std::string> found;
    for (const auto& [type, family, octets] : {std::tuple{ns_t_a, AF_INET, 4}, {ns_t_aaaa, AF_INET6, 16}}) {
        const int wanted = octets;
        const int of = family;
        const Result<void> asked = state_->ask(name, type, [&](const ns_msg&, const ns_rr& record) {
            std::array<char, INET6_ADDRSTRLEN> text{};
            if (ns_rr_rdlen(record) == wanted &&
                inet_ntop(of, ns_rr_rdata(record), text.data(), text.size()) != nullptr)
                found.emplace_back(text.data());
        });
        if (!asked) return asked.error();
    }
    return found;
}

Result<std::vector<MailExchanger>> Dns::mx(const std::string& name) {
    std::vector<MailExchanger> found;
    const Result<void> asked = state_->ask(name, ns_t_mx, [&](const ns_msg& message, const ns_rr& record) {
        if (ns_rr_rdlen(record) < 3) return;
        found.push_back({static_cast<int>(ns_get16(ns_rr_rdata(record))), name_at(message, ns_rr_rdata(record) + 2)});
    });
    if (!asked) return asked.error();
    std::sort(found.begin(), found.end(),
              [](const MailExchanger& a, const MailExchanger& b) { return a.preference < b.preference; });
    return found;
}

Result<std::vector<std::string>> Dns::ptr(const std::string& address) {
    std::vector<std::string> names;
    const std::string reverse = reverse_name(address);
    if (reverse.empty()) return Error{ErrorCode::invalid, "`" + address + "` is no IP address", {}};
    const Result<void> asked = state_->ask(reverse, ns_t_ptr, [&](const ns_msg& message, const ns_rr& record) {
        names.push_back(name_at(message, ns_rr_rdata(record)));
    });
    if (!asked) return asked.error();
    return names;
}

std::string reverse_name(const std::string& address) {
    std::array<unsigned char, 16> octets{};
    std::string name;
    if (inet_pton(AF_INET, address.c_str(), octets.data()) == 1) {
        for (std::size_t i = 4; i-- > 0;) name += std::to_string(octets[i]) + ".";
        return name + "in-addr.arpa";
    }
    if (inet_pton(AF_INET6, address.c_str(), octets.data()) != 1) return {};
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (std::size_t i = 16; i-- > 0;)
        name += std::string{kDigits[octets[i] & 15U], '.', kDigits[octets[i] >> 4U], '.'};
    return name + "ip6.arpa";
}

}  // namespace dialogd::app
