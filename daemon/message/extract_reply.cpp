// What the customer wrote, out of the plain text of a mail: drops quotations first, then the signature.
#include <re2/re2.h>

#include <algorithm>

#include "message/parse_mail.hpp"
#include "message/quoting.hpp"
#include "message/signature.hpp"

namespace dialogd::message {
namespace {

// Nobody writes a longer answer by hand; what is beyond was quoted or attached.
constexpr std::size_t kMaxBytes = 512 * 1024;
constexpr std::size_t kMaxLines = 8000;

Lines split_lines(std::string_view text) {
    Lines lines;
    text = text.substr(0, kMaxBytes);
    while (!text.empty() && lines.size() < kMaxLines) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

// A line that a mail program broke out of the quotation: the rest of a long line or link, glued between quoted
// lines without a blank one.
bool is_wrapped_quote(const Lines& lines, std::size_t at) {
    if (at == 0 || at + 1 >= lines.size()) return false;
    if (!is_quoted(lines[at - 1]) || !is_quoted(lines[at + 1])) return false;
    const std::string_view text = trimmed(lines[at]);
    if (text.find("http") != std::string_view::npos) return true;
    const std::string_view before = trimmed(lines[at - 1]);
    const bool one_word = text.find(' ') == std::string_view::npos;
    return (one_word && before.find("http") != std::string_view::npos) ||
           (before.size() >= 70 && !text.empty() && text.front() >= 'a' && text.front() <= 'z');
}

std::size_t next_filled(const Lines& lines, std::size_t at) {
    while (at < lines.size() && trimmed(lines[at]).empty()) ++at;
    return at;
}

struct Kept {
    Lines lines;
    bool cut = false;  // something was left out at the end
};

Kept without_quotations(const Lines& lines) {
    Kept kept;
    for (std::size_t at = 0; at < lines.size();) {
        const std::string_view line = lines[at];
        if (is_quoted(line) || is_wrapped_quote(lines, at)) {
            kept.cut = true;
            ++at;
            continue;
        }
        if (is_original_separator(line) || is_header_block_at(lines, at)) return kept.cut = true, kept;
        if (const auto attribution = attribution_at(lines, at)) {
            if (!attribution->before.empty()) kept.lines.push_back(attribution->before);
            kept.cut = true;
            at += attribution->lines;
            const std::size_t next = next_filled(lines, at);
            // Without marks nothing tells the quoted from what was written below it.
            if (next >= lines.size() || !is_quoted(lines[next])) return kept;
            continue;
        }
        if (is_outlook_line(line)) return kept.cut = true, kept;
        kept.cut = kept.cut && trimmed(line).empty();
        if (!is_device_line(line)) kept.lines.push_back(line);
        ++at;
    }
    return kept;
}

std::string joined(const Lines& lines, std::size_t end) {
    std::string text;
    bool blank = false;
    for (std::size_t at = 0; at < end; ++at) {
        std::string_view line = lines[at];
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
            line.remove_suffix(1);
        if (trimmed(line).empty()) {
            blank = true;
            continue;
        }
        if (!text.empty()) text += blank ? "\n\n" : "\n";
        blank = false;
        text += line;
    }
    return text;
}

}  // namespace

std::string extract_reply(std::string_view text) {
    const Kept kept = without_quotations(split_lines(text));
    std::size_t end = kept.lines.size();
    const auto drop_end = [&] {
        while (end > 0 && (trimmed(kept.lines[end - 1]).empty() || (kept.cut && is_ruler(kept.lines[end - 1])))) --end;
    };
    drop_end();
    end = signature_start(kept.lines, end);
    drop_end();
    return joined(kept.lines, end);
}

}  // namespace dialogd::message
