// Looks around a number for what makes it a score, or something else.
#include <algorithm>

#include "message/score.hpp"

namespace dialogd::message {

bool counts_something(const WordList& words, const Candidate& found) {
    static const PhraseSet units(
        "dag | dage | dagen | dagar | dager | days | day | uge | uger | uke | uker | vecka | veckor | week | weeks | "
        "time | timer | timmar | timme | hours | hour | "
        "minut | minutter | minuter | min | minutes | maaned | maaneder | maanad | maanader | months | month | aar | "
        "years | year | kr | kroner | kronor | dkk | sek | nok | "
        "euro | eur | usd | dollar | dollars | procent | prosent | percent | stk | st | stykker | pieces | gang | "
        "gange | ganger | gaanger | times | personer | people | "
        "boern | barn | kids | children | km | kg | cm | mm | meter | m | gb | aars | grader | varer | varor | items | "
        "pakker | paket | packages | ordrer | par | pairs | "
        "stjerner | stjaernor | stars | star | stjerne | stjaerna | am | pm | bestillinger | personar | x | ud | of us "
        "| af os | av oss | kopper | flasker | ting | saker | things");
    static const PhraseSet clock("kl | klokken | klockan | at");
    const std::size_t next = found.end;
    if (next < words.size() && words[next].before != Break::stop && words[next].before != Break::comma &&
        units.match_at(words, next) > 0)
        return true;
    if (next < words.size() && words[next].number && words[next].before != Break::stop &&
        words[next].before != Break::none)
        return true;
    static const PhraseSet before(
        "kl | klokken | klockan | str | stoerrelse | stoerrelsen | size | storlek | ordre | ordrenummer | order | nr | "
        "nummer | number | no | uge | uke | vecka | week | side | page | d | den | "
        "etage | vaerelse | koebte | koebt | koepte | koept | kjoepte | kjoept | bestilte | bestilt | bestaellde | "
        "bought | ordered | tog | tok | took | ventede | ventet | waited | "
        "i | om | in | siden | sedan | for over | terningkast | kast | at | ved | vid | kapitel | aargang | version | "
        "model | modell | efter | after | etter");
    if (found.at == 0 || words[found.at].before == Break::stop || words[found.at].before == Break::comma) return false;
    // "I give it 8", "a score of 8": said of the score.
    static const PhraseSet given(
        "give | giver | gir | ger | faar | score | scoren | karakter | karakteren | betyg | betyget | vurdering | "
        "rating | ligger | lander | bedoemmelse");
    const std::size_t begin = sentence_begin(words, found.at);
    if (given.any_in(words, std::max(begin, found.at > 4 ? found.at - 4 : std::size_t{0}), found.at)) return false;
    static const PhraseSet at_age("paa");
    return before.match_at(words, found.at - 1) > 0 || at_age.match_at(words, found.at - 1) > 0;
}

bool is_hedged(const WordList& words, const Candidate& found) {
    static const PhraseSet about(
        "mindst | minst | hoejst | hoegst | max | maks | maksimalt | under | over | oever | mere end | mer aen | mer "
        "enn | less | more | mindre | at least | at most | naesten | naestan | nesten | almost | "
        "nearly | ellers | annars | otherwise | hvis | if | om | tidligere | foer | foerr | foerut | used to | plejer "
        "| brukar | pleier | last time | sidste gang | sidst | foerra | sist | would have | "
        "ville have | ville vaeret | could have | kunne have | kunne vaert | havde | hade | hadde | skulle have | "
        "should have | between | mellem | mellan | mellom | enten | antingen | either | eller | or | "
        "min mand | min kone | my wife | my husband | min fru | min man | forventede | expected | foer var det");
    const std::size_t begin = sentence_begin(words, found.at);
    const std::size_t from = std::max(begin, found.at > 5 ? found.at - 5 : std::size_t{0});
    if (about.any_in(words, from, found.at)) return true;
    // "8 if it had come in time"
    static const PhraseSet only_if(
        "hvis | if | om det | om jag | om ni | dersom | unless | medmindre | or | eller | minus | plus | maaske | "
        "kanske | kanskje | maybe | i bedste fald");
    const std::size_t last = sentence_end(words, found.at);
    static const PhraseSet once(
        "last time | sidste gang | foerra gaangen | forrige gang | sist gang | tidligere | tidigare | previously | "
        "before this");
    return only_if.any_in(words, found.end, std::min(last, found.end + 3)) || once.any_in(words, found.end, last);
}

bool said_as_score(const WordList& words, const Candidate& found) {
    static const PhraseSet before(
        "fortjener | foertjaenar | deserves | put | down | giving | gotta | has to | synes det | hmm | imellem | "
        "altsaa | topkarakter | "
        "jeg | jag | i | vi | we | ill | id | im | du | man | vil | ville | vill | skulle | would | will | must | maa "
        "| kan | can | giver | give | gir | ger | ge | gi | given | siger | sige | saeger | saega | sier | si | say | "
        "saetter | saetta | setter | scorer | rate | rates | rating | score | scoren | scores | karakter | karakteren "
        "| betyg | betyget | svar | svaret | answer | vurdering | vurderer | bedoemmer | faar | fik | get | gets | "
        "gives | "
        "lander | ligger | blive | bli | be | bliver | blir | it | its | this | is | that | this is | a | an | en | et "
        "| ett | een | the "
        "| den | det | dem | jer | er | dere | you | your | jeres | mig | meg | me | min | mit | mitt | mine | my | "
        "fra | fraan | from | "
        "paa | til | till | to | of | paa en skala | skala | skalaen | on | scale | out | herfra | her | here | nok | "
        "nog | klart | klar | klare | helt | ren | rent | solid | solidt | strong | stark | sterk | staerk | staerkt | "
        "stort | stor | stora | big | "
        "flot | fin | fint | god | good | clear | full | fuld | fulde | rund | rundt | definitely | absolut | absolutt "
        "| probably | prob | sandsynligvis | troligen | trolig | sannsynligvis | sikkert | bestemt | about | around | "
        "ca | cirka | circa | omkring | "
        "hej | hejsa | hi | hei | hello | hey | tak | tack | takk | thanks | thank | sorry | beklager | mente | meant "
        "| menade | mener | menar | mean | ok | okay | ja | yes | jo | aer | vaere | be | overall | alt i alt | samlet "
        "| samlat | total | "
        "nu | naa | now | saa | so | well | tja | hmm | hm | oh | derfor | daerfoer | therefore | ogsaa | also | again "
        "| igen | bare | bara | just | kun | only | for | foer | tal | tallet | nummer et | number one | jeg tror | "
        "jag tror | i think | think | tror | synes | tycker | syns | mener | "
        "super | top | perfekt | perfect | fantastisk | great | maybe | och | og | and | stjerner | points | point | "
        "kaere | venner | team | 🙂 | 😊 | 👍 | med | with | the answer");
    for (std::size_t at = found.at; at > sentence_begin(words, found.at);) {
        if (words[at].before == Break::comma) break;
        --at;
        bool known = words[at].number;  // another mention, or the scale
        for (std::size_t length = 3; length > 0 && !known; --length)
            if (at + 1 >= length) known = before.match_at(words, at + 1 - length, at + 1) == length;
        if (!known) return false;
    }
    static const PhraseSet behind(
        "vel | vael | ungefaer | circa | cirka | herfra | from | "
        "i guess | i think | i suppose | i would say | id say | akkurat | "
        "fordi | because | cause | cuz | for | foer | da | since | eftersom | siden | then | saa | so | og | och | and "
        "| but | men | fra | fraan | from | herfra | af mig | av mig | av meg | of me | til | till | to | tak | tack | "
        "takk | thanks | thank | "
        "point | points | poeng | poaeng | er | ere | a | an | tal | talet | tallet | ud | out | of | af | av | in "
        "total | desvaerre | tyvaerr | dessverre | unfortunately | sadly | sorry | would | ville | skulle | i alt | "
        "totalt | all in all | "
        "paa | on | med | with | super | great | perfekt | perfect | hilsen | mvh | vh | jeg | jag | we | vi | det | "
        "den | it | never | aldrig | aldri | ikke | inte | not | definitely | helt | klart | bestemt | absolut | og en "
        "halv | herifra | 🙂 | 😊 | 👍 | stort | stor | tror | synes | tycker | please | ja | yes | overall | "
        "lige "
        "nu "
        "| hej");
    return found.end >= words.size() || words[found.end].before == Break::stop ||
           words[found.end].before == Break::comma || words[found.end].mark == '-' ||
           behind.match_at(words, found.end) > 0;
}

bool stands_alone(const WordList& words, const Candidate& found) {
    static const PhraseSet filler(
        "en | et | ett | a | an | tal | er | hej | hi | hei | hello | tak | tack | takk | thanks | thank you | please "
        "| det er | det bliver | det blir | det aer | it is | its | jeg giver | jag ger | jeg gir | "
        "i give | giver | ger | gir | score | karakter | betyg | svar | svaret er | min | my | helt klart | klart | "
        "ren | rent | points | point | poeng | poaeng | for mig | fra mig | herfra | den | it | her | fra");
    for (std::size_t at = sentence_begin(words, found.at); at < sentence_end(words, found.at);) {
        if (at == found.at) {
            at = found.end;
            continue;
        }
        const std::size_t length = filler.match_at(words, at);
        if (length == 0) return false;
        at += length;
    }
    return true;
}

}  // namespace dialogd::message
