// SMTP replies out of bytes, and their meaning.
#include "channels/smtp_reply.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace dialogd::channels {

namespace {

constexpr std::size_t kLongestLine = 2048;  // RFC 5321 allows 512; some servers put a URL or a token into it
constexpr int kMostLines = 100;             // no reply to MAIL, RCPT, DATA or QUIT is a book
constexpr std::size_t kLongestText = 1000;  // of which the history keeps the beginning

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool same_word(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return std::toupper(static_cast<unsigned char>(x)) == std::toupper(static_cast<unsigned char>(y));
           });
}

// The length of "5.1.1" at the beginning of `text`, as RFC 3463 writes it; 0 when there is none.
std::size_t enhanced_length(std::string_view text, char reply_class) {
    if (text.size() < 5 || text[0] != reply_class || text[1] != '.') return 0;
    std::size_t at = 2;
    for (int part = 0; part < 2; ++part) {
        const std::size_t start = at;
        while (at < text.size() && is_digit(text[at])) ++at;
        if (at == start || at - start > 3) return 0;
        if (part == 0 && (at == text.size() || text[at++] != '.')) return 0;
    }
    return at == text.size() || text[at] == ' ' ? at : 0;
}

// "queued as 4BcD": what the relay's log calls it (Postfix, smtp-sink); Exim says "OK id=1qXyZ-...".
std::string reference_in(std::string_view text) {
    for (const std::string_view before : {std::string_view("queued as "), std::string_view("OK id=")}) {
        const std::size_t at = text.find(before);
        if (at == std::string_view::npos) continue;
        const std::string_view rest = text.substr(at + before.size());
        return std::string(rest.substr(0, std::min(rest.find_first_of(" ;,)"), std::size_t{64})));
    }
    return {};
}

// The codes that say: this mailbox or its domain does not exist or takes no mail, whoever writes.
// 5.1.7 and 5.1.8 are about the sender; 5.1.0 and 5.1.4 do not say enough.
bool says_address_is_bad(std::string_view enhanced) {
    constexpr std::array<std::string_view, 5> kBad{"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"};
    return std::find(kBad.begin(), kBad.end(), enhanced) != kBad.end();
}

// For servers that know no enhanced codes: 550 or 551 to RCPT with one of the usual sentences.
bool text_says_unknown(std::string_view text) {
    std::string small(text);
    for (char& c : small) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    constexpr std::array<std::string_view, 7> kSentences{"user unknown",      "unknown user",      "no such user",
                                                         "no such recipient", "unknown recipient", "no such mailbox",
                                                         "mailbox not found"};
    return std::any_of(kSentences.begin(), kSentences.end(),
                       [&](std::string_view s) { return small.find(s) != std::string::npos; });
}

}  // namespace

void SmtpReplyReader::feed(std::string_view bytes) {
    if (broken_) return;
    bytes_.erase(0, at_);
    at_ = 0;
    bytes_ += bytes;
}

std::optional<SmtpReply> SmtpReplyReader::next() {
    while (!broken_) {
        const std::string_view rest = std::string_view(bytes_).substr(at_);
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos) {
            broken_ = rest.size() > kLongestLine;
            return std::nullopt;
        }
        std::string_view line = rest.substr(0, end);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        at_ += end + 1;
        if (line.size() > kLongestLine) broken_ = true;
        if (!broken_ && take_line(line)) {
            lines_ = 0;
            return std::move(reply_);
        }
    }
    return std::nullopt;
}

bool SmtpReplyReader::take_line(std::string_view line) {
    int code = 0;
    const bool three = line.size() >= 3 && is_digit(line[0]) && is_digit(line[1]) && is_digit(line[2]);
    if (three) std::from_chars(line.data(), line.data() + 3, code);
    const bool separated = line.size() == 3 || (line.size() > 3 && (line[3] == ' ' || line[3] == '-'));
    const bool first = lines_ == 0;
    if (!three || !separated || code < 200 || code > 599 || (!first && code != reply_.code) || ++lines_ > kMostLines) {
        broken_ = true;
        return false;
    }
    if (first) {
        reply_ = SmtpReply{};
        reply_.code = code;
    }
    std::string_view text = line.size() > 4 ? line.substr(4) : std::string_view{};
    if (const std::size_t length = enhanced_length(text, line[0]); length > 0) {
        if (reply_.enhanced.empty()) reply_.enhanced = text.substr(0, length);
        text.remove_prefix(std::min(length + 1, text.size()));
    }
    if (reply_.text.size() < kLongestText && !text.empty()) {
        if (!reply_.text.empty()) reply_.text += ' ';
        reply_.text += text;
    }
    return line.size() == 3 || line[3] == ' ';
}

Verdict judge_reply(const SmtpReply& reply, bool about_recipient, std::string_view to) {
    Verdict verdict;
    const char reply_class = static_cast<char>('0' + reply.code / 100);
    verdict.status = reply.enhanced.empty() ? std::string(1, reply_class) + ".0.0" : reply.enhanced;
    if (reply.positive()) {
        verdict.kind = ReceiptKind::accepted;
        verdict.reference = reference_in(reply.text);
    } else {
        verdict.kind = reply.code / 100 == 5 ? ReceiptKind::failed : ReceiptKind::deferred;
    }
    verdict.detail = std::to_string(reply.code) + " " + without_addresses(reply.text, to);
    if (about_recipient && verdict.kind == ReceiptKind::failed) {
        const bool unknown = reply.enhanced.empty() && (reply.code == 550 || reply.code == 551);
        verdict.address_is_bad = says_address_is_bad(reply.enhanced) || (unknown && text_says_unknown(reply.text));
    }
    return verdict;
}

void SmtpGreeting::line(std::string_view text) {
    while (!text.empty() && (text.back() == '\r' || text.back() == '\n')) text.remove_suffix(1);
    if (text.size() < 3) return;
    const std::string_view code = text.substr(0, 3);
    if (code[0] == '4' || code[0] == '5') refusal_ = without_addresses(text, {});
    if (code == "235") authenticated_ = true;
    if (code != "250") {
        in_ehlo_ = false;
        return;
    }
    if (!in_ehlo_) offers_ = SmtpOffers{};  // what was said before STARTTLS counts no more (RFC 3207 4.2)
    in_ehlo_ = text.size() > 3 && text[3] == '-';
    if (text.size() < 5) return;
    const std::string_view said = text.substr(4);
    const std::string_view keyword = said.substr(0, said.find(' '));
    if (same_word(keyword, "PIPELINING")) offers_.pipelining = true;
    if (same_word(keyword, "8BITMIME")) offers_.eight_bit_mime = true;
    if (same_word(keyword, "SMTPUTF8")) offers_.smtputf8 = true;
    if (same_word(keyword, "SIZE")) {
        offers_.size = true;
        const std::string_view limit = said.substr(std::min(said.size(), keyword.size() + 1));
        const auto [end, error] = std::from_chars(limit.data(), limit.data() + limit.size(), offers_.size_limit);
        if (error != std::errc{}) offers_.size_limit = 0;
    }
}

}  // namespace dialogd::channels
