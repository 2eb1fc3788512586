// `dialogd parse-mail`: the message room's reading of a mail, as JSON.
#include <algorithm>
#include <array>
#include <iostream>

#include "app/operating.hpp"
#include "app/terminal.hpp"
#include "message/mail_tree.hpp"
#include "message/parse_mail.hpp"

namespace dialogd::app {

namespace {

using message::MailKind;
using message::ParsedMail;

// Nothing: it is longer than any mail that is read.
std::optional<std::string> read_stdin() {
    std::string bytes;
    std::array<char, 1U << 16U> some{};
    while (std::cin.read(some.data(), some.size()) || std::cin.gcount() > 0) {
        bytes.append(some.data(), static_cast<std::size_t>(std::cin.gcount()));
        if (bytes.size() > message::kMaxMailBytes) return std::nullopt;
    }
    return bytes;
}

Value texts(const std::vector<std::string>& list) {
    Value::List values;
    for (const std::string& text : list) values.emplace_back(text);
    return Value(std::move(values));
}

bool is_html_only(const message::MailTree& tree) {
    const auto has = [&](std::string_view type) {
        return std::any_of(tree.parts.begin(), tree.parts.end(), [&](const message::MailPart& part) {
            return part.type == type && part.inside == 0 && !part.attachment;
        });
    };
    return has("text/html") && !has("text/plain");
}

// Of a mail that carries no token: "other" is what says nothing to anybody.
std::string_view kind_text(const ParsedMail& mail) {
    switch (mail.kind) {
        case MailKind::bounce: return "bounce";
        case MailKind::complaint: return "complaint";
        case MailKind::automatic: return "auto";
        case MailKind::reply: break;
    }
    return mail.from.empty() && mail.text.empty() ? "other" : "reply";
}

Value recipients_of(const ParsedMail& mail) {
    Value::List list;
    for (const message::MailReport& report : mail.reports) {
        Value::Map one{{Value("address"), Value(report.recipient)},
                       {Value("action"), Value(report.action)},
                       {Value("status"), Value(report.status)},
                       {Value("hard"), Value(report.hard)}};
        if (!report.feedback_type.empty()) one.emplace_back(Value("feedback_type"), Value(report.feedback_type));
        list.emplace_back(std::move(one));
    }
    return Value(std::move(list));
}

std::string reason_of(const ParsedMail& mail) {
    for (const message::MailReport& report : mail.reports) {
        if (!report.diagnostic.empty()) return report.diagnostic;
        if (!report.feedback_type.empty()) return report.feedback_type;
    }
    return {};
}

}  // namespace

int parse_mail_command(const std::vector<std::string>& recipients) {
    if (is_terminal(0)) std::cerr << "a mail is read from stdin, as in: dialogd parse-mail < mail.eml\n";
    const std::optional<std::string> bytes = read_stdin();
    if (!bytes) return complain("no mail is longer than 25 MiB");
    const Result<ParsedMail> mail = message::parse_mail(*bytes, recipients);
    if (!mail) return complain(mail.error());
    const Result<message::MailTree> tree = message::read_mail(*bytes);
    if (!tree) return complain(tree.error());
    // Nobody answers a report: who it came from is the mail server.
    const bool report = mail->kind == MailKind::bounce || mail->kind == MailKind::complaint;
    const Value out(Value::Map{
        {Value("kind"), Value(kind_text(*mail))},
        {Value("text"), Value(report ? std::string() : mail->text)},
        {Value("html_only"), Value(is_html_only(*tree))},
        {Value("token"), mail->token.empty() ? Value() : Value(mail->token)},
        {Value("in_reply_to"), mail->references.empty() ? Value() : Value(mail->references.front())},
        {Value("references"), texts(mail->references)},
        {Value("from"), Value(mail->from)},
        {Value("to"), texts(mail->to)},
        {Value("message_id"), Value(mail->message_id)},
        {Value("subject"), Value(mail->subject)},
        {Value("recipients"), recipients_of(*mail)},
        {Value("reason"), Value(reason_of(*mail))},
    });
    std::cout << to_json(out) << "\n";
    return 0;
}

}  // namespace dialogd::app
