// Reads opt-outs: commands such as STOP, and sentences that ask for no more; and which scope they have.
#include <algorithm>

#include "message/agreement.hpp"
#include "message/left_alone.hpp"
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
        if (length > 0 && !from.any_in(words, at + length, std::min(span.to, at + length + 3))) return true;
    }
    return false;
}

// "all de sms'er" on the channel that brings them is that channel, "alle beskeder" is all.
bool means_own_channel(const WordList& words, std::size_t at, std::size_t to, ChannelKind channel) {
    const PhraseSet& own = channel == ChannelKind::sms ? text_messages() : mail_messages();
    static const PhraseSet these("de | disse | de her | jeres | those | these | your | era | deres | dessa | med");
    static const PhraseSet with("med | with | av | af | of");
    const bool complained = at > 0 && with.match_at(words, at - 1) > 0;
    static const PhraseSet those("de | disse | de her | de der | de haer | de daer | those | these | dessa");
    const std::size_t pointed = those.match_at(words, at + 1);
    if (pointed > 0 && message_at(words, at + 1 + pointed) > 0) return true;  // those that come here
    return (complained && own.match_at(words, at + 1) > 0) ||
           (these.match_at(words, at + 1) > 0 && own.any_in(words, at + 1, std::min(to, at + 4)));
}

// "forkert nummer": whoever has it now is no customer, and nothing of them is to be forgotten.
bool has_wrong_number(const WordList& words) {
    static const PhraseSet set(
        "forkert nummer | forkerte nummer | fejl nummer | fel nummer | feil nummer | wrong number | wrong person | "
        "forkert person | fel person | feil person | wrong address | forkert adresse");
    return set.any_in(words);
}

// "stop everything, receipts too"
bool names_service(const WordList& words, Span span) {
    static const PhraseSet also(
        "hverken | verken | varken | neither | eller | or | heller ikke | inte heller | heller inte | not even | nor | "
        "ogsaa | aeven | inklusive | including | incl | "
        "inkl | also | "
        "samt | selv | and | og | och | too"),
        behind("as well | too | ogsaa");
    static const PhraseSet service(
        "kvittering | kvitteringer | kvitteringerne | kvitton | kvitto | kvitteringene | receipt | receipts | faktura "
        "| "
        "fakturaer | fakturor | invoices | order updates | order messages | ordermeddelanden | ordremeldinger | "
        "ordrebekraeftelser | ordrebeskeder | orderbekraeftelser | ordrebekreftelser | leveringsbeskeder | delivery "
        "updates | "
        "order confirmations | servicebeskeder | servicemeldinger | service messages | service");
    for (std::size_t at = span.from; at < span.to; ++at) {
        const std::size_t end = std::min(span.to, at + 4);
        if (also.match_at(words, at) > 0 && service.any_in(words, at + 1, end)) return true;
        if (service.match_at(words, at) > 0 && behind.any_in(words, at + 1, end)) return true;
    }
    return false;
}

// "Stopp absolutt alt": a verb of stopping, and everything.
bool stops_all(const WordList& words, Span span) {
    static const PhraseSet all("alt | allt | alting | allting | everything | all of it | all");
    Span core = span;
    strip_courtesies(words, core.from, core.to);
    const std::size_t length = stop_verbs().match_at(words, core.from);
    if (!names_service(words, span)) return false;
    // "everything must stop, order messages as well"
    if (all.match_at(words, core.from) > 0 && stop_verbs().any_in(words, core.from, core.to)) return true;
    return length > 0 && all.any_in(words, core.from + length, std::min(core.to, core.from + length + 2));
}

OptOut scope_of(const WordList& words, Span span, ChannelKind channel) {
    if (names_service(words, span)) return OptOut::everything;
    if (erases_me(words, span)) return has_wrong_number(words) ? OptOut::channel : OptOut::everything;
    if (everything_words().any_in(words, span.from, span.to)) return OptOut::everything;
    for (std::size_t at = span.from; at < span.to; ++at) {
        if (all_words().match_at(words, at) == 0) continue;
        static const PhraseSet idle(
            "all the time | all day | all night | alle dage | alla dagar | all this | alle mulige");
        if (idle.match_at(words, at) > 0 || means_own_channel(words, at, span.to, channel)) continue;
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
        "saa himla | saa fin | saa fine | saa fina | saa flot | saa flotte | saa smuk | saa god | saa gode | vilka | "
        "vilken | hvilke | hvilken | "
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

std::size_t first_clause_end(const WordList& words, Span sentence) {
    static const PhraseSet but("men | but | though | dog");
    std::size_t at = sentence.from + 1;
    while (at < sentence.to && words[at].before != Break::comma && but.match_at(words, at) == 0) ++at;
    return at;
}

// "Drop de tilbud, men send besked når pakken er her": what follows is about something else.
bool says_stop_first(const WordList& words, Span sentence) {
    const std::size_t end = first_clause_end(words, sentence);
    constexpr std::size_t kFewest = 3;
    if (end >= sentence.to || end - sentence.from < kFewest) return false;
    const auto first = words.begin() + static_cast<std::ptrdiff_t>(sentence.from);
    const WordList clause(first, words.begin() + static_cast<std::ptrdiff_t>(end));
    const Span whole{0, clause.size()};
    return !not_about_us().any_in(clause, 0, clause.size()) && says_stop(clause, whole);
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

// What no phrase above says: read by what its words mean.
Stop read_wish(const WordList& words, ChannelKind channel, bool asked) {
    Stop stop;
    const auto wish = wants_to_be_left_alone(words, asked);
    if (!wish) return stop;
    const OptOut scope = wish->about_data ? OptOut::everything : scope_of(words, wish->sentence, channel);
    const auto named = named_channel(words, wish->sentence);
    if (scope == OptOut::channel && named && *named != channel)
        stop.other_channel = named;
    else
        stop.scope = scope;
    return stop;
}

}  // namespace

Stop read_stop(const WordList& all, ChannelKind channel, bool asked) {
    const WordList words = without_politeness(all);
    Stop stop;
    const Span whole{0, words.size()};
    Span bare = whole;
    strip_courtesies(words, bare.from, bare.to);
    if (bare.size() > 0 && lone_commands().makes_up(words, bare.from, bare.to)) return {OptOut::channel, true, {}};
    // "Avsluta. Hälsn Bengt"
    const std::size_t first_end = words.empty() ? 0 : sentence_end(words, 0);
    Span opening{0, first_end};
    strip_courtesies(words, opening.from, opening.to);
    constexpr std::size_t kMostSignature = 3;
    if (opening.size() > 0 && words.size() - first_end <= kMostSignature && !asked &&
        lone_commands().makes_up(words, opening.from, opening.to))
        return {OptOut::channel, true, {}};
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
        const bool said_first = !said && !is_conditional(words, sentence) && says_stop_first(words, sentence);
        const bool all_of_it = stops_all(words, sentence);
        if (!command && !said && !said_first && !all_of_it && !(sentence.from == 0 && shouts_stop(words, sentence)))
            continue;
        const OptOut scope =
            scope_of(words, said_first ? Span{sentence.from, first_clause_end(words, sentence)} : sentence, channel);
        const auto named = named_channel(words, sentence);
        if (scope == OptOut::channel && named && *named != channel) {
            stop.other_channel = named;
            continue;
        }
        stop.bare = stop.bare || command;
        stop.scope = std::max(stop.scope, scope);
    }
    if (stop.scope == OptOut::none && !stop.other_channel) stop = read_wish(words, channel, asked);
    if (stop.scope != OptOut::none) stop.other_channel.reset();
    return stop;
}

}  // namespace dialogd::message
