// What a reply says about the dialogue itself: stop, start, help, and wishes about how and when.
#pragma once

#include <optional>
#include <vector>

#include "dialogd/reply.hpp"
#include "message/phrases.hpp"

namespace dialogd::message {

Steering steering_of(const WordList& words, ChannelKind channel, bool asked, Instant now);

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

std::optional<Limit> read_limit(const WordList& words);
std::optional<std::vector<ChannelKind>> read_channels(const WordList& words, ChannelKind channel);
std::string read_language(const WordList& words);

// "pause til august", "skriv igen om 2 uger": until when, in UTC days.
std::optional<Instant> read_pause(const WordList& words, Instant now);

// WordList that carry nothing here: greetings, thanks, names of politeness.
const PhraseSet& courtesies();
// words[from, to) without them at both ends.
void strip_courtesies(const WordList& words, std::size_t& from, std::size_t& to);

}  // namespace dialogd::message
