// Markdown with mustache in it, turned into HTML and into readable plain text, both mustache again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/mustache.hpp"

namespace dialogd::message {

struct MarkdownParts {
    std::string html;  // mustache with guards
    std::string text;  // mustache with guards; paragraphs, "- " lists, links as "words: URL" or "words (URL)"
};

// The tags are taken out before md4c reads the text and put back after, so that what a customer's name
// holds is never read as Markdown. A section tag alone on its line goes around whole blocks; when these
// are one list, the loop goes inside the list. `start` is where `source` begins in its file.
MarkdownParts compile_markdown(std::string_view source, const Where& start, const Partials& partials,
                               std::vector<Error>& errors);

// Markdown without mustache, as plain text.
std::string plain_text_of(std::string_view markdown);

}  // namespace dialogd::message
