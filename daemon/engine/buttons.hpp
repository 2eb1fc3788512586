// The answers of a question that can be given without words: links in a mail, numbers in an SMS.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialogd/turn.hpp"

namespace dialogd::engine {

// For templates, as the root `buttons`: a list of {label, url, number, answer} in the order of the rule. `url` is
// empty by SMS, `number` is what to answer there (of a row of numbers the number itself). An empty list: the
// question has no buttons, or by SMS none that a number could stand for.
Value::List buttons_of(const Ruleset& rules, const step::Ask& ask, ChannelKind channel, std::string_view language,
                       Token token);

// The answers that a text such as "2" or "2." means by the numbers of an SMS, in the order of the rule: at most one,
// unless the question takes several ("1 and 3"). None when the text says anything else.
std::vector<const Answer*> numbered_answers(const step::Ask& ask, std::string_view text);

}  // namespace dialogd::engine
