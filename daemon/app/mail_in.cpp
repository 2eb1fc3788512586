// Section 9 of the design: the token decides which message is answered, then the sender's address.
#include "app/mail_in.hpp"

#include "message/parse_mail.hpp"

namespace dialogd::app {

namespace {

using intake::Arrival;
using message::MailKind;
using message::ParsedMail;

Arrival receipt_of(const Token& token, const message::MailReport& report, MailKind kind, Instant now) {
    Receipt receipt;
    receipt.message = token.number;
    receipt.kind = kind == MailKind::complaint ? ReceiptKind::complained : ReceiptKind::bounced;
    receipt.status = report.status;
    receipt.detail = report.action.empty() ? report.feedback_type : report.action;
    // A full mailbox or a policy says nothing about whether the address exists.
    receipt.address_is_bad = report.hard && report.status.starts_with("5.1.");
    receipt.time = now;
    Arrival arrival;
    arrival.about.number = token.customer;
    arrival.about.message = token.number;
    if (report.action == "delivered" || report.action == "relayed") receipt.kind = ReceiptKind::delivered;
    arrival.input = std::move(receipt);
    return arrival;
}

// A delay is no bounce: the relay is still trying.
bool says_something(const message::MailReport& report) {
    return report.action != "delayed" && report.action != "expanded";
}

Arrival reply_of(ParsedMail mail, const std::optional<Token>& token, const std::string& recipient, Instant now) {
    Reply reply;
    reply.channel = ChannelKind::email;
    reply.from = std::move(mail.from);
    reply.to = recipient;
    reply.id = std::move(mail.message_id);
    reply.subject = std::move(mail.subject);
    reply.text = std::move(mail.text);
    reply.automatic = mail.kind == MailKind::automatic;
    reply.time = now;
    Arrival arrival;
    if (token) {
        arrival.about.number = token->customer;
        arrival.about.message = token->number;
        reply.message = token->number;
        reply.matched_by = MatchedBy::token;
    }
    // The mailto of List-Unsubscribe: whatever stands in such a mail, it says stop.
    if (recipient.starts_with("unsubscribe+") && !reply.automatic) reply.text = "unsubscribe";
    arrival.about.email = reply.from;
    arrival.input = std::move(reply);
    return arrival;
}

}  // namespace

MailTaken read_mail(const std::string& bytes, const std::string& recipient, const Signer& signer, Instant now) {
    MailTaken taken;
    Result<ParsedMail> parsed = message::parse_mail(bytes, {recipient});
    if (!parsed) {
        taken.dead = "no mail: " + parsed.error().message;
        return taken;
    }
    std::optional<Token> token;
    if (!parsed->token.empty()) token = signer.verify("message", parsed->token);
    const bool claims_a_token =
        recipient.starts_with("reply+") || recipient.starts_with("bounce+") || recipient.starts_with("unsubscribe+");
    if (claims_a_token && !token) {
        taken.dead = "the token in " + recipient.substr(0, recipient.find('+')) + "+… was not made by us";
        return taken;
    }
    if (parsed->kind == MailKind::bounce || parsed->kind == MailKind::complaint) {
        if (!token) {
            taken.dead = "a " + std::string(to_text(parsed->kind)) + " about no message of ours";
            return taken;
        }
        for (const message::MailReport& report : parsed->reports)
            if (says_something(report)) taken.arrivals.push_back(receipt_of(*token, report, parsed->kind, now));
        if (parsed->reports.empty()) taken.dead = "a report that does not say about whom";
        return taken;
    }
    taken.arrivals.push_back(reply_of(std::move(*parsed), token, recipient, now));
    return taken;
}

}  // namespace dialogd::app
