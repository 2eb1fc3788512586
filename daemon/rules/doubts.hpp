// What loads and is hardly meant: the warnings that need more than one file to be read.
#pragma once

#include "rules/load.hpp"
#include "rules/reading.hpp"

namespace dialogd::rules {

// Two rules that start by one word: which would it be? These are errors.
void check_keywords(const std::vector<Rule>& rules, Findings& findings);

// Rules that start themselves, or each other in a circle, by what they emit or by dialogd's own events.
void check_loops(const std::vector<Rule>& rules, Findings& findings);

// Rules of which one part contradicts another: nobody is left to contact, a branch that is never taken.
void check_sense(const Rule& rule, const Household& household, Findings& findings);

// Words of contents: a language that one channel lacks, an SMS of more than three segments, a mail with no
// way to unsubscribe from it. `segments` tells how many an SMS of that text has; null: not looked at.
void check_words(const std::vector<Content>& contents, const std::vector<Rule>& rules, const Reading& in,
                 SegmentsOf segments, Findings& findings);

}  // namespace dialogd::rules
