// Reads opt-outs: commands such as STOP, and sentences that ask for no more; and which scope they have.
#include <algorithm>

#include "message/agreement.hpp"
#include "message/stop_words.hpp"

namespace dialogd::message {
namespace {

using OptOut = Steering::OptOut;

std::vector<Span> sentences(const WordList& words) {
    std::vector<Span> all;
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = sentence_end(words, at);
        all.push_back({at, end});
        at = end;
    }
    return all;
}

// "delete me" is about all there is; "delete me from the list" is not.
bool erases_me(const WordList& words, Span span) {
    static const PhraseSet me("slet mig | slette mig | slett meg | slette meg | radera mig | delete me | erase me"),
        from("fra | fraan | from | af | av | off");
    for (std::size_t at = span.from; at < span.to; ++at) {
        const std::size_t length = me.match_at(words, at, span.to);
        if (length > 0 && (at + length >= span.to || from.match_at(words, at + length) == 0)) return true;
    }
    return false;
}

OptOut scope_of(const WordList& words, Span span) {
    if (erases_me(words, span)) return OptOut::everything;
    if (everything_words().any_in(words, span.from, span.to)) return OptOut::everything;
    for (std::size_t at = span.from; at < span.to; ++at) {
        if (all_words().match_at(words, at) == 0) continue;
        static const PhraseSet idle(
            "all the time | all day | all night | alle dage | alla dagar | all this | alle mulige");
        if (idle.match_at(words, at) > 0) continue;
        if (at > span.from && words[at - 1].text == "at" && words[at].text == "all") continue;  // "at all"
        if (words[at].text == "any" || words[at].text == "alt") {
            static const PhraseSet far("any more | any longer | alt for | alt det");
            if (far.match_at(words, at) > 0 || words[at].text == "any") continue;
        }
        return OptOut::marketing;
    }
    if (marketing_only().any_in(words, span.from, span.to)) return OptOut::marketing;
    return OptOut::channel;
}

std::optional<ChannelKind> named_channel(const WordList& words, Span span) {
    const bool texts = text_messages().any_in(words, span.from, span.to);
    const bool mails = mail_messages().any_in(words, span.from, span.to);
    if (texts == mails) return std::nullopt;
    return texts ? ChannelKind::sms : ChannelKind::email;
}

bool is_conditional(const WordList& words, Span span) {
    static const PhraseSet set("hvis | if | dersom | om jag | ifall | in case | saafremt");
    return set.any_in(words, span.from, span.to);
}

// STOP in capitals at the beginning, whatever follows, is what we told people to write.
bool shouts_stop(const WordList& words, const Span& whole) {
    static const PhraseSet stop("stop | stopp | unsubscribe | afmeld | stopall");
    std::size_t from = whole.from, to = whole.to;
    strip_courtesies(words, from, to);
    if (from >= to || stop.match_at(words, from) == 0) return false;
    const std::size_t next = from + 1;
    if (next >= words.size()) return true;
    const bool parted = words[next].before == Break::stop;
    if (not_about_us().any_in(words, whole.from, whole.to)) return false;
    static const PhraseSet act(
        "i | jeg | jag | im | det er | dette | this is | no | ikke | ingen | inte | inga | it is | enough | nok | al | "
        "for");
    return parted || (words[from].shouted && (!words[next].shouted || act.match_at(words, next) > 0));
}

// "Forkert nummer, stop", "STOP, jeg gider ikke", but not "Stop, hvor er den flot!".
bool is_clause_command(const WordList& words, Span sentence) {
    static const PhraseSet admiring(
        "hvor | how | hur | vad | sikke | sikken | what | you make | you are | youre | du faar | i faar | det er for | "
        "that s so | thats so | omg | wow");
    for (std::size_t from = sentence.from; from < sentence.to;) {
        std::size_t to = from + 1;
        while (to < sentence.to && words[to].before != Break::comma) ++to;
        Span core{from, to};
        strip_courtesies(words, core.from, core.to);
        const bool command = commands().makes_up(words, core.from, core.to);
        if (command && (to >= sentence.to || admiring.match_at(words, to) == 0)) return true;
        from = to;
    }
    return false;
}

// Without the small words that people put anywhere ("stop venligst med at sende").
WordList without_politeness(const WordList& words) {
    static const PhraseSet small(
        "venligst | vennligst | vaenligen | please | pls | plz | altsaa | lige | kindly | snarest | bare | straks");
    WordList kept;
    Break before = Break::none;
    for (const Word& word : words) {
        const WordList one{word};
        before = std::max(before, word.before);
        if (words.size() > 1 && small.match_at(one, 0) > 0) continue;
        kept.push_back(word);
        kept.back().before = before;
        before = Break::none;
    }
    return kept.empty() ? words : kept;
}

}  // namespace

Stop read_stop(const WordList& all, ChannelKind channel, bool asked) {
    const WordList words = without_politeness(all);
    Stop stop;
    const Span whole{0, words.size()};
    Span bare = whole;
    strip_courtesies(words, bare.from, bare.to);
    if (bare.size() > 0 && lone_commands().makes_up(words, bare.from, bare.to)) return {OptOut::channel, true, {}};
    if (!asked && is_bare_refusal(words)) return {OptOut::channel, true, {}};
    for (const Span& sentence : sentences(words)) {
        Span core = sentence;
        strip_courtesies(words, core.from, core.to);
        if (core.size() == 0 && sentence.size() > 0) core = sentence;
        const bool command = commands().makes_up(words, core.from, core.to) ||
                             commands().makes_up(words, sentence.from, sentence.to) ||
                             is_clause_command(words, sentence);
        const bool elsewhere = not_about_us().any_in(words, sentence.from, sentence.to);
        const bool said = !elsewhere && !is_conditional(words, sentence) && says_stop(words, sentence);
        if (!command && !said && !(sentence.from == 0 && shouts_stop(words, sentence))) continue;
        const OptOut scope = scope_of(words, sentence);
        const auto named = named_channel(words, sentence);
        if (scope == OptOut::channel && named && *named != channel) {
            stop.other_channel = named;
            continue;
        }
        stop.bare = stop.bare || command;
        stop.scope = std::max(stop.scope, scope);
    }
    if (stop.scope != OptOut::none) stop.other_channel.reset();
    return stop;
}

}  // namespace dialogd::message
