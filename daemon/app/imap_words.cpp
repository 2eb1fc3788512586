// The few words of IMAP that we read, and the recipient and Message-ID of a mail that has no envelope.
#include "app/imap_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "dialogd/ids.hpp"
#include "intake/text.hpp"
#include "message/parse_mail.hpp"

namespace dialogd::app {

namespace {

// The next line without its end; `rest` is what follows.
std::string_view next_line(std::string_view& rest) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string_view next_word(std::string_view& rest) {
    const std::size_t start = std::min(rest.find_first_not_of(' '), rest.size());
    rest.remove_prefix(start);
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(word.size());
    return word;
}

// The rest of the line behind "* NAME"; nothing when it is another one.
std::optional<std::string_view> untagged(std::string_view line, std::string_view name) {
    if (next_word(line) != "*" || !intake::same_name(next_word(line), name)) return std::nullopt;
    return line;
}

std::optional<std::uint32_t> number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [stopped, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || stopped != text.data() + text.size() || value == 0) return std::nullopt;
    return value;
}

bool is_ours(std::string_view address, std::string_view domain) {
    const std::size_t at = address.rfind('@');
    return at != std::string_view::npos && intake::same_name(address.substr(at + 1), domain);
}

// With a token before the @: the addresses that we have handed out.
bool is_signed(std::string_view address) {
    constexpr std::array<std::string_view, 3> kKinds{"reply+", "bounce+", "unsubscribe+"};
    return std::any_of(kKinds.begin(), kKinds.end(),
                       [&](std::string_view kind) { return intake::same_name(address.substr(0, kind.size()), kind); });
}

std::string recipient_of(const std::vector<std::string>& to, std::string_view domain) {
    const auto first = [&](auto fits) { return std::find_if(to.begin(), to.end(), fits); };
    auto found = first([&](const std::string& a) { return is_ours(a, domain) && is_signed(a); });
    if (found == to.end()) found = first([&](const std::string& a) { return is_ours(a, domain); });
    if (found == to.end()) found = to.begin();
    return found == to.end() ? "unknown@" + std::string(domain) : *found;
}

}  // namespace

std::vector<Uid> searched_uids(std::string_view lines, std::size_t most) {
    std::vector<Uid> uids;
    while (!lines.empty()) {
        auto found = untagged(next_line(lines), "SEARCH");
        while (found && !found->empty())
            if (const auto uid = number(next_word(*found))) uids.push_back(*uid);
    }
    std::sort(uids.begin(), uids.end());
    uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
    uids.resize(std::min(uids.size(), most));
    return uids;
}

bool offers_capability(std::string_view lines, std::string_view name) {
    while (!lines.empty()) {
        auto found = untagged(next_line(lines), "CAPABILITY");
        while (found && !found->empty())
            if (intake::same_name(next_word(*found), name)) return true;
    }
    return false;
}

std::optional<std::uint32_t> uid_validity_of(std::string_view line) {
    constexpr std::string_view kName = "[UIDVALIDITY ";
    const auto found = untagged(line, "OK");
    if (!found) return std::nullopt;
    const std::string_view code = intake::trimmed(*found);
    if (!intake::same_name(code.substr(0, kName.size()), kName)) return std::nullopt;
    const std::string_view rest = code.substr(kName.size());
    return number(rest.substr(0, rest.find(']')));
}

bool is_refusal(std::string_view line) {
    const std::string_view tag = next_word(line);
    const std::string_view word = next_word(line);
    return !tag.empty() && tag != "*" && tag != "+" &&
           (intake::same_name(word, "NO") || intake::same_name(word, "BAD"));
}

std::string quoted_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (c >= 0x20 && c < 0x7f) out += c;
    }
    return out + "\"";
}

FetchedMail dressed(std::string bytes, std::string_view reply_domain, std::string_view where) {
    const Result<message::ParsedMail> parsed = message::parse_mail(bytes, {});
    FetchedMail mail;
    mail.recipient = recipient_of(parsed ? parsed->to : std::vector<std::string>{}, reply_domain);
    if (parsed && parsed->message_id.empty()) {
        std::array<char, 17> hash{};
        std::to_chars(hash.data(), hash.data() + hash.size(), hash_text(bytes), 16);
        bytes.insert(0, "Message-ID: <imap-" + std::string(where) + "-" + hash.data() + "@" +
                            std::string(reply_domain) + ">\r\n");
    }
    mail.bytes = std::move(bytes);
    return mail;
}

}  // namespace dialogd::app
