// Reads the tables of concepts and shapes, tags words, and finds shapes in them.
#include "message/wish_concepts.hpp"

#include <algorithm>
#include <stdexcept>

namespace dialogd::message {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> parted(std::string_view text, char mark) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(mark), text.size());
        if (const auto part = trimmed(text.substr(0, end)); !part.empty()) parts.push_back(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

// Lines that begin with a blank go on with the one before.
std::vector<std::string> entries_of(std::string_view table) {
    std::vector<std::string> entries;
    while (!table.empty()) {
        const std::size_t end = std::min(table.find('\n'), table.size());
        const std::string_view line = table.substr(0, end);
        table.remove_prefix(std::min(end + 1, table.size()));
        if (trimmed(line).empty()) continue;
        if (line.front() == ' ' && !entries.empty())
            entries.back() += line;
        else
            entries.emplace_back(line);
    }
    return entries;
}

bool is_name(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

}  // namespace

std::string bare_word(std::string_view folded) {
    if (folded == "noe") return "noe";  // else it would be "no"
    std::string out;
    for (std::size_t at = 0; at < folded.size(); ++at) {
        const bool pair = at + 1 < folded.size();
        const char c = folded[at], next = pair ? folded[at + 1] : '\0';
        out += c;
        if ((c == 'a' && (next == 'e' || next == 'a')) || (c == 'o' && next == 'e')) ++at;
    }
    return out;
}

bool Tags::any(Concept name, std::size_t from, std::size_t to) const {
    for (std::size_t place = from; place < std::min(to, words_); ++place)
        if (at(name, place) > 0) return true;
    return false;
}

void Tags::mark(Concept name, std::size_t place, std::size_t length) {
    std::uint8_t& known = lengths_[place * concepts_ + name];
    known = std::max(known, static_cast<std::uint8_t>(length));
}

WishLexicon::WishLexicon() {
    for (const std::string& line : entries_of(kWishLexicon)) add_concept(line);
    for (const std::string& line : entries_of(kWishShapes)) add_shape(line);
}

Concept WishLexicon::named(std::string_view name) const {
    const auto found = names_.find(std::string(name));
    if (found == names_.end()) throw std::logic_error("no such concept: " + std::string(name));
    return found->second;
}

void WishLexicon::add_concept(std::string_view line) {
    const std::size_t colon = line.find(':');
    const Concept meaning = static_cast<Concept>(names_.size());
    names_.emplace(line.substr(0, colon), meaning);
    for (std::string_view text : parted(line.substr(colon + 1), ',')) {
        const bool anywhere = text.front() == '*', prefix = text.back() == '*';
        if (anywhere) text.remove_prefix(1);
        if (prefix) text.remove_suffix(1);
        Phrase words = phrase(text);
        for (std::string& word : words) word = bare_word(word);
        if (words.empty()) continue;
        if (prefix && words.size() == 1) {
            stems_.push_back({meaning, words.front(), anywhere});
        } else {
            std::string first = words.front();
            words.erase(words.begin());
            phrases_[first].push_back({meaning, std::move(words)});
        }
    }
}

// A word in a shape is a concept of its own, with that one word.
Concept WishLexicon::literal(std::string_view word) {
    if (const auto known = names_.find(std::string(word)); known != names_.end()) return known->second;
    const Concept meaning = static_cast<Concept>(names_.size());
    names_.emplace(word, meaning);
    phrases_[bare_word(fold(word))].push_back({meaning, {}});
    return meaning;
}

Shape::Part WishLexicon::part_of(std::string_view text) {
    Shape::Part part;
    if (text.starts_with("..")) {
        part.gap = static_cast<std::size_t>(text.back() - '0');
        return part;
    }
    if (text.back() == '?') part.optional = true, text.remove_suffix(1);
    for (const std::string_view word : parted(text, '/'))
        part.either.push_back(is_name(word) ? named(word) : literal(word));
    return part;
}

void WishLexicon::add_shape(std::string_view line) {
    Shape shape;
    bool behind = false, opening = true;
    for (const std::string_view text : parted(line, ' ')) {
        if (opening) {
            if (text == "deed") shape.denial = Shape::Denial::deed;
            if (text == "flat") shape.denial = Shape::Denial::flat;
            shape.unasked = text == "unasked";
            opening = false;
        } else if (text == "unless") {
            behind = true;
        } else if (behind) {
            shape.unless.push_back(named(text));
        } else if (text == "^") {
            shape.first = true;
        } else if (text == "$") {
            shape.last = true;
        } else {
            if (shape.parts.empty()) {
                shape.conditional = text == "IF";
                shape.clear_in_question = text == "UNSUB" || text == "REMOVE" || text == "TAKE";
            }
            shape.parts.push_back(part_of(text));
        }
    }
    shapes_.push_back(std::move(shape));
}

Tags WishLexicon::tag(std::span<const std::string> words) const {
    Tags tags(words.size(), names_.size());
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (const auto found = phrases_.find(words[at]); found != phrases_.end())
            for (const Entry& entry : found->second) {
                const auto rest = words.subspan(at + 1, std::min(entry.rest.size(), words.size() - at - 1));
                if (std::equal(entry.rest.begin(), entry.rest.end(), rest.begin(), rest.end()))
                    tags.mark(entry.meaning, at, entry.rest.size() + 1);
            }
        for (const Stem& stem : stems_)
            if (stem.anywhere ? words[at].find(stem.text) != std::string::npos : words[at].starts_with(stem.text))
                tags.mark(stem.meaning, at, 1);
    }
    return tags;
}

const WishLexicon& wish_lexicon() {
    static const WishLexicon lexicon;
    return lexicon;
}

namespace {

// Depth is bounded by the parts of a shape, width by its gaps, of nine words at most.
bool fits(const Shape& shape, const Tags& tags, std::size_t part, std::size_t place) {
    if (part == shape.parts.size()) return !shape.last || place == tags.words();
    const Shape::Part& wanted = shape.parts[part];
    if (wanted.either.empty()) {
        for (std::size_t gap = 0; gap <= wanted.gap && place + gap <= tags.words(); ++gap)
            if (fits(shape, tags, part + 1, place + gap)) return true;
        return false;
    }
    for (const Concept meaning : wanted.either)
        if (const std::size_t length = tags.at(meaning, place);
            length > 0 && fits(shape, tags, part + 1, place + length))
            return true;
    return wanted.optional && fits(shape, tags, part + 1, place);
}

}  // namespace

bool stands_at(const Shape& shape, const Tags& tags, std::size_t place) {
    return fits(shape, tags, 0, place);
}

}  // namespace dialogd::message
