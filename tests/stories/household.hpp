// The rule set of a story: its rules and templates, and the configuration that stories share.
#pragma once

#include <memory>

#include "dialogd/turn.hpp"
#include "stories/story.hpp"

namespace dialogd::stories {

// Loaded once, for all stories.
struct Libraries {
    std::unique_ptr<const Calendar> calendar;
    std::unique_ptr<const Formats> formats;
    std::unique_ptr<const Signer> signer;
    std::unique_ptr<const ReplyReader> reader;
    std::unique_ptr<const WordsCompiler> words;
};
Libraries load_libraries();

// Throws Failed with every mistake that the loader finds.
std::unique_ptr<Ruleset> load_rules(const Story& story, const Libraries& libraries);

// Loads the rules again with these files (null: gone) in the place of those of the same name. What open runs go
// by stays as a former version; a rule that is new is live since `now`.
void change_rules(Ruleset& rules, const YamlNode& files, const Story& story, const Libraries& libraries, Instant now);

}  // namespace dialogd::stories
