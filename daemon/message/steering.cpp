// Puts together what a reply says about the dialogue itself.
#include "message/steering.hpp"

#include "message/agreement.hpp"

namespace dialogd::message {

const PhraseSet& courtesies() {
    static const PhraseSet set(
        "tak | tusind tak | mange tak | tack | tusen tack | takk | tusen takk | thanks | thank you | thx | please | "
        "pls | plz | plss | venligst | vaenligen | vennligst | hej | hejsa | hi | hei | hello | hey | "
        "nu | naa | now | kaere | dear | mvh | vh | med venlig hilsen | med vaenlig haelsning | vennlig hilsen | best "
        "regards | regards | sorry | desvaerre | snaella | aer ni snaella | vaer saa venlig | er du soed | er i soede "
        "| "
        "men | og | och | and | ok | okay | ja | jo | yes | gerne | gaerna | gjerne | straks | omgaaende | med det "
        "samme | immediately | right now | asap | for helvede | for fanden | foer fan | dog | just | bare | team | "
        "alle sammen | i dag | today | fra nu af | from now on | fremover | framoever | hilsen | 🙏 | 🙂 | 😊 | "
        "👍 "
        "| "
        "lige | mig | me | meg | it | det | this | dette | den");
    return set;
}

void strip_courtesies(const WordList& words, std::size_t& from, std::size_t& to) {
    while (from < to) {
        const std::size_t length = courtesies().match_at(words, from);
        if (length == 0 || from + length > to) break;
        from += length;
    }
    for (bool again = true; again && from < to;) {
        again = false;
        for (std::size_t length = 4; length > 0 && !again; --length) {
            if (to - from < length) continue;
            if (courtesies().match_at(words, to - length) == length) to -= length, again = true;
        }
    }
}

Steering steering_of(const WordList& words, ChannelKind channel, bool asked, Instant now) {
    Steering steering;
    if (words.empty()) return steering;
    Preference preference;
    preference.limit = read_limit(words);
    preference.paused_until = read_pause(words, now);
    preference.channels = read_channels(words, channel);
    preference.language = read_language(words);

    const Stop stop = read_stop(words, channel, asked);
    steering.opt_out = stop.scope;
    if (stop.other_channel) {
        steering.opt_out = Steering::OptOut::none;
        if (!preference.channels)
            preference.channels = {*stop.other_channel == ChannelKind::sms ? ChannelKind::email : ChannelKind::sms};
    }
    // "Stop sending every day, once a week at most": the wish says how it may go on.
    if (!stop.bare && (preference.limit || preference.paused_until)) steering.opt_out = Steering::OptOut::none;
    if (stop.bare) preference.limit.reset(), preference.paused_until.reset();

    if (steering.opt_out == Steering::OptOut::none) {
        steering.opt_in = read_start(words);
        steering.help = read_help(words);
    }
    if (preference.limit || preference.paused_until || preference.channels || !preference.language.empty()) {
        preference.source = "reply";
        steering.preference = std::move(preference);
    }
    return steering;
}

}  // namespace dialogd::message
