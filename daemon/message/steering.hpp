// What a reply says about the dialogue itself: stop, start, help, and wishes about how and when.
#pragma once

#include <optional>
#include <vector>

#include "dialogd/reply.hpp"
#include "dialogd/time.hpp"
#include "message/phrases.hpp"

namespace dialogd::message {

// Where a customer's days begin and end. Without a calendar, UTC's.
struct Clock {
    Instant now{};
    const Calendar* calendar = nullptr;
    std::string_view zone;

    std::chrono::sys_days today() const;
    Instant start_of(std::chrono::sys_days day) const;
};

Steering steering_of(const WordList& written, ChannelKind channel, bool asked, const Clock& clock);

// The parts it is made of.

// `other_channel`: "no more texts", said by mail, ends the texts only.
struct Stop {
    Steering::OptOut scope = Steering::OptOut::none;
    bool bare = false;                         // a command by itself, not a sentence
    std::optional<ChannelKind> other_channel;  // only that one is not wanted
};
Stop read_stop(const WordList& words, ChannelKind channel, bool asked);
bool read_start(const WordList& words);
bool read_help(const WordList& words);

// "en gang om ugen", "twice a month", "2 mails pr. uge", "hver anden uge", "weekly", at words[from, to).
struct Frequency {
    Limit limit;
    std::size_t from = 0, to = 0;
};
std::optional<Frequency> frequency_at(const WordList& words, std::size_t at);
std::optional<Limit> read_limit(const WordList& words);
std::optional<std::vector<ChannelKind>> read_channels(const WordList& words, ChannelKind channel);
std::string read_language(const WordList& words);

// "pause til august", "skriv igen om 2 uger": until when: the beginning of a day.
std::optional<Instant> read_pause(const WordList& words, const Clock& clock);

// WordList that carry nothing here: greetings, thanks, names of politeness.
const PhraseSet& courtesies();
// words[from, to) without them at both ends.
void strip_courtesies(const WordList& words, std::size_t& from, std::size_t& to);

}  // namespace dialogd::message
