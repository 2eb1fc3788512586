// text.format([...]): %s %d %f %e %b %o %x %X and a precision.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "rules/cel/functions.hpp"
#include "rules/cel/time.hpp"

namespace dialogd::rules::cel {

namespace {

// Beyond this a precision says nothing about a double.
constexpr int kMaxPrecision = 100;

bool write(const Cell& cell, std::string& out, Workspace& work);

std::string_view odd_number(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
    return {};
}

std::string number_text(double number) {
    if (const std::string_view odd = odd_number(number); !odd.empty()) return std::string(odd);
    std::array<char, 40> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

bool write_list(const Cell& list, std::string& out, Workspace& work) {
    out += '[';
    for (std::uint32_t i = 0; i < list.size(); ++i) {
        if (i > 0) out += ", ";
        if (!write(list.item(i), out, work)) return false;
    }
    out += ']';
    return true;
}

// In the order of the keys' texts, so that the same map always looks the same.
bool write_map(const Cell& map, std::string& out, Workspace& work) {
    std::vector<std::pair<std::string, std::string>> entries;
    for (std::uint32_t i = 0; i < map.size(); ++i) {
        auto& [key, value] = entries.emplace_back();
        if (!write(map.key(i), key, work) || !write(map.value(i), value, work)) return false;
    }
    std::sort(entries.begin(), entries.end());
    out += '{';
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i > 0) out += ", ";
        out += entries[i].first + ": " + entries[i].second;
    }
    out += '}';
    return true;
}

// As %s shows it. False when the budget is used up.
bool write(const Cell& cell, std::string& out, Workspace& work) {
    if (!work.spend(4)) return false;
    switch (cell.kind) {
        case Kind::null: out += "null"; return true;
        case Kind::boolean: out += cell.as.boolean ? "true" : "false"; return true;
        case Kind::integer: out += std::to_string(cell.as.integer); return true;
        case Kind::unsigned_integer: out += std::to_string(cell.as.unsigned_integer); return true;
        case Kind::number: out += number_text(cell.as.number); return true;
        case Kind::text:
        case Kind::bytes: out += cell.as.text; return work.spend_octets(cell.as.text.size());
        case Kind::timestamp: out += timestamp_text(cell.as.timestamp); return true;
        case Kind::span: out += span_text(cell.as.integer); return true;
        case Kind::type: out += type_name(static_cast<Kind>(cell.as.integer)); return true;
        case Kind::list: return write_list(cell, out, work);
        case Kind::map: return write_map(cell, out, work);
        case Kind::error: return true;
    }
    return true;
}

struct Clause {
    char letter = 0;
    int precision = 6;
};

// A whole number as sign and digits of that base. False when it is none.
bool write_whole(const Cell& cell, int base, bool upper, std::string& out) {
    std::uint64_t magnitude = 0;
    if (cell.kind == Kind::integer) {
        if (cell.as.integer < 0) out += '-';
        magnitude = static_cast<std::uint64_t>(cell.as.integer);
        if (cell.as.integer < 0) magnitude = 0U - magnitude;
    } else if (cell.kind == Kind::unsigned_integer) {
        magnitude = cell.as.unsigned_integer;
    } else {
        return false;
    }
    std::array<char, 72> digits{};
    const std::string_view text(
        digits.data(),
        static_cast<std::size_t>(std::to_chars(digits.data(), digits.data() + digits.size(), magnitude, base).ptr -
                                 digits.data()));
    for (const char c : text) out += upper && c >= 'a' ? static_cast<char>(c - 32) : c;
    return true;
}

void write_octets(std::string_view octets, bool upper, std::string& out) {
    const std::string_view digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    for (const char c : octets) {
        out += digits[static_cast<unsigned char>(c) >> 4U];
        out += digits[static_cast<unsigned char>(c) & 15U];
    }
}

// Doubles as printf shows them; whole numbers are taken as doubles.
bool write_floating(const Cell& cell, const Clause& clause, std::string& out) {
    if (!cell.is_number()) return false;
    const double number = cell.to_double();
    if (const std::string_view odd = odd_number(number); !odd.empty()) {
        out += odd;
        return true;
    }
    std::array<char, 512> text{};  // 309 digits, a point, and at most 100 behind it
    const int length =
        std::snprintf(text.data(), text.size(), clause.letter == 'f' ? "%.*f" : "%.*e", clause.precision, number);
    out.append(text.data(), static_cast<std::size_t>(length));
    return true;
}

// Nothing when it is done, else what the clause wants.
std::string_view write_clause(const Clause& clause, const Cell& cell, std::string& out, Workspace& work) {
    switch (clause.letter) {
        case 's': write(cell, out, work); return {};
        case 'd': {
            if (write_whole(cell, 10, false, out)) return {};
            const bool whole = cell.kind == Kind::number &&
                               (!odd_number(cell.as.number).empty() ||
                                (cell.as.number == std::floor(cell.as.number) && std::abs(cell.as.number) < 0x1p53));
            if (whole) return write_floating(cell, {'f', 0}, out), std::string_view();
            return "decimal clause can only be used on integers";
        }
        case 'b':
            if (cell.kind == Kind::boolean) return out += cell.as.boolean ? '1' : '0', std::string_view();
            if (write_whole(cell, 2, false, out)) return {};
            return "only integers and bools can be formatted as binary";
        case 'o':
            if (write_whole(cell, 8, false, out)) return {};
            return "octal clause can only be used on integers";
        case 'x':
        case 'X':
            if (cell.kind == Kind::text || cell.kind == Kind::bytes) {
                work.spend_octets(cell.as.text.size());
                return write_octets(cell.as.text, clause.letter == 'X', out), std::string_view();
            }
            if (write_whole(cell, 16, clause.letter == 'X', out)) return {};
            return "only integers, byte buffers, and strings can be formatted as hex";
        case 'f':
            if (write_floating(cell, clause, out)) return {};
            return "fixed-point clause can only be used on doubles";
        case 'e':
            if (write_floating(cell, clause, out)) return {};
            return "scientific clause can only be used on doubles";
        default: return "unrecognized formatting clause";
    }
}

// What stands behind a % at `at`, which is moved past it. Nothing when it is cut off or out of bounds.
std::optional<Clause> take_clause(std::string_view format, std::size_t& at) {
    Clause clause;
    if (at < format.size() && format[at] == '.') {
        const char* begin = format.data() + at + 1;
        const auto [end, failed] = std::from_chars(begin, format.data() + format.size(), clause.precision);
        if (failed != std::errc{} || clause.precision < 0 || clause.precision > kMaxPrecision) return std::nullopt;
        at = static_cast<std::size_t>(end - format.data());
    }
    if (at >= format.size()) return std::nullopt;
    clause.letter = format[at++];
    return clause;
}

Cell format(const Call& call) {
    if (call[0].kind != Kind::text || call[1].kind != Kind::list) return no_overload();
    const std::string_view text = call[0].as.text;
    std::string out;
    std::uint32_t used = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t percent = std::min(text.find('%', at), text.size());
        out += text.substr(at, percent - at);
        at = percent + 1;
        if (percent >= text.size()) break;
        if (at < text.size() && text[at] == '%') {
            out += '%';
            ++at;
            continue;
        }
        const auto clause = take_clause(text, at);
        if (!clause) return Cell::error("error during formatting: a % without a clause");
        if (used >= call[1].size()) return call.work.fail("index " + std::to_string(used) + " out of range");
        const Cell argument = call[1].item(used++);
        const std::string_view wrong = write_clause(*clause, argument, out, call.work);
        if (!wrong.empty())
            return call.work.fail("error during formatting: " + std::string(wrong) + ", was given " +
                                  std::string(type_name(argument.kind)));
        if (call.work.exhausted() || !call.work.spend_octets(out.size() / 8)) return Workspace::too_costly();
    }
    return call.work.text(std::move(out));
}

constexpr std::array kFunctions{Function{"format", true, 2, 2, "sl", Type::text, format}};

}  // namespace

std::span<const Function> format_functions() {
    return kFunctions;
}

}  // namespace dialogd::rules::cel
