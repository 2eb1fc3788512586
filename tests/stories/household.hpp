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
std::unique_ptr<const Ruleset> load_rules(const Story& story, const Libraries& libraries);

}  // namespace dialogd::stories
