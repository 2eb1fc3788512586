// Reads wishes for a channel ("kun sms") and for a language ("på dansk tak").
#include "message/steering.hpp"

namespace dialogd::message {

namespace {

const PhraseSet& texts() {
    static const PhraseSet set(
        "smsene | smserne | smsarna | "
        "mobilen | mobil | telefonen | phone | "
        "sms | sms er | smser | smsen | sms ar | sms beskeder | text | texts | text message | text messages | "
        "tekstbesked | "
        "tekstbeskeder | textmeddelande | textmeddelanden | tekstmelding | tekstmeldinger | texting | smsa | smse");
    return set;
}
const PhraseSet& mails() {
    static const PhraseSet set(
        "mailene | mailerne | mailsene | mejlene | mejlarna | mailarna | epostene | nyhedsbrev | nyhetsbrev | "
        "mejla | maila | maile | mail | mails | mailen | mejl | mejlen | email | emails | emailing | e mail | e mails "
        "| e post | "
        "epost | e posten | eposten");
    return set;
}

enum class Said : std::uint8_t { nothing, no, yes };

// Whether words[from, to), between two commas or a "men", speak for the channel that they name or against it.
Said said_in(const WordList& words, std::size_t from, std::size_t to, bool contrasted) {
    static const PhraseSet no(
        "skippa | skippe | droppa | droppe | slopa | slipp | slippe for | slut med | slutt med | slutte | holde op | "
        "hold op | undvara | undvaere | "
        "ikke | inte | ej | ingen | inga | not | no | no more | dont | stop | stopp | stoppa | stoppe | sluta | slutt "
        "| drop | "
        "dropp | skip | never | aldrig | aldri | undgaa | avoid"),
        yes("passar | passer | suits | nemmere | lettere | enklere | enklare | lettare | easier | better | bedre | "
            "baettre | funker | tjekker | kollar | laeser | nemmest | lettest | lettast | enklast | enklest | easiest "
            "| bedst | baest | best | bruke | bruge | "
            "anvaende | foretraekker | foeredrar | foretrekker | enbart | "
            "ok | okay | okej | fint | fine | fin | bra | godt | good | great | gaar bra | gaar fint | er helt ok | "
            "funkar | virker | "
            "works | perfekt | gerne | gaerna | gjerne | helst | hellere | hellre | heller | prefer | brug | bruk | "
            "anvaend | use | "
            "send | skicka | skriv | write | email me | mail me | text me | just | only | kun | bare | bara | endast | "
            "mejla | "
            "maa i gerne | velkommen | welcome");
    if (no.any_in(words, from, to)) return Said::no;
    return contrasted || yes.any_in(words, from, to) ? Said::yes : Said::nothing;
}

// "Inga sms, men mejla går bra", "Brug sms, ikke e-mail": one is refused and the other wanted.
std::optional<ChannelKind> chosen(const WordList& words) {
    static const PhraseSet but("men | but | og | och | and"),
        told(
            "fik | fick | fikk | got | received | modtog | faktura | invoice | kvittering | receipt | kvitto | fejl | "
            "virker ikke");
    if (told.any_in(words)) return std::nullopt;
    Said of_texts = Said::nothing, of_mails = Said::nothing;
    for (std::size_t from = 0; from < words.size();) {
        std::size_t to = from + 1;
        while (to < words.size() && words[to].before < Break::comma && but.match_at(words, to) == 0) ++to;
        const bool text = texts().any_in(words, from, to), mail = mails().any_in(words, from, to);
        const Said said = said_in(words, from, to, words[from].text == "men" || words[from].text == "but");
        if (text != mail && said != Said::nothing) (text ? of_texts : of_mails) = said;
        static const PhraseSet may("kan i | kan ni | kan dere | kan du | can you | could you | kunne i | vil i");
        if (words[from].question && !may.any_in(words)) return std::nullopt;
        from = to;
    }
    if (of_texts == Said::yes && of_mails == Said::no) return ChannelKind::sms;
    if (of_mails == Said::yes && of_texts == Said::no) return ChannelKind::email;
    return std::nullopt;
}

}  // namespace

std::optional<std::vector<ChannelKind>> read_channels(const WordList& words, ChannelKind channel) {
    static_cast<void>(channel);
    if (const auto only_one = chosen(words)) return std::vector<ChannelKind>{*only_one};
    static const PhraseSet sms(
        "sms | sms er | smser | sms beskeder | text | texts | text message | text messages | tekstbesked | "
        "tekstbeskeder | textmeddelande | textmeddelanden | tekstmelding | tekstmeldinger | texting");
    static const PhraseSet mail(
        "mejla | maila | mail | mails | mejl | mejlen | email | emails | e mail | e mails | e post | epost | mailen");
    static const PhraseSet only(
        "enbart | enkom | kun | only | bare | bara | endast | blott | udelukkende | uteslutande | utelukkende | just | "
        "solely | alene");
    static const PhraseSet instead(
        "i staden for | i stad for | i stedet | istedet | i stedet for | istaellet | i staellet | istedenfor | i "
        "steden | instead | instead of | "
        "rather than | fremfor | hellere end");
    static const PhraseSet rather(
        "hellere | helst | hellre | heller | rather | prefer | preferably | foretraekker | foredrar | foeredrar | "
        "foretrekker | i prefer | vil gerne have det paa | switch to | skift til | byt till | byt til | bytt til | "
        "change to | gaa over til");
    static const PhraseSet told(
        "fik | fick | fikk | faaet | faatt | modtog | modtaget | mottog | mottagit | mottatt | got | received | havent "
        "| had | was | var | kom | came | sendte | skrev | skickade | sent | wrote | faktura | fakturaen | fakturan | "
        "invoice | kvittering | receipt | kvitto | ordrebekraeftelse | bekraeftelse | confirmation | colleague | "
        "kollega | min mand | catalog | katalog | kataloget | catalogue | photo | billede | bild | spoergsmaal | "
        "question | answer | svar paa");
    static const PhraseSet between(
        "via | paa | by | pr | per | som | through | med | til | to | me | mig | meg | send | skriv | skicka | write | "
        "over | gennem | genom | gjennom | the | fra jer | from you | kontakt | contact | please | tak | have | ha | "
        "faa | use | brug | anvaend | bruk | text | get | receive | modtage | motta");
    for (std::size_t at = 0; at < words.size(); ++at) {
        const bool is_sms = sms.match_at(words, at) > 0;
        const bool is_mail = !is_sms && mail.match_at(words, at) > 0;
        if (!is_sms && !is_mail) continue;
        const std::size_t begin = sentence_begin(words, at), end = sentence_end(words, at);
        static const PhraseSet why("hvorfor | varfoer | why");
        if (told.any_in(words, begin, end) || why.match_at(words, begin) > 0) continue;
        // "only email me once a month" is about how often
        static const PhraseSet me("me | mig | meg");
        if (me.match_at(words, at + 1) > 0 && at + 2 < words.size() && words[at + 2].before != Break::comma &&
            frequency_at(words, at + 2))
            continue;
        const ChannelKind named = is_sms ? ChannelKind::sms : ChannelKind::email;
        const ChannelKind other = is_sms ? ChannelKind::email : ChannelKind::sms;
        bool exclusive = false, preferred = false;
        for (std::size_t back = 1, step = 0; back <= at - begin && step < 5; ++back, ++step) {
            const std::size_t place = at - back;
            if (only.match_at(words, place) > 0) exclusive = true;
            if (rather.match_at(words, place) > 0) preferred = true;
            if (exclusive || preferred) break;
            if (between.match_at(words, place) == 0) break;
        }
        // "sms only", "mail i stedet", "sms instead of mail"
        const std::size_t next = at + (is_sms ? sms.match_at(words, at) : mail.match_at(words, at));
        static const PhraseSet polite("tak | tack | takk | please | thanks");
        std::size_t behind = next + polite.match_at(words, next);
        if (behind < end && words[behind].before != Break::stop) {
            std::size_t from = behind, to = end;
            strip_courtesies(words, from, to);
            if (only.match_at(words, behind) > 0 && (to <= behind + 1 || words[behind + 1].before == Break::comma))
                exclusive = true;
            if (instead.match_at(words, behind) > 0) exclusive = true;
            static const PhraseSet me_first("me | mig | meg");
            if (rather.match_at(words, behind + me_first.match_at(words, behind)) > 0) preferred = true;
        }
        // "ikke sms, men mail", "no texts, email me", "i stedet for sms"
        static const PhraseSet no(
            "ikke | ingen | inte | inga | not | no | i stedet for | istedet for | instead of | istaellet foer | rather "
            "than | fremfor");
        const bool refused =
            at > begin && (no.match_at(words, at - 1) > 0 ||
                           (at > begin + 1 && between.match_at(words, at - 1) > 0 && no.match_at(words, at - 2) > 0));
        if (refused) continue;
        static const PhraseSet send(
            "send | skriv | skicka | write | kontakt | kontakta | contact | email me | text me | mail mig | sms mig | "
            "hellere | brug | use");
        if (!exclusive && !preferred && instead.any_in(words, begin, end) && send.any_in(words, begin, end))
            exclusive = true;
        if (exclusive) return std::vector<ChannelKind>{named};
        static const PhraseSet than("enn | end | aen | than | framfor | fremfor | framfoer");
        const bool other_refused =
            than.match_at(words, next) > 0 && (is_sms ? mail : sms).match_at(words, next + 1) > 0;
        if (preferred && other_refused) return std::vector<ChannelKind>{named};
        if (preferred) return std::vector<ChannelKind>{named, other};
    }
    // "text me instead", "mail mig hellere": the verb names the channel.
    static const PhraseSet text_me(
        "text me instead | sms mig i stedet | just text me | only text me | smsa mig istaellet | sms "
        "meg i stedet");
    static const PhraseSet mail_me(
        "email me instead | mail me instead | just email me | only email me | mail mig i stedet | "
        "mejla mig istaellet | mail meg i stedet | bara mejla mig | kun mail mig | please email me instead");
    for (std::size_t at = 0; at < words.size(); ++at) {
        const std::size_t texted = text_me.match_at(words, at);
        if (texted > 0 && !frequency_at(words, at + texted)) return std::vector<ChannelKind>{ChannelKind::sms};
        const std::size_t mailed = mail_me.match_at(words, at);
        if (mailed > 0 && !frequency_at(words, at + mailed)) return std::vector<ChannelKind>{ChannelKind::email};
    }
    return std::nullopt;
}

std::string read_language(const WordList& words) {
    struct Language {
        PhraseSet words;
        const char* code;
    };
    static const Language kLanguages[] = {
        {PhraseSet("dansk | danska | danish"), "da"},
        {PhraseSet("svensk | svenska | swedish"), "sv"},
        {PhraseSet("norsk | norska | norwegian | bokmaal"), "nb"},
        {PhraseSet("engelsk | engelska | english"), "en"},
    };
    static const PhraseSet in("paa | in | til | to");
    static const PhraseSet about(
        "faktura | fakturaen | manual | manualen | vejledning | vejledningen | manualerna | bog | bogen | book | "
        "boeker | film | movie | kursus | course | hjemmeside | website | hemsida | er paa | aer paa | was in | is in "
        "| var paa | kom paa | findes | finns | available | laese | read | boken");
    for (std::size_t at = 0; at < words.size(); ++at) {
        for (const Language& language : kLanguages) {
            if (language.words.match_at(words, at) == 0) continue;
            const std::size_t begin = sentence_begin(words, at), end = sentence_end(words, at);
            // "I don't read Norwegian", "why do you write in English?"
            static const PhraseSet no("ikke | inte | dont | not | cant | ej | hvorfor | varfoer | why");
            if (no.any_in(words, at > begin + 5 ? at - 5 : begin, at) && words[at].before != Break::comma) continue;
            static const PhraseSet great(
                "would be great | would be nice | would be better | vore bra | ville vaere godt | hadde vaert bra");
            if (great.match_at(words, at + 1) > 0) return language.code;
            static const PhraseSet polite("tak | tack | takk | please | thanks");
            if (words[at].before >= Break::comma && polite.match_at(words, at + 1) > 0) return language.code;
            if (about.any_in(words, begin, end)) continue;
            const bool with_in = at > begin && in.match_at(words, at - 1) > 0;
            static const PhraseSet ask(
                "tak | tack | takk | please | kan vi | kan jeg faa | kan jag faa | can we | skriv | skrive | skriva | "
                "skriver | send | sende | skicka | write | kan "
                "i | kan du | kan ni | kan dere | can you | could you | prefer | helst | hellere | hellre | "
                "foretraekker | foeredrar | foretrekker | switch | skift | byt | bytt | gerne | gaerna | gjerne | vil "
                "gerne have | only | kun | bare | bara | endast");
            std::size_t from = begin, to = end;
            strip_courtesies(words, from, to);
            const bool alone = to - from <= 2 && (with_in || to - from == 1);
            static const PhraseSet only_that(
                "dont speak | do not speak | dont understand | forstaar ikke | foerstaar inte | snakker "
                "ikke | taler ikke | pratar inte | cant read | kan ikke laese | have these | get these | have "
                "them | faa dem | faa disse | faa dessa | have it | faa det");
            const bool asked_for = at == begin || with_in;
            if (alone || (asked_for && only_that.any_in(words, begin, end)) ||
                (with_in && ask.any_in(words, begin, end)) || (end - begin <= 3 && ask.any_in(words, begin, end)))
                return language.code;
        }
    }
    return {};
}

}  // namespace dialogd::message
