// What holds now, in sentences.
#pragma once

#include "web/page_words.hpp"

namespace dialogd::web {

// "You get offers and questions.", "By e-mail first, then SMS.", ...: what the saved notice says.
std::vector<std::string> what_holds(const Voice& voice, const PreferenceModel& model);
// "once a week", for the customer's own limit.
std::string limit_words(const Voice& voice, const Limit& limit);

}  // namespace dialogd::web
