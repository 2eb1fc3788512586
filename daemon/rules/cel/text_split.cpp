// Functions that take text apart and put it together: split, join, replace, quote.
#include <array>

#include "rules/cel/functions.hpp"
#include "rules/cel/literals.hpp"

namespace dialogd::rules::cel {

namespace {

// How many parts or replacements at most; nothing for an argument of another type. Negative: any number.
std::optional<std::int64_t> limit(const Call& call, std::size_t argument) {
    if (call.size() <= argument) return -1;
    if (call[argument].kind != Kind::integer) return std::nullopt;
    return call[argument].as.integer;
}

// The end of the first piece: at the separator, or after one code point when there is no separator.
std::size_t end_of_piece(std::string_view rest, std::string_view separator) {
    if (!separator.empty()) return rest.find(separator);
    std::size_t end = 0;
    take_code_point(rest, end);
    return end >= rest.size() ? std::string_view::npos : end;
}

Cell split(const Call& call) {
    const auto most = limit(call, 2);
    if (call[0].kind != Kind::text || call[1].kind != Kind::text || !most) return no_overload();
    std::string_view rest = call[0].as.text;
    const std::string_view separator = call[1].as.text;
    std::vector<Cell> pieces;
    if (*most != 0 && !(separator.empty() && rest.empty())) {
        while (*most < 0 || static_cast<std::int64_t>(pieces.size()) + 1 < *most) {
            const std::size_t end = end_of_piece(rest, separator);
            if (end == std::string_view::npos) break;
            if (!call.work.spend(1 + end / 16)) return Workspace::too_costly();
            pieces.push_back(Cell::of(rest.substr(0, end)));
            rest.remove_prefix(end + separator.size());
        }
        pieces.push_back(Cell::of(rest));
    }
    return call.work.list(std::move(pieces));
}

Cell join(const Call& call) {
    if (call[0].kind != Kind::list || (call.size() == 2 && call[1].kind != Kind::text)) return no_overload();
    const std::string_view separator = call.size() == 2 ? call[1].as.text : std::string_view();
    std::string out;
    for (std::uint32_t i = 0; i < call[0].size(); ++i) {
        const Cell item = call[0].item(i);
        if (item.kind != Kind::text) return no_overload();
        if (!call.work.spend(1 + (item.as.text.size() + separator.size()) / 16)) return Workspace::too_costly();
        if (i > 0) out += separator;
        out += item.as.text;
    }
    return call.work.text(std::move(out));
}

Cell replace(const Call& call) {
    const auto most = limit(call, 3);
    for (std::size_t i = 0; i < 3; ++i)
        if (call[i].kind != Kind::text) return no_overload();
    if (!most) return no_overload();
    std::string_view rest = call[0].as.text;
    const std::string_view before = call[1].as.text;
    const std::string_view after = call[2].as.text;
    std::string out;
    const auto spend = [&] { return call.work.spend(1 + after.size() / 16); };
    for (std::int64_t done = 0; *most < 0 || done < *most; ++done) {
        if (!spend()) return Workspace::too_costly();
        if (before.empty()) {
            // An empty text stands before each code point, and at the end.
            out += after;
            std::size_t end = 0;
            if (!rest.empty()) take_code_point(rest, end);
            out += rest.substr(0, end);
            rest.remove_prefix(end);
            if (end == 0) break;
            continue;
        }
        const std::size_t found = rest.find(before);
        if (found == std::string_view::npos) break;
        out += rest.substr(0, found);
        out += after;
        rest.remove_prefix(found + before.size());
    }
    out += rest;
    return call.work.text(std::move(out));
}

Cell quote(const Call& call) {
    if (call[0].kind != Kind::text) return no_overload();
    constexpr std::string_view kSpecial = "\a\b\f\n\r\t\v\\\"";
    constexpr std::string_view kLetters = "abfnrtv\\\"";
    std::string out = "\"";
    const std::string_view text = call[0].as.text;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t special = kSpecial.find(text[at]);
        if (special != std::string_view::npos) {
            out += '\\';
            out += kLetters[special];
            ++at;
        } else {
            append_utf8(out, take_code_point(text, at));  // octets that are no UTF-8 become U+FFFD
        }
    }
    return call.work.text(out + "\"");
}

constexpr std::array kFunctions{
    Function{"split", true, 2, 3, "ssi", Type::list, split},
    Function{"join", true, 1, 2, "ls", Type::text, join},
    Function{"replace", true, 3, 4, "sssi", Type::text, replace},
    Function{"strings.quote", false, 1, 1, "s", Type::text, quote},
};

}  // namespace

std::span<const Function> split_functions() {
    return kFunctions;
}

}  // namespace dialogd::rules::cel
