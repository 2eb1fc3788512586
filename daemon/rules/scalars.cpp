// Scalars of rule files as values, with messages that say what would be right.
#include "rules/scalars.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "rules/suggest.hpp"

namespace dialogd::rules {

namespace {

std::string quote(std::string_view text) {
    return "`" + std::string(text) + "`";
}

std::vector<std::string> strings(std::initializer_list<std::string_view> words) {
    return {words.begin(), words.end()};
}

bool contains(std::initializer_list<std::string_view> words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

template <class Number>
std::optional<Number> parse_whole(std::string_view text) {
    Number number{};
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

bool check_keys(const YamlNode& node, std::string_view what, std::initializer_list<std::string_view> known,
                Findings& findings) {
    if (node.kind != YamlNode::Kind::map) {
        std::string message = std::string(what) + " wants keys with values here: ";
        for (const std::string_view key : known) message += (key == *known.begin() ? "" : ", ") + std::string(key);
        findings.error(node.where, message + (node.text.empty() ? "" : "; found " + quote(node.text)));
        return false;
    }
    for (const auto& [key, value] : node.entries) {
        if (!contains(known, key.text))
            findings.error(key.where, "unknown key " + quote(key.text) + " of " + std::string(what) +
                                          did_you_mean(key.text, strings(known)));
    }
    return true;
}

std::optional<std::string> read_text(const YamlNode& node, std::string_view key, Findings& findings) {
    switch (node.kind) {
        case YamlNode::Kind::scalar:
            if (node.text.find_first_not_of(" \t\n") != std::string::npos) return node.text;
            break;
        case YamlNode::Kind::null:
            if (!node.text.empty()) return node.text;
            break;
        case YamlNode::Kind::map:
            findings.error(node.where, quote(key) + " wants a text, and YAML reads a map here" +
                                           (node.entries.empty() ? std::string()
                                                                 : " (" + quote(node.entries.front().first.text + ":") +
                                                                       " with a value)") +
                                           ": put the text in single quotes");
            return std::nullopt;
        case YamlNode::Kind::list:
            findings.error(node.where,
                           quote(key) + " wants one text, and this is a list: put a text with [ ] in single quotes");
            return std::nullopt;
    }
    findings.error(node.where, quote(key) + " is empty: write a text, or leave the key out");
    return std::nullopt;
}

std::vector<std::string> read_texts(const YamlNode& node, std::string_view key, Findings& findings, bool or_one) {
    std::vector<std::string> texts;
    if (or_one && node.kind != YamlNode::Kind::list) {
        if (auto text = read_text(node, key, findings)) texts.push_back(std::move(*text));
        return texts;
    }
    if (node.kind != YamlNode::Kind::list) {
        findings.error(node.where, quote(key) + " wants a list, as in [" +
                                       (node.text.empty() ? std::string("one, two") : node.text) + "]");
        return texts;
    }
    if (node.items.empty())
        findings.error(node.where, quote(key) + " is an empty list: write at least one, or leave the key out");
    for (const YamlNode& item : node.items)
        if (auto text = read_text(item, key, findings)) texts.push_back(std::move(*text));
    return texts;
}

std::optional<std::string> read_choice(const YamlNode& node, std::string_view key,
                                       std::initializer_list<std::string_view> choices, Findings& findings) {
    auto text = read_text(node, key, findings);
    if (!text) return std::nullopt;
    if (contains(choices, *text)) return text;
    findings.error(node.where,
                   quote(*text) + " is nothing that " + quote(key) + " can be" + did_you_mean(*text, strings(choices)));
    return std::nullopt;
}

bool is_identifier(std::string_view text) {
    if (text.empty() || std::isdigit(static_cast<unsigned char>(text.front())) != 0) return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
}

// Subtags between hyphens: two or three small letters, then up to eight letters or digits each.
bool is_language(std::string_view text) {
    for (bool first = true;; first = false) {
        const std::size_t end = text.find('-');
        const std::string_view part = text.substr(0, end);
        if (part.size() < 2 || part.size() > (first ? 3U : 8U)) return false;
        const auto fits = [&](char c) {
            return first ? c >= 'a' && c <= 'z' : std::isalnum(static_cast<unsigned char>(c)) != 0;
        };
        if (!std::all_of(part.begin(), part.end(), fits)) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

std::optional<std::string> read_identifier(const YamlNode& node, std::string_view key, Findings& findings) {
    auto text = read_text(node, key, findings);
    if (!text) return std::nullopt;
    if (is_identifier(*text)) return text;
    findings.error(node.where, quote(*text) +
                                   " can't be a name here: conditions say it behind a dot, so use letters, "
                                   "digits and _ only");
    return std::nullopt;
}

std::optional<Duration> read_duration(const YamlNode& node, std::string_view key, Findings& findings, Sign sign) {
    const auto text = read_text(node, key, findings);
    if (!text) return std::nullopt;
    std::string_view digits = *text;
    const bool negative = sign == Sign::any && digits.starts_with('-');
    if (negative) digits.remove_prefix(1);
    const Result<Duration> duration = parse_duration(digits);
    if (!duration) {
        findings.error(node.where, quote(key) + ": " + duration.error().message);
        return std::nullopt;
    }
    if (sign == Sign::positive && *duration == Duration{}) {
        findings.error(node.where, quote(key) + ": " + quote(*text) + " is no time at all: write at least 1ms");
        return std::nullopt;
    }
    return negative ? -*duration : *duration;
}

std::optional<double> parse_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto number = parse_whole<double>(text);
    // from_chars takes "inf" and "nan", which are words.
    if (!number || !std::isfinite(*number)) return std::nullopt;
    return number;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    return parse_whole<std::int64_t>(text);
}

std::optional<std::int64_t> read_integer(const YamlNode& node, std::string_view key, std::int64_t min, std::int64_t max,
                                         Findings& findings) {
    const auto text = read_text(node, key, findings);
    if (!text) return std::nullopt;
    const auto number = parse_integer(*text);
    if (number && *number >= min && *number <= max) return number;
    findings.error(node.where, quote(key) + " is a whole number from " + std::to_string(min) + " to " +
                                   std::to_string(max) + ", not " + quote(*text));
    return std::nullopt;
}

std::optional<double> read_number(const YamlNode& node, std::string_view key, Findings& findings) {
    const auto text = read_text(node, key, findings);
    if (!text) return std::nullopt;
    const auto number = parse_number(*text);
    if (!number) findings.error(node.where, quote(key) + " is a number, not " + quote(*text));
    return number;
}

std::optional<bool> read_boolean(const YamlNode& node, std::string_view key, Findings& findings) {
    const auto text = read_text(node, key, findings);
    if (!text) return std::nullopt;
    if (*text == "true") return true;
    if (*text == "false") return false;
    findings.error(node.where, quote(key) + " is true or false, not " + quote(*text));
    return std::nullopt;
}

std::optional<std::int32_t> parse_time_of_day(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() != colon + 3) return std::nullopt;
    const auto digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
    if (!std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), digit) ||
        !std::all_of(text.begin() + static_cast<std::ptrdiff_t>(colon) + 1, text.end(), digit))
        return std::nullopt;
    const auto hour = parse_whole<std::int32_t>(text.substr(0, colon));
    const auto minute = parse_whole<std::int32_t>(text.substr(colon + 1));
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    return *hour * 60 + *minute;
}

std::optional<std::int32_t> read_time_of_day(const YamlNode& node, std::string_view key, Findings& findings) {
    const auto text = read_text(node, key, findings);
    if (!text) return std::nullopt;
    const auto minute = parse_time_of_day(*text);
    if (!minute) findings.error(node.where, quote(key) + " is a time of the day as in \"09:00\", not " + quote(*text));
    return minute;
}

}  // namespace dialogd::rules
