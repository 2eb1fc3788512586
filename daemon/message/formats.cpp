// Money, numbers and dates through ICU, in the words of each language.
#include <unicode/calendar.h>
#include <unicode/currunit.h>
#include <unicode/numberformatter.h>
#include <unicode/plurrule.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <array>
#include <cmath>
#include <map>

#include "message/words.hpp"

namespace dialogd::message {

namespace {

using icu::number::LocalizedNumberFormatter;
using icu::number::NumberFormatter;

constexpr std::array<std::string_view, 4> kLanguages{"da", "sv", "nb", "en"};
constexpr std::array<std::string_view, 6> kCurrencies{"DKK", "SEK", "NOK", "EUR", "USD", "GBP"};
constexpr std::array<std::string_view, 4> kStyles{"short", "medium", "long", "full"};

// Never the process's own locale: that would read the environment.
icu::Locale locale_of(std::string_view language) {
    if (language == "no" || language.starts_with("no-")) return icu::Locale("nb");
    UErrorCode status = U_ZERO_ERROR;
    icu::Locale locale = icu::Locale::forLanguageTag(
        icu::StringPiece(language.data(), static_cast<std::int32_t>(language.size())), status);
    return U_FAILURE(status) || locale.isBogus() || language.empty() ? icu::Locale::getEnglish() : locale;
}

// ISO 4217: three letters, upper case. Empty when it is none.
std::string currency_code(std::string_view text) {
    if (text.size() != 3) return {};
    std::string code;
    for (const char c : text) {
        const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        if (upper < 'A' || upper > 'Z') return {};
        code += upper;
    }
    return code;
}

LocalizedNumberFormatter number_formatter(std::string_view language) {
    return NumberFormatter::withLocale(locale_of(language)).precision(icu::number::Precision::maxFraction(3));
}

LocalizedNumberFormatter money_formatter(std::string_view language, const std::string& code) {
    const icu::UnicodeString name = icu::UnicodeString::fromUTF8(code);
    UErrorCode status = U_ZERO_ERROR;
    const icu::CurrencyUnit unit(icu::ConstChar16Ptr(name.getBuffer()), status);
    return NumberFormatter::withLocale(locale_of(language)).unit(unit);
}

std::optional<std::string> written(const LocalizedNumberFormatter& formatter, double value) {
    UErrorCode status = U_ZERO_ERROR;
    const auto formatted = formatter.formatDouble(value, status);
    std::string out;
    if (U_SUCCESS(status)) formatted.toString(status).toUTF8String(out);
    if (U_FAILURE(status)) return std::nullopt;
    return out;
}

icu::DateFormat::EStyle style_of(std::string_view style) {
    if (style == "short") return icu::DateFormat::kShort;
    if (style == "medium") return icu::DateFormat::kMedium;
    if (style == "full") return icu::DateFormat::kFull;
    return icu::DateFormat::kLong;
}

using DateFormatPtr = std::unique_ptr<const icu::DateFormat>;
DateFormatPtr date_formatter(std::string_view language, std::string_view style) {
    return DateFormatPtr(icu::DateFormat::createDateInstance(style_of(style), locale_of(language)));
}

using PluralRulesPtr = std::unique_ptr<const icu::PluralRules>;
PluralRulesPtr plural_rules(std::string_view language) {
    UErrorCode status = U_ZERO_ERROR;
    PluralRulesPtr rules(icu::PluralRules::forLocale(locale_of(language), status));
    return U_SUCCESS(status) ? std::move(rules) : nullptr;
}

// What is loaded is never changed after, and read by all threads; what is not there is made for the call.
class IcuFormats : public Formats {
public:
    IcuFormats() {
        for (const std::string_view language : kLanguages) {
            const std::string name(language);
            numbers_.emplace(name, number_formatter(language));
            plurals_.emplace(name, plural_rules(language));
            for (const std::string_view code : kCurrencies) {
                money_.emplace(name + std::string(code), money_formatter(language, std::string(code)));
            }
            for (const std::string_view style : kStyles)
                dates_.emplace(name + std::string(style), date_formatter(language, style));
        }
        // The first use of a formatter loads its tables: better now than in the first turn.
        for (const auto& [name, formatter] : numbers_) (void)written(formatter, 1234.5);
        for (const auto& [name, formatter] : money_) (void)written(formatter, 1234.5);
        for (const std::string_view language : kLanguages) (void)date(Instant{}, "long", language, "Europe/Copenhagen");
    }

    std::string number(double value, std::string_view language) const override {
        if (!std::isfinite(value)) return to_text(Value(value));
        const auto known = numbers_.find(language);
        const auto text =
            known != numbers_.end() ? written(known->second, value) : written(number_formatter(language), value);
        return text.value_or(to_text(Value(value)));
    }

    std::string money(double amount, std::string_view currency, std::string_view language) const override {
        const std::string code = currency_code(currency);
        if (code.empty() || !std::isfinite(amount)) return number(amount, language) + " " + std::string(currency);
        const auto known = money_.find(std::string(language) + code);
        const auto text =
            known != money_.end() ? written(known->second, amount) : written(money_formatter(language, code), amount);
        return text.value_or(number(amount, language) + " " + code);
    }

    std::string date(Instant instant, std::string_view style, std::string_view language,
                     std::string_view zone) const override {
        const auto known = dates_.find(std::string(language) + std::string(style));
        const DateFormatPtr made = known == dates_.end() ? date_formatter(language, style) : nullptr;
        const icu::DateFormat* formatter = made != nullptr ? made.get() : known->second.get();
        UErrorCode status = U_ZERO_ERROR;
        const icu::UnicodeString id =
            icu::UnicodeString::fromUTF8(icu::StringPiece(zone.data(), static_cast<std::int32_t>(zone.size())));
        if (formatter == nullptr) return to_text(instant);
        // A calendar of this call's own: formatting with the formatter's would not be safe to share.
        const std::unique_ptr<icu::Calendar> calendar(formatter->getCalendar()->clone());
        calendar->adoptTimeZone(icu::TimeZone::createTimeZone(id));
        calendar->setTime(static_cast<UDate>(instant.time_since_epoch().count()), status);
        icu::UnicodeString text;
        icu::FieldPosition nowhere(icu::FieldPosition::DONT_CARE);
        formatter->format(*calendar, text, nowhere);
        std::string out;
        return text.toUTF8String(out);
    }

    std::string plural(double value, std::string_view language) const override {
        const auto known = plurals_.find(language);
        const PluralRulesPtr made = known == plurals_.end() ? plural_rules(language) : nullptr;
        const icu::PluralRules* rules = known == plurals_.end() ? made.get() : known->second.get();
        if (rules == nullptr || !std::isfinite(value)) return "other";
        std::string out;
        return rules->select(value).toUTF8String(out);
    }

private:
    std::map<std::string, LocalizedNumberFormatter, std::less<>> numbers_;  // by language
    std::map<std::string, LocalizedNumberFormatter, std::less<>> money_;    // by language and currency
    std::map<std::string, PluralRulesPtr, std::less<>> plurals_;            // by language
    std::map<std::string, DateFormatPtr, std::less<>> dates_;               // by language and style
};

}  // namespace

std::unique_ptr<const Formats> load_formats() {
    return std::make_unique<IcuFormats>();
}

}  // namespace dialogd::message
