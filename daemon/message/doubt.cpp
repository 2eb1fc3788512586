// Looks around the words of an answer for what turns them into something else.
#include "message/doubt.hpp"

#include <algorithm>

namespace dialogd::message {
namespace {

// The design's distance: three words cover "ikke alt for", "not at all too".
constexpr std::size_t kNegationReach = 3;
// Within one thought it reaches further: "I'm not going to have this paid".
constexpr std::size_t kThoughtReach = 8;

const PhraseSet& negations() {
    static const PhraseSet set(
        "utenom | foruden | paa naer | paanaer | "
        "ikke | ikk | ik | inte | ikkje | icke | ej | not | aldrig | aldri | never | uden | utan | uten | without | "
        "hverken | varken | verken | neither | nor | ingen | intet | inget | inga | "
        "ingenting | none | no | nothing | hardly | barely | naeppe | knapt | knappt | isnt | isn | wasnt | arent | "
        "werent | dont | doesnt | didnt | havent | hasnt | hadnt | wont | wouldnt | cant | cannot | "
        "couldnt | shouldnt | aint | skippa | undtagen | foerutom | unntatt | utom | bortset | except | excluding | "
        "apart from | other than | anything but | andet end | annat aen | annet enn | ud over | udover | "
        "instead of | i stedet for | istedet for | istaellet foer | i staellet foer | istedenfor | rather than | "
        "snarere end | snarare aen | fremfor | framfoer | inte laengre | nej til | nej til en | in stead of");
    return set;
}

// Where another thought begins: a negation on the other side of it does not reach.
bool opens_thought(const WordList& words, std::size_t at) {
    static const PhraseSet set(
        "men | but | fordi | because | for jeg | for at | saa | so | dog | however | selvom | although | since | "
        "eftersom | derfor | daerfoer");
    return words[at].before == Break::stop || words[at].before == Break::comma || set.match_at(words, at) > 0;
}

bool negated_after(const WordList& words, std::size_t to) {
    for (std::size_t at = to; at < words.size() && at < to + 6; ++at) {
        if (opens_thought(words, at)) return false;
        const std::size_t length = negation_at(words, at);
        if (length == 0) continue;
        static const PhraseSet none("no | uden | utan | uten | without");  // "delivery without notice"
        return none.match_at(words, at) == 0;
    }
    return false;
}

// "one is paid, the other not", "we have a new kitchen, so not that"
bool denied_later(const WordList& words, std::size_t to) {
    const std::size_t end = to > 0 ? sentence_end(words, to - 1) : 0;
    static const PhraseSet last("ikke | inte | ikkje | not | ej | no | nej | isnt | wasnt"),
        that("not that | not this | not it | ikke den | ikke det | ikke der | inte den | inte det | inte daer");
    return end > to && (last.match_at(words, end - 1) > 0 || that.any_in(words, to, end));
}

// "I'd have paid if it had arrived", "I like the price but not the colour"
bool qualified_later(const WordList& words, std::size_t to) {
    const std::size_t end = to > 0 ? sentence_end(words, to - 1) : 0;
    static const PhraseSet set(
        "besked om | besked paa | en sms | an email | an e mail | a mail | en mail | et mail | ett mejl | ett sms | an "
        "sms | a "
        "text | forkerte | forkert vare | wrong one | wrong item | in the wrong | the wrong | fel vara | fel storlek | "
        "feil "
        "vare | but no | paa vej | on its way | on the way | paa vaeg | paa vei | halvvejs | halvvaegs | halvveis | "
        "halfway | twice | to gange | tvaa gaanger | to ganger | "
        "hvis | if | dersom | unless | medmindre | ifall | saafremt | but not | men ikke | men inte | dog ikke | "
        "halvdelen | "
        "half | haelften | halvparten | en del af | en del av | noget af | part of | some of | delvist | partly | "
        "delvis");
    return end > to && set.any_in(words, to, end);
}

// "Den var dyr, men det var ikke derfor", "expensive, though that was not why"
bool dismissed_later(const WordList& words, std::size_t to) {
    static const PhraseSet set(
        "ikke derfor | ikke grunden | ikke aarsagen | ikke problemet | ikke det der | ikkje derfor | ikke derfor | "
        "ikke "
        "grunnen | inte daerfoer | inte anledningen | inte orsaken | inte problemet | inte skaelet | not why | not the "
        "reason | not the problem | not the issue | wasnt why | isnt why | wasnt the reason | isnt the reason | wasnt "
        "the problem | wasnt the issue | betyder intet | spiller ingen rolle | i doubt | tvivler | tvivlar | tviler | "
        "spelar ingen roll | doesnt matter");
    return set.any_in(words, to, std::min(words.size(), to + 10));
}

// "faar den betalt", "at få det betalt": it is still to come.
bool still_to_come(const WordList& words, std::size_t from) {
    static const PhraseSet get(
        "faa | faar | get | getting | skal | ska | skall | vil | vill | kan | will | would | should | have to | must "
        "be | maa"),
        between("den | det | dem | it | this | that | them | regningen | fakturan | fakturaen | be | have");
    std::size_t at = from;
    const std::size_t begin = sentence_begin(words, from);
    for (int step = 0; step < 2 && at > begin && between.match_at(words, at - 1) > 0; ++step) --at;
    if (at > begin && get.match_at(words, at - 1) > 0) return true;
    // "vil gerne have betalt", "refuse to have it paid": a participle, as its ending tells.
    const std::string& word = words[from].text;
    static const PhraseSet have("have | ha"),
        wanting("vil | vill | will | would | want | refuse | naegter | nekter | vaegrar | vagrar | oensker | oenskar");
    const bool participle =
        word.size() > 3 && (word.back() == 't' || word.substr(word.size() - 2) == "ed" || word == "paid");
    static const PhraseSet thing("it | this | that | them | det | den | dem");
    at = from;
    if (at > begin && thing.match_at(words, at - 1) > 0) --at;
    return participle && at > begin && have.match_at(words, at - 1) > 0 &&
           wanting.any_in(words, std::max(begin, at > 4 ? at - 4 : std::size_t{0}), at - 1);
}

// "prisen er fin", "delivery was great": said about the thing, not as the answer.
bool praised_after(const WordList& words, std::size_t to) {
    static const PhraseSet set(
        "er rigtig | er riktig | var riktig | var rigtig | var raett | aer raett | was right | is right | passede fint "
        "| "
        "passede | passet bra | passade | er fin | er fint | er ok | er okay | er god | er godt | er gode | er rimelig "
        "| er super | er perfekt | er "
        "helt fin | er helt ok | er i orden | var fin | var fint | var ok | var god | var godt | var super | var "
        "perfekt | "
        "gik fint | gik godt | fungerede fint | passer fint | aer bra | aer okej | aer ok | aer fin | aer rimligt | "
        "var bra | var okej | var fin | var perfekt | fungerade bra | gick bra | er bra | er grei | var bra | var grei "
        "| gikk fint | gikk bra | "
        "were fine | were all fine | were good | were great | were ok | was all fine | is fine | is ok | is okay | is "
        "good | is great | is fair | is perfect | was fine | was ok | was okay | was "
        "good | was great | was fair | was perfect | was excellent | is excellent | seems fair | went fine | went well "
        "| was quick | var hurtig | var snabb | var rask");
    // "stort tack", "big fan"
    static const PhraseSet size("stor | stort | stora | store | big | huge"),
        kind("tak | tack | takk | thanks | thank | fan | help | hjaelp | hjelp | smile");
    if (to > 0 && size.match_at(words, to - 1) > 0 && kind.match_at(words, to) > 0) return true;
    std::size_t at = to;
    // "delivery time is fine"
    for (std::size_t next = to; next < words.size() && next < to + 3 && !opens_thought(words, next); ++next)
        if (set.match_at(words, next) > 0) return true;
    static const PhraseSet softener(
        "jo | nu | ellers | egentlig | egentligen | actually | helt | really | ganske | faktisk");
    at += softener.match_at(words, at);
    if (set.match_at(words, at) > 0) return true;
    // "prisen er jo fin"
    return at + 2 < words.size() && softener.match_at(words, at + 1) > 0 && [&] {
        WordList shortened{words[at], words[at + 2]};
        shortened[1].before = Break::none;
        return set.match_at(shortened, 0) > 0;
    }();
}

// "great price but I got distracted", "kun betalt det halve"
bool praised_before(const WordList& words, std::size_t from) {
    static const PhraseSet set(
        "great | good | nice | fair | fine | lovely | excellent | perfect | god | godt | gode | fin | fint | fine | "
        "flot | bra | "
        "super | fantastisk | perfekt | rimelig | rimlig | rimligt | grei | schysst | hurtig | snabb | rask | quick | "
        "fast");
    return from > sentence_begin(words, from) && set.match_at(words, from - 1) > 0;
}

bool conditional_before(const WordList& words, std::size_t from) {
    static const PhraseSet set(
        "hvis | if | dersom | om jeg | om jag | om den | om det | om der | ifall | unless | medmindre | saafremt | "
        "naar | when | once | until | indtil | tills | foer jeg | foer jag | before i | efter jeg | "
        "itll be | itll get | ill have | theyll be | ill get | bliver | blir | blive | bli | will be | to be | ville "
        "vaere | skulle vaere | would be | would have been | "
        "skal nok | snart | soon | naesten | naestan | nesten | almost | maaske | kanske | kanskje | maybe | perhaps | "
        "muligvis | possibly | tror | traar | troer | think | guess | vist | nok | ved ikke om | vet inte om | vet "
        "ikke om | not sure | usikker | osaeker | glemt at | glemte at | glemt aa | gloemt att | gloemde | forgot to | "
        "troede | trodde | thought | paastaar | haevder | claims | says he | says she | says they | siger han | siger "
        "hun | saeger han | saeger hon | sier han | sier hun | siger i | siger du | you say | ni saeger | dere "
        "sier | halva | halve | halvt | delvist | partly | delvis | half | lige ved | about to | planning | "
        "planlaegger | havde | "
        "hadde | hade | "
        "en ven | a friend | min ven | tidligere | previously | sidst | last time | foerra gaangen | forrige gang | "
        "frem for | faar jeg | faar jag | can i | kan jeg | kan jag | kan man | must i | should i | skal jeg | ska jag "
        "| maa jeg | har jeg | har jag | have i");
    // "har jeg" and "have i" turn a statement into a question only where they open it.
    const std::size_t begin = sentence_begin(words, from);
    const std::size_t reach = from > begin + 5 ? from - 5 : begin;
    for (std::size_t at = reach; at < from; ++at) {
        const std::size_t length = set.match_at(words, at);
        if (length == 0 || at + length > from) continue;
        static const PhraseSet openers(
            "faar jeg | faar jag | can i | kan jeg | kan jag | kan man | must i | should i | skal jeg | ska jag | maa "
            "jeg | har jeg | har jag | have i");
        if (openers.match_at(words, at) > 0) continue;
        static const PhraseSet opinion("tror | troer | think | guess | nok | vist");
        if (opinion.match_at(words, at) > 0) continue;
        return true;
    }
    return false;
}

bool asks(const WordList& words, std::size_t from) {
    if (words[from].question) return true;
    static const PhraseSet set(
        "hvad | hva | vad | what | whats | hvordan | hur | how | hvornaar | naar kommer | when | where | hvor er | "
        "hvor bliver | hvor blir | var aer | vart | hvorfor | varfoer | why | hvilken | hvilke | vilken | vilka | "
        "which | kan i | kan du | kan ni | kan dere | "
        "can you | could you | do you | does | is there | er der | finns | findes | finnes | har i | har ni | har dere "
        "| have you | are you | am i");
    return set.match_at(words, sentence_begin(words, from)) > 0;
}

}  // namespace

std::size_t negation_at(const WordList& words, std::size_t at) {
    return negations().match_at(words, at);
}

bool is_contrasted(const WordList& words, std::size_t at) {
    static const PhraseSet turn("men | but | utan | sondern | snarere | rather"),
        also("only | just | kun | bare | bara | blott | merely | ogsaa | ocksaa | also"),
        plain("ikke | ikk | ik | inte | ikkje | ej | not | cant | cannot | dont | doesnt | isnt | wont"),
        opening("the | it was | det var | det er | den | dagen");
    const std::size_t begin = sentence_begin(words, at);
    constexpr std::size_t kFar = 4;  // "men for stor", "but it was the price"
    for (std::size_t place = at; place > begin && at - place < kFar; --place) {
        const bool turns = place < at && turn.match_at(words, place) > 0;
        const bool parted = words[place].before == Break::comma && opening.match_at(words, place) > 0;
        if (plain.match_at(words, place) > 0) return false;
        if (!turns && !parted) continue;
        if (also.any_in(words, begin, at)) return false;
        for (std::size_t denied = begin; denied + 1 < place; ++denied)
            if (plain.match_at(words, denied) > 0) return true;
    }
    return false;
}

bool negated_before(const WordList& words, std::size_t at) {
    if (is_contrasted(words, at)) return false;
    const std::size_t begin = sentence_begin(words, at);
    bool same_thought = at == begin || !opens_thought(words, at);
    for (std::size_t back = 1; back <= at - begin && back <= kThoughtReach; ++back) {
        const std::size_t place = at - back;
        const std::size_t length = negation_at(words, place);
        if (length > 0 && place + length <= at) {
            // "No, too expensive": it answers, and turns nothing around.
            const bool answered = words[place].text == "no" && words[place + 1].before == Break::comma;
            if (!answered && (same_thought || at - (place + length) < kNegationReach)) return true;
        }
        static const PhraseSet cause("paa grund | pga | grund | because | due to | skyldes | grundet");
        if (opens_thought(words, place) || cause.match_at(words, place) > 0) same_thought = false;
    }
    return false;
}

bool turns_between(const WordList& words, std::size_t from, std::size_t to) {
    static const PhraseSet set("men | but | utan | det var | it was | its | det er | det aer | derimod | daeremot");
    // "ikke kun prisen, men også størrelsen": both.
    static const PhraseSet both(
        "ikke kun | ikke bare | inte bara | inte endast | ikkje berre | not only | not just | ogsaa | ocksaa | also | "
        "as "
        "well");
    return set.any_in(words, from, to) && !both.any_in(words);
}

Doubt doubt_about(const WordList& words, std::size_t from, std::size_t to) {
    if (asks(words, from)) return {"a question"};
    if (qualified_later(words, to) || still_to_come(words, from)) return {"it is said with a condition"};
    if (conditional_before(words, from)) return {"it is said with a condition"};
    if (dismissed_later(words, to)) return {"it is named and dismissed"};
    if (negated_before(words, from)) return {"a negation before it", true};
    if (negated_after(words, to)) return {"a negation after it", true};
    if (denied_later(words, to)) return {"a negation at the end"};
    if (praised_after(words, to) || praised_before(words, from))
        return {"it is praised, not given as the answer", true};
    return {};
}

}  // namespace dialogd::message
