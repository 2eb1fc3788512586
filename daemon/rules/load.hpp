// Text of rule and content files in, checked Ruleset out. Reads no file itself.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/ruleset.hpp"

namespace dialogd::rules {

struct SourceFile {
    std::string path;  // as a person names it: "rules/welcome.yaml", "templates/welcome/email.da.md"
    std::string text;
    Instant changed{};  // when somebody last touched it, for `review`; 1970: not known
};

// How many segments an SMS of that text has (message/ knows).
using SegmentsOf = std::size_t (*)(std::string_view text);

struct Sources {
    std::vector<SourceFile>
        rules;  // every file of the rules folder (rules, vocabulary.yaml, journey.yaml, segments.yaml)
    std::vector<SourceFile> templates;  // every file of the templates folder, with paths below it
    // Older texts of rule files that open runs still go by: into Ruleset::former. What no longer compiles is
    // left out with a warning; it must not keep the new rules from loading.
    std::vector<SourceFile> former;
    // For what is overdue or past by now; 1970: not known, and nothing is said of it.
    Instant now{};
    SegmentsOf segments = nullptr;  // null: the length of SMS is not looked at
};

struct LoadReport {
    std::vector<Error> errors;  // with any of these the Ruleset is not to be used
    std::vector<Error> warnings;
};

// Fills `ruleset` (whose household and services are set by the caller) and indexes it. Finds every
// mistake in one run: each error has file, line, column, the offending text and what would be right.
LoadReport load(const Sources& sources, const WordsCompiler& words, Ruleset& ruleset);

}  // namespace dialogd::rules
