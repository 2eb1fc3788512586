// Telephone numbers as the API and the gateways give them, by libphonenumber; its metadata is compiled in.
#include "app/numbers.hpp"

#include <phonenumbers/phonenumberutil.h>

namespace dialogd::app {

std::optional<std::string> PhoneNumbers::e164(std::string_view text) const {
    using i18n::phonenumbers::PhoneNumber;
    using i18n::phonenumbers::PhoneNumberUtil;
    constexpr std::size_t kMostDigits = 64;  // longer is no number, whatever it is
    if (text.empty() || text.size() > kMostDigits) return std::nullopt;
    const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    std::string written(text);
    if (written.starts_with("00")) written = "+" + written.substr(2);
    // Gateways give the country code without a plus: "4520123456".
    for (const std::string& attempt : {written, "+" + written}) {
        if (util.Parse(attempt, country_, &number) != PhoneNumberUtil::NO_PARSING_ERROR) continue;
        if (!util.IsValidNumber(number)) continue;
        std::string formatted;
        util.Format(number, PhoneNumberUtil::E164, &formatted);
        return formatted;
    }
    return std::nullopt;
}

}  // namespace dialogd::app
