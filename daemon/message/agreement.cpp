// Reads yes and no, and doubts itself where people say yes with a but.
#include "message/agreement.hpp"

#include "message/doubt.hpp"

namespace dialogd::message {
namespace {

const PhraseSet& strong_yes() {
    static const PhraseSet set(
        "ja tak | ja tack | ja takk | ja gerne | ja gaerna | ja gjerne | ja meget gerne | meget gerne | mycket gaerna "
        "| veldig gjerne | gerne | gaerna | gjerne | vaeldigt gerne | rigtig gerne | jeps | jep | jepp | japp | jada | "
        "joda | yes | yes please | yep | yeah | yea | yup | "
        "sure | of course | absolutely | definitely | certainly | selvfoelgelig | selvfoelgeligt | sjaelvklart | "
        "selvsagt | naturligvis | naturligtvis | absolut | absolutt | javisst | visst | jo tak | jo tack | jo takk | "
        "jo gerne | jo da | please do | "
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
// These say yes only where a sentence begins with them, or where they are what somebody says.
const PhraseSet& opening_yes() {
    static const PhraseSet set(
        "ja | jo | jaa | jah | y | j | okay | ok | okej | oki | okey | fint | fine | bra | godt | great | good | "
        "perfect | perfekt | super | yess | aye");
    return set;
}
const PhraseSet& strong_no() {
    static const PhraseSet set(
        "helst ikke | helst inte | rather not | preferably not | hell no | heck no | nej tak | nej tack | nei takk | "
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
// "no, not without my husband": a no that may become a yes.
const PhraseSet& on_terms() {
    static const PhraseSet set("ikke uden | ikke uten | inte utan | not without | medmindre | unless | so long as");
    return set;
}
const PhraseSet& perhaps() {
    static const PhraseSet set(
        "ja eller nei | ja eller nej | yes or no | "
        "maaske | kanske | kanskje | maybe | perhaps | tja | ved ikke | ved det ikke | vet inte | vet ej | vet ikke | "
        "dont know | do not know | not sure | usikker | osaeker | er i tvivl | tveksam | both | baade og | ja og nej | "
        "ja och nej | ja og nei | yes and no | "
        "det kommer an paa | beror paa | det beror paa | depends | kommer an paa | yeah right | yeah no | hvorfor ikke "
        "| varfoer inte | why not | ja ja | jaja | jada jada | as if | den er god | hvis | if | dersom | om det | om "
        "jag | ifall | medmindre | unless | men | but | dog | naar | when | once | senere | senare | later | ikke nu | "
        "ikke lige nu | ikke akkurat naa | inte just nu | not right now | inte nu | not now | not yet | ikke endnu | "
        "inte aen | ikke enda | "
        "taenker over det | funderar | thinking about it | let me think | may | might | muligvis | vist nok | vistnok "
        "| sikkert | ironi | lol | haha");
    return set;
}

bool opens(const WordList& words, std::size_t at) {
    if (words[at].before == Break::stop || words[at].before == Break::comma) return true;
    static const PhraseSet said(
        "altsaa | alltsaa | er | aer | et | ett | en | a | an | is | siger | saeger | sier | say | svarer | svarar | "
        "svaret er | klart | "
        "rungende | stort | stor | big | hej | hi | hei | hello | oh | aah | well | nå | naa | jamen | men | and | og "
        "| och | kæmpe");
    return at > 0 && said.match_at(words, at - 1) > 0;
}

// "jo" and "no" are small words too: they answer only where what follows leaves them alone.
bool stands_for_itself(const WordList& words, std::size_t at) {
    const std::string& text = words[at].text;
    const bool last = at + 1 >= words.size();
    if (last) return true;
    const bool parted = words[at + 1].before == Break::stop || words[at + 1].before == Break::comma;
    if (parted) return true;
    static const PhraseSet goes_on(
        "thanks | thank | tak | tack | takk | i | it | that | jeg | jag | det | den | de | not | never | way | sorry | "
        "desvaerre | dessverre | tyvaerr | ikke | inte | we | vi | my | he | she | they | absolut | selvfoelgelig | "
        "meget | mycket | veldig | please | for fanden | da | visst | men | og | och | there | this | for helvede | "
        "slet | is | was | overhovedet");
    if (text == "no" || text == "jo" || text == "never" || text == "aldrig" || text == "aldri")
        return goes_on.match_at(words, at + 1) > 0;
    static const PhraseSet weak(
        "okay | ok | okej | oki | okey | fint | fine | bra | godt | great | good | perfect | perfekt | super | n | y | "
        "j");
    if (weak.match_at(words, at) > 0) {
        static const PhraseSet polite(
            "tak | tack | takk | thanks | thank | med mig | for mig | med meg | foer mig | by me | with me | for me | "
            "det goer vi | saa | then | da");
        return polite.match_at(words, at + 1) > 0;
    }
    return true;
}

struct Found {
    bool yes = false, no = false, doubt = false;
    bool strong_yes = false;
};

Found look(const WordList& words) {
    Found found;
    for (std::size_t at = 0; at < words.size();) {
        std::size_t length = strong_no().match_at(words, at);
        if (length > 0) {
            found.no = true;
            at += length;
            continue;
        }
        if ((length = strong_yes().match_at(words, at)) > 0) {
            if (negated_before(words, at)) {
                found.doubt = true;
            } else {
                found.yes = found.strong_yes = true;
            }
            if (words[at].question) found.doubt = true;
            at += length;
            continue;
        }
        if (opening_yes().match_at(words, at) > 0 && opens(words, at) && stands_for_itself(words, at)) {
            static const PhraseSet firm("ja | jo | jaa | jah | yess | aye");
            found.yes = true;
            if (firm.match_at(words, at) > 0) found.strong_yes = true;
            if (words[at].question) found.doubt = true;
        } else if (opening_no().match_at(words, at) > 0 && opens(words, at) && stands_for_itself(words, at)) {
            found.no = true;
            if (words[at].question && words.size() > 1) found.doubt = true;
        }
        ++at;
    }
    return found;
}

bool has_negation(const WordList& words) {
    for (std::size_t at = 0; at < words.size(); ++at) {
        static const PhraseSet harmless(
            "ingen problem | ingen problemer | inga problem | no problem | no worries | intet problem | hvorfor ikke");
        const std::size_t skip = harmless.match_at(words, at);
        if (skip > 0) {
            at += skip - 1;
            continue;
        }
        if (negation_at(words, at) > 0) return true;
    }
    return false;
}

}  // namespace

Agreement read_agreement(const WordList& words) {
    const Found found = look(words);
    if (!found.yes && !found.no) return Agreement::none;
    if (found.doubt || perhaps().any_in(words) || on_terms().any_in(words)) return Agreement::unsure;
    if (found.yes && found.no) {
        // "No thanks, I'm good": the weak word is politeness.
        return found.strong_yes ? Agreement::unsure : Agreement::refuse;
    }
    if (found.yes) return has_negation(words) ? Agreement::unsure : Agreement::agree;
    return Agreement::refuse;
}

bool is_bare_refusal(const WordList& words) {
    static const PhraseSet refusal(
        "nae tack | naeh tak | nae tak | nej ellers tak | nei ellers takk | nope thanks | nah thanks | naepp tack | "
        "nix tak | niks tak | "
        "nej tak | nej tack | nei takk | no thanks | no thank you | ellers tak | ikke interesseret | ikke interessert "
        "| inte intresserad | ej intresserad | not interested | im not interested | jeg er ikke interesseret | jag aer "
        "inte intresserad | jeg er ikke interessert");
    static const PhraseSet filler(
        "hej | hi | hei | hello | tak | tack | takk | thanks | men | but | ellers | mange | ever saa | venlig hilsen | "
        "mvh | ellers tak | please | desvaerre | tyvaerr | dessverre | sorry | beklager");
    bool refused = false;
    for (std::size_t at = 0; at < words.size();) {
        std::size_t length = refusal.match_at(words, at);
        if (length > 0) refused = true;
        if (length == 0) length = filler.match_at(words, at);
        if (length == 0) return false;
        at += length;
    }
    return refused;
}

}  // namespace dialogd::message
