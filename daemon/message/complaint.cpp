// Complaints: the feedback reports of RFC 5965, and the opt-outs that some providers send as mail.
#include <re2/re2.h>

#include "message/mail_kind.hpp"
#include "message/quoting.hpp"

namespace dialogd::message {
namespace {

std::string first_address(const std::vector<std::vector<MailField>>& groups, std::string_view name) {
    for (const auto& group : groups)
        for (const MailField& field : group)
            if (field.name == name) {
                auto found = addresses_in(field.value);
                if (!found.empty()) return found.front();
            }
    return {};
}

const MailPart* find_part(const MailTree& mail, std::string_view type) {
    for (const MailPart& part : mail.parts)
        if (part.type == type && part.inside == 0) return &part;
    return nullptr;
}

std::string returned_to(const MailTree& mail) {
    for (const MailPart& part : mail.parts) {
        if (part.type != "message/rfc822" && part.type != "text/rfc822-headers" &&
            part.type != "message/rfc822-headers")
            continue;
        std::string address = first_address(field_groups(part.text), "to");
        if (!address.empty()) return address;
    }
    return {};
}

// Apple's: an "unsubscribe" mail that the mail program writes for its user.
bool is_opt_out_by_program(const MailTree& mail) {
    static const RE2 subject(R"((?i)^\s*unsubscribe\s*$)");
    static const RE2 replied(R"((?i)^\s*auto-replied)");
    const std::string_view value = mail.field("subject"), submitted = mail.field("auto-submitted");
    return RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), subject) &&
           RE2::PartialMatch(re2::StringPiece(submitted.data(), submitted.size()), replied) && !mail.from.empty();
}

}  // namespace

bool is_complaint(const MailTree& mail) {
    return mail.report_type == "feedback-report" || find_part(mail, "message/feedback-report") != nullptr ||
           is_opt_out_by_program(mail);
}

std::vector<MailReport> complaint_reports(const MailTree& mail) {
    const MailPart* part = find_part(mail, "message/feedback-report");
    if (part == nullptr && is_opt_out_by_program(mail)) {
        MailReport report;
        report.recipient = mail.from.front();
        report.feedback_type = "opt-out";
        return {report};
    }
    const auto groups = field_groups(part == nullptr ? std::string_view(mail.text) : std::string_view(part->text));
    std::string type;
    std::vector<std::string> recipients;
    for (const auto& group : groups)
        for (const MailField& field : group) {
            if (field.name == "feedback-type" && type.empty()) type = field.value;
            if (field.name != "original-rcpt-to" && field.name != "removal-recipient") continue;
            for (std::string& address : addresses_in(field.value)) recipients.push_back(std::move(address));
        }
    if (recipients.empty()) recipients.push_back(returned_to(mail));
    std::vector<MailReport> reports;
    for (std::string& recipient : recipients) {
        MailReport report;
        report.recipient = std::move(recipient);
        report.feedback_type = std::string(trimmed(type));
        reports.push_back(std::move(report));
    }
    return reports;
}

}  // namespace dialogd::message
