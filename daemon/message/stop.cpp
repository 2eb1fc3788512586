// Reads opt-outs: commands such as STOP, and sentences that ask for no more.
#include <algorithm>
#include <array>

#include "message/agreement.hpp"
#include "message/steering.hpp"

namespace dialogd::message {
namespace {

using OptOut = Steering::OptOut;

struct Span {
    std::size_t from = 0, to = 0;
    std::size_t size() const { return to - from; }
};

// Clear wherever a sentence consists of them.
const PhraseSet& commands() {
    static const PhraseSet set(
        "stop | stopp | stopall | stop all | stop alt | stopalt | stop alle | stopp alt | stoppa allt | stoppa alt | "
        "stoppa | stop everything | stop alting | stopp alle | unsubscribe | unsubscribe all | unsub | revoke | optout "
        "| opt out | opt me out | "
        "afmeld | afmelde | afmelding | afmeld alt | afmeld alle | framelding | frameld | afmeldt | afmeldes | afmeld "
        "nyhedsbrev | afmeld sms | afmeld mails | avregistrera | avregistrer | avregistrering | avprenumerera | "
        "avanmael | avanmaela | avmeld | avmelding | avmelde | meld av | meld mig av | meld mig fra | meld mig af | "
        "meld meg av | melde av | "
        "remove | remove me | ta bort mig | fjern | fjern mig | fjern meg | slet mig | slett meg | slet alt | slet | "
        "slett alt | radera mig | radera | radera allt | delete | delete me | delete all | stop it | stop det | stop "
        "nu | stop dette | stop det her | hold op | hold kaeft | sluta | slutt | slutte | stop sms | stop mail | stop "
        "mails | stop spam | stop texts | stop emails | stop messages | stop beskeder | stop reklamer | stopp sms | "
        "stopp mejl | stopp meldinger | stoppa sms | stopsms | fritak | afbestil nyhedsbrev");
    return set;
}
// WordList with another life: only as the whole text.
const PhraseSet& lone_commands() {
    static const PhraseSet set(
        "no more | ikke flere | ikke mere | ikke mer | ingen flere | inga fler | inte mer | enough | cancel | end | "
        "quit | slut | avsluta | avslutt | avslut | afslut | opsig | ophoer | avbryt | arret");
    return set;
}

const PhraseSet& leaving() {
    static const PhraseSet set(
        "afmeld | afmelde | afmeldes | afmeldt | afmelder | afmelding | frameld | framelde | frameldes | frameldt | "
        "unsubscribe | unsubscribed | unsubscribing | unsub | unsubscribes | avregistrera | avregistrer | "
        "avregistreras | avregistreres | avregistrerad | avregistrere | avprenumerera | avprenumereras | avanmael | "
        "avanmaela | avanmaelas | avmeld | avmelde | avmeldes | avmelding | avmeldt | "
        "opt out | opt me out | optout | opted out | melde mig fra | meld mig fra | melder mig fra | meldes fra | "
        "melde mig ud | meld mig ud | melde mig af | meld mig af | meld meg av | melde meg av | melder meg av | meld "
        "mig av | meldt av | meld meg ut | meld av | melde meg ut | remove me | removed from | remove my | take me off "
        "| taken off | take my number off | "
        "slet alle | slet alt | slet mine | slette mine | slette alle | slett alle | slett alt | slett mine | delete "
        "all | delete everything | radera mina | radera alla | radera allt | erase my | erase all | erase me | remove "
        "all my | fjern mine | fjern alle mine | ta bort mina | ta bort alla mina | slet mig | slette mig | slettes "
        "fra | slettet fra | slet mit | slette mit nummer | slet min mail | slet min profil | slet min konto | slett "
        "meg | slette meg | slett min | slett nummeret | delete me | delete my | fjern mig | fjerne mig | fjernes fra "
        "| fjernet fra | fjern mit | fjern min | fjern meg | fjerne meg | ta bort mig | ta bort mitt | ta bort min | "
        "ta mig bort | tas bort fraan | bort fraan er lista | radera mig | radera mina | radera mitt | radera min | "
        "stryk mig | stryk meg | tag mig af | tag mig ud | tag mig vaek | ta meg av | ta meg bort | ta meg ut | "
        "leave me alone | lad mig vaere | lad mig i fred | lad mig vaere i fred | laat mig vara | laat mig vara ifred "
        "| laemna mig ifred | laemna mig i fred | la meg vaere | la meg i fred | af listen | fra listen | fraan listan "
        "| off the list | off your list | off this list | fra jeres liste | av listen | fraan er lista | "
        "cancel my subscription to your newsletter | cancel the newsletter | cancel newsletter | cancel my newsletter "
        "| cancel these | opsige nyhedsbrevet | opsig nyhedsbrevet | opsige mit nyhedsbrev | opsig mit nyhedsbrev | "
        "avsluta prenumerationen | avsluta min prenumeration paa nyhetsbrevet | avsluta utskicken | avsluta "
        "nyhetsbrevet | avbestille nyhetsbrevet | saeg upp nyhetsbrevet | si opp nyhetsbrevet | afbestil nyhedsbrevet "
        "| afbestille nyhedsbrevet | "
        "frabeder mig | frabeder os | undanber mig | undanbeder mig | frabedes | frabe meg | frabeder meg | undanbes | "
        "traekker mit samtykke | traekke mit samtykke | tilbagekalder mit samtykke | tilbagekalde mit samtykke | "
        "traekker samtykket tilbage | withdraw my consent | revoke my consent | withdraw consent | aaterkallar mitt "
        "samtycke | trekker samtykket | trekker tilbake samtykket | drar tillbaka mitt samtycke | tar tillbaka mitt "
        "samtycke | forget me | glem mig | gloem mig | glem meg");
    return set;
}

const PhraseSet& stop_verbs() {
    static const PhraseSet set(
        "lade vaere | lade vaere med | lad vaere med | stop | stopp | stoppa | stoppe | stopper | stoppes | stops | "
        "sluta | slutt | slutte | hold op | holde op | "
        "hoer op | quit | cease | lad vaere | la vaere | laat bli | please stop | skip | kan i stoppe | ophoer");
    return set;
}
// What somebody who writes to customers does.
const PhraseSet& sending() {
    static const PhraseSet set(
        "sending | texting | messaging | mailing | emailing | e mailing | spamming | contacting | writing | calling | "
        "bothering | harassing | sms ing | smsing | bombarding | sende | send | sender | skrive | skriv | skriva | "
        "skriver | kontakte | kontakt | kontakta | kontakter | maile | mail mig | mejla | mejle | messe | messa | smse "
        "| smsa | sms mig | "
        "spamme | spamma | spammer | spam | ringe | ringa | skicka | skickar | forstyrre | stoera | plage | plaga | "
        "bombardere | chikanere | tekste | reklamere | pinging | pestering");
    return set;
}
const PhraseSet& any_message() {
    static const PhraseSet set(
        "sms | sms er | smser | smsen | smserne | smsene | sms beskeder | sms ar | sms s | text | texts | text "
        "messages | tekstbeskeder | textmeddelanden | tekstmeldinger | mail | mails | mailen | mailene | mailsene | "
        "mailer | mejl | mejlen | mejlar | email | emails | e mail | e mails | e post | epost | e posten | eposten | e "
        "poster | "
        "message | messages | msg | msgs | besked | beskeder | beskederne | meddelelser | meddelanden | meddelande | "
        "melding | meldinger | meldingene | henvendelser | notification | notifications | notifikationer | pling | "
        "newsletter | newsletters | nyhedsbrev | nyhedsbreve | nyhedsbrevet | nyhetsbrev | nyhetsbrevet | nyhetsbreven "
        "| nyhetsbrevene | "
        "reklame | reklamer | reklam | reklamen | ads | adverts | advertising | annoncer | spam | spammet | junk | "
        "marketing | markedsfoering | marknadsfoering | tilbud | tilbuddene | tilbuddet | offers | offer | deals | "
        "promos | promotions | promotion | promotional | erbjudanden | erbjudande | kampagner | kampanjer | utskick | "
        "utskicken | utsendelser | tilbudsmails | reklamemails | reklamesms | tilbudssms | mas | tjat | stuff | crap | "
        "lort | skit | dritt | noget fra jer | mere fra jer | mer fraan er | mer fra dere | anything from you | from "
        "you | fra jer | fraan er | fra dere");
    return set;
}
// Any form of a word for what we send: "mailene", "smserne", "beskederne".
std::size_t message_at(const WordList& words, std::size_t at) {
    const std::size_t length = any_message().match_at(words, at);
    if (length > 0 || at >= words.size()) return length;
    constexpr std::array<std::string_view, 19> kStems = {
        "sms",       "mail",    "mejl",       "email",      "epost",      "besked", "meddelelse",
        "meddeland", "melding", "nyhedsbrev", "nyhetsbrev", "newsletter", "reklam", "erbjudand",
        "annonc",    "kampagn", "kampanj",    "spam",       "promo"};
    const std::string& text = words[at].text;
    if (text.find("adres") != std::string::npos) return 0;
    if (std::any_of(kStems.begin(), kStems.end(),
                    [&](std::string_view stem) { return text.compare(0, stem.size(), stem) == 0; }))
        return 1;
    const bool post = text == "e" && at + 1 < words.size() &&
                      (words[at + 1].text.compare(0, 4, "post") == 0 || words[at + 1].text.compare(0, 4, "mail") == 0);
    return post ? 2 : 0;
}
const PhraseSet& marketing_only() {
    static const PhraseSet set(
        "reklame | reklamer | reklam | reklamen | ads | adverts | advertising | annoncer | marketing | markedsfoering "
        "| marknadsfoering | tilbud | tilbuddene | tilbuddet | offers | offer | deals | promos | promotions | "
        "promotion | promotional | erbjudanden | erbjudande | kampagner | kampanjer | reklamemails | tilbudsmails | "
        "reklamesms | tilbudssms");
    return set;
}
const PhraseSet& text_messages() {
    static const PhraseSet set(
        "sms | sms er | smser | smsen | smserne | smsene | sms ar | sms s | texts | text | text messages | text "
        "message | tekstbeskeder | tekstbesked | textmeddelanden | tekstmeldinger | texting | smse | smsa | tekste | "
        "reklamesms | tilbudssms");
    return set;
}
const PhraseSet& mail_messages() {
    static const PhraseSet set(
        "mail | mails | mailen | mailene | mailer | mejl | mejlen | mejlar | email | emails | e mail | e mails | e "
        "post | epost | eposten | e poster | newsletter | newsletters | nyhedsbrev | nyhedsbreve | nyhedsbrevet | "
        "nyhetsbrev | nyhetsbrevet | nyhetsbreven | mailing | emailing | maile | mejla | reklamemails | tilbudsmails");
    return set;
}

const PhraseSet& everything_words() {
    static const PhraseSet set(
        "everything | alting | allting | slet alt | slett alt | slet mig helt | slett meg helt | radera allt | delete "
        "all | delete everything | delete me | delete my | slet mine | slette mine | slett mine | radera mina | radera "
        "mig | alle mine data | mine data | my data | mina uppgifter | mine oplysninger | mine opplysninger | personal "
        "data | personoplysninger | persondata | personuppgifter | gdpr | forget me | glem mig | gloem mig | glem meg "
        "| slet min profil | slet min konto | slett min konto | radera mitt konto | delete my account | also service | "
        "ogsaa service | aeven service | ogsaa ordrebeskeder | including service | absolut alt | alt muligt | helt og "
        "holdent | slet alle");
    return set;
}
const PhraseSet& all_words() {
    static const PhraseSet set(
        "all | al | alt | allt | alle | alla | any | stopall | stopalt | every list | all lists | both | baade | "
        "samtlige | "
        "samtliga | marketing | whatsoever | overhovedet");
    return set;
}

// All that is wanted is fewer, or something else than our messages.
const PhraseSet& not_about_us() {
    static const PhraseSet set(
        "so many | saa mange | saa maanga | so often | saa ofte | saa ofta | saa tit | saa meget | saa mycket | so "
        "much | hver dag | every day | varje dag | daily | dagligt | daglig | hver eneste dag | konkurrent | "
        "konkurrenten | konkurrenter | konkurrenterne | konkurrent s | competitor | competitors | other shops | andre "
        "butikker | andra butiker | another shop | en anden butik | "
        "miss | missing | gaa glip | gaar glip | missa | missar | gaa glipp | laugh | laughing | haha | hahaha | "
        "griner | grine | skratta | skrattar | ler | lol | sjov | funny | killing me | min soester | min ven | min "
        "veninde | my friend | my sister | my mother | min mor | min mamma | min vaen | a friend | min nabo | lige ved "
        "| paa vej til at | naesten | naestan | nesten | almost | nearly | var ved at | close to | taet paa | naera "
        "att | holdt paa aa | "
        "kurven | kurv | basket | cart | varukorg | varukorgen | handlekurv | min ordre | ordren | my order | the "
        "order | this order | ordrer | orders | bestillingen | min bestilling | min bestaellning | bestaellningen | "
        "beställning | order | ordre | pakken | pakke | parcel | package | paketet | paket | leveringen | levering | "
        "delivery | leverans | faktura | fakturaen | fakturan | invoice | regningen | betaling | betalingen | payment "
        "| betalning | aftale | aftalen | appointment | min tid | booking | bookingen | reservation | kursus | kurset "
        "| kurs | deltagelse | medlemskab | membership | medlemskap | abonnement paa | bus stop | bus | busstop | non "
        "stop | nonstop | stoppested | haallplats | stop by | stop over | one stop | stop motion | full stop | pit "
        "stop");
    return set;
}

std::vector<Span> sentences(const WordList& words) {
    std::vector<Span> all;
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = sentence_end(words, at);
        all.push_back({at, end});
        at = end;
    }
    return all;
}

// "do not unsubscribe me", but not "I can not unsubscribe".
bool is_turned(const WordList& words, std::size_t at, std::size_t from) {
    static const PhraseSet no(
        "ikke | ikk | inte | ikkje | ej | not | dont | didnt | never | aldrig | aldri | wont | doesnt | wouldnt | "
        "shouldnt | couldnt | cant stop | cannot stop | kan ikke stoppe");
    // "vil I ikke nok fjerne mig": a polite request.
    static const PhraseSet request(
        "vil i | vil du | vil dere | vill ni | vill du | kan i | kan du | kan ni | kan dere | kunne i | gider i | "
        "gider du | wont you | why dont you | would you");
    if (request.match_at(words, from) > 0) return false;
    static const PhraseSet able(
        "kan | can | cant | cannot | kunne | could | muligt | mulig | moejligt | possible | lykkes | lyckas | virker | "
        "funkar | works | faar | get | gaar | goer | skal | why | hvorfor | varfoer");
    bool turned = false;
    for (std::size_t back = 1; back <= 4 && at >= from + back; ++back) {
        if (words[at - back + 1].before == Break::comma) break;
        if (no.match_at(words, at - back) > 0) turned = true;
    }
    if (!turned) return false;
    return !able.any_in(words, from, at);
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

// "stop det pjat", "nu stopper I", "stop the madness": short, and about what comes from us.
bool is_short_stop(const WordList& words, Span span) {
    std::size_t from = span.from, to = span.to;
    strip_courtesies(words, from, to);
    if (from >= to) from = span.from, to = span.to;
    if (to - from > 5 || words[from].question) return false;
    static const PhraseSet stop(
        "stop | stopp | stoppa | stoppe | stopper | stoppar | sluta | slutt | hold op med | hold opp med");
    static const PhraseSet what(
        "det | det her | det der | de her | de | disse | dette | det haer | dessa | this | these | those | that | the "
        "| al | alt | all | alle | your | jeres | era | deres | you | i | ni | dere | du | that s it | now | with | "
        "med");
    const std::size_t length = stop.match_at(words, from, to);
    return length > 0 && from + length < to && what.match_at(words, from + length, to) > 0 &&
           words[from + length].before != Break::stop;
}

// "fjern mig fra jeres mailliste", "kan jeg blive slettet fra listen"
bool is_off_the_list(const WordList& words, Span span) {
    static const PhraseSet off(
        "fjern | fjerne | fjernes | fjernet | slet | slette | slettes | slettet | slett | sletta | remove | removed | "
        "delete | deleted | erase | take | taken | tag | tage | tages | ta | tas | get | ud | ut | off | af | bort | "
        "stryg | stryk | radera | raderas");
    static const PhraseSet list(
        "listen | liste | lister | listerne | mailliste | maillisten | e postlisten | epostlisten | list | lists | "
        "lista | listan | mailing list | mailinglist | mailinglista | saendlista | utskick | utskicket | register | "
        "registret | kartotek | database | databasen");
    static const PhraseSet mine(
        "mit nummer | mitt nummer | my number | min mail | min e mail | min email | my email | my mail | my address | "
        "min adresse | min adress | min e post | min epost | min e postadresse | min mailadresse | min mailadress | "
        "mejladress | denna adress | denne adresse | this address | this number | dette nummer | detta nummer");
    static const PhraseSet others(
        "price list | wish list | waiting list | guest list | gaesteliste | shopping list | old | gamle | gamla | new "
        "| ny | nye | nya | change | aendre | aendra | endre");
    if (others.any_in(words, span.from, span.to) || !off.any_in(words, span.from, span.to)) return false;
    return list.any_in(words, span.from, span.to) ||
           (mine.any_in(words, span.from, span.to) && off.any_in(words, span.from, span.from + 4));
}

// Anger says it too.
bool is_rude(const WordList& words, Span span) {
    static const PhraseSet set(
        "this is spam | det er spam | det her er spam | det haer aer spam | detta aer spam | dette er spam | fuck off "
        "| piss off | get lost | go away | skrid | rend mig | pis af | dra aat helvete | dra til helvete | gaa ad "
        "helvede til | ryk ud | blokerer jer | blockerar er | blokkerer dere");
    return set.any_in(words, span.from, span.to);
}

// "stop sending me texts", "sluta skicka", "hold op med at skrive", "stop disse beskeder".
bool asks_to_stop(const WordList& words, Span span) {
    for (std::size_t at = span.from; at < span.to; ++at) {
        const std::size_t length = stop_verbs().match_at(words, at);
        if (length == 0 || is_turned(words, at, span.from)) continue;
        // "I could not stop reading", "did you stop selling": somebody else's stopping.
        static const PhraseSet other(
            "i | jeg | jag | you | did | could | couldnt | can | cant | cannot | han | hun | she | he | we | har i | "
            "has | have | bussen | bus | the | a | at the | en | ett | et | naar | when");
        static const PhraseSet wish(
            "gider i | gider du | gid i | please | kan i | kan du | kan ni | kan dere | can you | could you | vil i | "
            "vil du | vill ni | would you "
            "| will you | must | maa i | skal i | i skal | ni ska | ni maaste | you must | you should | you need to | "
            "i want you to | jeg vil have | jag vill att | jeg oensker | i would like you to | gid i ville | hvornaar "
            "| naar");
        if (at > span.from && other.match_at(words, at - 1) > 0 && !wish.any_in(words, span.from, at)) continue;
        std::size_t next = at + length;
        static const PhraseSet link(
            "med | at | att | aa | med at | med att | med aa | all | alle | alla | alt | allt | disse | de | de her | "
            "den | denne | det | dette | de haer | denna | these | those | the | this | your | jeres | era | er | "
            "deres | with | with the | with your | mig | me | meg | sending | with all | nu | now | please | med det | "
            "med de | saa | og | och | any | more | flere | mer | mere | fler | dine | dina | her | haer | evige | "
            "evindelige | foerbannade | jaevla | damn | bloody | fucking | stupid | irriterende | spam | unwanted | i");
        for (std::size_t step = 0; step < 5; ++step) {
            if (next >= span.to) break;
            if (sending().match_at(words, next) > 0 || message_at(words, next) > 0) return true;
            const std::size_t skip = link.match_at(words, next);
            if (skip == 0) break;
            next += skip;
        }
    }
    return false;
}

// "don't send me any more", but not "don't send a replacement", "don't call before nine".
bool aims_at_us(const WordList& words, std::size_t act, std::size_t to) {
    static const PhraseSet sends("send | sende | sender | skicka"),
        us("me | mig | meg | more | mere | mer | flere | fler | again | igen | igjen | any | anymore | noget | noe | "
           "these | this | disse | dette | such | that kind | os | us");
    static const PhraseSet timed(
        "before | after | foer | foerr | efter | etter | until | mellem | between | today | i dag | tomorrow | i "
        "morgen");
    const bool us_named = act + 1 >= to || us.any_in(words, act + 1, std::min(to, act + 4));
    bool message = false;
    for (std::size_t at = act + 1; at < std::min(to, act + 5); ++at) message = message || message_at(words, at) > 0;
    if (sends.match_at(words, act) > 0) return us_named || message;
    return !timed.any_in(words, act + 1, std::min(to, act + 4));
}

// "no more texts", "ikke flere tilbud", "vil ikke have jeres mails", "don't contact me".
bool wants_no_more(const WordList& words, Span span) {
    static const PhraseSet none(
        "no more | no further | ikke flere | ikke mere | ikke mer | ikke fler | inte fler | inte mer | inga fler | "
        "inga mer | ingen flere | ingen mere | ingen fler | inga flera | inte flera | ikke nogen | slut med | slutt "
        "med | slut paa | nok af | nok med | enough of | enough with | fed up with | sick of | tired of | traet af | "
        "traet af jeres | trott paa | troett paa | lei av | lei | less");
    static const PhraseSet not_want(
        "vil ikke have | vil ikke modtage | vil ikke hoere | vil ikke laengere | vil ikke | oensker ikke | gider ikke "
        "| vill inte ha | vill inte faa | vill inte | vill ej | oenskar inte | orkar inte | oensker ikke aa | vil ikke "
        "ha | vil ikke motta | vil ikke faa | vil ikke lenger | gidder ikke | dont want | do not want | dont wish | do "
        "not wish | dont need | do not need | no longer want | no longer wish | not interested in | ikke interesseret "
        "i | ikke interessert i | inte intresserad av | har ikke lyst til | vil helst ikke | vill helst inte | would "
        "rather not | dont like | ikke brug for | behoever inte | trenger ikke | jeg vil ikk | dont wanna | inte "
        "laengre ha | inte laengre");
    static const PhraseSet not_do(
        "dont | do not | never | ikke | inte | maa ikke | faar inte | skal ikke | ska inte | aldrig | aldri");
    static const PhraseSet act(
        "send | sende | sender | text | message | contact | email | mail | write | call | spam | bother | skriv | "
        "skrive | kontakt | kontakte | maile | mejla | skicka | skriva | kontakta | messa | messe | smse | smsa | "
        "ringe | ringa | spamme | sms | disturb | forstyr | forstyrre");
    static const PhraseSet got(
        "faaet | fik | fick | fikk | faatt | modtaget | modtog | mottatt | mottagit | got | received | havent | hasnt "
        "| did not get | didnt get | faar ikke | faar inte | har ikke | har inte | getting no | get no | faar ingen | "
        "faar inga | kom | came | why | hvorfor | varfoer | tilfreds | unhappy");
    static const PhraseSet bare_no("no | ingen | inga | ikke | inte");
    Span core = span;
    strip_courtesies(words, core.from, core.to);
    if (core.size() >= 2 && core.size() <= 4 && bare_no.match_at(words, core.from) > 0 && !words[core.from].question &&
        !got.any_in(words, core.from, core.to))
        for (std::size_t at = core.from + 1; at < core.to; ++at)
            if (message_at(words, at) > 0) return true;
    for (std::size_t at = span.from; at < span.to; ++at) {
        std::size_t length = not_want.match_at(words, at);
        const bool wish = length > 0;
        if (!wish && !words[at].question) length = none.match_at(words, at);
        if (length > 0) {
            if (!wish && got.any_in(words, span.from, span.to)) return false;
            const std::size_t end = std::min(span.to, at + length + (wish ? 9 : 4));
            for (std::size_t next = at + length; next < end; ++next) {
                if (words[next].before == Break::comma && next > at + length) break;
                if (message_at(words, next) > 0) return true;
                if (wish && (sending().match_at(words, next) > 0 || words[next].text == "contacted" ||
                             words[next].text == "kontaktes" || words[next].text == "kontaktas"))
                    return true;
            }
            if (wish && at + length >= span.to && words[at].text != "vil" && words[at].text != "vill") continue;
        }
        length = not_do.match_at(words, at);
        if (length > 0 && at + length < span.to && act.match_at(words, at + length) > 0) {
            const bool opens = at == span.from || words[at].before == Break::comma ||
                               courtesies().match_at(words, at - 1) > 0 || words[at - 1].text == "i" ||
                               words[at - 1].text == "du" || words[at - 1].text == "ni" ||
                               words[at - 1].text == "you" || words[at - 1].text == "og";
            if (opens && !got.any_in(words, span.from, span.to) && aims_at_us(words, at + length, span.to)) return true;
        }
        // "send mig ikke flere", "skriv ikke til mig", "skicka inte mer"
        if (act.match_at(words, at) > 0 && (at == span.from || courtesies().match_at(words, at - 1) > 0)) {
            static const PhraseSet later("ikke | inte | aldrig | aldri | never");
            for (std::size_t next = at + 1; next < std::min(span.to, at + 4); ++next)
                if (later.match_at(words, next) > 0) {
                    static const PhraseSet to_me(
                        "til mig | til meg | mig | meg | mig mere | mere | mer | flere | fler | till mig | igen | "
                        "igjen | laengere | me | noget | noe | more | anymore | til os");
                    if (next + 1 >= span.to || to_me.any_in(words, next, span.to)) return true;
                }
        }
    }
    return false;
}

bool is_leaving(const WordList& words, Span span) {
    for (std::size_t at = span.from; at < span.to; ++at) {
        const std::size_t length = leaving().match_at(words, at);
        if (length == 0 || is_turned(words, at, span.from)) continue;
        return true;
    }
    return false;
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
        const bool said =
            !elsewhere && !is_conditional(words, sentence) &&
            (asks_to_stop(words, sentence) || is_short_stop(words, sentence) || is_off_the_list(words, sentence) ||
             is_rude(words, sentence) || is_leaving(words, sentence) || wants_no_more(words, sentence));
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
        if (within.match_at(words, at) > 0 && !words[at].question && !is_turned(words, at, sentence_begin(words, at)))
            return true;
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
