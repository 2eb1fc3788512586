// Markdown as text that reads well without its marks: what md4c sees, written down.
#include <md4c.h>

#include <array>
#include <charconv>

#include "message/markdown.hpp"

namespace dialogd::message {

namespace {

struct Entity {
    std::string_view name;
    std::string_view text;
};
constexpr std::array<Entity, 17> kEntities{{{"&amp;", "&"},
                                            {"&lt;", "<"},
                                            {"&gt;", ">"},
                                            {"&quot;", "\""},
                                            {"&apos;", "'"},
                                            {"&nbsp;", "\u00a0"},
                                            {"&middot;", "\u00b7"},
                                            {"&ndash;", "\u2013"},
                                            {"&mdash;", "\u2014"},
                                            {"&hellip;", "\u2026"},
                                            {"&copy;", "\u00a9"},
                                            {"&euro;", "\u20ac"},
                                            {"&bull;", "\u2022"},
                                            {"&aelig;", "\u00e6"},
                                            {"&oslash;", "\u00f8"},
                                            {"&aring;", "\u00e5"},
                                            {"&eacute;", "\u00e9"}}};

void append_utf8(std::uint32_t code, std::string& out) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0U | (code >> 6U));
        put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        put(0xE0U | (code >> 12U));
        put(0x80U | ((code >> 6U) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    } else {
        put(0xF0U | (code >> 18U));
        put(0x80U | ((code >> 12U) & 0x3FU));
        put(0x80U | ((code >> 6U) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    }
}

std::string entity_text(std::string_view entity) {
    for (const Entity& known : kEntities)
        if (known.name == entity) return std::string(known.text);
    if (!entity.starts_with("&#") || entity.size() < 4) return std::string(entity);
    const bool hex = (static_cast<unsigned char>(entity[2]) | 32U) == 'x';
    const char* first = entity.data() + (hex ? 3 : 2);
    std::uint32_t code = 0;
    const auto read = std::from_chars(first, entity.data() + entity.size() - 1, code, hex ? 16 : 10);
    const bool bad = read.ec != std::errc() || code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000);
    std::string out;
    append_utf8(bad ? 0xFFFD : code, out);
    return out;
}

std::string attribute_text(const MD_ATTRIBUTE& attribute) {
    std::string out;
    if (attribute.size == 0) return out;
    for (std::size_t i = 0; attribute.substr_offsets[i] < attribute.size; ++i) {
        const std::string_view part(attribute.text + attribute.substr_offsets[i],
                                    attribute.substr_offsets[i + 1] - attribute.substr_offsets[i]);
        out += attribute.substr_types[i] == MD_TEXT_ENTITY ? entity_text(part) : std::string(part);
    }
    return out;
}

void trim_end(std::string& text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
}

// `text` with `first` before its first line and `rest` before the others that are not empty.
std::string prefixed(std::string_view text, std::string_view first, std::string_view rest) {
    std::string out(first);
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (text[i] == '\n' && i + 1 < text.size() && text[i + 1] != '\n') out += rest;
    }
    return out;
}

// Each block and link writes into a buffer of its own, which its parent then takes in.
class TextWriter {
public:
    TextWriter() : buffers_(1) {}

    void enter(MD_BLOCKTYPE type, void* detail) {
        if (type == MD_BLOCK_UL || type == MD_BLOCK_OL) {
            // A list in an item begins on a line of its own.
            if (!top().empty() && !top().ends_with('\n')) top() += '\n';
            const bool ordered = type == MD_BLOCK_OL;
            const auto* ol = static_cast<MD_BLOCK_OL_DETAIL*>(detail);
            const auto* ul = static_cast<MD_BLOCK_UL_DETAIL*>(detail);
            lists_.push_back({ordered, ordered ? ol->start : 0U, (ordered ? ol->is_tight : ul->is_tight) != 0});
        }
        buffers_.emplace_back();
        whole_link_.clear();
    }

    void leave(MD_BLOCKTYPE type) {
        std::string text = std::move(buffers_.back());
        buffers_.pop_back();
        if (!whole_link_.empty() && text == whole_link_) text = link_words_ + ": " + link_url_;
        whole_link_.clear();
        switch (type) {
            case MD_BLOCK_P:
            case MD_BLOCK_H: top() += text + "\n\n"; break;
            case MD_BLOCK_CODE:
            case MD_BLOCK_HTML:
                trim_end(text);
                if (!text.empty()) top() += text + "\n\n";
                break;
            case MD_BLOCK_HR: top() += "* * *\n\n"; break;
            case MD_BLOCK_QUOTE:
                trim_end(text);
                top() += prefixed(text, "> ", "> ") + "\n\n";
                break;
            case MD_BLOCK_LI: leave_item(std::move(text)); break;
            case MD_BLOCK_UL:
            case MD_BLOCK_OL:
                lists_.pop_back();
                trim_end(text);
                top() += text + (lists_.empty() ? "\n\n" : "\n");
                break;
            case MD_BLOCK_TH:
            case MD_BLOCK_TD: top() += (top().empty() ? "" : " | ") + text; break;
            case MD_BLOCK_TR: top() += text + "\n"; break;
            case MD_BLOCK_TABLE: top() += text + "\n"; break;
            default: top() += text;
        }
    }

    void enter(MD_SPANTYPE type) {
        if (type == MD_SPAN_A) buffers_.emplace_back();
    }

    void leave(MD_SPANTYPE type, void* detail) {
        if (type != MD_SPAN_A) return;
        std::string words = std::move(buffers_.back());
        buffers_.pop_back();
        std::string url = attribute_text(static_cast<MD_SPAN_A_DETAIL*>(detail)->href);
        if (url.starts_with("mailto:")) url.erase(0, 7);
        const bool says_more = !words.empty() && words != url;
        const std::string link = says_more ? words + " (" + url + ")" : url;
        if (top().empty() && says_more) {  // a paragraph that is nothing but a link reads better with a colon
            whole_link_ = link;
            link_words_ = std::move(words);
            link_url_ = std::move(url);
        }
        top() += link;
    }

    void text(MD_TEXTTYPE type, std::string_view text) {
        switch (type) {
            case MD_TEXT_BR: top() += '\n'; break;
            case MD_TEXT_SOFTBR: top() += ' '; break;
            case MD_TEXT_NULLCHAR: top() += "\ufffd"; break;
            case MD_TEXT_ENTITY: top() += entity_text(text); break;
            case MD_TEXT_HTML: html(text); break;
            default: top() += text;
        }
    }

    std::string finish() {
        trim_end(buffers_.front());
        return std::move(buffers_.front());
    }

private:
    struct List {
        bool ordered = false;
        unsigned next = 0;
        bool tight = true;
    };

    std::string& top() { return buffers_.back(); }

    void leave_item(std::string text) {
        List& list = lists_.back();
        const std::string mark = list.ordered ? std::to_string(list.next++) + ". " : "- ";
        trim_end(text);
        top() += prefixed(text, mark, std::string(mark.size(), ' ')) + (list.tight ? "\n" : "\n\n");
    }

    // Raw HTML comes in pieces; its tags are dropped, its words stay.
    void html(std::string_view text) {
        for (const char c : text) {
            if (c == '<') in_tag_ = true;
            if (!in_tag_) top() += c;
            if (c == '>') in_tag_ = false;
        }
    }

    std::vector<std::string> buffers_;
    std::vector<List> lists_;
    std::string whole_link_, link_words_, link_url_;
    bool in_tag_ = false;
};

TextWriter& writer(void* user) {
    return *static_cast<TextWriter*>(user);
}

}  // namespace

std::string plain_text_of(std::string_view markdown) {
    TextWriter into;
    MD_PARSER parser{};
    parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEURLAUTOLINKS;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* user) {
        return writer(user).enter(type, detail), 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void*, void* user) { return writer(user).leave(type), 0; };
    parser.enter_span = [](MD_SPANTYPE type, void*, void* user) { return writer(user).enter(type), 0; };
    parser.leave_span = [](MD_SPANTYPE type, void* detail, void* user) { return writer(user).leave(type, detail), 0; };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* user) {
        return writer(user).text(type, {text, size}), 0;
    };
    md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &into);
    return into.finish();
}

}  // namespace dialogd::message
