// What the form on /p/TOKEN shows: out of what holds, or out of what was typed.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/pages.hpp"

namespace dialogd::web {

struct PreferenceFields {
    std::set<std::string, std::less<>> channels;  // "email", "sms"
    std::string first;
    std::set<std::string, std::less<>> topics;
    std::string limit;  // one of kLimits, or "keep"
    std::string pause;  // "none", "keep", "1w", "1m", "3m", "date"
    std::string pause_date;
    bool quiet = false;
    std::string quiet_from, quiet_to;
    std::string language;  // one of kLanguages; empty: as it is
};

struct LimitChoice {
    const char* value;  // of the field, and the text's name behind "limit_"
    Limit limit;
};
inline constexpr LimitChoice kLimits[] = {{"none", {0, {}}},
                                          {"day", {1, kDay}},
                                          {"week", {1, kDay * 7}},
                                          {"fortnight", {1, kDay * 14}},
                                          {"month", {1, kDay * 30}}};
// The field's value for a limit; "keep" for one that the page does not offer.
std::string limit_value(const Limit& limit);

inline constexpr const char* kPauses[] = {"1w", "1m", "3m"};
// Further ahead than this somebody wants to stop, not to pause.
inline constexpr int kMostPauseYears = 2;

PreferenceFields fields_of(const PreferenceModel& model);
// Fields whose names begin with `prefix`.
PreferenceFields fields_of(const PreferenceModel& model, const Form& typed, std::string_view prefix = {});

// What a form showed goes along with it in hidden fields of these names: what nobody has changed in it says
// nothing, however old the form is and whatever has changed elsewhere.
inline constexpr std::string_view kWas = "was_";
// As the form has them; nothing when it brought none.
std::optional<PreferenceFields> fields_shown(const PreferenceModel& model, const Form& typed);
std::vector<std::pair<std::string, std::string>> hidden_fields(const PreferenceFields& shown);
// What the button that takes a stop back was shown beside: "marketing", "all", "email".
std::vector<std::string> stops_of(const PreferenceModel& model);

// The words that stand beside a topic's box: what is agreed to by ticking it.
std::string consent_words(const TopicLine& topic);

}  // namespace dialogd::web
