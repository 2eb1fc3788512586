// Delivery reports: the fields of RFC 3464 where there are any, else the prose of older mail servers.
#include <re2/re2.h>

#include <algorithm>

#include "message/mail_kind.hpp"
#include "message/quoting.hpp"

namespace dialogd::message {
namespace {

// A report speaks of the recipients of one mail of ours, which has one; more only from lists behind it.
constexpr std::size_t kMaxReports = 100;
constexpr std::size_t kMaxNoticeBytes = 64 * 1024;

bool matches(std::string_view text, const RE2& pattern) {
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

bool is_status_part(const MailPart& part) {
    return part.type == "message/delivery-status" || part.type == "message/global-delivery-status";
}

// "rfc822; anna@example.com" without its type.
std::string typed_address(std::string_view value) {
    const std::size_t semicolon = value.find(';');
    const std::string_view rest = semicolon == std::string_view::npos ? value : value.substr(semicolon + 1);
    auto found = addresses_in(rest);
    if (!found.empty()) return found.front();
    std::string plain(trimmed(rest));
    plain.erase(std::remove_if(plain.begin(), plain.end(), [](char c) { return c == '<' || c == '>'; }), plain.end());
    return plain;
}

std::string status_number(std::string_view value) {
    static const RE2 pattern(R"(([245]\.\d{1,3}\.\d{1,3}))");
    std::string status;
    RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), pattern, &status);
    return status;
}

std::string value_of(const std::vector<MailField>& group, std::string_view name) {
    for (const MailField& field : group)
        if (field.name == name) return field.value;
    return {};
}

// "smtp; 550 5.1.1 unknown" without its type.
std::string diagnostic_text(std::string_view value) {
    static const RE2 pattern(R"((?is)^\s*[A-Za-z0-9_-]{1,20}\s*;\s*(.*)$)");
    re2::StringPiece rest;
    if (RE2::FullMatch(re2::StringPiece(value.data(), value.size()), pattern, &rest))
        return std::string(trimmed({rest.data(), rest.size()}));
    return std::string(trimmed(value));
}

// What stands before the copy of our mail, in the text of the report.
std::string notice_of(const MailTree& mail) {
    std::string notice;
    for (const MailPart& part : mail.parts) {
        if (part.inside > 0 || part.type == "message/rfc822" || part.type == "text/rfc822-headers" ||
            is_status_part(part))
            continue;
        if (part.type == "text/html") {
            if (notice.empty()) notice += html_to_text(part.text) + "\n";
        } else {
            notice += part.text + "\n";
        }
        if (notice.size() > kMaxNoticeBytes) break;
    }
    static const RE2 copy(
        R"((?im)^((?:[ \t]*[-*_=#]{2,}[^\n]*(?:copy of (?:the|your) message|original message|returned message|unsent message|message header|below this line|header of|headers? follow|text of|body of|message (?:text|follows)|include)[^\n]*|)"
        R"((?:received|return-path|message-id|x-mailer|dkim-signature):[^\n]*|[^\n]{0,40}(?:original message (?:headers|follows|is attached)|original mail header|message headers? follows?)[^\n]*))$)");
    re2::StringPiece found;
    if (RE2::PartialMatch(notice, copy, &found)) notice.resize(static_cast<std::size_t>(found.data() - notice.data()));
    notice.resize(std::min(notice.size(), kMaxNoticeBytes));
    return notice;
}

std::string returned_recipient(const MailTree& mail) {
    for (const MailPart& part : mail.parts) {
        if (part.type != "message/rfc822" && part.type != "text/rfc822-headers" && part.inside == 0) continue;
        for (const auto& group : field_groups(part.text)) {
            const auto found = addresses_in(value_of(group, "to"));
            if (!found.empty()) return found.front();
        }
    }
    static const RE2 to(R"((?im)^(?:to|til|till):[ \t]*([^\n]*@[^\n]*)$)");
    re2::StringPiece rest(mail.text);
    std::string line;
    while (RE2::FindAndConsume(&rest, to, &line)) {
        const auto found = addresses_in(line);
        if (!found.empty()) return found.front();
    }
    return {};
}

struct Named {
    std::string address;
    std::size_t from = 0;  // offset of the address in the notice
    std::size_t at = 0;    // and behind it
};

// The addresses that the prose is about, strongest form first: on a line of their own, behind a label, in
// what another server said.
std::vector<Named> named_recipients(const std::string& notice, const std::vector<std::string>& not_these) {
    static const RE2 own_line(
        R"re((?im)^[ \t>*]*(?:to[ \t]*)?<?([^\s<>()"',;:@]+@[A-Za-z0-9_][A-Za-z0-9._-]*)>?(?:[ \t]*(?:\(|\.\.\.|:|$)|[ \t]+[-(A-Z]|[ \t]+on [A-Z]))re");
    static const RE2 replied(R"re((?m)^[ \t]*[45]\d\d[ -][^\n<]{0,80}<([^\s<>@]+@[A-Za-z0-9_][A-Za-z0-9._-]*)>)re");
    static const RE2 labelled(
        R"re((?im)(?:recipients?|rcpt to|to|address(?:es)?|failed|user|for|deliver(?:y|ed) to|reach|mailbox|宛先|メール)[^\n@<:]{0,30}[ :<]{1,3}<?([^\s<>()"',;:@]+@[A-Za-z0-9_][A-Za-z0-9._-]*))re");
    static const RE2 anywhere(R"re(<?([^\s<>()"',;:@\[\]]+@[A-Za-z0-9_][A-Za-z0-9._-]*[A-Za-z0-9]))re");
    for (const RE2* pattern : {&own_line, &replied, &labelled, &anywhere}) {
        std::vector<Named> found;
        re2::StringPiece rest(notice);
        re2::StringPiece address;
        while (found.size() < kMaxReports && RE2::FindAndConsume(&rest, *pattern, &address)) {
            const auto spec = addresses_in(std::string_view(address.data(), address.size()));
            if (spec.empty()) continue;
            static const RE2 daemon(R"((?i)^(?:mailer-?daemon|postmaster|post_master|root|mail)@)");
            if (matches(spec.front(), daemon)) continue;
            const auto same = [&](const std::string& other) { return lower(other) == lower(spec.front()); };
            if (std::any_of(not_these.begin(), not_these.end(), same)) continue;
            if (std::any_of(found.begin(), found.end(), [&](const Named& n) { return same(n.address); })) continue;
            const auto from = static_cast<std::size_t>(address.data() - notice.data());
            found.push_back({spec.front(), from, from + address.size()});
        }
        if (!found.empty()) return found;
    }
    return {};
}

std::string action_for(std::string_view status, std::string_view subject_and_notice) {
    static const RE2 delay(
        R"((?i)\bdelay|warning|still being|will (?:be )?(?:retr|try|continue)|not yet been delivered)");
    if (!status.empty() && status.front() == '2') return "delivered";
    return matches(subject_and_notice, delay) && (status.empty() || status.front() == '4') ? "delayed" : "failed";
}

// A server that took the recipient and said "user unknown" only when it had seen the mail filters: the address
// may well be there.
bool refused_after_data(std::string_view told) {
    static const RE2 pattern(
        R"((?i)>>> DATA\s*\n[^\n]*<<< 55|after (?:end of data|DATA)|in reply to (?:the )?(?:end of )?DATA|SMTP command\s*\n\s*DATA\b)");
    // "503 need RCPT": DATA was only pipelined behind a recipient that had been refused.
    static const RE2 before_data(R"((?i)<<< (?:503|554 5\.5\.1)\b|\b5\d\d[ -]5\.1\.1\b)");
    return matches(told, pattern) && !matches(told, before_data);
}

std::vector<MailReport> structured_reports(const MailTree& mail, const std::string& notice) {
    std::vector<MailReport> reports;
    for (const MailPart& part : mail.parts) {
        // Some put the fields into the text, where a boundary was broken on the way.
        const bool fields = is_status_part(part) || part.text.find("\nFinal-Recipient:") != std::string::npos;
        if (!fields || part.inside > 0) continue;
        for (const auto& group : field_groups(part.text)) {
            MailReport report;
            report.recipient = typed_address(value_of(group, "final-recipient"));
            const std::string actual = typed_address(value_of(group, "x-actual-recipient"));
            const std::string original = typed_address(value_of(group, "original-recipient"));
            if (report.recipient.find('@') == std::string::npos && original.find('@') != std::string::npos)
                report.recipient = original;
            if (report.recipient.find('@') == std::string::npos && actual.find('@') != std::string::npos)
                report.recipient = actual;
            if (report.recipient.empty()) continue;
            report.action = lower(value_of(group, "action"));
            report.action = report.action.substr(0, report.action.find_first_of(" \t(;"));
            report.diagnostic = diagnostic_text(value_of(group, "diagnostic-code"));
            report.status = status_number(value_of(group, "status"));
            if (reports.size() < kMaxReports) reports.push_back(std::move(report));
        }
    }
    for (MailReport& report : reports) {
        // Many say "failed" in the fields and why in the prose.
        const std::string told = report.diagnostic.empty() && reports.size() == 1 ? notice : report.diagnostic;
        Verdict verdict = judge_diagnostic(told, report.status);
        if (reports.size() == 1 && refused_after_data(notice)) verdict.hard = false;
        report.status = verdict.status;
        report.hard = verdict.hard;
    }
    return reports;
}

std::vector<MailReport> told_reports(const MailTree& mail, const std::string& notice) {
    std::vector<std::string> senders = addresses_in(mail.field("to"));
    for (const std::string& address : mail.from) senders.push_back(address);
    std::vector<Named> named = named_recipients(notice, senders);
    std::vector<std::string> failed = addresses_in(mail.field("x-failed-recipients"));
    if (!failed.empty()) {
        std::vector<Named> listed;
        for (const std::string& address : failed) {
            const std::size_t at = notice.find(address);
            listed.push_back(
                {address, at == std::string::npos ? 0 : at, at == std::string::npos ? 0 : at + address.size()});
        }
        named = std::move(listed);
    }
    if (named.empty()) named.push_back({returned_recipient(mail), 0, 0});
    std::vector<MailReport> reports;
    for (std::size_t i = 0; i < named.size(); ++i) {
        const std::size_t end =
            i + 1 < named.size() && named[i + 1].from > named[i].at ? named[i + 1].from : notice.size();
        MailReport report;
        report.recipient = named[i].address;
        std::string told = notice.substr(named[i].at, end - named[i].at);
        Verdict verdict = judge_diagnostic(told, "");
        if (named.size() == 1 && (verdict.status.empty() || verdict.status.substr(1) == ".0.0")) {
            const Verdict whole = judge_diagnostic(std::string(mail.field("subject")) + "\n" + notice, "");
            if (!whole.status.empty()) verdict = whole, told = notice;
        }
        report.status = verdict.status;
        report.hard = verdict.hard && !refused_after_data(told);
        report.diagnostic = std::string(trimmed(told)).substr(0, 1000);
        report.action = action_for(report.status, std::string(mail.field("subject")) + "\n" + notice.substr(0, 1000));
        reports.push_back(std::move(report));
    }
    return reports;
}

}  // namespace

std::vector<std::vector<MailField>> field_groups(std::string_view text) {
    std::vector<std::vector<MailField>> groups(1);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (trimmed(line).empty()) {
            if (!groups.back().empty()) groups.emplace_back();
            continue;
        }
        const bool folded = line.front() == ' ' || line.front() == '\t';
        const std::size_t colon = line.find(':');
        if (folded && !groups.back().empty()) {
            groups.back().back().value += " " + std::string(trimmed(line));
        } else if (colon != std::string_view::npos && colon > 0) {
            groups.back().push_back(
                {lower(trimmed(line.substr(0, colon))), std::string(trimmed(line.substr(colon + 1)))});
        }
    }
    if (groups.back().empty()) groups.pop_back();
    return groups;
}

bool is_bounce(const MailTree& mail) {
    if (mail.report_type == "delivery-status") return true;
    for (const MailPart& part : mail.parts)
        if (part.inside == 0 && is_status_part(part)) return true;
    if (mail.has("x-failed-recipients") || !notified_reports(mail).empty()) return true;
    static const RE2 daemon(R"((?i)mailer-?daemon|post_?master|mail(?:er)? (?:delivery|system)|mail-?deliver)");
    static const RE2 null_sender(R"(^\s*<?\s*>?\s*$)");
    const bool from_server = matches(mail.field("from"), daemon) || matches(mail.field("return-path"), daemon) ||
                             (mail.has("return-path") && matches(mail.field("return-path"), null_sender)) ||
                             (mail.has("from") && matches(mail.field("from"), null_sender));
    if (!from_server) return false;
    static const RE2 subject(
        R"((?i)undeliver|non-?deliver|deliver[^\n]{0,30}(?:fail|status|problem|error|delay)|fail[^\n]{0,30}(?:deliver|notice)|failure notice|returned (?:e?mail|to)|mail (?:system )?(?:error|failure)|delay|could not be delivered|not delivered|error sending|unzustellbar|nicht zugestellt|ikke leveret|kunde inte levereras|kunne ikke leveres)");
    static const RE2 body(
        R"((?i)(?:could|can|was|were|has|have|did|is|am|wasn't|couldn't|can't|cannot|weren't|unable)(?: ?not| n't)?[^\n.]{0,40}(?:deliver|reach)|permanent (?:fatal |delivery )?errors?|undeliverable|following (?:address|recipient)|invalid (?:user |recipient )?address|no such user|delivery (?:to the|has) fail|user unknown|message (?:you sent|that you sent) |returned message|delivery attempt)");
    return matches(mail.field("subject"), subject) || matches(mail.text.substr(0, 8000), body);
}

std::vector<MailReport> bounce_reports(const MailTree& mail) {
    const std::string notice = notice_of(mail);
    std::vector<MailReport> reports = structured_reports(mail, notice);
    if (reports.empty()) reports = notified_reports(mail);
    if (reports.empty()) reports = told_reports(mail, notice);
    return reports;
}

}  // namespace dialogd::message
