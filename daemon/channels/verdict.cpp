// Outcomes, and answers that say nothing about the customer.
#include "channels/verdict.hpp"

#include <algorithm>
#include <cctype>

namespace dialogd::channels {

namespace {

constexpr std::string_view kHidden = "(address)";
constexpr std::size_t kShortestNumber = 6;  // fewer digits are a code or a count, not a phone number

char lower(char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_word(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) != 0 || byte >= 0x80;
}

// Replaces `what` wherever it stands as a word of its own, whatever its case.
void hide(std::string& text, std::string_view what) {
    if (what.size() < 2) return;  // a single letter says nothing about anybody
    std::size_t at = 0;
    while (at < text.size()) {
        const auto same = [](char a, char b) { return lower(a) == lower(b); };
        const auto from = text.begin() + static_cast<std::ptrdiff_t>(at);
        const auto found = std::search(from, text.end(), what.begin(), what.end(), same);
        if (found == text.end()) return;
        const auto start = static_cast<std::size_t>(found - text.begin());
        const std::size_t end = start + what.size();
        const bool alone = (start == 0 || !is_word(text[start - 1])) && (end == text.size() || !is_word(text[end]));
        if (!alone) {
            at = start + 1;
            continue;
        }
        text.replace(start, what.size(), kHidden);
        at = start + kHidden.size();
    }
}

// One word of an answer, as it may be kept.
void append_word(std::string& kept, std::string_view word) {
    if (word.find('@') != std::string_view::npos) {
        kept += kHidden;
        return;
    }
    for (std::size_t i = 0; i < word.size();) {
        std::size_t digits = i;
        while (digits < word.size() && is_digit(word[digits])) ++digits;
        if (digits - i >= kShortestNumber) {
            kept += "(number)";
        } else if (digits > i) {
            kept += word.substr(i, digits - i);
        } else {
            kept += word[digits++];
        }
        i = digits;
    }
}

}  // namespace

Outcome to_outcome(const Outgoing& outgoing, Verdict verdict, Instant now) {
    Outcome outcome;
    outcome.customer = outgoing.customer;
    outcome.receipt.message = outgoing.message;
    outcome.receipt.attempt = outgoing.attempt;
    outcome.receipt.kind = verdict.kind;
    outcome.receipt.status = std::move(verdict.status);
    outcome.receipt.detail = std::move(verdict.detail);
    outcome.receipt.reference = std::move(verdict.reference);
    outcome.receipt.address_is_bad = verdict.address_is_bad;
    outcome.receipt.time = now;
    outcome.receipt.retry_at = verdict.retry_at;
    return outcome;
}

Instant wall_clock() {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

std::string without_addresses(std::string_view answer, std::string_view to, std::size_t limit) {
    std::string line(answer.substr(0, limit * 4));  // what is hidden below may be longer than what is kept
    for (char& c : line) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    hide(line, to);
    if (const std::size_t at = to.rfind('@'); at != std::string_view::npos) hide(line, to.substr(0, at));
    std::string kept;
    std::string_view rest = line;
    while (!rest.empty() && kept.size() < limit) {
        const std::size_t start = rest.find_first_not_of(' ');
        if (start == std::string_view::npos) break;
        rest.remove_prefix(start);
        const std::size_t end = std::min(rest.find(' '), rest.size());
        if (!kept.empty()) kept += ' ';
        append_word(kept, rest.substr(0, end));
        rest.remove_prefix(end);
    }
    if (kept.size() > limit) {
        kept.resize(limit);
        while (!kept.empty() && (static_cast<unsigned char>(kept.back()) & 0xC0U) == 0x80U) kept.pop_back();
        if (!kept.empty() && static_cast<unsigned char>(kept.back()) >= 0xC0U) kept.pop_back();
    }
    return kept;
}

}  // namespace dialogd::channels
