// Functions for the variables of contents: money, numbers and dates as the customer's language writes them.
#include <array>

#include "rules/cel/compare.hpp"
#include "rules/cel/functions.hpp"
#include "rules/cel/time.hpp"

namespace dialogd::rules::cel {

namespace {

Cell no_formats() {
    return Cell::error("there are no formats here");
}

Cell money(const Call& call) {
    if (!call[0].is_number() || call[1].kind != Kind::text) return no_overload();
    const Formats* formats = call.scope.formats();
    if (formats == nullptr) return no_formats();
    return call.work.text(formats->money(call[0].to_double(), call[1].as.text, call.scope.language()));
}

Cell number(const Call& call) {
    if (!call[0].is_number()) return no_overload();
    const Formats* formats = call.scope.formats();
    if (formats == nullptr) return no_formats();
    return call.work.text(formats->number(call[0].to_double(), call.scope.language()));
}

// A time, or text that says one: JSON has no times. A bare date is that day wherever the customer is.
Cell date_text(const Call& call) {
    const std::string_view style = call.size() == 2 ? call[1].as.text : std::string_view("long");
    if (call.size() == 2 && call[1].kind != Kind::text) return no_overload();
    bool known = false;
    for (const std::string_view name : {"short", "medium", "long", "full"}) known = known || name == style;
    if (!known)
        return call.work.fail("`" + std::string(style.substr(0, 60)) + "` is no style: short, medium, long or full");
    const Formats* formats = call.scope.formats();
    if (formats == nullptr) return no_formats();
    std::string_view zone = call.scope.time_zone();
    Instant instant{};
    if (call[0].kind == Kind::timestamp) {
        instant = instant_of(call[0].as.timestamp);
    } else if (call[0].kind == Kind::text) {
        const Result<Instant> parsed = parse_instant(call[0].as.text);
        if (!parsed) return call.work.fail(parsed.error().message);
        instant = *parsed;
        if (call[0].as.text.size() == std::string_view("2026-12-01").size()) zone = "UTC";
    } else {
        return no_overload();
    }
    return call.work.text(formats->date(instant, style, call.scope.language(), zone));
}

// plural(n, {"one": "item", "other": "items"}): the word of the category that the customer's language has for n,
// by CLDR; `other` where it has none of its own.
Cell plural_by_category(const Call& call) {
    if (call[1].kind != Kind::map) return no_overload();
    const Formats* formats = call.scope.formats();
    if (formats == nullptr) return no_formats();
    const std::string category = formats->plural(call[0].to_double(), call.scope.language());
    for (const std::string_view wanted : {std::string_view(category), std::string_view("other")})
        if (const auto found = look_up(call[1], wanted, call.work))
            return found->kind == Kind::text ? *found : no_overload();
    return call.work.fail("plural() has no `" + category + "` and no `other`");
}

// plural(n, "time", "times"): which of the two words goes with n.
Cell plural(const Call& call) {
    if (!call[0].is_number()) return no_overload();
    if (call.size() == 2) return plural_by_category(call);
    if (call[1].kind != Kind::text || call[2].kind != Kind::text) return no_overload();
    return call[0].to_double() == 1.0 ? call[1] : call[2];
}

constexpr std::array kFunctions{
    Function{"money", false, 2, 2, "ns", Type::text, money, false},
    Function{"number", false, 1, 1, "n", Type::text, number, false},
    Function{"date", false, 1, 2, ".s", Type::text, date_text, false},
    Function{"plural", false, 2, 2, "nm", Type::text, plural, false},
    Function{"plural", false, 3, 3, "nss", Type::text, plural},
};

}  // namespace

std::span<const Function> wording_functions() {
    return kFunctions;
}

}  // namespace dialogd::rules::cel
