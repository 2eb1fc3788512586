// A rule as the engine runs it: what starts it, its steps, how it ends.
//
// Made by rules/ from a file that was checked; a part of the Ruleset, and immutable like it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dialogd/content.hpp"

namespace dialogd {

// One answer of a question, as the rule says it. Matched by whichever of these is set.
struct AnswerMatcher {
    enum class Is : std::uint8_t { none, agree, refuse };
    std::string name;
    std::vector<std::string> words;  // whole words and phrases
    Is is = Is::none;
    struct Range {
        double min = 0;
        double max = 0;
    };
    std::optional<Range> number;  // "8/10", "syv", "7-tal"
    // A value of that form anywhere in the reply: a day ("fredag", "3. maj", "2026-05-03"), an addr-spec
    // (RFC 5322), a telephone number (E.164, with the household's country where none is written).
    enum class Form : std::uint8_t { none, date, email, phone };
    Form form = Form::none;
    std::string pattern;  // RE2, unanchored; its first group, or else the whole match, is the value
    bool any = false;     // whatever fits nothing else

    friend bool operator==(const AnswerMatcher::Range& a, const AnswerMatcher::Range& b) {
        return a.min == b.min && a.max == b.max;
    }
    bool operator==(const AnswerMatcher&) const = default;
};

// One answer of a question together with where its steps begin.
struct Answer {
    AnswerMatcher match;
    std::string button_fallback;                 // label in the default language; empty: no button
    std::map<std::string, std::string> buttons;  // label by language
    bool number_buttons = false;                 // a row of them, one for each whole number of the range
    std::string save;                            // "customer.nps"; empty: kept in the run only
    std::int32_t then = -1;                      // step index; -1: goes on after the question
};

// Steps are kept flat: each names the index of the step that follows it, -1 at the end of the rule.
namespace step {

struct Wait {
    std::optional<Duration> duration;
    // Until a time of the day, local; or until the time that `until` gives, plus offset, at `at`.
    std::optional<std::int32_t> at_minute;    // "09:00" is 540
    std::unique_ptr<const Expression> until;  // gives a timestamp or RFC 3339 text
    Duration offset{};
    // For an event, with a timeout.
    std::string event;
    std::unique_ptr<const Expression> event_if;  // null: any such event
    std::optional<Duration> timeout;
    std::int32_t then = -1;       // when the event came
    std::int32_t otherwise = -1;  // when the timeout came
};

enum class Pick : std::uint8_t { best, even };

struct Send {
    std::vector<std::string> contents;
    Pick pick = Pick::best;
    std::vector<ChannelKind> channels;  // tried in this order; empty: as the customer prefers
    Duration expires = kDay * 3;
    bool next_on_failure = false;  // `on_failed: next`: after a failure, by the next of `channels`
    std::int32_t not_sent = -1;    // default: goes on (the index of the next step)
};

struct Ask {
    Send send;                    // not_sent default: -1 (ends the run)
    Duration timeout = kDay * 3;  // counted from the confirmed send
    std::optional<Duration> known_for;
    std::vector<Answer> answers;
    std::int32_t no_answer = -1;  // default: goes on
    enum class Late : std::uint8_t { save, run, handover };
    Late late = Late::save;
    bool again_runs = false;  // a second answer's steps run too
    bool pick_all = false;    // several answers that fit are all taken, in the order of the rule
};

struct Choose {
    struct Branch {
        std::unique_ptr<const Expression> condition;  // null: else
        std::int32_t then = -1;
    };
    std::vector<Branch> branches;  // the first that is true; none: goes on
};

// `customer.NAME` or `run.NAME`, a literal or an expression.
struct Assignment {
    std::string name;  // without the leading "customer."
    Value literal;
    std::unique_ptr<const Expression> computed;  // null: the literal
};
struct Set {
    std::vector<Assignment> assignments;
};

struct Emit {
    std::string event;
    std::vector<Assignment> properties;
    std::string webhook;  // also posted there; empty: not
};

struct HandOver {
    std::string queue;
    std::string note;
};

struct End {
    std::string reason;  // "silent", "done": what history shows
};

struct ChangeConsent {  // the proof is the question's text and the answer
    std::string topic;
    bool given = false;
};

struct Prefer {
    Preference preference;
};

}  // namespace step

struct Step {
    std::string name;       // optional in the file
    std::uint64_t key = 0;  // of its name, else of its path and text
    std::int32_t next = -1;
    Where where;
    std::variant<step::Wait, step::Send, step::Ask, step::Choose, step::Set, step::Emit, step::HandOver, step::End,
                 step::ChangeConsent, step::Prefer>
        what;
};

// Local times of a `schedule` trigger, in the customer's zone. Either times that come again each week,
// or one moment, which each customer meets at a draw of their own within `spread` after it.
struct Schedule {
    struct Time {
        std::uint8_t weekdays = 0;  // bit 0 Monday .. bit 6 Sunday
        std::int32_t minute = 0;    // of the day
        bool operator==(const Time&) const = default;
    };
    struct Once {
        std::int32_t year = 0;
        std::int32_t month = 0;  // 1..12
        std::int32_t day = 0;    // 1..31
        std::int32_t minute = 0;
        bool operator==(const Once&) const = default;
    };
    std::vector<Time> times;   // weekly; empty with `once`
    std::optional<Once> once;  // a time that daylight saving skips is the first instant after it
    Duration spread{};         // 0: all at that moment

    bool operator==(const Schedule&) const = default;
};

struct Trigger {
    enum class Kind : std::uint8_t { event, absent, date, schedule, becomes, keyword };
    Kind kind = Kind::event;
    std::string event;  // event and absent: the NAME that comes, or stays away
    std::string since;  // absent: counted from the last of these; empty: from NAME
    Duration absent_for{};
    std::unique_ptr<const Expression> condition;  // `if`; null: always. becomes: what turns true
    std::unique_ptr<const Expression> key;        // absent: one timer for each; null: the rule's
    std::unique_ptr<const Expression> date;       // date: gives a timestamp, or RFC 3339 text (a day is enough)
    bool every_year = false;                      // date: 29 February is the 28th in other years
    Duration offset{};                            // date: whole days, before or after
    std::int32_t at_minute = 0;                   // date: of the local day
    Schedule schedule;
    std::vector<std::string> words;  // keyword: whole words and phrases, case and accents folded
    std::uint64_t hash = 0;          // of what it says, the segments' windows included; made by `index`
    Instant live_since{};            // as it stands: who fits by then, fits already. Not before its rule's
};

// What a new rule does about customers who fit already when it goes live: date, becomes and absent
// look from that moment on, unless `start`.
struct Existing {
    bool start = false;
    Duration spread{};  // the starts are drawn over this time, so that nothing bursts

    bool operator==(const Existing&) const = default;
};

// A rule that starts more often than this is paused, and an alarm raised. Counted by the shell.
struct AtMost {
    std::uint32_t starts = 0;  // 0: no such limit
    Duration per{};

    bool operator==(const AtMost&) const = default;
};

// Open runs when the rule's file changes: they finish by the old steps, go on at the step of the same
// name in the new ones (where there is none: finish), or end.
enum class OnChange : std::uint8_t { finish, migrate, exit };

struct Exit {
    std::string event;
    std::unique_ptr<const Expression> condition;
};

struct Goal {
    std::string event;
    std::unique_ptr<const Expression> condition;
    std::unique_ptr<const Expression> value;
    Duration within = kDay * 7;
};

struct Reenter {
    enum class Kind : std::uint8_t { never, always, after };
    Kind kind = Kind::never;
    Duration after{};
};

struct Rule {
    std::string name;
    std::string about;
    bool live = true;  // false: draft: decided and recorded, never sent
    std::string stage;
    std::string topic;
    std::int32_t priority = 50;
    std::vector<Trigger> triggers;
    std::unique_ptr<const Expression> key;  // null: one open run for each customer
    Reenter reenter;
    std::vector<Exit> exits;
    std::optional<Goal> goal;
    double holdout = 0;            // 0..1
    std::optional<Instant> until;  // no new runs after it
    Duration review{};             // 0: never; `check` warns when the file is older
    Existing existing;
    AtMost at_most;
    OnChange on_change = OnChange::finish;
    std::vector<Step> steps;
    std::int32_t first = 0;     // index of the first step; -1: none
    std::uint64_t version = 0;  // hash of the file's text
    Instant live_since{};       // `absent` counts from events after it; each trigger has its own as well
    Where where;
};

}  // namespace dialogd
