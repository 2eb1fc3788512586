// Reads an answer against the matchers of a question; better to ask a person than to take the wrong branch.
#include "message/reader.hpp"

#include <algorithm>

#include "message/agreement.hpp"
#include "message/doubt.hpp"
#include "message/numbers.hpp"
#include "message/phrases.hpp"
#include "message/steering.hpp"

namespace dialogd::message {
namespace {

// Whoever writes more tells a story, and a word in it is no answer.
constexpr std::size_t kMaxAnswerWords = 15;

// How one matcher takes the text.
struct Fit {
    bool fits = false;
    bool unsure = false;
    std::string why;
    Value value;
    std::size_t from = 0, to = 0;  // the words that fitted; nothing for number and is
};

Fit fit_words(const AnswerMatcher& matcher, const WordList& words, bool bare) {
    std::vector<Phrase> phrases;
    for (const std::string& one : matcher.words) phrases.push_back(bare ? bare_phrase(one) : phrase(one));
    std::sort(phrases.begin(), phrases.end(), [](const Phrase& a, const Phrase& b) { return a.size() > b.size(); });
    Fit fit;
    for (std::size_t at = 0; at < words.size(); ++at) {
        for (const Phrase& one : phrases) {
            if (!phrase_at(words, at, one)) continue;
            if (!fit.fits) fit.from = at, fit.to = at + one.size();
            fit.fits = true;
            const std::string_view doubt = doubt_about(words, at, at + one.size());
            if (!doubt.empty()) fit.unsure = true, fit.why = std::string(doubt);
            at += one.size() - 1;
            break;
        }
    }
    return fit;
}

Fit fit_one(const AnswerMatcher& matcher, const WordList& words, std::string_view language, bool bare) {
    Fit fit;
    if (!matcher.words.empty()) fit = fit_words(matcher, words, bare);
    if (bare) return fit;
    if (matcher.is != AnswerMatcher::Is::none && !fit.fits) {
        const Agreement agreement = read_agreement(words);
        const Agreement wanted = matcher.is == AnswerMatcher::Is::agree ? Agreement::agree : Agreement::refuse;
        fit.fits = agreement == wanted || agreement == Agreement::unsure;
        if (agreement == Agreement::unsure) fit.unsure = true, fit.why = "neither a clear yes nor a clear no";
    }
    if (matcher.number && !fit.fits) {
        NumberReading number = read_number(words, matcher.number->min, matcher.number->max, language);
        fit.fits = number.value.has_value() || number.unsure;
        fit.unsure = number.unsure;
        fit.why = std::move(number.why);
        if (number.value) fit.value = Value(*number.value);
    }
    return fit;
}

// "dyr" inside "for dyr" of another answer: the longer one was said.
void drop_contained(std::vector<Fit>& fits) {
    for (Fit& shorter : fits) {
        if (!shorter.fits || shorter.to == shorter.from) continue;
        for (const Fit& longer : fits)
            if (longer.fits && longer.from <= shorter.from && longer.to >= shorter.to &&
                longer.to - longer.from > shorter.to - shorter.from)
                shorter.fits = false;
    }
}

AnswerReading judge(std::span<const AnswerMatcher> answers, const std::vector<Fit>& fits, std::size_t length) {
    AnswerReading reading;
    std::size_t count = 0;
    std::string names;
    for (std::size_t i = 0; i < fits.size(); ++i) {
        if (!fits[i].fits) continue;
        ++count;
        names += (names.empty() ? "" : ", ") + answers[i].name;
        reading.matched = static_cast<int>(i);
        reading.value = fits[i].value;
        if (fits[i].unsure) reading.unsure = true, reading.why = fits[i].why + ": " + answers[i].name;
    }
    if (count > 1) reading.unsure = true, reading.why = "two answers fit: " + names;
    if (count > 0 && length > kMaxAnswerWords) reading.unsure = true, reading.why = "more than fifteen words: " + names;
    if (reading.unsure) reading.matched = -1, reading.value = Value();
    return reading;
}

class Reader final : public ReplyReader {
public:
    AnswerReading read_answer(std::span<const AnswerMatcher> answers, std::string_view text,
                              std::string_view language) const override {
        const WordList words = split_words(text);
        AnswerReading reading;
        // A bare a or o stands for å, ä, æ or ø, ö only where nothing fits as it is written.
        for (const bool bare : {false, true}) {
            std::vector<Fit> fits;
            for (const AnswerMatcher& matcher : answers) fits.push_back(fit_one(matcher, words, language, bare));
            drop_contained(fits);
            reading = judge(answers, fits, words.size());
            if (reading.matched >= 0 || reading.unsure) return reading;
        }
        for (std::size_t i = 0; i < answers.size() && reading.matched < 0 && !text.empty(); ++i)
            if (answers[i].any) reading.matched = static_cast<int>(i);
        return reading;
    }

    Steering read_steering(std::string_view text, ChannelKind channel, bool asked, Instant now,
                           std::string_view zone) const override {
        // Without a Calendar days are UTC's: a pause may end up to a day's offset early or late.
        static_cast<void>(zone);
        return steering_of(split_words(text), channel, asked, now);
    }
};

}  // namespace

std::unique_ptr<const ReplyReader> make_reply_reader() {
    return std::make_unique<const Reader>();
}

}  // namespace dialogd::message
