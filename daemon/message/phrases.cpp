// Splits text into words and finds phrases in them.
#include "message/phrases.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "message/letters.hpp"

namespace dialogd::message {
namespace {

// A longer "word" is a link or noise, and compares with nothing.
constexpr std::size_t kMaxWordBytes = 200;

bool is_letter(std::uint32_t c) {
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c >= 0x300 && c <= 0x36F) return true;                   // combining accents
    if (c >= 0xC0 && c <= 0x24F) return c != 0xD7 && c != 0xF7;  // Latin
    return (c >= 0x370 && c <= 0x1FFF) || (c >= 0x3040 && c <= 0xD7FF);
}
bool is_digit(std::uint32_t c) {
    return c >= '0' && c <= '9';
}
bool is_apostrophe(std::uint32_t c) {
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == '`' || c == 0xB4;
}
// Emoji that people answer with stand as words of their own.
bool is_sign(std::uint32_t c) {
    return (c >= 0x1F300 && c <= 0x1FAFF) || c == 0x2764 || (c >= 0x2600 && c <= 0x27BF);
}

Break break_of(std::uint32_t c) {
    switch (c) {
        case '.':
        case '!':
        case '?':
        case 0x2026: return Break::stop;
        case ',':
        case ';':
        case ':':
        case '(':
        case ')':
        case '[':
        case ']':
        case 0x2013:
        case 0x2014:
        case '"':
        case 0x201C:
        case 0x201D:
        case 0xAB:
        case 0xBB: return Break::comma;
        default: return Break::none;
    }
}

class Splitter {
public:
    explicit Splitter(std::string_view text) : text_(text) {}

    WordList split() {
        while (at_ < text_.size() && words_.size() < kMaxWords) {
            const CodePoint c = code_point_at(text_, at_);
            if (is_digit(c.value)) {
                number();
            } else if (is_letter(c.value)) {
                letters();
            } else if (is_sign(c.value)) {
                add(at_, c.bytes, false);
                at_ += c.bytes;
            } else {
                between(c);
            }
        }
        return std::move(words_);
    }

private:
    void between(CodePoint c) {
        if (c.value == '?') mark_question();
        if (c.value == '\n') {
            // A program breaks a line where it is long, a person where they mean it.
            if (at_ - line_start_ < 50 || (at_ + 1 < text_.size() && text_[at_ + 1] == '\n')) raise(Break::stop);
            line_start_ = at_ + 1;
        }
        if (c.value != '.' || (!after_abbreviation() && !in_ordinal())) raise(break_of(c.value));
        if (c.value == ' ' || c.value == '\t' || c.value == '\r' || c.value == '\n' || c.value == 0xA0) {
            if (break_ == Break::glued) break_ = Break::none;
            // " - " between words is a dash; "-8" and "8-9" are not.
            if (mark_ == '-' && spaced_) raise(Break::comma);
            spaced_ = true;
        } else {
            if (c.value < 0x80) mark_ = static_cast<char>(c.value);
            if (c.value == 0x2013 || c.value == 0x2014) mark_ = '-';
        }
        at_ += c.bytes;
    }

    // "kl. 8", "nr. 7", "max. 2": the point ends no sentence.
    bool after_abbreviation() const {
        constexpr std::array<std::string_view, 15> kShort = {"kl",  "nr",   "str", "d",  "ca",  "max", "maks", "pr",
                                                             "evt", "inkl", "tlf", "mr", "mrs", "st",  "stk"};
        return !words_.empty() && break_ == Break::glued &&
               std::find(kShort.begin(), kShort.end(), words_.back().text) != kShort.end();
    }

    // "hver 14. dag", "d. 8. august": the point belongs to the number.
    bool in_ordinal() const {
        constexpr std::array<std::string_view, 19> kNext = {"dag", "uge", "uke", "vecka", "jan", "feb", "mar",
                                                            "apr", "maj", "mai", "jun",   "jul", "aug", "sep",
                                                            "okt", "oct", "nov", "dec",   "des"};
        if (words_.empty() || !words_.back().number || break_ != Break::glued) return false;
        const std::string_view rest = text_.substr(at_ + 1, 7);
        return std::any_of(kNext.begin(), kNext.end(), [&](std::string_view next) {
            return rest.substr(0, 1) == " " && fold(rest.substr(1, next.size())) == next;
        });
    }

    void number() {
        std::size_t end = at_;
        while (end < text_.size() && is_digit(static_cast<unsigned char>(text_[end]))) ++end;
        if (end + 1 < text_.size() && (text_[end] == ',' || text_[end] == '.') &&
            is_digit(static_cast<unsigned char>(text_[end + 1]))) {
            ++end;
            while (end < text_.size() && is_digit(static_cast<unsigned char>(text_[end]))) ++end;
        }
        add(at_, end - at_, true);
        at_ = end;
    }

    void letters() {
        std::size_t end = at_;
        while (end < text_.size()) {
            const CodePoint c = code_point_at(text_, end);
            if (is_letter(c.value)) {
                end += c.bytes;
                continue;
            }
            const std::size_t next = end + c.bytes;
            if (!is_apostrophe(c.value) || next >= text_.size() || !is_letter(code_point_at(text_, next).value)) break;
            end = next;
        }
        add(at_, end - at_, false);
        at_ = end;
    }

    void add(std::size_t at, std::size_t bytes, bool is_number) {
        const std::string_view as_is = text_.substr(at, std::min(bytes, kMaxWordBytes));
        Word word;
        word.as_is = std::string(as_is);
        std::string plain;
        for (std::size_t i = 0; i < as_is.size();) {
            const CodePoint c = code_point_at(as_is, i);
            if (!is_apostrophe(c.value)) plain += as_is.substr(i, c.bytes);
            i += c.bytes;
        }
        word.text = fold(plain);
        word.number = is_number;
        word.before = words_.empty() ? Break::stop : break_;
        word.mark = mark_;
        word.shouted = as_is.size() > 1 &&
                       std::none_of(as_is.begin(), as_is.end(), [](char c) { return c >= 'a' && c <= 'z'; }) &&
                       std::any_of(as_is.begin(), as_is.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        words_.push_back(std::move(word));
        break_ = Break::glued;
        mark_ = '\0';
        spaced_ = false;
    }

    void raise(Break to) {
        // A comma glued between digits or letters stays one; blanks never lower a break.
        if (to == Break::none) return;
        if (break_ == Break::stop) return;
        break_ = to;
    }

    void mark_question() {
        for (std::size_t i = words_.size(); i-- > 0;) {
            words_[i].question = true;
            if (words_[i].before == Break::stop) break;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_start_ = 0;
    WordList words_;
    Break break_ = Break::glued;
    char mark_ = '\0';
    bool spaced_ = false;
};

Phrase words_of(std::string_view folded_text) {
    Phrase out;
    for (const Word& word : split_words(folded_text)) out.push_back(word.text);
    return out;
}

}  // namespace

WordList split_words(std::string_view text) {
    return Splitter(text).split();
}

Phrase phrase(std::string_view text) {
    return words_of(text);
}
Phrase bare_phrase(std::string_view text) {
    return words_of(fold_bare(text));
}

bool phrase_at(const WordList& words, std::size_t at, const Phrase& phrase) {
    if (phrase.empty() || at + phrase.size() > words.size()) return false;
    for (std::size_t i = 0; i < phrase.size(); ++i) {
        if (i > 0 && words[at + i].before == Break::stop) return false;
        if (words[at + i].text != phrase[i]) return false;
    }
    return true;
}

PhraseSet::PhraseSet(std::string_view phrases) {
    while (!phrases.empty()) {
        const std::size_t end = std::min(phrases.find('|'), phrases.size());
        Phrase one = phrase(phrases.substr(0, end));
        if (!one.empty()) phrases_.push_back(std::move(one));
        phrases.remove_prefix(std::min(end + 1, phrases.size()));
    }
    std::sort(phrases_.begin(), phrases_.end(), [](const Phrase& a, const Phrase& b) {
        return std::make_pair(a.front(), b.size()) < std::make_pair(b.front(), a.size());
    });
}

std::size_t PhraseSet::match_at(const WordList& words, std::size_t at, std::size_t to) const {
    if (at >= words.size()) return 0;
    const std::string& first = words[at].text;
    auto found = std::lower_bound(phrases_.begin(), phrases_.end(), first,
                                  [](const Phrase& p, const std::string& w) { return p.front() < w; });
    for (; found != phrases_.end() && found->front() == first; ++found)
        if (at + found->size() <= to && phrase_at(words, at, *found)) return found->size();
    return 0;
}

bool PhraseSet::makes_up(const WordList& words, std::size_t from, std::size_t to) const {
    if (from >= to) return false;
    while (from < to) {
        const std::size_t length = match_at(words, from, to);
        if (length == 0) return false;
        from += length;
    }
    return true;
}

bool PhraseSet::any_in(const WordList& words, std::size_t from, std::size_t to) const {
    for (std::size_t at = from; at < std::min(to, words.size()); ++at) {
        if (match_at(words, at, to) > 0) return true;
    }
    return false;
}

std::size_t sentence_begin(const WordList& words, std::size_t at) {
    while (at > 0 && words[at].before != Break::stop) --at;
    return at;
}
std::size_t sentence_end(const WordList& words, std::size_t at) {
    for (++at; at < words.size() && words[at].before != Break::stop; ++at) {
    }
    return std::min(at, words.size());
}

}  // namespace dialogd::message
