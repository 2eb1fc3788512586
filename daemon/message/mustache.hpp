// Mustache templates: scanned into pieces, compiled once into a flat list of operations, rendered
// against a Scope. Sections, inverted sections, loops, dotted names, set delimiters, comments and
// partials, with the white space rules of the mustache specification. Partials are put in place when
// compiling. Where the specification is silent, mstch is followed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/ruleset.hpp"

namespace dialogd::message {

// One tag, or a stretch of text that ends at a line's end or a tag.
struct Piece {
    enum class Kind : std::uint8_t {
        text,
        variable,
        raw_variable,  // {{{name}}} and {{&name}}
        section,
        inverted,
        close,
        partial,
        comment,
        delimiters,
        guard,  // {{?name}}: as a section, but once and without a context of its own; not for authors
    };
    Kind kind = Kind::text;
    std::string content;  // the text, or the tag's name
    std::string indent;   // of a partial alone on its line
    Where where;

    bool is_tag() const { return kind != Kind::text; }
    bool opens() const { return kind == Kind::section || kind == Kind::inverted || kind == Kind::guard; }
};

// Cuts `text` into pieces and says in `errors` what is odd about its tags. `start` is where the text
// begins. Guards are known only when `guards` is set.
std::vector<Piece> scan_mustache(std::string_view text, const Where& start, bool guards, std::vector<Error>& errors);

// Takes away the white space of lines on which nothing but tags stands, as the specification says.
void strip_lines_of_tags(std::vector<Piece>& pieces);

using Partials = std::map<std::string, std::string>;

struct MustacheOptions {
    bool html = false;                  // {{name}} escapes & < > " '
    bool checked = true;                // odd names, missing partials and partials in themselves are errors;
                                        //   without it they do what the specification says
    bool guards = false;                // {{?name}} is known
    const std::string* body = nullptr;  // put in place of {{{body}}}, with guards
};

// A name as written, "customer.first_name", and its parts.
struct NamePath {
    std::string written;
    std::vector<std::string> parts;  // empty for "."
    std::uint32_t root = 0;          // index into Program::roots
};

// What is asked of the scope: a name, or a name and its field. Asked once for each rendering.
struct RootName {
    std::string root;
    std::string field;  // empty: the root itself
    bool operator==(const RootName&) const = default;
};

struct Operation {
    enum class Kind : std::uint8_t { literal, variable, section, inverted, guard, again };
    Kind kind = Kind::literal;
    bool escaped = false;      // variable
    std::uint32_t first = 0;   // literal: offset in `text`; again: index into `spans`; else index into `names`
    std::uint32_t second = 0;  // literal: length; sections: the operation after the last inside
};

// A compiled template. Immutable once made.
struct Program {
    std::string text;  // all literals
    std::vector<Operation> operations;
    std::vector<NamePath> names;
    std::vector<RootName> roots;
    struct Span {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };
    std::vector<Span> spans;  // partials that include themselves (unchecked only)
    bool html = false;
};

// What is wrong is appended to `errors`; then the program is not to be used.
Program compile_mustache(std::string_view text, const Where& start, const Partials& partials,
                         const MustacheOptions& options, std::vector<Error>& errors);

// The same template with all partials in place: what the program was made of, in one text.
std::string source_of(const Program& program);

Rendered render(const Program& program, const Scope& scope);

// Appends `text` with & < > " ' as HTML character references.
void append_escaped(std::string_view text, std::string& out);

}  // namespace dialogd::message
