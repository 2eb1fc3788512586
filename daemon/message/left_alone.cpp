// Finds the wish to be left alone: clause by clause, shapes of concepts, and what turns or cancels them.
#include "message/left_alone.hpp"

#include <algorithm>

#include "message/wish_concepts.hpp"

namespace dialogd::message {
namespace {

// Names of the lexicon that the rules below speak of.
struct Names {
    explicit Names(const WishLexicon& all)
        : you(all.named("YOU")),
          opening(all.named("OPENING")),
          asked(all.named("ASKED")),
          request(all.named("REQUEST")),
          never(all.named("NEVER")),
          not_ever(all.named("NOT_EVER")),
          able(all.named("ABLE")),
          message(all.named("MESSAGE")),
          courtesy(all.named("COURTESY")),
          goodbye(all.named("GOODBYE")),
          third(all.named("THIRD")),
          say(all.named("SAY")),
          almost(all.named("ALMOST")),
          past(all.named("PAST")),
          regret(all.named("REGRET")),
          still(all.named("STILL")),
          failed(all.named("FAILED")),
          condition(all.named("IF")),
          would(all.named("WOULD")),
          remove(all.named("REMOVE")),
          data(all.named("DATA")),
          otherwise(all.named("ELSE")),
          goods(all.named("GOODS")) {}
    Concept you, opening, asked, request, never, not_ever, able, message, courtesy, goodbye, third, say, almost, past,
        regret, still, failed, condition, would, remove, data, otherwise, goods;
};
const Names& names() {
    static const Names all(wish_lexicon());
    return all;
}

// A part of a sentence, between commas and a "but".
struct Clause {
    Span sentence;
    std::size_t from = 0, to = 0;
    bool question = false, contrast = false;  // ends with a question mark; begins with a "but"
    Tags tags;                                // of all its words
    Tags core;                                // of those between the courtesies
};

Tags tags_of(const WordList& words, std::size_t from, std::size_t to) {
    std::vector<std::string> bare;
    for (std::size_t at = from; at < to; ++at) bare.push_back(bare_word(words[at].text));
    return wish_lexicon().tag(bare);
}

Clause clause_of(const WordList& words, Span sentence, std::size_t from, std::size_t to, bool contrast) {
    Tags tags = tags_of(words, from, to);
    std::size_t first = 0, last = to - from;
    while (first < last && tags.at(names().courtesy, first) > 0) ++first;
    while (last > first && tags.at(names().courtesy, last - 1) > 0) --last;
    Tags core = tags_of(words, from + first, from + last);
    return {sentence, from, to, words[from].question, contrast, std::move(tags), std::move(core)};
}

std::vector<Clause> clauses_of(const WordList& words) {
    // Nobody takes more words to say it, and a longer text is read no further.
    constexpr std::size_t kMostWords = 400;
    static const PhraseSet but("men | but | though");
    std::vector<Clause> clauses;
    const std::size_t end = std::min(words.size(), kMostWords);
    for (std::size_t at = 0; at < end;) {
        const std::size_t begin = sentence_begin(words, at);
        const Span sentence{begin, std::min(end, sentence_end(words, at))};
        std::size_t to = at + 1;
        while (to < sentence.to && words[to].before != Break::comma && but.match_at(words, to) == 0) ++to;
        clauses.push_back(clause_of(words, sentence, at, to, but.match_at(words, at) > 0));
        at = to;
    }
    return clauses;
}

// "order mails" are mails; "my order" is something else.
bool is_about_else(const std::vector<Concept>& unless, const Tags& tags) {
    for (const Concept meaning : unless)
        for (std::size_t at = 0; at < tags.words(); ++at) {
            const std::size_t length = tags.at(meaning, at);
            if (length == 0) continue;
            const bool thing = meaning == names().otherwise || meaning == names().goods;
            if (!thing || tags.at(names().message, at + length) == 0) return true;
        }
    return false;
}

// "do not unsubscribe me", "jeg afmelder mig aldrig"; but not "kan I ikke fjerne mig", "I can't unsubscribe".
bool is_denied(const Shape& shape, const Tags& tags, std::size_t place) {
    const Names& name = names();
    if (shape.denial == Shape::Denial::none) return false;
    const bool deed = shape.denial == Shape::Denial::deed;
    if (tags.at(name.request, 0) > 0 && (tags.any(name.you, 1, 3) || tags.at(name.request, 0) > 1)) return false;
    constexpr std::size_t kReach = 3;  // words that a denial reaches over
    if (deed && tags.any(name.not_ever, place + 1, place + 1 + kReach)) return true;
    if (!tags.any(name.never, place > kReach ? place - kReach : 0, place)) return false;
    return !deed || !tags.any(name.able, 0, place);
}

// "If you write once more, …" is a threat; "it would be nice if you stopped" is a request.
bool is_conditional(const Clause& clause) {
    for (std::size_t at = 0; at < clause.tags.words(); ++at)
        if (clause.tags.at(names().condition, at) > 0) return !clause.tags.any(names().would, 0, at);
    return false;
}

// "when does it stop?", "er det slut på tilbuddet": asked about something, not of us.
bool only_asks(const Clause& clause, const Tags& tags) {
    return tags.at(names().asked, 0) > 0 || (clause.question && tags.at(names().opening, 0) == 0);
}

bool is_polite(const Clause& clause) {
    for (std::size_t at = 0; at < clause.tags.words(); ++at)
        if (clause.tags.at(names().courtesy, at) == 0 && clause.tags.at(names().goodbye, at) == 0) return false;
    return true;
}

bool stands_in(const Shape& shape, const Clause& clause, const Tags& tags, bool by_itself) {
    if (tags.words() == 0 || (shape.first && shape.last && !by_itself)) return false;
    if (!shape.clear_in_question && only_asks(clause, tags)) return false;
    const std::size_t end = shape.first ? 1 : tags.words();
    for (std::size_t place = 0; place < end; ++place)
        if (stands_at(shape, tags, place) && !is_denied(shape, tags, place)) return true;
    return false;
}

bool asks_for_it(const Clause& clause, bool asked, bool conditional, bool by_itself) {
    for (const Shape& shape : wish_lexicon().shapes()) {
        if ((asked && shape.unasked) || (conditional && !shape.conditional)) continue;
        if ((stands_in(shape, clause, clause.core, by_itself) || stands_in(shape, clause, clause.tags, by_itself)) &&
            !is_about_else(shape.unless, clause.tags))
            return true;
    }
    return false;
}

// Which clauses only tell, of others or of earlier times, and are taken back by what follows; empty: none.
Span taken_back(const std::vector<Clause>& clauses) {
    const Names& name = names();
    for (std::size_t n = 0; n < clauses.size(); ++n) {
        const Tags& tags = clauses[n].tags;
        bool told = tags.any(name.almost);
        constexpr std::size_t kReach = 5;  // from who says it to the verb
        for (std::size_t at = 0; at < tags.words() && !told; ++at)
            told = tags.at(name.third, at) > 0 && tags.any(name.say, at + 1, at + kReach);
        const bool earlier = tags.any(name.past);
        if (!told && !earlier) continue;
        for (std::size_t next = n; next < clauses.size(); ++next) {
            const Clause& then = clauses[next];
            if (then.tags.any(name.still) || (next > n && then.tags.any(name.failed))) break;
            if (earlier && then.tags.any(name.regret)) return {n, next + 1};
            // What stands behind the "but" is read like any other clause.
            if (told && next > n && then.contrast) return {n, next};
        }
    }
    return {};
}

}  // namespace

std::optional<Wish> wants_to_be_left_alone(const WordList& words, bool asked) {
    const std::vector<Clause> clauses = clauses_of(words);
    const Span told = taken_back(clauses);
    std::size_t threat = words.size();  // where the sentence with a condition begins
    for (std::size_t n = 0; n < clauses.size(); ++n) {
        const Clause& clause = clauses[n];
        const bool wished_for =
            n > 0 && clauses[n - 1].sentence.from == clause.sentence.from && clauses[n - 1].tags.any(names().would);
        if (is_conditional(clause) && !wished_for) threat = clause.sentence.from;
        if (n >= told.from && n < told.to) continue;
        const bool by_itself = std::all_of(clauses.begin(), clauses.end(), [&](const Clause& other) {
            return &other == &clause || other.sentence.from != clause.sentence.from || is_polite(other);
        });
        if (!asks_for_it(clause, asked, threat == clause.sentence.from, by_itself)) continue;
        const bool data = clause.tags.any(names().remove) && clause.tags.any(names().data);
        return Wish{clause.sentence, data};
    }
    return std::nullopt;
}

bool is_taken_back(const WordList& words) {
    return taken_back(clauses_of(words)).size() > 0 && !wants_to_be_left_alone(words, false);
}

}  // namespace dialogd::message
