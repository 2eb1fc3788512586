// The tags of mustache out of the way of md4c, and back in their places.
#include "message/markdown.hpp"

#include <md4c-html.h>

#include <algorithm>
#include <cstdio>

namespace dialogd::message {

namespace {

constexpr unsigned kFlags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEURLAUTOLINKS;

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// What stands for a tag while md4c reads: letters and digits, so that it has no meaning there.
struct Placeholder {
    std::string key;
    std::string tag;     // what it is put back as
    bool alone = false;  // on its line, around blocks
    Piece::Kind kind = Piece::Kind::text;
    std::string name;
};

std::string tag_text(const Piece& piece) {
    switch (piece.kind) {
        case Piece::Kind::variable: return "{{" + piece.content + "}}";
        case Piece::Kind::raw_variable: return "{{{" + piece.content + "}}}";
        case Piece::Kind::section: return "{{#" + piece.content + "}}";
        case Piece::Kind::inverted: return "{{^" + piece.content + "}}";
        case Piece::Kind::close: return "{{/" + piece.content + "}}";
        case Piece::Kind::partial: return "{{> " + piece.content + "}}";
        default: return "";
    }
}

// Markdown with placeholders for tags.
class Disguise {
public:
    explicit Disguise(std::string_view source) : stem_("Qm") {
        while (source.find(stem_) != std::string_view::npos) stem_ += 'q';
    }

    void put_on(const std::vector<Piece>& pieces) {
        for (std::size_t begin = 0; begin < pieces.size();) {
            std::size_t end = begin;
            while (end < pieces.size() && (pieces[end].is_tag() || !pieces[end].content.ends_with('\n'))) ++end;
            end = std::min(end + 1, pieces.size());
            add_line(pieces, begin, end);
            begin = end;
        }
    }

    const std::string& markdown() const { return markdown_; }
    const std::vector<Placeholder>& placeholders() const { return placeholders_; }

private:
    const std::string& placeholder(std::string tag, const Piece& piece, bool alone) {
        std::string digits(8, '\0');
        digits.resize(static_cast<std::size_t>(
            std::snprintf(digits.data(), digits.size(), "%05zu", std::min<std::size_t>(placeholders_.size(), 99999))));
        placeholders_.push_back({stem_ + digits + "x", std::move(tag), alone, piece.kind, piece.content});
        return placeholders_.back().key;
    }

    // The only tag of a line with nothing else on it, not indented into a list or code; else null.
    static const Piece* lone_tag(const std::vector<Piece>& pieces, std::size_t begin, std::size_t end) {
        const Piece* tag = nullptr;
        for (std::size_t i = begin; i < end; ++i) {
            if (!pieces[i].is_tag()) {
                if (!is_blank(pieces[i].content) || (tag == nullptr && pieces[i].content.size() > 3)) return nullptr;
            } else if (tag != nullptr || pieces[i].kind == Piece::Kind::variable ||
                       pieces[i].kind == Piece::Kind::raw_variable) {
                return nullptr;
            } else {
                tag = &pieces[i];
            }
        }
        return tag;
    }

    void add_line(const std::vector<Piece>& pieces, std::size_t begin, std::size_t end) {
        if (const Piece* tag = lone_tag(pieces, begin, end)) {
            if (tag->kind == Piece::Kind::comment || tag->kind == Piece::Kind::delimiters) return;
            // Inside HTML or code an empty line would end the block.
            if (in_html_ || in_code_)
                markdown_ += placeholder(tag_text(*tag), *tag, false) + "\n";
            else
                markdown_ += "\n" + placeholder(tag_text(*tag), *tag, true) + "\n\n";
            return;
        }
        look_at(pieces[begin].is_tag() ? std::string_view() : std::string_view(pieces[begin].content));
        for (std::size_t i = begin; i < end; ++i) {
            const Piece& piece = pieces[i];
            if (!piece.is_tag()) {
                add_text(piece);
            } else if (piece.kind != Piece::Kind::comment && piece.kind != Piece::Kind::delimiters) {
                const std::string key = placeholder(tag_text(piece), piece, false);
                // <{{links.cart}}> would look like an HTML tag: it is meant as a link that shows its address.
                const bool angled = markdown_.ends_with('<') && i + 1 < end && pieces[i + 1].content.starts_with('>') &&
                                    !pieces[i + 1].is_tag();
                if (angled) {
                    markdown_.pop_back();
                    markdown_ += "[" + key + "](" + key + ")";
                    skip_ = 1;
                } else {
                    markdown_ += key;
                }
            }
        }
    }

    // Two braces that are text (under other delimiters) must not become a tag when they are put back.
    void add_text(const Piece& piece) {
        std::string_view text = std::string_view(piece.content).substr(skip_);
        skip_ = 0;
        for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{")) {
            markdown_ += text.substr(0, at);
            markdown_ += placeholder("{{=<% %>=}}{{<%={{ }}=%>", Piece{}, false);
            text.remove_prefix(at + 2);
        }
        markdown_ += text;
    }

    void look_at(std::string_view line) {
        const std::size_t first = line.find_first_not_of(' ');
        const std::string_view words = first == std::string_view::npos ? std::string_view() : line.substr(first);
        if (words.starts_with("```") || words.starts_with("~~~")) in_code_ = !in_code_;
        if (is_blank(line))
            in_html_ = false;
        else if (words.size() > 1 && words[0] == '<' && !words.starts_with("<http"))
            in_html_ = true;
    }

    std::string stem_;
    std::string markdown_;
    std::vector<Placeholder> placeholders_;
    std::size_t skip_ = 0;  // characters of the next text that have been used
    bool in_html_ = false;
    bool in_code_ = false;
};

std::string html_of(const std::string& markdown) {
    std::string out;
    md_html(
        markdown.data(), static_cast<MD_SIZE>(markdown.size()),
        [](const MD_CHAR* text, MD_SIZE size, void* into) { static_cast<std::string*>(into)->append(text, size); },
        &out, kFlags, 0);
    return out;
}

void replace_first(std::string& text, const std::string& what, const std::string& with) {
    const std::size_t at = text.find(what);
    if (at != std::string::npos) text.replace(at, what.size(), with);
}

// The placeholder that closes the section which `open` begins; the sections are known to match.
std::size_t close_of(const std::vector<Placeholder>& all, std::size_t open) {
    std::size_t depth = 0;
    for (std::size_t i = open; i < all.size(); ++i) {
        if (all[i].kind == Piece::Kind::section || all[i].kind == Piece::Kind::inverted) ++depth;
        if (all[i].kind == Piece::Kind::close && --depth == 0) return i;
    }
    return all.size();
}

// Whether `html` is one list and nothing else; then `tag` is "ul" or "ol".
bool is_one_list(std::string_view html, std::string& tag) {
    tag = html.starts_with("<ul>") ? "ul" : "ol";
    const std::string open = "<" + tag;
    const std::string close = "</" + tag + ">";
    if (!html.starts_with(open + ">\n") || !html.ends_with(close + "\n")) return false;
    // The end that matches the beginning has to be the last one.
    std::size_t depth = 0;
    for (std::size_t at = 0; at < html.size(); ++at) {
        if (html.substr(at).starts_with(open)) ++depth;
        if (html.substr(at).starts_with(close) && --depth == 0) return at + close.size() + 1 == html.size();
    }
    return false;
}

// Puts a loop that goes around one list into it: one list of many items, not many lists of one. The
// guard keeps an empty list from leaving its frame behind. Gives back whether it was one.
bool move_into_list(std::string& html, const Placeholder& open, const Placeholder& close) {
    const std::string from = "<p>" + open.key + "</p>\n";
    const std::string to = "<p>" + close.key + "</p>\n";
    const std::size_t begin = html.find(from);
    const std::size_t end = html.find(to);
    if (begin == std::string::npos || end == std::string::npos || end < begin) return false;
    const std::string inside = html.substr(begin + from.size(), end - begin - from.size());
    std::string tag;
    if (!is_one_list(inside, tag)) return false;
    const std::size_t frame = tag.size() + 3;  // "<ul>\n" and "</ul>\n" without the slash
    const std::string items = inside.substr(frame, inside.size() - 2 * frame - 1);
    html.replace(begin, end + to.size() - begin,
                 "{{?" + open.name + "}}\n<" + tag + ">\n" + open.tag + "\n" + items + close.tag + "\n</" + tag +
                     ">\n" + close.tag + "\n");
    return true;
}

void put_back_list(const Placeholder& open, const Placeholder& close, MarkdownParts& parts) {
    if (!move_into_list(parts.html, open, close)) return;
    replace_first(parts.text, open.key + "\n", "{{?" + open.name + "}}\n" + open.tag + "\n");
    replace_first(parts.text, "\n" + close.key + "\n", close.tag + "\n\n" + close.tag + "\n");
}

// A paragraph that is one section and nothing else is left out with it, not left behind empty.
void put_back_paragraph(const Placeholder& open, const Placeholder& close, MarkdownParts& parts) {
    const std::size_t begin = parts.html.find("<p>" + open.key);
    const std::size_t end = begin == std::string::npos ? begin : parts.html.find("</p>\n", begin);
    if (end == std::string::npos || !std::string_view(parts.html).substr(0, end).ends_with(close.key)) return;
    const std::string guard = (open.kind == Piece::Kind::inverted ? "{{^" : "{{?") + open.name + "}}\n";
    parts.html.insert(end + 5, close.tag + "\n");
    parts.html.insert(begin, guard);

    const std::size_t from = parts.text.find(open.key);
    const std::size_t to = from == std::string::npos ? from : parts.text.find(close.key, from);
    if (to == std::string::npos) return;
    const bool ends = parts.text.compare(to + close.key.size(), 2, "\n\n") == 0;
    if (!ends || (from > 0 && parts.text[from - 1] != '\n')) return;
    parts.text.insert(to + close.key.size() + 2, close.tag + "\n");
    parts.text.insert(from, guard);
}

void put_back_sections(const std::vector<Placeholder>& placeholders, MarkdownParts& parts) {
    for (std::size_t i = 0; i < placeholders.size(); ++i) {
        const Placeholder& open = placeholders[i];
        if (open.kind != Piece::Kind::section && open.kind != Piece::Kind::inverted) continue;
        const std::size_t at = close_of(placeholders, i);
        if (at == placeholders.size() || placeholders[at].alone != open.alone) continue;
        if (!open.alone)
            put_back_paragraph(open, placeholders[at], parts);
        else if (open.kind == Piece::Kind::section)
            put_back_list(open, placeholders[at], parts);
    }
}

}  // namespace

MarkdownParts compile_markdown(std::string_view source, const Where& start, const Partials& partials,
                               std::vector<Error>& errors) {
    // Every mistake is found here, with its place, before Markdown moves things about.
    const std::size_t before = errors.size();
    compile_mustache(source, start, partials, MustacheOptions{}, errors);
    if (errors.size() > before) return {};
    std::vector<Error> none;
    Disguise disguise(source);
    disguise.put_on(scan_mustache(source, start, false, none));

    MarkdownParts parts;
    parts.html = html_of(disguise.markdown());
    parts.text = plain_text_of(disguise.markdown());
    for (const Placeholder& one : disguise.placeholders()) {
        if (!one.alone) continue;  // plain text has these in paragraphs of their own
        replace_first(parts.text, one.key + "\n\n", one.key + "\n");
    }
    put_back_sections(disguise.placeholders(), parts);
    for (const Placeholder& one : disguise.placeholders()) {
        if (one.alone) replace_first(parts.html, "<p>" + one.key + "</p>", one.tag);
        // A link that shows its address has it twice.
        for (std::string* part : {&parts.html, &parts.text})
            for (std::size_t at = part->find(one.key); at != std::string::npos;
                 at = part->find(one.key, at + one.tag.size()))
                part->replace(at, one.key.size(), one.tag);
    }
    return parts;
}

}  // namespace dialogd::message
