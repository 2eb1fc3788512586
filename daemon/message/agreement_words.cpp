// The lists of yes and no.
#include "message/agreement_words.hpp"

namespace dialogd::message {

const PhraseSet& strong_yes() {
    static const PhraseSet set(
        "ja tak | ja tack | ja takk | ja gerne | ja gaerna | ja gjerne | ja meget gerne | meget gerne | mycket gaerna "
        "| veldig gjerne | gerne | gaerna | gjerne | vaeldigt gerne | rigtig gerne | jeps | jep | jepp | japp | jada | "
        "joda | yes | yes please | yep | yeah | yea | yup | "
        "sure | of course | absolutely | definitely | certainly | selvfoelgelig | selvfoelgeligt | sjaelvklart | "
        "selvsagt | naturligvis | naturligtvis | absolut | absolutt | javisst | visst | jo tak | jo tack | jo takk | "
        "jo gerne | jo da | please do | thatd be useful | that would be useful | id like that | i would like that | id "
        "like one | yes i would | "
        "det ville vaere super | det ville vaere fint | det ville vaere godt | det ville vaere perfekt | det ville "
        "vaere "
        "skoent | det ville vaere laekkert | det ville vaere en hjaelp | det hade varit bra | det hade varit fint | "
        "det hade varit toppen | "
        "det hade varit snaellt | det hadde vaert kjempefint | det hadde vaert flott | det hadde vaert supert | "
        "det hadde vaert topp | kjempefint | det hadde vore fint | lyder som en god ide | lyder som en god idé | "
        "laater som en bra ide | that works | that works for me | "
        "jaettebra | det vore jaettebra | det vore perfekt | det vore fint | saa klart | saaklart | jaaa | jaaaa | "
        "jaaaaa | "
        "go ahead | go for it | by all means | be my guest | "
        "feel free | knald paa | "
        "bare knald "
        "paa | koer paa | bare koer | koer bare | fyr loes | koer bara | koer paa bara | kjoer paa | bare kjoer | det "
        "maa "
        "i godt | det maa i gerne | det maa i meget gerne | det maa du gerne | maa i gerne | det maa dere gjerne | "
        "det faar ni | det faar du | gaerna det | gerne det | gjerne det | yes pls | yas | yessir | hell yes | "
        "for sure | sounds perfect | works for me | fine by me | fine with me | im in | okay med mig | det lyder godt "
        "| "
        "det lyder fint | lyder fint | lyder bra | hoeres bra | hoerest bra ut | laater fint | laater toppen | "
        "toppen | supert | vaersaagod | send bare | skicka bara | skicka gaerna | send gerne | send gjerne | "
        "send endelig | det vore bra | det vore snaellt | det vore toppen | thatd be great | thatd be nice | "
        "that would be nice | that would be lovely | would be great | id appreciate it | id appreciate that | much "
        "appreciated | det ville vaere dejligt | det ville vaere rart | det hadde vaert fint | det hadde vaert bra | "
        "det er fint med mig | det er helt fint | det gaar bra | gaar fint | okidoki | naturligvis ja | sjoelvsagt | "
        "klart det | javel | selvfoelgelig ja | det kan i godt | det kan du godt | "
        "lyder godt | laater bra | hoeres bra ut | hoeres fint ut | sounds good | sounds great | id love to | i would "
        "love to | that would be great | det vil jeg gerne | det vil jeg meget gerne | vil jeg gerne | det vill jag "
        "gaerna | det vill jag | det vil jeg | det vil jeg gjerne | "
        "enig | haaller med | instaemmer | korrekt | correct | det stemmer | det staemmer | staemmer | precis | "
        "praecis | det er rigtigt | det er riktig | thats right | exactly | lad os goere det | lets do it | count me "
        "in | ingen problem | ingen problemer | inga problem | no problem | no worries | "
        "intet problem | det er i orden | det er helt i orden | helt klart | klart ja | tommel op | 👍 | 👍🏻 | "
        "👌 "
        "| "
        "✅ "
        "| jajamensan | jo visst | jajamen | jajamaend | jajamaen | jamen ja");
    return set;
}

const PhraseSet& yes_by_idiom() {
    static const PhraseSet set(
        "ingen problem | ingen problemer | inga problem | no problem | no worries | intet problem | hvorfor ikke | "
        "hvorfor ikkje | kvifor ikkje | varfoer inte | why not | why wouldnt i | siger jeg ikke nej til | sier jeg "
        "ikke "
        "nei til | saeger jag inte nej till | seier eg ikkje nei til | siger ikke nej | sier ikke nei | saeger inte "
        "nej "
        "| cant say no to that | cant say no | wont say no | wouldnt say no | takker ikke nej | takker ikke nei | "
        "tackar inte nej | nej saa godt | nej hvor godt | nej hvor dejligt | nei saa bra | nei saa fint | nej men vad "
        "bra "
        "| nej vad bra | naemen vad bra | nei men saa bra | dont mind if i do | i dont mind | ikke noget problem | "
        "ikke noe problem | inget problem | not a problem | intet imod | ikke noget imod | har inget emot | har ikke "
        "noe "
        "imot | ingen indvendinger | no objections | ingen tvivl | ingen tvekan | ingen tvil | no doubt | uten tvil | "
        "uden tvivl | utan tvekan | without a doubt");
    return set;
}

const PhraseSet& concluding_no() {
    static const PhraseSet set(
        "men nej tak | men nej tack | men nei takk | men nej | men nei | but no thanks | but no thank you | but no | "
        "so no | so no thanks | so no thank you | so nope | so ill pass | saa nej | saa nej tak | saa nej tack | saa "
        "naej | saa nae | saa nei | saa nei takk | saa det bliver et nej | saa det blir nei | saa det blir nej | "
        "derfor "
        "nej | derfor nei");
    return set;
}

const PhraseSet& opening_yes() {
    static const PhraseSet set(
        "ja | jo | jaa | jah | y | j | please | okay | ok | okej | oki | okey | fint | fine | bra | godt | great | "
        "good | "
        "perfect | perfekt | super | yess | aye");
    return set;
}

const PhraseSet& strong_no() {
    static const PhraseSet set(
        "helst ikke | helst inte | helst ikkje | nix | gider jeg ikke | gidder jeg ikke | gidder ikke | orkar jag inte "
        "| det gider jeg ikke | tror ikke det er "
        "noedvendigt | tror ikke det er noedvendig | tror inte det behoevs | not this time | no reminder | ingen "
        "paamindelse "
        "| ingen paaminnelse | ingen paaminning | slipper det | slipper helst | jeg slipper | nej det er fint | nej "
        "det er "
        "ok | nej det aer bra | nej det aer lugnt | nej det aer ok | nej det behoevs | nei det gaar bra | nei det er "
        "greit "
        "| nei det er bra | nei det er fint | nej det gaar | no thats fine | no thats ok | no thats okay | no its fine "
        "| "
        "no its ok | no its okay | no im good | no im fine | no im ok | nah im good | please dont | please do not | "
        "rather you didnt | im good thanks | im "
        "good thank you | im fine thanks | "
        "im fine thank you | im ok thanks | im alright thanks | youre alright | har selv styr paa det | selv styr paa "
        "| "
        "har koll sjaelv | har koll paa det sjaelv | haaller koll sjaelv | skoeter jag sjaelv | klarar jag sjaelv | "
        "minns sjaelv | kommer ihaag sjaelv | husker det selv | husker jeg selv | husker det sjoel | fint selv | "
        "styr paa det selv | kontroll selv | got it covered | remember it myself | remember myself | manage myself | "
        "sort it myself | can do without | dont want | vill inte ha | vil ikke ha | vil ikke have | vil ikkje ha | "
        "behoever ingen | behoever inga | trenger ingen | har ikke brug | dont bother | dont need it | dont need one | "
        "dont need that | i dont "
        "need "
        "| no need to | not necessary | not needed | not required | thats not necessary | id rather not | i would "
        "rather "
        "not | not for me | no can do | no ta | leave it | ill pass on that | count me out | give it a miss | "
        "ikke noedvendig | er ikke noedvendigt | ikke noedvendig | inte noedvaendigt | behoever i ikke | behoever ikke "
        "| "
        "det behoever i ikke | det behoever du ikke | behoever jeg ikke | det behoever jeg ikke | behoevs ej | behoevs "
        "icke | det behoevs inte | behoever inte | det behoever jag inte | jag behoever inte | behoev ikkje | trengs "
        "ikke | trengs ikkje | det trengs ikke | trenger ikke | treng ikke | treng ikkje | trengs ikke | det trenger "
        "jeg "
        "ikke | treng eg ikkje | lad vaere | lad vaer | bare lad vaere | la vaere | laat bli | laat vara | det slipper "
        "i "
        "| det goer ikke noedvendigt | ellers mange tak | droppe det | drop det | skit i det | strunta i det | "
        "det goer det ikke | har ikke brug for det | ikke brug for | har ikke bruk for | ikke bruk for | inget behov | "
        "ikke behov | intet behov | ikke aktuelt | inte aktuellt | ikkje aktuelt | naa tak | naer tak | niks da | "
        "ikke for mig | ikke for meg | inte foer mig | nej for guds skyld | husker det selv | husker jeg selv | det "
        "klarer "
        "jeg selv | klarar mig | klarer meg | klarer mig uden | absolutely not | rather not | preferably not | hell no "
        "| heck no | nej "
        "tak | nej tack | nei takk | "
        "no thanks | no thank you | no thx | nope | niks | nixen | "
        "nah | naeh | nae | "
        "naepp | ellers tak | ellers takk | ikke interesseret | ikke interessert | inte intresserad | ej intresserad | "
        "not interested | "
        "aldrig i livet | over my dead body | no way | overhovedet ikke | absolut ikke | absolutt ikke | absolut inte "
        "| slet ikke | inte alls | ikke i det hele tatt | not at all | of course not | selvfoelgelig ikke | "
        "sjaelvklart inte | naturligvis ikke | definitely not | "
        "det vil jeg ikke | det vill jag inte | vil jeg ikke | vill jag inte | jeg vil ikke | jag vill inte | i dont "
        "want | i do not want | i dont | det goer jeg ikke | det goer jag inte | det gjoer jeg ikke | ingen interesse "
        "| inget intresse | jeg takker nej | takker nej | jag tackar nej | tackar nej | takker nei | "
        "jeg springer over | jag avstaar | jag hoppar oever | i pass | ill pass | hard pass | no need | ikke "
        "noedvendigt | behoevs inte | det behoeves ikke | jeg afslaar | 👎 | ❌ | 👎🏻 | gider ikke | orkar "
        "inte "
        "| "
        "gidder ikke");
    return set;
}

const PhraseSet& opening_no() {
    static const PhraseSet set("nej | nei | no | neij | nejj | n | aldrig | aldri | never");
    return set;
}

const PhraseSet& on_terms() {
    static const PhraseSet set("ikke uden | ikke uten | inte utan | not without | medmindre | unless | so long as");
    return set;
}

const PhraseSet& perhaps() {
    static const PhraseSet set(
        "ja eller nei | ja eller nej | yes or no | whatever | taenkte jeg nok | eller jo | eller ja | eller nej | "
        "eller nei | or yes | or no | why do you | "
        "why are you | hvorfor spoerger | hvorfor spoer | varfoer fraagar | hva tror | vad tror | hvad tror | no "
        "problem with | "
        "ingen problemer med | inga problem med | ingen problem med | "
        "maaske | kanske | kanskje | maybe | perhaps | tja | ved ikke | ved det ikke | vet inte | vet ej | vet ikke | "
        "go ahead and | dont know | do not know | not sure | usikker | osaeker | er i tvivl | tveksam | both | baade "
        "og | ja og nej | "
        "ja och nej | ja og nei | yes and no | "
        "det kommer an paa | beror paa | det beror paa | depends | kommer an paa | yeah right | yeah no | ja ja | jaja "
        "| jada jada | as if | den er god | hvis | if | dersom | om det | om "
        "jag | ifall | medmindre | unless | men | but | dog | naar | when | once | senere | senare | later | ikke nu | "
        "ikke lige nu | ikke akkurat naa | inte just nu | not right now | inte nu | not now | not yet | ikke endnu | "
        "inte aen | ikke enda | "
        "taenker over det | funderar | thinking about it | let me think | may | might | muligvis | vist nok | vistnok "
        "| sikkert | ironi | lol | haha");
    return set;
}

}  // namespace dialogd::message
