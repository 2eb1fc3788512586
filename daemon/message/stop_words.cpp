// The vocabulary of opting out. Folded: see phrases.hpp.
#include "message/stop_words.hpp"

#include <algorithm>
#include <array>

namespace dialogd::message {

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
        "framelder | avregistrerer | avregistrerar | avprenumererar | avmelder | avanmaeler | stryk mig | stryke mig | "
        "stryka "
        "mig | stryke meg | strykes | vil slettes | gerne slettes | vil afmeldes | blive slettet fra | bli slettet fra "
        "| lose my number | forget my "
        "number | delete my number | avsluta prenumeration | avslutar nyhetsbrevet | "
        "avslutar prenumerationen | avslutar utskicken | avslutter nyhetsbrevet | melder mig fra | melder mig ud | "
        "melder mig av | melder meg ut | opsiger nyhedsbrevet | afmeld | afmelde | afmeldes | afmeldt | afmelder | "
        "afmelding | frameld | framelde | frameldes | frameldt | "
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
        "hold nu op | hold naa op | hold saa op | hold da op | lad nu vaere | lad naa vaere | drop | dropp | droppa | "
        "droppe | "
        "laegg av | laegga av | legg av | gi dere | upphoer | lay off | knock it off | quit it | give it a rest | "
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
        "bombardere | chikanere | tekste | reklamere | pinging | pestering | "
        "mase | masa | tjata | plager | masing | nagging | hassling | annoying | hounding | mailbombe | kime | "
        "messing");
    return set;
}
const PhraseSet& any_message() {
    static const PhraseSet set(
        "communication | communications | correspondence | kommunikation | contact | contacts | sms | sms er | smser | "
        "smsen | smserne | smsene | sms beskeder | sms ar | sms s | text | texts | text "
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
    constexpr std::array<std::string_view, 23> kStems = {
        "tekstmelding", "textmeddeland", "tekstbesked", "utsending",  "sms",        "mail",
        "mejl",         "email",         "epost",       "besked",     "meddelelse", "meddeland",
        "melding",      "nyhedsbrev",    "nyhetsbrev",  "newsletter", "reklam",     "erbjudand",
        "annonc",       "kampagn",       "kampanj",     "spam",       "promo"};
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
        "texte | texta | "
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
        "all | al | alt | allt | alle | alla | any | stopall | stopalt | every list | all lists | both | baade | baada "
        "| begge | hverken | verken | varken | vare sig | neither | any channel | "
        "samtlige | "
        "samtliga | marketing | whatsoever | overhovedet");
    return set;
}

// All that is wanted is fewer, or something else than our messages.
const PhraseSet& not_about_us() {
    static const PhraseSet set(
        "was about to | were about to | wanted to but | "
        "at night | om natten | nattetid | paa natten | om nattene | late at night | sent paa | om aftenen efter | "
        "foer klokken | efter klokken | etter klokken | efter kl | etter kl | after 9 | foer kl | "
        "so many | saa mange | saa maanga | so often | saa ofte | saa ofta | saa tit | saa meget | saa mycket | so "
        "much | hver dag | every day | varje dag | daily | dagligt | daglig | hver eneste dag | konkurrent | "
        "konkurrenten | konkurrenter | konkurrenterne | konkurrent s | competitor | competitors | other shops | andre "
        "butikker | andra butiker | another shop | en anden butik | "
        "miss | missing | gaa glip | gaar glip | missa | missar | gaa glipp | laugh | laughing | haha | hahaha | "
        "griner | grine | skratta | skrattar | ler | lol | sjov | funny | killing me |  lige ved "
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

}  // namespace dialogd::message
