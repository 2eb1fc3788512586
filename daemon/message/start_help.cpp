// Reads START and HELP, and sentences that ask for our messages again.
#include "message/stop_words.hpp"

namespace dialogd::message {
namespace {

// "I don't want you to start sending again"
bool is_refused(const WordList& words, std::size_t at) {
    static const PhraseSet no("ikke | inte | ikkje | ej | not | dont | never | aldrig | aldri");
    return no.any_in(words, sentence_begin(words, at), at);
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
    static const PhraseSet within(
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
    return false;
}

bool read_help(const WordList& words) {
    Span bare{0, words.size()};
    strip_courtesies(words, bare.from, bare.to);
    static const PhraseSet set(
        "help | info | hjaelp | hjelp | hjalp | information | aide | hilfe | sos | kommandoer | kommandon | commands | "
        "menu | help me | hjaelp mig");
    return bare.size() > 0 && set.makes_up(words, bare.from, bare.to);
}

}  // namespace dialogd::message
