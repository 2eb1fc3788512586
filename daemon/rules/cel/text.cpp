// Functions of text: parts of it, places in it, patterns.
#include <algorithm>
#include <array>

#include "rules/cel/functions.hpp"
#include "rules/cel/literals.hpp"

namespace dialogd::rules::cel {

namespace {

bool texts(const Call& call, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        if (call[i].kind != Kind::text) return false;
    return call.work.spend_octets(call[0].as.text.size());
}

Cell out_of_range(const Call& call, std::int64_t index) {
    return call.work.fail("index out of range: " + std::to_string(index));
}

// A place in a text as CEL counts it.
std::optional<std::int64_t> index_of(const Cell& cell) {
    if (cell.kind == Kind::integer) return cell.as.integer;
    return std::nullopt;
}

// The octet at which code point `index` begins; nothing beyond the end.
std::optional<std::size_t> octet_at(std::string_view text, std::int64_t index) {
    if (index < 0) return std::nullopt;
    std::size_t at = 0;
    for (std::int64_t i = 0; i < index; ++i) {
        if (at >= text.size()) return std::nullopt;
        take_code_point(text, at);
    }
    return at;
}

std::int64_t code_points(std::string_view text, std::size_t octets) {
    return static_cast<std::int64_t>(count_code_points(text.substr(0, octets)));
}

Cell contains_text(const Call& call) {
    if (!texts(call, 2)) return no_overload();
    return Cell::of(call[0].as.text.find(call[1].as.text) != std::string_view::npos);
}

Cell starts_with(const Call& call) {
    return texts(call, 2) ? Cell::of(call[0].as.text.starts_with(call[1].as.text)) : no_overload();
}

Cell ends_with(const Call& call) {
    return texts(call, 2) ? Cell::of(call[0].as.text.ends_with(call[1].as.text)) : no_overload();
}

Cell matches_pattern(const Call& call) {
    if (!texts(call, 2)) return no_overload();
    // A pattern that is no literal is compiled here, each time: three of them use up the budget.
    if (!call.work.spend(30'000)) return Workspace::too_costly();
    const std::string_view text = call[1].as.text;
    const auto pattern = text.size() <= kMaxComputedPattern ? compile_pattern(text) : nullptr;
    if (pattern == nullptr)
        return call.work.fail("`" + std::string(text.substr(0, 60)) + "` is no pattern (RE2), or too large a one");
    return match(call[0].as.text, *pattern, call.work);
}

Cell char_at(const Call& call) {
    const auto index = index_of(call[1]);
    if (!texts(call, 1) || !index) return no_overload();
    const std::string_view text = call[0].as.text;
    const auto begin = octet_at(text, *index);
    if (!begin) return out_of_range(call, *index);
    std::size_t end = *begin;
    if (end < text.size()) take_code_point(text, end);
    return Cell::of(text.substr(*begin, end - *begin));
}

Cell first_index(const Call& call) {
    if (!texts(call, 2)) return no_overload();
    std::size_t from = 0;
    if (call.size() == 3) {
        const auto index = index_of(call[2]);
        if (!index) return no_overload();
        const auto at = octet_at(call[0].as.text, *index);
        if (!at) return out_of_range(call, *index);
        from = *at;
    }
    const std::size_t found = call[0].as.text.find(call[1].as.text, from);
    return Cell::of(found == std::string_view::npos ? std::int64_t{-1} : code_points(call[0].as.text, found));
}

Cell last_index(const Call& call) {
    if (!texts(call, 2)) return no_overload();
    std::size_t from = std::string_view::npos;
    if (call.size() == 3) {
        const auto index = index_of(call[2]);
        if (!index) return no_overload();
        const auto at = octet_at(call[0].as.text, *index);
        if (!at) return out_of_range(call, *index);
        from = *at;
    }
    const std::size_t found = call[0].as.text.rfind(call[1].as.text, from);
    return Cell::of(found == std::string_view::npos ? std::int64_t{-1} : code_points(call[0].as.text, found));
}

Cell substring(const Call& call) {
    const auto first = index_of(call[1]);
    if (!texts(call, 1) || !first) return no_overload();
    const std::string_view text = call[0].as.text;
    const auto begin = octet_at(text, *first);
    if (!begin) return out_of_range(call, *first);
    if (call.size() == 2) return Cell::of(text.substr(*begin));
    const auto last = index_of(call[2]);
    if (!last) return no_overload();
    const auto end = octet_at(text, *last);
    if (!end) return out_of_range(call, *last);
    if (*end < *begin) return call.work.fail("invalid substring range: the end is before the start");
    return Cell::of(text.substr(*begin, *end - *begin));
}

// White_Space of Unicode.
bool is_blank(char32_t c) {
    return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

Cell trim(const Call& call) {
    if (!texts(call, 1)) return no_overload();
    const std::string_view text = call[0].as.text;
    std::size_t begin = text.size();
    std::size_t end = text.size();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        if (is_blank(take_code_point(text, at))) continue;
        begin = std::min(begin, here);
        end = at;
    }
    return Cell::of(text.substr(begin, end - begin));
}

template <char first, char last, int shift>
Cell shift_case(const Call& call) {
    if (!texts(call, 1)) return no_overload();
    std::string out(call[0].as.text);
    for (char& c : out)
        if (c >= first && c <= last) c = static_cast<char>(c + shift);
    return call.work.text(std::move(out));
}

Cell reverse(const Call& call) {
    if (!texts(call, 1)) return no_overload();
    const std::string_view text = call[0].as.text;
    std::string out(text.size(), '\0');
    std::size_t end = text.size();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        take_code_point(text, at);
        end -= at - here;
        std::copy(text.begin() + static_cast<std::ptrdiff_t>(here), text.begin() + static_cast<std::ptrdiff_t>(at),
                  out.begin() + static_cast<std::ptrdiff_t>(end));
    }
    return call.work.text(std::move(out));
}

constexpr std::array kFunctions{
    Function{"contains", true, 2, 2, "ss", Type::boolean, contains_text},
    Function{"startsWith", true, 2, 2, "ss", Type::boolean, starts_with},
    Function{"endsWith", true, 2, 2, "ss", Type::boolean, ends_with},
    Function{"matches", true, 2, 2, "ss", Type::boolean, matches_pattern},
    Function{"matches", false, 2, 2, "ss", Type::boolean, matches_pattern},
    Function{"charAt", true, 2, 2, "si", Type::text, char_at},
    Function{"indexOf", true, 2, 3, "ssi", Type::integer, first_index},
    Function{"lastIndexOf", true, 2, 3, "ssi", Type::integer, last_index},
    Function{"substring", true, 2, 3, "sii", Type::text, substring},
    Function{"trim", true, 1, 1, "s", Type::text, trim},
    Function{"lowerAscii", true, 1, 1, "s", Type::text, shift_case<'A', 'Z', 32>},
    Function{"upperAscii", true, 1, 1, "s", Type::text, shift_case<'a', 'z', -32>},
    Function{"reverse", true, 1, 1, "s", Type::text, reverse},
};

}  // namespace

std::span<const Function> text_functions() {
    return kFunctions;
}

std::unique_ptr<const re2::RE2> compile_pattern(std::string_view pattern) {
    if (pattern.size() > kMaxPattern) return nullptr;
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 17);  // patterns that unfold beyond this are refused, and caches stay small
    auto compiled = std::make_unique<const re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    return compiled->ok() ? std::move(compiled) : nullptr;
}

Cell match(std::string_view text, const re2::RE2& pattern, Workspace& work) {
    // Linear in the text; where the cache of states is too small, in the product with the pattern.
    const auto states = static_cast<std::size_t>(pattern.ProgramSize());
    if (!work.spend(10 + text.size() / 4 + text.size() * states / 256)) return Workspace::too_costly();
    return Cell::of(re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern));
}

}  // namespace dialogd::rules::cel
