// `dialogd check-dns`: shows what was looked at, and what to publish.
#include <algorithm>
#include <iostream>

#include "app/dns_looks.hpp"
#include "app/terminal.hpp"

namespace dialogd::app {

namespace {

std::string lower(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

std::string_view word(Standing standing) {
    switch (standing) {
        case Standing::good: return "good";
        case Standing::advice: return "advice";
        case Standing::missing: return "missing";
    }
    return "good";
}

std::string show(const std::vector<Look>& looks, const Paint& paint) {
    std::string out;
    for (const Look& look : looks) {
        const std::string mark = look.standing == Standing::good     ? paint.green("✓")
                                 : look.standing == Standing::advice ? paint.yellow("!")
                                                                     : paint.red("✗");
        out += mark + " " + paint.bold(padded(look.what, 6)) + harmless(look.why) + "\n";
        if (!look.found.empty()) out += paint.dim("        now: " + harmless(look.found)) + "\n";
        if (!look.publish.empty()) out += "        publish:\n";
        for (const std::string& record : look.publish) out += "          " + harmless(record) + "\n";
    }
    return out;
}

Value as_value(const std::vector<Look>& looks) {
    Value::List list;
    for (const Look& look : looks) {
        Value::List publish;
        for (const std::string& record : look.publish) publish.emplace_back(record);
        list.emplace_back(Value::Map{{Value("check"), Value(look.what)},
                                     {Value("standing"), Value(word(look.standing))},
                                     {Value("found"), Value(look.found)},
                                     {Value("why"), Value(look.why)},
                                     {Value("publish"), Value(std::move(publish))}});
    }
    return Value(std::move(list));
}

}  // namespace

int check_dns(const DnsOptions& given) {
    DnsOptions options = given;
    options.domain = lower(options.domain);
    if (options.domain.ends_with('.')) options.domain.pop_back();
    const bool odd = options.domain.find('.') == std::string::npos || options.domain.size() > 253 ||
                     options.domain.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") != std::string::npos;
    if (odd)
        return complain(
            "`" + given.domain + "` is no domain; write what stands behind the @ of `from`, as in shop.example",
            kUsageExit);
    if (!options.ip.empty() && reverse_name(options.ip).empty())
        return complain("--ip " + options.ip + ": no IP address", kUsageExit);
    Result<Dns> dns = Dns::open(options.resolver);
    if (!dns) return complain(dns.error(), dns.error().code == ErrorCode::invalid ? kUsageExit : kFoundExit);
    const Result<std::vector<Look>> looks = look_at_dns(*dns, options);
    if (!looks) return complain(looks.error());
    if (options.json)
        std::cout << to_json(as_value(*looks)) << "\n";
    else
        std::cout << show(*looks, Paint::of_stdout());
    const auto missing = std::count_if(looks->begin(), looks->end(),
                                       [](const Look& look) { return look.standing == Standing::missing; });
    if (!options.json)
        std::cout << (missing == 0
                          ? "nothing is missing"
                          : std::to_string(missing) + (missing == 1 ? " thing is missing" : " things are missing"))
                  << "\n";
    return missing == 0 ? 0 : kFoundExit;
}

}  // namespace dialogd::app
