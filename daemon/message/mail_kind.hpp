// Tells reports and automatic answers from what a person wrote.
#pragma once

#include <string_view>
#include <vector>

#include "message/mail_tree.hpp"
#include "message/parse_mail.hpp"

namespace dialogd::message {

// RFC 3464, or what mail servers sent before there was one.
bool is_bounce(const MailTree& mail);
std::vector<MailReport> bounce_reports(const MailTree& mail);

// Amazon's notifications of bounces and deliveries, which come as JSON in a mail; nothing when it is none.
std::vector<MailReport> notified_reports(const MailTree& mail);

// RFC 5965, and the opt-out mails of providers that have no other way to complain.
bool is_complaint(const MailTree& mail);
std::vector<MailReport> complaint_reports(const MailTree& mail);

// RFC 3834, and the habits of vendors.
bool is_automatic(const MailTree& mail);

// What the text of a mail server says: RFC 3463 status (its own, else the one its words mean), and
// whether it will not get better by trying again.
struct Verdict {
    std::string status;  // "5.1.1"; empty: it says nothing
    bool hard = false;
};
Verdict judge_diagnostic(std::string_view diagnostic, std::string_view status);

// Fields as in a header or a delivery status: unfolded, names in lower case, in order; an empty line ends a group.
std::vector<std::vector<MailField>> field_groups(std::string_view text);

}  // namespace dialogd::message
