// Reads START and HELP, and sentences that ask for our messages again.
#include "message/stop_words.hpp"

namespace dialogd::message {
namespace {

// "I don't want you to start sending again"
bool is_refused(const WordList& words, std::size_t at) {
    static const PhraseSet no("ikke | inte | ikkje | ej | not | dont | never | aldrig | aldri");
    return no.any_in(words, sentence_begin(words, at > 0 ? at - 1 : at), at);
}

// "jeg vil gerne have jeres sms'er igen", "kan dere melde meg på igjen?"
bool wants_again(const WordList& words, std::size_t from, std::size_t to) {
    static const PhraseSet wish(
        "vil gerne | vil gjerne | vill gaerna | vill | vil | want | would like | id like | kan i | kan ni | kan dere | "
        "kan du | "
        "can you | could you | please | maa jeg | faar jag | fortryder | aangrar | angrer | tilmeld | gerne | gaerna | "
        "gjerne | oensker | oenskar | send | skicka | kan jeg faa | kan jag faa | put me"),
        again("igen | igjen | again | back on | paa ny | paa nytt"),
        joining(
            "tilmeldes | tilmeldt | tilmelde mig | melde mig til | anmaela mig | bli anmaeld | melde meg paa | meldes "
            "paa | "
            "abonnere | prenumerera | sign me up | signed up | subscribe | subscribed | paa listen | paa listan | on "
            "the "
            "list | vaere med | vara med");
    if (!wish.any_in(words, from, to) || !again.any_in(words, from, to)) return false;
    if (joining.any_in(words, from, to)) return true;
    static const PhraseSet have("have | ha | faa | get | receive | modtage | motta | send | sende | skicka");
    if (!have.any_in(words, from, to)) return false;
    for (std::size_t at = from; at < to; ++at)
        if (message_at(words, at) > 0) return true;
    return false;
}

}  // namespace

bool read_start(const WordList& words) {
    Span bare{0, words.size()};
    strip_courtesies(words, bare.from, bare.to);
    static const PhraseSet whole(
        "start | start igen | start again | unstop | tilmeld | tilmeld igen | tilmelding | genoptag | gentilmeld | "
        "fortsaet | fortsaett | boerja igen | starta | starta igen | starte igen | begynd igen | begynn igjen | start "
        "igjen | subscribe | resubscribe | resume | continue | anmael | paameld | meld paa | fortsett | opt in | optin "
        "| aktivera | aktiver");
    if (whole.makes_up(words, bare.from, bare.to)) return true;
    // "Start. Det var en fejl"
    Span first{0, words.empty() ? 0 : sentence_end(words, 0)};
    strip_courtesies(words, first.from, first.to);
    if (whole.makes_up(words, first.from, first.to) && !words[first.from].question) return true;
    static const PhraseSet within(
        "put me back | saet mig paa listen igen | saet mig paa igen | saett mig paa listan igen | sett meg paa listen "
        "igjen | skriv mig paa igen | please start again | start again | start igen | start igjen | starta igen | "
        "begynd igen | "
        "tilmeld mig | tilmelde mig igen | meld mig til | melde mig til igen | sign me up | sign me back up | "
        "subscribe me | resubscribe me | put me back on | add me back | anmael mig | anmaela mig igen | meld meg paa | "
        "melde meg paa igjen | skriv mig op igen | saett upp mig | gerne have jeres mails igen | vil gerne have mails "
        "igen | gerne have beskeder igen | vil gerne have jeres sms | gaerna ha era mejl igen | vill ha mejlen igen | "
        "vill ha era mejl igen | vil gjerne ha meldinger igjen | vil ha mailene igjen | want your emails again | want "
        "your mails again | want the texts again | receive your emails again | begynd at skrive igen | boerja skicka "
        "igen | begynn aa sende igjen | start sending again | start med at sende igen | start texting me again | start "
        "sending me");
    for (std::size_t at = 0; at < words.size(); ++at)
        if (within.match_at(words, at) > 0 && !words[at].question && !is_refused(words, at)) return true;
    for (std::size_t from = 0; from < words.size(); from = sentence_end(words, from)) {
        const std::size_t to = sentence_end(words, from);
        if (wants_again(words, from, to) && !is_refused(words, to)) return true;
    }
    return false;
}

bool read_help(const WordList& words) {
    Span bare{0, words.size()};
    strip_courtesies(words, bare.from, bare.to);
    static const PhraseSet set(
        "help | info | hjaelp | hjelp | hjalp | information | aide | hilfe | sos | kommandoer | kommandon | commands | "
        "menu | help me | hjaelp mig");
    if (bare.size() > 0 && set.makes_up(words, bare.from, bare.to)) return true;
    // "Help! What can I reply here?"
    Span first{0, words.empty() ? 0 : sentence_end(words, 0)};
    strip_courtesies(words, first.from, first.to);
    if (first.size() > 0 && set.makes_up(words, first.from, first.to)) return true;
    static const PhraseSet commands_named("kommandoer | kommandon | kommandoene | commands"),
        asking("hjaelp | hjaelpe | hjaelpa | hjelp | hjelpe | help"),
        here(
            "svare | svara | reply | answer here | skrive til jer | hvordan virker det her | hvordan fungerer det her "
            "| hur "
            "fungerar det haer | hvordan virker dette | how does this work | these messages | de her beskeder | de "
            "haer "
            "meddelandena | disse meldingene");
    return commands_named.any_in(words) || (asking.any_in(words) && here.any_in(words));
}

}  // namespace dialogd::message
