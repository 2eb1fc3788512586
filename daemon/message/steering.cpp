// Puts together what a reply says about the dialogue itself.
#include "message/steering.hpp"

#include "message/agreement.hpp"
#include "message/left_alone.hpp"
#include "message/spelling.hpp"
#include "message/told.hpp"

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
        "saa | da | daa | foer guds skull | for guds skyld | for guds skull | for pokker | for satan | for faen | "
        "hermed | "
        "haermed | herved | hold nu op | for good | goddammit | ffs | xx | "
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

std::chrono::sys_days Clock::today() const {
    if (calendar == nullptr || zone.empty()) return std::chrono::floor<std::chrono::days>(now);
    const LocalTime local = calendar->local(now, zone);
    return std::chrono::year(local.year) / local.month / local.day;
}

Instant Clock::start_of(std::chrono::sys_days day) const {
    if (calendar == nullptr || zone.empty()) return Instant(day);
    const std::chrono::year_month_day date(day);
    return calendar->instant(
        {int(date.year()), static_cast<int>(unsigned(date.month())), static_cast<int>(unsigned(date.day())), 0, 0, 0},
        zone);
}

Steering steering_of(const WordList& written, ChannelKind channel, bool asked, const Clock& clock) {
    const WordList words = respelt(written);
    Steering steering;
    if (words.empty()) return steering;
    Preference preference;
    preference.limit = read_limit(words);
    preference.paused_until = read_pause(words, clock);
    preference.channels = read_channels(words, channel);
    preference.language = read_language(words);

    Stop stop = read_stop(words, channel, asked);
    // What others said is no wish, unless it is a command by itself.
    const bool said = stop.scope != Steering::OptOut::none || stop.other_channel;
    if (said && !stop.bare && (is_only_told(words) || is_taken_back(words))) stop = {};
    steering.opt_out = stop.scope;
    if (stop.other_channel) {
        steering.opt_out = Steering::OptOut::none;
        if (!preference.channels)
            preference.channels = {*stop.other_channel == ChannelKind::sms ? ChannelKind::email : ChannelKind::sms};
    }
    // "No more texts, mail is fine": it goes on by the other.
    if (stop.scope == Steering::OptOut::channel && !stop.bare && preference.channels &&
        preference.channels->front() != channel)
        steering.opt_out = Steering::OptOut::none;
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
