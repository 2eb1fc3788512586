// Cuts mustache text into tags and text, with the places that errors name.
#include <algorithm>

#include "message/mustache.hpp"

namespace dialogd::message {

namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(kSpace) == std::string_view::npos;
}

class Scanner {
public:
    Scanner(std::string_view text, const Where& start, bool guards, std::vector<Error>& errors)
        : text_(text), here_(start), guards_(guards), errors_(errors) {
        here_.line = std::max(here_.line, 1);
        here_.column = std::max(here_.column, 1);
    }

    std::vector<Piece> scan() {
        while (at_ < text_.size()) {
            const std::size_t open = text_.find(open_, at_);
            if (open == std::string_view::npos) break;
            add_text(open);
            if (!add_tag()) break;
        }
        add_text(text_.size());
        return std::move(pieces_);
    }

private:
    void advance(std::size_t to) {
        for (; at_ < to; ++at_) {
            const auto c = static_cast<unsigned char>(text_[at_]);
            if (c == '\n') {
                ++here_.line;
                here_.column = 1;
            } else if ((c & 0xC0U) != 0x80U) {
                ++here_.column;
            }
        }
    }

    void add(Piece::Kind kind, std::string_view content) { pieces_.push_back({kind, std::string(content), {}, here_}); }

    // Text up to `end`, one piece for each line, so that lines can be looked at.
    void add_text(std::size_t end) {
        while (at_ < end) {
            const std::size_t newline = text_.find('\n', at_);
            const std::size_t stop = newline < end ? newline + 1 : end;
            add(Piece::Kind::text, text_.substr(at_, stop - at_));
            advance(stop);
        }
    }

    bool fail(const std::string& message) {
        errors_.push_back({ErrorCode::invalid, message, here_});
        return false;
    }

    // The tag that begins here. False when it has no end: then the rest is text.
    bool add_tag() {
        const std::size_t inner = at_ + open_.size();
        std::size_t first = text_.find_first_not_of(kSpace, inner);
        if (first == std::string_view::npos) first = text_.size();
        const char sigil = first < text_.size() ? text_[first] : '\0';
        std::string end = close_;
        if (sigil == '{') end = "}" + close_;
        if (sigil == '=') end = "=" + close_;
        const std::size_t from = sigil == '=' || sigil == '{' ? first + 1 : inner;
        const std::size_t close = from <= text_.size() ? text_.find(end, from) : std::string_view::npos;
        if (close == std::string_view::npos) {
            const std::string_view line = text_.substr(at_, text_.find('\n', at_) - at_);
            return fail("the tag `" + std::string(line.substr(0, 40)) + "` is not closed with `" + end + "`");
        }
        add_kind(sigil, text_.substr(std::min(first, close), close - std::min(first, close)));
        advance(close + end.size());
        return true;
    }

    void add_kind(char sigil, std::string_view inside) {
        using Kind = Piece::Kind;
        const std::string_view name = trimmed(inside.substr(inside.empty() ? 0 : 1));
        switch (sigil) {
            case '#': add(Kind::section, name); return;
            case '^': add(Kind::inverted, name); return;
            case '/': add(Kind::close, name); return;
            case '>': add(Kind::partial, name); return;
            case '&':
            case '{': add(Kind::raw_variable, name); return;
            case '!': add(Kind::comment, name); return;
            case '=':
                add(Kind::delimiters, name);
                set_delimiters(name);
                return;
            default: break;
        }
        if (sigil == '?' && guards_) return add(Kind::guard, name);
        add(Kind::variable, trimmed(inside));
    }

    void set_delimiters(std::string_view both) {
        const std::size_t gap = both.find_first_of(kSpace);
        const std::string_view open = both.substr(0, gap);
        const std::string_view close = gap == std::string_view::npos ? "" : trimmed(both.substr(gap));
        const bool odd = open.empty() || close.empty() || close.find_first_of(kSpace) != std::string_view::npos ||
                         both.find('=') != std::string_view::npos;
        if (odd) {
            fail("`" + std::string(both) + "` are no delimiters: write two, with a space between, such as {{=<% %>=}}");
            return;
        }
        open_ = open;
        close_ = close;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    Where here_;
    bool guards_;
    std::vector<Error>& errors_;
    std::string open_ = "{{";
    std::string close_ = "}}";
    std::vector<Piece> pieces_;
};

bool is_interpolation(const Piece& piece) {
    return piece.kind == Piece::Kind::variable || piece.kind == Piece::Kind::raw_variable;
}

// Whether tags stand on [begin, end), and nothing else but white space.
bool is_line_of_tags(const std::vector<Piece>& pieces, std::size_t begin, std::size_t end) {
    bool has_tag = false;
    for (std::size_t i = begin; i < end; ++i) {
        if (is_interpolation(pieces[i])) return false;
        if (pieces[i].is_tag())
            has_tag = true;
        else if (!is_blank(pieces[i].content))
            return false;
    }
    return has_tag;
}

}  // namespace

std::vector<Piece> scan_mustache(std::string_view text, const Where& start, bool guards, std::vector<Error>& errors) {
    return Scanner(text, start, guards, errors).scan();
}

void strip_lines_of_tags(std::vector<Piece>& pieces) {
    for (std::size_t begin = 0; begin < pieces.size();) {
        std::size_t end = begin;
        while (end < pieces.size() && (pieces[end].is_tag() || !pieces[end].content.ends_with('\n'))) ++end;
        end = std::min(end + 1, pieces.size());
        if (is_line_of_tags(pieces, begin, end)) {
            for (std::size_t i = begin; i < end; ++i) {
                if (pieces[i].kind == Piece::Kind::partial && i > begin && !pieces[i - 1].is_tag())
                    pieces[i].indent = pieces[i - 1].content;
            }
            for (std::size_t i = begin; i < end; ++i)
                if (!pieces[i].is_tag()) pieces[i].content.clear();
        }
        begin = end;
    }
}

}  // namespace dialogd::message
