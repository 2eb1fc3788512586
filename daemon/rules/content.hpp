// The templates folder: contents with their words, layouts and partials.
#pragma once

#include <string_view>
#include <vector>

#include "rules/load.hpp"
#include "rules/reading.hpp"

namespace dialogd::rules {

// Compiles every content into `contents` and notes in `in.contents` what each can say.
void read_contents(const std::vector<SourceFile>& files, const WordsCompiler& compiler, Reading& in,
                   std::vector<Content>& contents);

// content.yaml of one content.
void read_content_settings(const YamlNode& root, const WordsCompiler& compiler, Reading& in, Content& content);

// Contents that the engine says by itself: the answers to opt-outs, START, HELP and wishes.
inline constexpr std::string_view kOwnContents[] = {"_stopped", "_started", "_help", "_changed"};

}  // namespace dialogd::rules
