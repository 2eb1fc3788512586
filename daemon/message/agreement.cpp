// Reads yes and no, and doubts itself where people say yes with a but.
#include "message/agreement.hpp"

#include <algorithm>

#include "message/agreement_words.hpp"
#include "message/doubt.hpp"

namespace dialogd::message {
namespace {

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
        "please | okay | ok | okej | oki | okey | fint | fine | bra | godt | great | good | perfect | perfekt | super "
        "| n | "
        "y | j");
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

bool ends_thought(const WordList& words, std::size_t end) {
    return end >= words.size() || words[end].before == Break::stop || words[end].before == Break::comma;
}

// Whether the text ends in "so no thanks".
bool concludes_no(const WordList& words) {
    constexpr std::size_t kLongest = 5;
    const std::size_t from = words.size() > kLongest ? words.size() - kLongest : 0;
    for (std::size_t at = from; at < words.size(); ++at)
        if (const std::size_t length = concluding_no().match_at(words, at); at + length == words.size() && length > 0)
            return !words[at].question;
    return false;
}

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
    for (std::size_t at = 0; at < words.size(); ++at)
        if (negation_at(words, at) > 0) return true;
    return false;
}

// Idioms as the plain yes that they are. "Hvorfor ikke?" asks nothing; "hvorfor ikke på mail?" does.
WordList without_idioms(const WordList& words) {
    WordList plain;
    for (std::size_t at = 0; at < words.size();) {
        Word word = words[at];
        std::size_t length = yes_by_idiom().match_at(words, at);
        // "Why not just call me?" is no yes.
        static const PhraseSet asking("why | hvorfor | kvifor | varfoer"),
            polite("tak | tack | takk | thanks | please");
        if (asking.match_at(words, at) > 0 && !ends_thought(words, at + length) &&
            polite.match_at(words, at + length) == 0)
            length = 0;
        if (length > 0) {
            // "No problem with the last service" speaks of something else.
            static const PhraseSet about("with | med"),
                this_one("with that | with it | with me | med det | med mig | med meg");
            const bool other = about.match_at(words, at + length) > 0 && this_one.match_at(words, at + length) == 0;
            word.text = other ? "maybe" : "yes", word.number = false;
            word.question = word.question && !ends_thought(words, at + length);
        }
        plain.push_back(std::move(word));
        at += std::max<std::size_t>(length, 1);
    }
    return plain;
}

}  // namespace

Agreement read_agreement(const WordList& written) {
    const WordList words = without_idioms(written);
    if (concludes_no(words)) return Agreement::refuse;
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
