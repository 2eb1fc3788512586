// Tells apart who asks to be left alone and who tells that somebody did.
#include "message/told.hpp"

namespace dialogd::message {

bool is_only_told(const WordList& words) {
    static const PhraseSet others(
        "min mand | min kone | min kaereste | min mor | min far | min soen | min datter | min soester | min bror | min "
        "ven | min veninde | min kollega | min nabo | konen | manden | kona | mannen | samboeren | kjaeresten | min "
        "fru | min "
        "man | min sambo | min mamma | min pappa | min son | min dotter | min vaen | frugan | mannen min | kona mi | "
        "mor "
        "mi | my husband | my wife | my mother | my mom | my mum | my dad | my father | my son | my daughter | my "
        "sister | my brother | my friend | a friend | my partner | my boyfriend | my girlfriend | my colleague | "
        "naboen | grannen | folk | people | someone | nogen | noen | naagon | alle siger | everyone");
    static const PhraseSet say(
        "afmelder | afmeldte | avregistrerar | avregistrerade | unsubscribes | unsubscribed | melder seg | "
        "sagde | siger | sa | saeger | sier | said | says | told | tells | mener | menar | synes | syntes | syns | "
        "tycker | tyckte | thinks | thought | vil have | ville have | ville | vill att | ville att | wanted | wants | "
        "bad | ba | bad mig | asked | skulle | bede | suggested | foreslog | foereslog | foreslo");
    static const PhraseSet past(
        "sidste aar | i fjor | i fjol | last year | foerra aaret | i fjord | forrige aar | engang | en gang i | once | "
        "tidligere | tidigare | earlier | before | ago | siden | sedan | last month | sidste maaned | foerra maanaden "
        "| "
        "forrige maaned | i foraaret | i vaaras | last week | sidste uge | foerra veckan | forrige uke | var ved at | "
        "var naera att | holdt paa aa | nearly | almost | by mistake | ved en fejl | av misstag | ved en feil | kom "
        "til at "
        "| raakade | kom til aa");
    static const PhraseSet fond(
        "det goer jeg ikke | det goer inte jag | det goer jag inte | det gjoer ikke jeg | det gjoer jeg ikke | not me "
        "| i dont | "
        "glad for | glad i | glad att | glad to | er glad | happy | like | likes | love | loves | enjoy | gillar | "
        "aelskar "
        "| uppskattar | liker | elsker | kan lide | holder af | saetter pris | appreciate | fortroed | fortryder | "
        "fortrudt | aangrade | aangrar | aangrat | angret | angrer | regret | regretted | regretting | back | tilbage "
        "| "
        "tillbaka | med igen | med igjen | glad again | missed | savnede | saknade | savnet | beholde | behaalla | "
        "keep | "
        "bliver | stannar | blir | staying | not going to | wont | det gider jeg ikke | det gidder jeg ikke | det vil "
        "jeg "
        "ikke | det vill jag inte | aldrig | never | fint | bra");
    static const PhraseSet but("men | but | dog | though | however | og | and | och | saa | so");
    static const PhraseSet still(
        "stadig | still | fortsatt | fortfarande | alligevel | likevel | aendaa | again and again | keep getting | "
        "faar "
        "stadig | men nu | but now | men naa");
    if (still.any_in(words)) return false;
    for (std::size_t at = 0; at < words.size(); ++at) {
        const std::size_t who = others.match_at(words, at);
        const bool told = who > 0 && say.any_in(words, at + who, std::min(words.size(), at + who + 3));
        if (!told && past.match_at(words, at) == 0) continue;
        for (std::size_t next = at + 1; next < words.size(); ++next)
            if (but.match_at(words, next) > 0 && fond.any_in(words, next, words.size())) return true;
    }
    return false;
}

}  // namespace dialogd::message
