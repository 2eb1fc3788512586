// Amazon SES tells of bounces by SNS, which may mail them: JSON, often quoted once more inside JSON.
#include <re2/re2.h>

#include "message/mail_kind.hpp"

namespace dialogd::message {
namespace {

// One notification is about one mail.
constexpr std::size_t kMaxRecipients = 100;

std::string value_after(std::string_view text, const RE2& name) {
    std::string value;
    RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), name, &value);
    return value;
}

}  // namespace

std::vector<MailReport> notified_reports(const MailTree& mail) {
    static const RE2 kind(R"re(\\?"(?:notificationType|eventType)\\?"\s*:\s*\\?"(Bounce|Delivery)\\?")re");
    const std::string type = mail.from.empty() || mail.from.front().find("@sns.amazonaws.com") == std::string::npos
                                 ? std::string()
                                 : value_after(mail.text, kind);
    std::vector<MailReport> reports;
    if (type == "Delivery") {
        static const RE2 delivered(R"re(\\?"recipients\\?"\s*:\s*\[\s*\\?"([^"\\]+)\\?")re");
        static const RE2 response(R"re(\\?"smtpResponse\\?"\s*:\s*\\?"([^"\\]+)\\?")re");
        MailReport report;
        report.recipient = value_after(mail.text, delivered);
        report.action = "delivered";
        report.diagnostic = value_after(mail.text, response);
        report.status = judge_diagnostic(report.diagnostic, "").status;
        if (!report.recipient.empty()) reports.push_back(std::move(report));
    }
    if (type != "Bounce") return reports;
    static const RE2 recipient(R"re(\{\s*\\?"emailAddress\\?"\s*:\s*\\?"([^"\\]+)\\?"([^}]*)\})re");
    static const RE2 status(R"re("status\\?"\s*:\s*\\?"([^"\\]+))re"), action(R"re("action\\?"\s*:\s*\\?"([^"\\]+))re"),
        diagnostic(R"re("diagnosticCode\\?"\s*:\s*\\?"([^"\\]+))re");
    re2::StringPiece rest(mail.text);
    std::string address, fields;
    while (reports.size() < kMaxRecipients && RE2::FindAndConsume(&rest, recipient, &address, &fields)) {
        MailReport report;
        report.recipient = address;
        report.action = value_after(fields, action);
        report.diagnostic = value_after(fields, diagnostic);
        const Verdict verdict = judge_diagnostic(report.diagnostic, value_after(fields, status));
        report.status = verdict.status;
        report.hard = verdict.hard;
        reports.push_back(std::move(report));
    }
    return reports;
}

}  // namespace dialogd::message
