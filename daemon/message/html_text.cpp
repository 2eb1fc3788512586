// HTML as text, in one pass without a tree: mails are broken HTML, and only lines and quotations matter.
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "message/mail_tree.hpp"

namespace dialogd::message {
namespace {

// Deeper quotations are all the same to us; deeper elements come from broken HTML.
constexpr std::size_t kMaxOpenElements = 512;

struct Entity {
    std::string_view name, text;
};
constexpr std::array<Entity, 34> kEntities = {{
    {"amp", "&"},    {"lt", "<"},    {"gt", ">"},     {"quot", "\""}, {"apos", "'"},   {"nbsp", " "},   {"aelig", "æ"},
    {"oslash", "ø"}, {"aring", "å"}, {"auml", "ä"},   {"ouml", "ö"},  {"uuml", "ü"},   {"AElig", "Æ"},  {"Oslash", "Ø"},
    {"Aring", "Å"},  {"Auml", "Ä"},  {"Ouml", "Ö"},   {"Uuml", "Ü"},  {"eacute", "é"}, {"egrave", "è"}, {"szlig", "ß"},
    {"euro", "€"},   {"pound", "£"}, {"hellip", "…"}, {"ndash", "–"}, {"mdash", "—"},  {"lsquo", "‘"},  {"rsquo", "’"},
    {"ldquo", "“"},  {"rdquo", "”"}, {"laquo", "«"},  {"raquo", "»"}, {"middot", "·"}, {"copy", "©"},
}};

void append_code_point(std::string& out, std::uint32_t code) {
    if (code == 0xA0) code = ' ';
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) code = 0xFFFD;
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0U | (code >> 6U));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0U | (code >> 12U));
        out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else {
        out += static_cast<char>(0xF0U | (code >> 18U));
        out += static_cast<char>(0x80U | ((code >> 12U) & 0x3FU));
        out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    }
}

// The text of the entity that begins at `at` ("&amp;"), and where it ends; nothing known: the ampersand itself.
std::size_t append_entity(std::string& out, std::string_view html, std::size_t at) {
    const std::size_t length = html.substr(at, 12).find(';');  // no name is longer
    if (length == std::string_view::npos || length < 2) return out += '&', at + 1;
    const std::size_t end = at + length;
    std::string_view name = html.substr(at + 1, length - 1);
    if (name.front() == '#') {
        name.remove_prefix(1);
        int base = 10;
        if (!name.empty() && (name.front() == 'x' || name.front() == 'X')) name.remove_prefix(1), base = 16;
        std::uint32_t code = 0;
        const auto read = std::from_chars(name.data(), name.data() + name.size(), code, base);
        if (read.ec != std::errc() || read.ptr != name.data() + name.size()) return out += '&', at + 1;
        append_code_point(out, code);
        return end + 1;
    }
    for (const Entity& entity : kEntities)
        if (entity.name == name) return out += entity.text, end + 1;
    return out += '&', at + 1;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

bool is_block(std::string_view tag) {
    constexpr std::array<std::string_view, 22> kBlocks = {
        "p",  "div", "tr", "li",         "ul",  "ol",      "table",   "h1",     "h2",     "h3",   "h4",
        "h5", "h6",  "hr", "blockquote", "pre", "section", "article", "header", "footer", "body", "dd"};
    return std::find(kBlocks.begin(), kBlocks.end(), tag) != kBlocks.end();
}

bool is_void(std::string_view tag) {
    constexpr std::array<std::string_view, 11> kVoid = {"br",  "hr",   "img",  "meta", "link",  "input",
                                                        "col", "base", "area", "wbr",  "source"};
    return std::find(kVoid.begin(), kVoid.end(), tag) != kVoid.end();
}

// The containers in which mail programs put what they quote.
bool is_quote_container(std::string_view tag, std::string_view attributes) {
    if (tag == "blockquote") return true;
    constexpr std::array<std::string_view, 8> kMarks = {
        "gmail_quote", "yahoo_quoted",   "protonmail_quote", "moz-cite-prefix",
        "zmail_extra", "tutanota_quote", "divrplyfwdmsg",    "ms-outlook-mobile-reference-message"};
    return tag == "div" && std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view mark) {
               return attributes.find(mark) != std::string_view::npos;
           });
}

class TextWriter {
public:
    void text(std::string_view words) {
        for (const char c : words) {
            const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
            if (space) {
                blank_ = true;
                continue;
            }
            if (!line_.empty() && blank_) line_ += ' ';
            blank_ = false;
            line_ += c;
        }
    }
    void raw(char c) {
        if (c == '\n') {
            end_line(true);
        } else if (c != '\r') {
            line_ += c;
        }
    }
    void end_line(bool even_empty) {
        if (line_.empty() && !even_empty) return;
        for (std::size_t i = 0; i < std::min<std::size_t>(quotes_, 5); ++i) out_ += '>';
        if (quotes_ > 0) out_ += ' ';
        out_ += line_;
        out_ += '\n';
        line_.clear();
        blank_ = false;
    }
    void quotes(std::size_t depth) {
        end_line(false);
        quotes_ = depth;
    }
    std::string take() {
        end_line(false);
        return std::move(out_);
    }

private:
    std::string out_, line_;
    bool blank_ = false;
    std::size_t quotes_ = 0;
};

struct Open {
    std::string tag;
    bool quote = false;
};

class HtmlReader {
public:
    std::string read(std::string_view html) {
        std::size_t at = 0;
        while (at < html.size()) {
            if (html[at] == '<') {
                at = tag(html, at);
            } else if (html[at] == '&') {
                std::string text;
                at = append_entity(text, html, at);
                writer_.text(text);
                if (text == " ") writer_.text(" ");
            } else if (preformatted_ > 0) {
                writer_.raw(html[at++]);
            } else {
                const std::size_t end = std::min({html.find('<', at), html.find('&', at), html.size()});
                writer_.text(html.substr(at, end - at));
                at = end;
            }
        }
        return writer_.take();
    }

private:
    // Reads the tag at `at`; gives the place behind it.
    std::size_t tag(std::string_view html, std::size_t at) {
        if (html.substr(at, 4) == "<!--") {
            const std::size_t end = html.find("-->", at + 4);
            return end == std::string_view::npos ? html.size() : end + 3;
        }
        const char next = at + 1 < html.size() ? html[at + 1] : '\0';
        if (std::isalpha(static_cast<unsigned char>(next)) == 0 && next != '/' && next != '!' && next != '?') {
            writer_.text("<");  // "a < b": no tag
            return at + 1;
        }
        const std::size_t end = html.find('>', at);
        if (end == std::string_view::npos) return html.size();
        std::string_view inner = html.substr(at + 1, end - at - 1);
        const bool closing = inner.substr(0, 1) == "/";
        if (closing) inner.remove_prefix(1);
        std::size_t length = 0;
        while (length < inner.size() && std::isalnum(static_cast<unsigned char>(inner[length])) != 0) ++length;
        if (length == 0) return end + 1;
        const std::string name = lower(inner.substr(0, length));
        if (!closing && (name == "style" || name == "script" || name == "head" || name == "title"))
            return behind(html, end + 1, name);
        if (closing) {
            close(name);
        } else {
            open(name, lower(inner.substr(length)));
        }
        return end + 1;
    }

    // Behind the end tag of what is not shown.
    std::size_t behind(std::string_view html, std::size_t at, const std::string& name) {
        const std::string end = "</" + name;
        if (std::find(unclosed_.begin(), unclosed_.end(), name) != unclosed_.end()) return at;
        for (std::size_t next = html.find("</", at); next != std::string_view::npos; next = html.find("</", next + 2)) {
            if (lower(html.substr(next, end.size())) != end) continue;
            const std::size_t close = html.find('>', next);
            return close == std::string_view::npos ? html.size() : close + 1;
        }
        unclosed_.push_back(name);  // looked for once: then it holds nothing
        return at;
    }

    void open(const std::string& name, const std::string& attributes) {
        if (name == "br") return writer_.end_line(true);
        if (is_block(name)) writer_.end_line(false);
        if (name == "td" || name == "th") writer_.text(" ");
        if (name == "pre") ++preformatted_;
        if (is_void(name) || open_.size() >= kMaxOpenElements) return;
        const bool quote = is_quote_container(name, attributes);
        open_.push_back({name, quote});
        if (quote) writer_.quotes(++quotes_);
    }

    void close(const std::string& name) {
        if (is_block(name)) writer_.end_line(false);
        if (name == "p") writer_.end_line(true);
        if (name == "pre" && preformatted_ > 0) --preformatted_;
        // Not found: a stray end tag. Found deeper: what lies above it was left open.
        const auto found = std::find_if(open_.rbegin(), open_.rend(), [&](const Open& o) { return o.tag == name; });
        if (found == open_.rend()) return;
        const std::size_t keep = static_cast<std::size_t>(open_.rend() - found) - 1;
        while (open_.size() > keep) {
            if (open_.back().quote) writer_.quotes(--quotes_);
            open_.pop_back();
        }
    }

    TextWriter writer_;
    std::vector<Open> open_;
    std::vector<std::string> unclosed_;
    std::size_t quotes_ = 0;
    std::size_t preformatted_ = 0;
};

}  // namespace

std::string html_to_text(std::string_view html) {
    return HtmlReader().read(html);
}

}  // namespace dialogd::message
