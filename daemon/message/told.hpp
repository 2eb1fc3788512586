// What is only told about opting out: by others, or of earlier times.
#pragma once

#include "message/phrases.hpp"

namespace dialogd::message {

// "My wife says I should unsubscribe, but I like your mails", "I unsubscribed last year and regretted it".
// Only with something that takes it back: an opt-out missed is worse than one confirmed in vain.
bool is_only_told(const WordList& words);

}  // namespace dialogd::message
