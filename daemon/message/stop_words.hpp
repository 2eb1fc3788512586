// The words in which people in four languages ask for no more, and the sentences that are made of them.
#pragma once

#include <cstddef>

#include "message/steering.hpp"

namespace dialogd::message {

// words[from, to)
struct Span {
    std::size_t from = 0, to = 0;
    std::size_t size() const { return to - from; }
};

// Clear wherever a sentence consists of them.
const PhraseSet& commands();
// Words with another life: only as the whole text.
const PhraseSet& lone_commands();
// "unsubscribe", "afmeld", "fjern mig": leaving, in any sentence.
const PhraseSet& leaving();
// "stop", "sluta", "hold op".
const PhraseSet& stop_verbs();
// What somebody who writes to customers does.
const PhraseSet& sending();
// What we send.
const PhraseSet& any_message();
// What we send to sell.
const PhraseSet& marketing_only();
const PhraseSet& text_messages();
const PhraseSet& mail_messages();
// All there is, service too.
const PhraseSet& everything_words();
// All marketing.
const PhraseSet& all_words();
// All that is wanted is fewer, or something else than our messages.
const PhraseSet& not_about_us();

// Any form of a word for what we send ("mailene", "smserne"): how many words it takes at `at`, else 0.
std::size_t message_at(const WordList& words, std::size_t at);

// Whether a sentence asks for no more: "stop sending me texts", "ikke flere tilbud", "fjern mig fra listen".
bool says_stop(const WordList& words, Span sentence);

}  // namespace dialogd::message
