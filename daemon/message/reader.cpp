// Reads an answer against the matchers of a question; better to ask a person than to take the wrong branch.
#include "message/reader.hpp"

#include <algorithm>

#include "message/agreement.hpp"
#include "message/days.hpp"
#include "message/doubt.hpp"
#include "message/forms.hpp"
#include "message/numbers.hpp"
#include "message/phrases.hpp"
#include "message/steering.hpp"
#include "message/word_forms.hpp"

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
    bool set_aside = false;        // unsure because it is denied or only praised
    std::size_t from = 0, to = 0;  // the words that fitted; nothing for number and is
};

// What each word of the text is to the answers that list words.
using Spoken = std::vector<Likeness>;

// The longest of `phrases` at words[at], and how near it is. A form counts only where no answer lists that very word.
std::pair<std::size_t, Likeness> spoken_at(const std::vector<Phrase>& phrases, const WordList& words, std::size_t at,
                                           Likeness least) {
    std::pair<std::size_t, Likeness> best{0, Likeness::other};
    for (const Phrase& one : phrases) {
        const Likeness like = phrase_likeness(words, at, one);
        if (like < least || like == Likeness::other) continue;
        if (one.size() > best.first || (one.size() == best.first && like > best.second)) best = {one.size(), like};
    }
    return best;
}

std::vector<Phrase> phrases_of(const AnswerMatcher& matcher, bool bare) {
    std::vector<Phrase> phrases;
    for (const std::string& one : matcher.words) phrases.push_back(bare ? bare_phrase(one) : phrase(one));
    return phrases;
}

// Whether a longer word ends in one that is listed.
bool ends_in_one(const std::vector<Phrase>& phrases, std::string_view said) {
    constexpr std::size_t kListed = 4, kBefore = 3;
    return std::any_of(phrases.begin(), phrases.end(), [&](const Phrase& one) {
        return one.size() == 1 && one.front().size() >= kListed && said.size() >= one.front().size() + kBefore &&
               said.ends_with(one.front());
    });
}

// How near the nearest of all answers' words is to each word of the text.
Spoken all_spoken(std::span<const AnswerMatcher> answers, const WordList& words) {
    Spoken spoken(words.size(), Likeness::other);
    for (const AnswerMatcher& matcher : answers) {
        const std::vector<Phrase> phrases = phrases_of(matcher, false);
        for (std::size_t at = 0; at < words.size(); ++at) {
            const auto [length, like] = spoken_at(phrases, words, at, Likeness::misspelt);
            for (std::size_t i = 0; i < length; ++i) spoken[at + i] = std::max(spoken[at + i], like);
            // "fragtprisen" is of two answers: there only the very word counts.
            if (length == 0 && ends_in_one(phrases, words[at].text)) spoken[at] = Likeness::same;
        }
    }
    return spoken;
}

Fit fit_words(const AnswerMatcher& matcher, const WordList& words, bool bare, const Spoken& spoken) {
    const std::vector<Phrase> phrases = phrases_of(matcher, bare);
    Fit fit;
    for (std::size_t at = 0; at < words.size(); ++at) {
        const auto [length, like] = spoken_at(phrases, words, at, bare ? Likeness::same : spoken[at]);
        if (length == 0) continue;
        if (!fit.fits) fit.from = at, fit.to = at + length;
        fit.fits = true;
        const Doubt doubt = doubt_about(words, at, at + length);
        if (!doubt.why.empty()) {
            fit.set_aside = (!fit.unsure || fit.set_aside) && doubt.set_aside;
            fit.unsure = true, fit.why = std::string(doubt.why);
        }
        at += length - 1;
    }
    return fit;
}

// What a text is, besides its words.
struct Written {
    std::string_view text;
    const Circumstances& circumstances;
    std::chrono::sys_days today;
    const std::string& country;
};

Fit fit_number(const AnswerMatcher::Range& range, const WordList& words, std::string_view language) {
    NumberReading number = read_number(words, range.min, range.max, language);
    Fit fit;
    fit.fits = number.value.has_value() || number.unsure;
    fit.unsure = number.unsure;
    fit.why = std::move(number.why);
    if (number.value) fit.value = Value(*number.value);
    return fit;
}

Fit fit_day(const WordList& words, const Written& written) {
    const DayReading day = read_day(words, written.today, written.circumstances.language == "en-US");
    Fit fit;
    fit.fits = day.day.has_value() || day.unsure;
    fit.unsure = day.unsure;
    fit.why = std::string(day.why);
    if (day.day) fit.value = Value(to_text(Instant(*day.day)).substr(0, 10));
    return fit;
}

Fit fit_form(FormReading reading) {
    Fit fit;
    fit.fits = !reading.value.empty();
    fit.unsure = reading.unsure;
    fit.why = std::move(reading.why);
    if (fit.fits) fit.value = Value(std::move(reading.value));
    return fit;
}

Fit fit_value(const AnswerMatcher& matcher, const WordList& words, const Written& written) {
    using Form = AnswerMatcher::Form;
    if (matcher.form == Form::date) return fit_day(words, written);
    if (matcher.form == Form::email) return fit_form(read_email(written.text));
    if (matcher.form == Form::phone) return fit_form(read_phone(written.text, written.country));
    if (!matcher.pattern.empty()) return fit_form(read_pattern(written.text, matcher.pattern));
    return {};
}

Fit fit_agreement(AnswerMatcher::Is is, const WordList& words) {
    const Agreement agreement = read_agreement(words);
    const Agreement wanted = is == AnswerMatcher::Is::agree ? Agreement::agree : Agreement::refuse;
    Fit fit;
    fit.fits = agreement == wanted || agreement == Agreement::unsure;
    if (agreement == Agreement::unsure) fit.unsure = true, fit.why = "neither a clear yes nor a clear no";
    return fit;
}

Fit fit_one(const AnswerMatcher& matcher, const WordList& words, const Written& written, bool bare,
            const Spoken& spoken) {
    Fit fit;
    if (!matcher.words.empty()) fit = fit_words(matcher, words, bare, spoken);
    if (bare) return fit;
    if (matcher.is != AnswerMatcher::Is::none && !fit.fits) fit = fit_agreement(matcher.is, words);
    if (matcher.number && !fit.fits) fit = fit_number(*matcher.number, words, written.circumstances.language);
    if (!fit.fits) fit = fit_value(matcher, words, written);
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

// "not too expensive but too big", "prisen er fin, det var størrelsen": what is left when the rest was put aside.
void drop_set_aside(std::vector<Fit>& fits, const WordList& words) {
    const Fit* meant = nullptr;
    std::size_t last = 0;
    for (const Fit& fit : fits) {
        if (!fit.fits) continue;
        if (fit.to == fit.from || (fit.unsure && !fit.set_aside) || (!fit.unsure && meant != nullptr)) return;
        if (!fit.unsure) meant = &fit;
        if (fit.unsure) last = std::max(last, fit.to);
    }
    if (meant == nullptr || last == 0 || last > meant->from || !turns_between(words, last, meant->from)) return;
    for (Fit& fit : fits)
        if (fit.unsure) fit.fits = false;
}

AnswerReading judge(std::span<const AnswerMatcher> answers, const std::vector<Fit>& fits, std::size_t length) {
    AnswerReading reading;
    std::size_t count = 0;
    std::string names;
    for (std::size_t i = 0; i < fits.size(); ++i) {
        if (!fits[i].fits) continue;
        ++count;
        if (!fits[i].unsure && length <= kMaxAnswerWords) reading.all.push_back(static_cast<int>(i));
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

// The beginning of a short text is one of `phrases`, and nothing turns it around.
bool begins_with(const WordList& words, const std::vector<Phrase>& phrases) {
    std::size_t from = 0, to = words.size();
    strip_courtesies(words, from, to);
    for (const std::size_t at : {std::size_t{0}, from}) {
        for (const Phrase& one : phrases) {
            if (!phrase_at(words, at, one)) continue;
            bool denied = false;
            for (std::size_t next = at + one.size(); next < sentence_end(words, at); ++next)
                denied = denied || negation_at(words, next) > 0;
            if (!denied) return true;
        }
    }
    return false;
}

// In nynorsk "no" is now, and no negation.
WordList with_now(WordList words) {
    static const PhraseSet nynorsk("eg | ikkje | dykk | noko | fraa | fleire | meir | berre");
    if (nynorsk.any_in(words))
        for (Word& word : words)
            if (word.text == "no") word.text = "naa";
    return words;
}

class Reader final : public ReplyReader {
public:
    Reader(const Calendar* calendar, std::string country) : calendar_(calendar), country_(std::move(country)) {}

    AnswerReading read_answer(std::span<const AnswerMatcher> answers, std::string_view text,
                              const Circumstances& circumstances) const override {
        const WordList words = with_now(split_words(text));
        const Clock clock{circumstances.now, calendar_, circumstances.zone};
        const Written written{text, circumstances, clock.today(), country_};
        const Spoken spoken = all_spoken(answers, words);
        AnswerReading reading;
        // A bare a or o stands for å, ä, æ or ø, ö only where nothing fits as it is written.
        for (const bool bare : {false, true}) {
            std::vector<Fit> fits;
            for (const AnswerMatcher& matcher : answers) fits.push_back(fit_one(matcher, words, written, bare, spoken));
            drop_contained(fits);
            drop_set_aside(fits, words);
            reading = judge(answers, fits, words.size());
            if (reading.matched >= 0 || reading.unsure) return reading;
        }
        for (std::size_t i = 0; i < answers.size() && reading.matched < 0 && !text.empty(); ++i)
            if (answers[i].any) reading.matched = static_cast<int>(i), reading.all = {reading.matched};
        return reading;
    }

    bool says(std::span<const std::string> words, std::string_view text) const override {
        const WordList said = split_words(text);
        if (said.empty() || said.size() > kMaxAnswerWords) return false;
        std::vector<Phrase> exact, bare;
        for (const std::string& one : words) exact.push_back(phrase(one)), bare.push_back(bare_phrase(one));
        return begins_with(said, exact) || begins_with(said, bare);
    }

    Steering read_steering(std::string_view text, ChannelKind channel, bool asked, Instant now,
                           std::string_view zone) const override {
        return steering_of(split_words(text), channel, asked, {now, calendar_, zone});
    }

private:
    const Calendar* calendar_;
    std::string country_;
};

}  // namespace

std::unique_ptr<const ReplyReader> make_reply_reader(const Calendar* calendar, std::string country) {
    return std::make_unique<const Reader>(calendar, std::move(country));
}

}  // namespace dialogd::message
