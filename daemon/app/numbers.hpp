// Phone numbers as E.164, through libphonenumber.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dialogd::app {

class PhoneNumbers {
public:
    // `country` (ISO 3166) is taken for numbers without a country code.
    explicit PhoneNumbers(std::string country = "DK") : country_(std::move(country)) {}
    // "+4520123456" for "20 12 34 56"; nothing when it is no possible number. Any thread.
    std::optional<std::string> e164(std::string_view text) const;

private:
    std::string country_;
};

}  // namespace dialogd::app
