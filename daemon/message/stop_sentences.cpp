// Reads sentences that ask for no more, and leaves alone those that only talk about stopping.
#include <algorithm>
#include <array>

#include "message/stop_words.hpp"

namespace dialogd::message {
namespace {

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
        "delete | deleted | erase | take | taken | tag | tage | tages | ta | tas | get | ud | ut | off | af | "
        "bort | "
        "stryg | stryge | stryges | stryk | stryke | stryka | strykas | stroeget | radera | raderas");
    static const PhraseSet list(
        "listen | liste | lister | listerne | mailliste | maillisten | e postlisten | epostlisten | list | lists | "
        "lista | listan | mailing list | mailinglist | mailinglista | saendlista | utskick | utskicket | register | "
        "registret | kartotek | database | databasen");
    static const PhraseSet mine(
        "adressen hans | adressen hennes | hans adresse | hendes adresse | hans adress | hennes adress | his address | "
        "her address | his number | her number | hans nummer | hendes nummer | hennes nummer | denne adressen | den "
        "adresse | den adress | den adressen | dette nummeret | det nummer | mobilnummer | mit mobilnummer | mitt "
        "mobilnummer | nummeret mitt | adressen min | mailen min | e posten min | "
        "mit nummer | mitt nummer | my number | min mail | min e mail | min email | my email | my mail | my address | "
        "min adresse | min adress | min e post | min epost | min e postadresse | min mailadresse | min mailadress | "
        "mejladress | denna adress | denne adresse | this address | this number | dette nummer | detta nummer");
    static const PhraseSet others(
        "price list | wish list | waiting list | guest list | gaesteliste | shopping list | old | gamle | gamla | new "
        "| ny | nye | nya | change | aendre | aendra | endre");
    if (others.any_in(words, span.from, span.to) || !off.any_in(words, span.from, span.to)) return false;
    // "adressekartoteket", "kundelisten": compounds of a list.
    constexpr std::array<std::string_view, 6> kLists = {"liste",    "lista",   "kartotek",
                                                        "register", "registr", "database"};
    const auto is_list = [&](const Word& word) {
        return word.text.size() > 6 && std::any_of(kLists.begin(), kLists.end(), [&](std::string_view stem) {
                   return word.text.find(stem) != std::string::npos && word.text.compare(0, 5, "regis") != 0;
               });
    };
    const auto first = words.begin() + static_cast<std::ptrdiff_t>(span.from);
    if (std::any_of(first, words.begin() + static_cast<std::ptrdiff_t>(span.to), is_list)) return true;
    return list.any_in(words, span.from, span.to) ||
           (mine.any_in(words, span.from, span.to) && off.any_in(words, span.from, span.from + 4));
}

// "Avslutt abonnementet mitt på nyhetsbrevet", "discontinue these emails", "more of this, no thanks".
bool ends_subscription(const WordList& words, Span span) {
    static const PhraseSet end(
        "avslutt | avslutte | avsluta | avslutar | afslut | afslutte | afsluttet | opsig | opsige | saeg upp | saega "
        "upp | si opp | "
        "cancel | cancelled | end | discontinue | terminate | ophaev | nedlaeg | annuller | annullere | kill | cut"),
        no_more(
            "ikke mere af det her | ikke mere af det der | inte mer av det haer | ikke mer av dette | no more of this "
            "| gider "
            "ikke mere | orkar inte mer | orker ikke mer");
    if (no_more.any_in(words, span.from, span.to)) return true;
    for (std::size_t at = span.from; at < span.to; ++at) {
        if (end.match_at(words, at) == 0 || is_turned(words, at, span.from)) continue;
        for (std::size_t next = at + 1; next < std::min(span.to, at + 6); ++next)
            if (message_at(words, next) > 0) return true;
    }
    return false;
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
    // "when does the offer stop?" is asked about the offer, "when will you stop?" is not.
    static const PhraseSet when("hvornaar | when | naar"), us("i | du | ni | dere | you");
    if (when.match_at(words, span.from) > 0 && !us.any_in(words, span.from, span.to)) return false;
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
    // "don't send more chairs": what is not wanted is no message.
    static const PhraseSet more("more | mere | mer | flere | fler"),
        besides(
            "til | till | to | mig | me | meg | tak | tack | takk | please | fra | fraan | from | i | paa | on | nu | "
            "naa | "
            "now | af | av | of | saa | thanks | such | den | det | de | disse | her | haer | jeres | your | "
            "irriterende | "
            "annoying | stupid | dumme");
    for (std::size_t at = act + 1; at + 1 < std::min(to, act + 4); ++at)
        if (more.match_at(words, at) > 0 && words[at + 1].before == Break::none && message_at(words, at + 1) == 0 &&
            besides.match_at(words, at + 1) == 0)
            return false;
    if (sends.match_at(words, act) > 0) return us_named || message;
    return !timed.any_in(words, act + 1, std::min(to, act + 4));
}

// "no more texts", "ikke flere tilbud", "vil ikke have jeres mails", "don't contact me".
bool wants_no_more(const WordList& words, Span span) {
    static const PhraseSet none(
        "nej til | nei til | no to | nej tak til | nej tack till | nei takk til | no thanks to | mere af det her | mer "
        "av det haer | more of this | mer av dette | mere af det der | "
        "no more | no further | ikke flere | ikke mere | ikke mer | ikke fler | inte fler | inte mer | inga fler | "
        "inga mer | ingen flere | ingen mere | ingen fler | inga flera | inte flera | ikke nogen | slut med | slutt "
        "med | slut paa | nok af | nok med | enough of | enough with | fed up with | sick of | tired of | traet af | "
        "traet af jeres | trott paa | troett paa | lei av | lei | less");
    static const PhraseSet not_want(
        "slippe for | slippa | slippe | fri for | bede mig fri for | bede mig fritaget | fritaget for | fritages for | "
        "rid of | done with | faerdig med | ferdig med | klar med | through with | discontinue | ophoere med | skal "
        "ikke have | ska inte ha | skal ikke ha | vil slet intet | vil intet | vill inget | vil ingenting | vil slet "
        "ikke | vil aldrig | vill aldrig | vil aldri | want nothing | vil ikke se | kan godt undvaere | kan undvaere | "
        "klarer mig uden | klarar mig utan | have no interest in | har ingen interesse i | "
        "ikke laengere interesseret i | inte laengre intresserad av | ikke lenger interessert i | no longer interested "
        "in | vil ikke have | vil ikke modtage | vil ikke hoere | vil ikke laengere | vil ikke | oensker ikke | gider "
        "ikke "
        "| vill inte ha | vill inte faa | vill inte | vill ej | oenskar inte | orkar inte | oensker ikke aa | vil ikke "
        "ha | vil ikke motta | vil ikke faa | vil ikke lenger | gidder ikke | dont want | do not want | dont wish | do "
        "not wish | dont need | do not need | no longer want | no longer wish | not interested in | ikke interesseret "
        "i | ikke interessert i | inte intresserad av | har ikke lyst til | vil helst ikke | vill helst inte | would "
        "rather not | dont like | ikke brug for | behoever inte | trenger ikke | jeg vil ikk | dont wanna | inte "
        "laengre ha | inte laengre");
    static const PhraseSet not_do(
        "vaer soed ikke at | vaer saa soed ikke at | vaer venlig ikke at | vaer snaell och | venligst undlad at | "
        "undlad at | "
        "undlat aa | undvik att | refrain from | please dont | lad vaere med at | la vaere aa | laat bli att | var "
        "snaell "
        "och | vaer snill aa ikke | vaer soed at lade vaere med at | aldrig mere | aldri mer | "
        "dont | do not | never | ikke | inte | maa ikke | faar inte | skal ikke | ska inte | aldrig | aldri");
    static const PhraseSet act(
        "hoer av er | hoer af jer | hoera av er | hoer fra dere | bombarder | bombardera | mas | tjat | ping | reach "
        "out | "
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
                static const PhraseSet them(
                    "dem laengere | dem mere | dem lenger | dem mer | dem laengre | them anymore | them any more | "
                    "them any longer | det her laengere | dette lenger | this anymore | fra jer | fra dere | fraan er "
                    "| from you | af det her | av det haer | of this");
                if (message_at(words, next) > 0 || them.match_at(words, next) > 0) return true;
                if (wish && (sending().match_at(words, next) > 0 || words[next].text == "contacted" ||
                             words[next].text == "receiving" || words[next].text == "kontaktes" ||
                             words[next].text == "kontaktas"))
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
        // "my sister has unsubscribed herself"
        static const PhraseSet others_self("sig | seg | himself | herself | themselves");
        if (others_self.match_at(words, at + length) > 0) continue;
        static const PhraseSet not_ever("aldrig | aldri | never");  // "jeg afmelder mig aldrig"
        if (not_ever.any_in(words, at + length, std::min(span.to, at + length + 2))) continue;
        return true;
    }
    return false;
}

// The sentence alone, without its subject: "hvor melder jeg mig fra" is read like "meld mig fra".
WordList without_subject(const WordList& words, Span sentence) {
    static const PhraseSet subject("jeg | jag | vi | eg");
    WordList kept;
    for (std::size_t at = sentence.from; at < sentence.to; ++at)
        if (subject.match_at(words, at) == 0 || sentence.size() == 1) kept.push_back(words[at]);
    if (!kept.empty()) kept.front().before = Break::stop;
    return kept;
}

bool leaves_or_refuses(const WordList& words, Span sentence) {
    const WordList said = without_subject(words, sentence);
    const Span whole{0, said.size()};
    return is_leaving(said, whole) || wants_no_more(said, whole);
}

}  // namespace

bool says_stop(const WordList& words, Span sentence) {
    if (ends_subscription(words, sentence)) return true;
    return leaves_or_refuses(words, sentence) || asks_to_stop(words, sentence) || is_short_stop(words, sentence) ||
           is_off_the_list(words, sentence) || is_rude(words, sentence);
}

}  // namespace dialogd::message
