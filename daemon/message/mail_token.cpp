// Looks for reply+TOKEN@, bounce+TOKEN@, unsubscribe+TOKEN@ and <TOKEN@reply_domain>, in order of trust.
#include "message/mail_token.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace dialogd::message {
namespace {

std::string lower(std::string token) {
    for (char& c : token)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');  // some servers change the case
    return token;
}

std::string in_address(std::string_view text) {
    static const RE2 pattern(R"((?i)(?:^|[^A-Za-z0-9._+-])(?:reply|bounce|unsubscribe)\+([A-Za-z0-9_-]{1,128})@)");
    std::string token;
    RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern, &token);
    return lower(std::move(token));
}

// 39 characters of base32: what a Message-ID of ours is made of.
std::string in_message_id(std::string_view text) {
    static const RE2 pattern(R"((?i)<?\b([a-z2-7]{39})@)");
    std::string token;
    RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern, &token);
    return lower(std::move(token));
}

// The newest of several ids stands last.
std::string in_newest_id(std::string_view text) {
    for (;;) {
        const std::size_t at = text.rfind('<');
        std::string token = in_message_id(at == std::string_view::npos ? text : text.substr(at));
        if (!token.empty() || at == std::string_view::npos) return token;
        text = text.substr(0, at);
    }
}

}  // namespace

std::string find_token(const MailTree& mail, const std::vector<std::string>& recipients, bool report) {
    std::string token;
    for (const std::string& recipient : recipients)
        if (!(token = in_address(recipient)).empty()) return token;
    for (const MailField& field : mail.fields)
        if (field.name == "to" || field.name == "cc" || field.name == "delivered-to" || field.name == "x-original-to" ||
            field.name == "envelope-to" || field.name == "x-failed-recipients")
            if (!(token = in_address(field.value)).empty()) return token;
    if (!(token = in_newest_id(mail.field("in-reply-to"))).empty()) return token;
    if (!(token = in_newest_id(mail.field("references"))).empty()) return token;
    if (!report) return {};
    for (const MailPart& part : mail.parts)
        if (!(token = in_address(part.text)).empty()) return token;
    for (const MailPart& part : mail.parts)
        if (!(token = in_message_id(part.text)).empty()) return token;
    return {};
}

}  // namespace dialogd::message
