// One function for each thing that is looked at.
#include "app/dns_looks.hpp"

#include <algorithm>

#include "app/spf.hpp"
#include "app/terminal.hpp"

namespace dialogd::app {

namespace {

std::string lower(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

// The value of "p" in "v=DMARC1; p=none"; nothing when the tag is not there.
std::optional<std::string> tag(const std::string& record, std::string_view name) {
    for (std::size_t at = 0; at < record.size();) {
        const std::size_t end = std::min(record.find(';', at), record.size());
        std::string one = record.substr(at, end - at);
        std::erase_if(one, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
        if (one.starts_with(std::string(name) + "=")) return one.substr(name.size() + 1);
        at = end + 1;
    }
    return std::nullopt;
}

std::vector<std::string> beginning_with(const std::vector<std::string>& texts, std::string_view start) {
    std::vector<std::string> found;
    for (const std::string& text : texts)
        if (lower(text).starts_with(lower(std::string(start)))) found.push_back(text);
    return found;
}

std::string txt_record(const std::string& name, const std::string& text) {
    return name + ".  3600  IN  TXT  \"" + text + "\"";
}

std::string organisation_of(const std::string& domain) {
    // Without the list of public suffixes: the parent, which DMARC looks at when the domain itself says nothing.
    const std::size_t dot = domain.find('.');
    const std::string parent = dot == std::string::npos ? std::string() : domain.substr(dot + 1);
    return parent.find('.') == std::string::npos ? std::string() : parent;
}

class Checks {
public:
    Checks(Dns& dns, const DnsOptions& options) : dns_(dns), options_(options) {}

    Result<std::vector<Look>> all() {
        for (const auto check : {&Checks::spf, &Checks::dkim, &Checks::dmarc, &Checks::mx, &Checks::tls, &Checks::ptr})
            if (Result<void> done = (this->*check)(); !done) return done.error();
        return std::move(looks_);
    }

private:
    Result<void> spf() {
        Look look{"SPF", Standing::good, {}, "names the hosts that may send for the domain", {}};
        const Result<std::vector<std::string>> texts = dns_.txt(options_.domain);
        if (!texts) return texts.error();
        const std::vector<std::string> records = beginning_with(*texts, "v=spf1");
        const std::string ours =
            options_.ip.empty() ? "mx" : (options_.ip.find(':') == std::string::npos ? "ip4:" : "ip6:") + options_.ip;
        if (records.empty()) {
            look.standing = Standing::missing;
            look.why = "there is no record: many servers take such mail for forged";
            look.publish = {txt_record(options_.domain, "v=spf1 " + ours + " ~all")};
        } else if (records.size() > 1) {
            look.standing = Standing::missing;
            look.found = records[0] + "  and  " + records[1];
            look.why = "there are two records, which counts as an error (RFC 7208): join them into one";
        } else {
            look.found = records[0];
            if (Result<void> judged = judge_spf(records[0], ours, look); !judged) return judged;
        }
        looks_.push_back(std::move(look));
        return {};
    }

    Result<void> judge_spf(const std::string& record, const std::string& ours, Look& look) {
        if (record.find("+all") != std::string::npos) {
            look.standing = Standing::missing;
            look.why = "`+all` allows everybody: end it with ~all";
            return {};
        }
        if (options_.ip.empty()) return {};
        const Result<SpfOutcome> outcome = check_spf(dns_, options_.domain, options_.ip);
        if (!outcome) return outcome.error();
        look.why =
            "for " + options_.ip + " it gives " + outcome->result + (outcome->why.empty() ? "" : ": " + outcome->why);
        if (outcome->result == "pass") return {};
        look.standing = Standing::missing;
        if (outcome->result != "permerror") {
            std::string better = record;
            const std::size_t all = better.find_last_of(' ');
            better.insert(all == std::string::npos ? better.size() : all, " " + ours);
            look.publish = {txt_record(options_.domain, better)};
        }
        return {};
    }

    Result<void> dkim() {
        Look look{"DKIM", Standing::good, {}, "the key with which the relay signs", {}};
        std::vector<std::string> selectors{options_.selector};
        if (options_.selector.empty())
            selectors = {"dialogd", "default", "mail", "dkim", "selector1", "s1", "google", "k1"};
        for (const std::string& selector : selectors) {
            const std::string name = selector + "._domainkey." + options_.domain;
            const Result<std::vector<std::string>> texts = dns_.txt(name);
            if (!texts) return texts.error();
            for (const std::string& text : *texts) {
                const std::optional<std::string> key = tag(text, "p");
                if (!key) continue;
                look.found = name + "  " + shortened(text, 60);
                if (key->empty()) {
                    look.standing = Standing::missing;
                    look.why = "the key is empty: it was revoked";
                } else if (tag(text, "t").value_or("").find('y') != std::string::npos) {
                    look.standing = Standing::advice;
                    look.why = "t=y says that it is only tried out: take it away";
                } else if (tag(text, "k").value_or("rsa") == "rsa" && key->size() < 300) {
                    look.standing = Standing::advice;
                    look.why = "an RSA key below 2048 bits: make a longer one";
                }
                looks_.push_back(std::move(look));
                return {};
            }
        }
        const std::string selector = options_.selector.empty() ? "dialogd" : options_.selector;
        look.standing = Standing::missing;
        look.why = (options_.selector.empty() ? "no key under the usual selectors; name yours with --selector"
                                              : "there is no key under that selector") +
                   std::string(". To make one: opendkim-genkey -b 2048 -s ") + selector + " -d " + options_.domain;
        look.publish = {txt_record(selector + "._domainkey." + options_.domain, "v=DKIM1; k=rsa; p=PUBLIC-KEY")};
        looks_.push_back(std::move(look));
        return {};
    }

    Result<void> dmarc() {
        Look look{"DMARC", Standing::good, {}, "says what to do with mail that is neither, and who hears of it", {}};
        std::vector<std::string> records;
        for (const std::string& domain : {options_.domain, organisation_of(options_.domain)}) {
            if (domain.empty() || !records.empty()) continue;
            const Result<std::vector<std::string>> texts = dns_.txt("_dmarc." + domain);
            if (!texts) return texts.error();
            records = beginning_with(*texts, "v=DMARC1");
        }
        const std::string example = "v=DMARC1; p=quarantine; rua=mailto:dmarc@" + options_.domain;
        if (records.empty()) {
            look.standing = Standing::missing;
            look.why = "there is no record: Google and Yahoo refuse bulk mail without one";
            look.publish = {txt_record("_dmarc." + options_.domain, example)};
        } else {
            look.found = records.front();
            const std::optional<std::string> policy = tag(records.front(), "p");
            if (!policy) {
                look.standing = Standing::missing;
                look.why = "it has no p=, so it says nothing";
                look.publish = {txt_record("_dmarc." + options_.domain, example)};
            } else if (*policy == "none") {
                look.standing = Standing::advice;
                look.why = "p=none only watches; when the reports show nothing strange, go on to p=quarantine";
            }
        }
        looks_.push_back(std::move(look));
        return {};
    }

    Result<void> mx() {
        Look look{"MX", Standing::good, {}, "where replies and bounces come back to", {}};
        Result<std::vector<MailExchanger>> found = dns_.mx(options_.domain);
        if (!found) return found.error();
        mx_ = std::move(*found);
        for (const MailExchanger& one : mx_) {
            look.found += (look.found.empty() ? "" : ", ") + std::to_string(one.preference) + " " + one.host;
            const Result<std::vector<std::string>> addresses = dns_.addresses(one.host);
            if (!addresses) return addresses.error();
            if (!addresses->empty()) continue;
            look.standing = Standing::missing;
            look.why = one.host + " has no address";
        }
        if (mx_.empty()) {
            look.standing = Standing::missing;
            look.why = "there is none: replies and bounces don't come back";
            look.publish = {options_.domain + ".  3600  IN  MX  10 mail." + options_.domain + "."};
        }
        looks_.push_back(std::move(look));
        return {};
    }

    // What others need to know to insist on TLS when they bring replies.
    Result<void> tls() {
        Look look{"TLS", Standing::good, {}, "lets others insist on TLS when they bring replies (MTA-STS or DANE)", {}};
        const Result<std::vector<std::string>> sts = dns_.txt("_mta-sts." + options_.domain);
        if (!sts) return sts.error();
        const std::vector<std::string> records = beginning_with(*sts, "v=STSv1");
        if (!records.empty()) {
            look.found = records.front();
        } else {
            look.standing = Standing::advice;
            look.why = "no MTA-STS: replies may come unencrypted. Serve https://mta-sts." + options_.domain +
                       "/.well-known/mta-sts.txt, and then publish";
            look.publish = {
                txt_record("_mta-sts." + options_.domain, "v=STSv1; id=1"),
                txt_record("_smtp._tls." + options_.domain, "v=TLSRPTv1; rua=mailto:tls@" + options_.domain)};
        }
        looks_.push_back(std::move(look));
        return {};
    }

    Result<void> ptr() {
        if (options_.ip.empty()) return {};
        Look look{"PTR", Standing::good, {}, "the sending host's name, there and back", {}};
        const Result<std::vector<std::string>> names = dns_.ptr(options_.ip);
        if (!names) return names.error();
        bool back = false;
        for (const std::string& name : *names) {
            look.found += (look.found.empty() ? "" : ", ") + name;
            const Result<std::vector<std::string>> addresses = dns_.addresses(name);
            if (!addresses) return addresses.error();
            back = back || std::find(addresses->begin(), addresses->end(), options_.ip) != addresses->end();
        }
        if (names->empty()) {
            look.standing = Standing::missing;
            look.why = "the address has no name: many servers refuse such mail. Whoever gave you the address sets it";
            look.publish = {reverse_name(options_.ip) + ".  3600  IN  PTR  mail." + options_.domain + "."};
        } else if (!back) {
            look.standing = Standing::missing;
            look.why = "the name does not lead back to " + options_.ip;
            look.publish = {names->front() + ".  3600  IN  " +
                            (options_.ip.find(':') == std::string::npos ? "A" : "AAAA") + "  " + options_.ip};
        }
        looks_.push_back(std::move(look));
        return {};
    }

    Dns& dns_;
    const DnsOptions& options_;
    std::vector<MailExchanger> mx_;
    std::vector<Look> looks_;
};

}  // namespace

Result<std::vector<Look>> look_at_dns(Dns& dns, const DnsOptions& options) {
    return Checks(dns, options).all();
}

}  // namespace dialogd::app
