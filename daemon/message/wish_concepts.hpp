// Concepts: what words mean for the wish to be left alone; and shapes made of concepts.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "message/phrases.hpp"

namespace dialogd::message {

// The tables, as people read them: wish_lexicon.cpp.
extern const std::string_view kWishLexicon;
extern const std::string_view kWishShapes;

// A place in the lexicon, by name.
using Concept = std::uint16_t;

// For each word of a clause, how many words each concept takes there.
class Tags {
public:
    Tags(std::size_t words, std::size_t concepts) : words_(words), concepts_(concepts), lengths_(words * concepts) {}

    std::size_t words() const { return words_; }
    std::size_t at(Concept name, std::size_t place) const {
        return place < words_ ? lengths_[place * concepts_ + name] : 0;
    }
    bool any(Concept name, std::size_t from, std::size_t to) const;
    bool any(Concept name) const { return any(name, 0, words_); }
    void mark(Concept name, std::size_t place, std::size_t length);

private:
    std::size_t words_, concepts_;
    std::vector<std::uint8_t> lengths_;
};

// One of `kWishShapes`.
struct Shape {
    enum class Denial : std::uint8_t { none, flat, deed };
    struct Part {
        std::vector<Concept> either;  // empty: a gap
        std::size_t gap = 0;
        bool optional = false;
    };
    Denial denial = Denial::none;
    bool unasked = false;            // only where no question is open
    bool first = false;              // from the beginning of the clause
    bool last = false;               // to its end
    bool conditional = false;        // begins with IF
    bool clear_in_question = false;  // asks for it also in the form of a question
    std::vector<Part> parts;
    std::vector<Concept> unless;
};

// The lexicon and the shapes, read once. Immutable.
class WishLexicon {
public:
    WishLexicon();

    // Whether a name is unknown, it is a mistake in the tables: throws std::logic_error.
    Concept named(std::string_view name) const;
    Tags tag(std::span<const std::string> words) const;
    std::span<const Shape> shapes() const { return shapes_; }

private:
    struct Entry {
        Concept meaning;
        std::vector<std::string> rest;  // the words behind the first
    };
    struct Stem {
        Concept meaning;
        std::string text;
        bool anywhere;  // in the word, not only at its beginning
    };
    void add_concept(std::string_view line);
    void add_shape(std::string_view line);
    Shape::Part part_of(std::string_view text);
    Concept literal(std::string_view word);

    std::unordered_map<std::string, Concept> names_;
    std::unordered_map<std::string, std::vector<Entry>> phrases_;  // by first word
    std::vector<Stem> stems_;
    std::vector<Shape> shapes_;
};

const WishLexicon& wish_lexicon();

// A folded word with a, o and a for ae, oe and aa, as people write without the letters at hand.
std::string bare_word(std::string_view folded);

// Whether the shape stands at `place` of words that are tagged so.
bool stands_at(const Shape& shape, const Tags& tags, std::size_t place);

}  // namespace dialogd::message
