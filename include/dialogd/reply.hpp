// What a customer wrote back, and how it is understood.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialogd/message.hpp"

namespace dialogd {

// How a reply was tied to one of our messages.
enum class MatchedBy : std::uint8_t { nothing, token, reference, address };
std::string_view to_text(MatchedBy matched);

struct Reply {
    ChannelKind channel = ChannelKind::email;
    std::string from;  // the address it came from
    std::string to;    // the address or number it was sent to
    std::string id;    // Message-ID, or the provider's: repeats are recognised by it
    std::string subject;
    std::string text;           // what the customer wrote, without what the client quoted
    MessageNumber message = 0;  // the message it answers; 0: not known
    MatchedBy matched_by = MatchedBy::nothing;
    bool proven = true;      // false: the sender's address is not the customer's
    bool automatic = false;  // an automatic answer (RFC 3834): logged, never acted on
    std::string answer;      // the answer's name, when a button was pressed
    Instant time{};
    std::string comment{};  // what was written beside a choice on the answer page: for a person, no answer

    bool operator==(const Reply&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "channel", self.channel);
        visit(2, "from", self.from);
        visit(3, "to", self.to);
        visit(4, "id", self.id);
        visit(5, "subject", self.subject);
        visit(6, "text", self.text);
        visit(7, "message", self.message);
        visit(8, "matched_by", self.matched_by);
        visit(9, "proven", self.proven);
        visit(10, "automatic", self.automatic);
        visit.name(11, "answer", self.answer);
        visit(12, "time", self.time);
        visit(13, "comment", self.comment);
    }
};

// In whose words, when and where a reply was written.
struct Circumstances {
    std::string_view language;  // BCP 47; breaks ties only: people answer in any language
    Instant now{};              // with `zone` it resolves days ("på fredag"); without a year: the next such day
    std::string_view zone;      // IANA
};

// What the reader made of a text. Unsure (two that fit, a negation before, a long text) is no match:
// better to ask a person than to take the wrong branch.
struct AnswerReading {
    int matched = -1;      // index into the matchers; -1: none fits with certainty
    std::vector<int> all;  // every matcher that fits with certainty by itself, in order, for `pick: all`
    bool unsure = false;   // something fitted, but not with certainty
    Value value;           // the number, the day ("2026-05-03"), the address or number as E.164; else null
    std::string why;       // for the history: "two answers fit: price, size"
};

// What a reply says about the dialogue itself, in any of the four languages.
struct Steering {
    enum class OptOut : std::uint8_t { none, channel, marketing, everything };  // STOP | "stop alt" | also service
    OptOut opt_out = OptOut::none;
    bool opt_in = false;                   // START
    bool help = false;                     // HELP, INFO, HJÆLP
    std::optional<Preference> preference;  // "kun sms", "max en gang om ugen"

    bool says_something() const { return opt_out != OptOut::none || opt_in || help || preference.has_value(); }
};

// Reads words in. Pure, immutable, safe to share. Implemented in message/.
class ReplyReader {
public:
    virtual ~ReplyReader() = default;
    virtual AnswerReading read_answer(std::span<const AnswerMatcher> answers, std::string_view text,
                                      const Circumstances& circumstances) const = 0;
    // Whether somebody who writes first says one of these words or phrases: the whole of a short text, or
    // its beginning.
    virtual bool says(std::span<const std::string> words, std::string_view text) const = 0;
    // `now` and `zone` resolve "til august". `asked` tells that a question is open, so that a bare
    // "nej tak" is an answer and no opt-out.
    virtual Steering read_steering(std::string_view text, ChannelKind channel, bool asked, Instant now,
                                   std::string_view zone) const = 0;
};

}  // namespace dialogd
