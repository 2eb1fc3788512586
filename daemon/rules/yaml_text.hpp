// The text of a YAML file beside the tree: what YAML cut off or took for something else.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dialogd::rules {

inline constexpr std::string_view kAliasAdvice =
    "`*` begins an alias, which rules don't have: put the text in single quotes, or say it twice";
inline constexpr std::string_view kAnchorAdvice =
    "`&` begins an anchor, which rules don't have: put the text in single quotes";

class YamlText {
public:
    struct Place {
        int line = 0;
        int column = 0;
    };

    explicit YamlText(std::string_view text);

    // Where it stops to be UTF-8 without control characters; nothing when all of it is.
    std::optional<Place> not_text() const;
    char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
    // `null`, `~` and their like as written; empty when nothing is written.
    std::string null_at(std::size_t offset) const;
    std::string rest_of_line(std::size_t offset) const;
    // Does the quote at `offset` have its other one?
    bool closes_quote(std::size_t offset) const;
    // Of the first character of a scalar's text, behind its quote or in the line after its `|`.
    Place text_start(std::size_t offset, int line, int column) const;
    // Does ` #` follow the plain scalar `value` that begins at `offset`?
    bool comment_follows(std::size_t offset, std::string_view value) const;
    // The parser's complaint about `line`, with what would be right.
    std::string advice(const std::string& complaint, int line) const;

private:
    std::string line_text(int line) const;

    std::string_view text_;
};

}  // namespace dialogd::rules
