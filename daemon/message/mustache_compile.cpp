// Pieces of mustache into a Program: sections matched, partials put in place, names looked up once.
#include <algorithm>

#include "message/mustache.hpp"

namespace dialogd::message {

namespace {

// Deeper than any template that a person can read; each level is a call while rendering.
constexpr std::size_t kMaxNesting = 64;
// A text of partials in partials grows with every one of them: the size of a large mail is plenty.
constexpr std::size_t kMaxText = 4U << 20U;

bool is_name(std::string_view name) {
    if (name == ".") return true;
    if (name.empty() || name.front() == '.' || name.back() == '.' || name.find("..") != std::string_view::npos)
        return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        const auto u = static_cast<unsigned char>(c);
        return (u >= '0' && u <= '9') || ((u | 32U) >= 'a' && (u | 32U) <= 'z') || u == '_' || u == '-' || u == '.' ||
               u >= 0x80;
    });
}

std::string indented(std::string_view text, std::string_view indent) {
    std::string out;
    bool line_start = true;
    for (const char c : text) {
        if (line_start) out += indent;
        out += c;
        line_start = c == '\n';
    }
    return out;
}

std::string_view sigil_of(Piece::Kind kind) {
    switch (kind) {
        case Piece::Kind::section: return "#";
        case Piece::Kind::inverted: return "^";
        case Piece::Kind::guard: return "?";
        default: return "";
    }
}

class Compiler {
public:
    Compiler(const Partials& partials, const MustacheOptions& options, std::vector<Error>& errors)
        : partials_(partials), options_(options), errors_(errors) {
        program_.html = options.html;
    }

    Program compile(std::string_view text, const Where& start) {
        add(text, start, options_.guards, false);
        return std::move(program_);
    }

private:
    struct Open {
        Piece piece;
        std::size_t at = 0;  // its operation
    };
    struct Included {
        std::string name;
        std::string indent;
        std::uint32_t span = 0;
    };

    void fail(std::string message, const Where& where) {
        errors_.push_back({ErrorCode::invalid, std::move(message), where});
    }

    // One text: the template itself, a partial or the body. Sections close in the text they opened in.
    void add(std::string_view text, const Where& start, bool guards, bool is_body) {
        if (program_.text.size() > kMaxText) return fail("the template is longer than 4 MB with its partials", start);
        std::vector<Piece> pieces = scan_mustache(text, start, guards, errors_);
        strip_lines_of_tags(pieces);
        std::vector<Open> open;
        for (Piece& piece : pieces) add(piece, open, is_body);
        for (const Open& one : open) {
            fail("the section {{" + std::string(sigil_of(one.piece.kind)) + one.piece.content +
                     "}} is not closed: add {{/" + one.piece.content + "}}",
                 one.piece.where);
        }
        nesting_ -= open.size();
    }

    void add(Piece& piece, std::vector<Open>& open, bool is_body) {
        using Kind = Piece::Kind;
        switch (piece.kind) {
            case Kind::text: return literal(piece.content);
            case Kind::comment:
            case Kind::delimiters: return;
            case Kind::raw_variable:
                if (options_.body != nullptr && piece.content == "body" && !is_body)
                    return add(*options_.body, {}, true, true);
                return variable(piece, false);
            case Kind::variable: return variable(piece, options_.html);
            case Kind::section:
            case Kind::inverted:
            case Kind::guard: return begin_section(piece, open);
            case Kind::close: return end_section(piece, open);
            case Kind::partial: return partial(piece);
        }
    }

    void literal(std::string_view text) {
        if (text.empty()) return;
        auto& operations = program_.operations;
        const bool joins =
            !operations.empty() && operations.size() > joinable_ && operations.back().kind == Operation::Kind::literal;
        if (joins) {
            operations.back().second += static_cast<std::uint32_t>(text.size());
        } else {
            operations.push_back({Operation::Kind::literal, false, static_cast<std::uint32_t>(program_.text.size()),
                                  static_cast<std::uint32_t>(text.size())});
        }
        program_.text += text;
    }

    bool checked_name(const Piece& piece) {
        if (!options_.checked || is_name(piece.content)) return true;
        fail("`" + piece.content + "` is no name: use letters, digits, _ and -, with dots between", piece.where);
        return false;
    }

    std::uint32_t name(const std::string& written) {
        auto& names = program_.names;
        for (std::uint32_t i = 0; i < names.size(); ++i)
            if (names[i].written == written) return i;
        NamePath path{written, {}, 0};
        if (written != ".") {
            for (std::size_t at = 0; at <= written.size();) {
                const std::size_t dot = std::min(written.find('.', at), written.size());
                path.parts.push_back(written.substr(at, dot - at));
                at = dot + 1;
            }
        }
        const RootName root{path.parts.empty() ? "." : path.parts[0], path.parts.size() > 1 ? path.parts[1] : ""};
        const auto found = std::find(program_.roots.begin(), program_.roots.end(), root);
        path.root = static_cast<std::uint32_t>(found - program_.roots.begin());
        if (found == program_.roots.end()) program_.roots.push_back(root);
        names.push_back(std::move(path));
        return static_cast<std::uint32_t>(names.size() - 1);
    }

    void variable(const Piece& piece, bool escaped) {
        if (!checked_name(piece)) return;
        program_.operations.push_back({Operation::Kind::variable, escaped, name(piece.content), 0});
    }

    void begin_section(Piece& piece, std::vector<Open>& open) {
        checked_name(piece);
        if (++nesting_ > kMaxNesting) fail("sections are nested deeper than 64", piece.where);
        const auto kind = piece.kind == Piece::Kind::section    ? Operation::Kind::section
                          : piece.kind == Piece::Kind::inverted ? Operation::Kind::inverted
                                                                : Operation::Kind::guard;
        open.push_back({piece, program_.operations.size()});
        program_.operations.push_back({kind, false, name(piece.content), 0});
        joinable_ = program_.operations.size();
    }

    void end_section(const Piece& piece, std::vector<Open>& open) {
        if (open.empty()) return fail("{{/" + piece.content + "}} closes no section", piece.where);
        const Piece& opened = open.back().piece;
        if (opened.content != piece.content) {
            fail("{{/" + piece.content + "}} comes before {{/" + opened.content +
                     "}}, which closes the section of line " + std::to_string(opened.where.line),
                 piece.where);
            return;
        }
        program_.operations[open.back().at].second = static_cast<std::uint32_t>(program_.operations.size());
        joinable_ = program_.operations.size();
        open.pop_back();
        --nesting_;
    }

    void partial(const Piece& piece) {
        const auto found = partials_.find(piece.content);
        if (found == partials_.end()) {
            if (options_.checked) fail("there is no partial `" + piece.content + "`" + known_partials(), piece.where);
            return;
        }
        for (const Included& one : including_) {
            if (one.name != piece.content) continue;
            if (options_.checked) return fail("the partial `" + piece.content + "` includes itself", piece.where);
            if (one.indent != piece.indent) continue;
            program_.operations.push_back({Operation::Kind::again, false, one.span, 0});
            return;
        }
        if (including_.size() >= kMaxNesting) return fail("partials are nested deeper than 64", piece.where);
        const auto span = static_cast<std::uint32_t>(program_.spans.size());
        program_.spans.push_back({static_cast<std::uint32_t>(program_.operations.size()), 0});
        including_.push_back({piece.content, piece.indent, span});
        joinable_ = program_.operations.size();
        // Each line of the partial is indented as the tag is, before it is read.
        add(piece.indent.empty() ? found->second : indented(found->second, piece.indent),
            Where{"_partials/" + piece.content, 1, 1}, false, false);
        including_.pop_back();
        program_.spans[span].end = static_cast<std::uint32_t>(program_.operations.size());
        joinable_ = program_.operations.size();
    }

    std::string known_partials() const {
        std::string names;
        for (const auto& [name, text] : partials_) names += (names.empty() ? "; there are " : ", ") + name;
        return names;
    }

    const Partials& partials_;
    const MustacheOptions& options_;
    std::vector<Error>& errors_;
    Program program_;
    std::vector<Included> including_;
    std::size_t nesting_ = 0;
    std::size_t joinable_ = 0;  // a literal before this operation is not to be lengthened
};

}  // namespace

Program compile_mustache(std::string_view text, const Where& start, const Partials& partials,
                         const MustacheOptions& options, std::vector<Error>& errors) {
    return Compiler(partials, options, errors).compile(text, start);
}

std::string source_of(const Program& program) {
    std::string out;
    std::vector<std::pair<std::uint32_t, const std::string*>> open;  // where each section ends
    const auto close_until = [&](std::uint32_t at) {
        for (; !open.empty() && open.back().first <= at; open.pop_back()) out += "{{/" + *open.back().second + "}}";
    };
    for (std::uint32_t i = 0; i < program.operations.size(); ++i) {
        close_until(i);
        const Operation& operation = program.operations[i];
        using Kind = Operation::Kind;
        if (operation.kind == Kind::literal) {
            out.append(program.text, operation.first, operation.second);
            continue;
        }
        if (operation.kind == Kind::again) continue;
        const std::string& name = program.names[operation.first].written;
        if (operation.kind == Kind::variable) {
            out += operation.escaped || !program.html ? "{{" + name + "}}" : "{{{" + name + "}}}";
            continue;
        }
        const char sigil = operation.kind == Kind::section ? '#' : operation.kind == Kind::inverted ? '^' : '?';
        out += std::string("{{") + sigil + name + "}}";
        open.emplace_back(operation.second, &name);
    }
    close_until(static_cast<std::uint32_t>(program.operations.size()));
    return out;
}

}  // namespace dialogd::message
