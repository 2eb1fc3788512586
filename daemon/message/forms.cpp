// Finds addresses, telephone numbers and patterns in a reply.
#include "message/forms.hpp"

#include <phonenumbers/phonenumbermatch.h>
#include <phonenumbers/phonenumbermatcher.h>
#include <phonenumbers/phonenumberutil.h>
#include <re2/re2.h>

#include <utility>

#include "message/doubt.hpp"
#include "message/phrases.hpp"

namespace dialogd::message {
namespace {

// libphonenumber tries every run of digits: whoever writes more gives no number, but tells a story.
constexpr std::size_t kMostPhoneBytes = 2000;
// Compiled for each reply: 20 microseconds, and replies are few. A pattern of the rules fits in it amply.
constexpr std::int64_t kMostPatternBytes = std::int64_t{1} << 20;

// "not bo@shop.example": whether a negation stands before the value that begins at `at`.
bool is_negated(std::string_view text, std::size_t at) {
    const WordList words = split_words(std::string(text.substr(0, at)) + " x");
    return !words.empty() && negated_before(words, words.size() - 1);
}

// Takes one more value in, and tells whether it is still the only one.
void take(FormReading& reading, std::string value, std::string_view text, std::size_t at) {
    if (!reading.value.empty() && reading.value != value) reading.unsure = true, reading.why = "several different ones";
    if (!reading.unsure && is_negated(text, at)) reading.unsure = true, reading.why = "a negation before it";
    reading.value = std::move(value);
}

}  // namespace

FormReading read_email(std::string_view text) {
    static const RE2 address(
        "([A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@"
        "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
        "\\.[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])+)");
    FormReading reading;
    re2::StringPiece rest(text.data(), text.size()), found;
    while (RE2::FindAndConsume(&rest, address, &found)) {
        constexpr std::size_t kLongest = 254;  // RFC 5321: a path of 256 octets, with its brackets
        if (found.size() > kLongest) continue;
        take(reading, std::string(found.data(), found.size()), text,
             static_cast<std::size_t>(found.data() - text.data()));
    }
    return reading;
}

FormReading read_phone(std::string_view text, const std::string& country) {
    using namespace i18n::phonenumbers;
    FormReading reading;
    const std::string start(text.substr(0, kMostPhoneBytes));
    const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
    PhoneNumberMatcher matcher(start, country.empty() ? "ZZ" : country);
    PhoneNumberMatch match;
    while (matcher.HasNext() && matcher.Next(&match)) {
        std::string number;
        util.Format(match.number(), PhoneNumberUtil::E164, &number);
        take(reading, std::move(number), start, static_cast<std::size_t>(match.start()));
    }
    return reading;
}

FormReading read_pattern(std::string_view text, const std::string& pattern) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(kMostPatternBytes);
    const RE2 compiled(pattern, options);
    if (!compiled.ok()) return {};
    re2::StringPiece found[2];
    const int groups = compiled.NumberOfCapturingGroups() > 0 ? 2 : 1;
    const re2::StringPiece whole(text.data(), text.size());
    if (!compiled.Match(whole, 0, text.size(), RE2::UNANCHORED, found, groups)) return {};
    const re2::StringPiece& value = groups == 2 && found[1].data() != nullptr ? found[1] : found[0];
    FormReading reading;
    // An empty match says nothing.
    if (value.empty()) return reading;
    take(reading, std::string(value.data(), value.size()), text,
         static_cast<std::size_t>(found[0].data() - text.data()));
    return reading;
}

}  // namespace dialogd::message
