// A mail that came in, understood: its kind first, then what that kind has to say.
#include "message/parse_mail.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <exception>

#include "message/mail_kind.hpp"
#include "message/mail_token.hpp"
#include "message/mail_tree.hpp"

namespace dialogd::message {
namespace {

// A thread that is longer has our message near its end.
constexpr std::size_t kMaxReferences = 100;

std::vector<std::string> ids_in(std::string_view text) {
    static const RE2 pattern(R"((<[^<>\s]{1,995}>))");
    std::vector<std::string> ids;
    re2::StringPiece rest(text.data(), text.size());
    std::string id;
    while (RE2::FindAndConsume(&rest, pattern, &id)) ids.push_back(id);
    return ids;
}

std::vector<std::string> references_of(const MailTree& mail) {
    std::vector<std::string> references = ids_in(mail.field("in-reply-to"));
    std::vector<std::string> thread = ids_in(mail.field("references"));
    std::reverse(thread.begin(), thread.end());
    for (std::string& id : thread) {
        if (references.size() >= kMaxReferences) break;
        if (std::find(references.begin(), references.end(), id) == references.end())
            references.push_back(std::move(id));
    }
    return references;
}

MailKind kind_of(const MailTree& mail) {
    if (is_complaint(mail)) return MailKind::complaint;
    if (is_bounce(mail)) return MailKind::bounce;
    return is_automatic(mail) ? MailKind::automatic : MailKind::reply;
}

ParsedMail understand(const MailTree& mail, const std::vector<std::string>& recipients) {
    ParsedMail parsed;
    parsed.kind = kind_of(mail);
    if (!mail.from.empty()) parsed.from = mail.from.front();
    for (const std::string_view name : {"to", "cc", "delivered-to", "x-original-to"})
        for (const MailField& field : mail.fields) {
            if (field.name != name) continue;
            for (std::string& address : addresses_in(field.value))
                if (std::find(parsed.to.begin(), parsed.to.end(), address) == parsed.to.end())
                    parsed.to.push_back(std::move(address));
        }
    const std::vector<std::string> ids = ids_in(mail.field("message-id"));
    parsed.message_id = ids.empty() ? std::string(mail.field("message-id")) : ids.front();
    parsed.references = references_of(mail);
    parsed.subject = std::string(mail.field("subject"));
    parsed.whole_text = mail.text;
    parsed.text = extract_reply(mail.text);
    const bool report = parsed.kind == MailKind::bounce || parsed.kind == MailKind::complaint;
    parsed.token = find_token(mail, recipients, report);
    if (parsed.kind == MailKind::bounce) parsed.reports = bounce_reports(mail);
    if (parsed.kind == MailKind::complaint) parsed.reports = complaint_reports(mail);
    return parsed;
}

}  // namespace

std::string_view to_text(MailKind kind) {
    switch (kind) {
        case MailKind::reply: return "reply";
        case MailKind::bounce: return "bounce";
        case MailKind::complaint: return "complaint";
        case MailKind::automatic: return "automatic";
    }
    return "reply";
}

Result<ParsedMail> parse_mail(std::string_view bytes, const std::vector<std::string>& recipients) {
    try {
        Result<MailTree> mail = read_mail(bytes);
        if (!mail) return mail.error();
        return understand(*mail, recipients);
    } catch (const std::exception& e) {
        return Error{ErrorCode::internal, std::string("the mail could not be read: ") + e.what()};
    }
}

}  // namespace dialogd::message
