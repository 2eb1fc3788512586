// All that a turn may know besides the customer: rules, contents, caps, topics, zones, formats, keys.
//
// Made once by rules/ from text that was checked, then immutable and shared between threads. What
// needs a library (a compiled condition, a compiled template, time zones, formats, signatures) is
// reached through the small interfaces at the top, so that the engine includes none of them.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "dialogd/customer.hpp"

namespace dialogd {

// ---------------------------------------------------------------------- what text is compiled into

class Formats;

// The names that a condition or a template can see during one turn: customer, event, run, reply, now,
// history. Implemented by the engine. Not kept beyond the call it is given to.
class Scope {
public:
    virtual ~Scope() = default;
    // The value of a root name ("event" gives a map of all properties, with `name`, `time`, `id`);
    // nothing when there is no such name now. Building `customer` or `run` whole is slow: use select.
    virtual std::optional<Value> find(std::string_view root) const = 0;
    // `root.field`: nothing when either is not there.
    virtual std::optional<Value> select(std::string_view root, std::string_view field) const = 0;
    // The events of that name in (now - window, now], oldest first. Pointers live as long as the scope.
    virtual std::vector<const Remembered*> remembered(std::string_view event, Duration window) const = 0;
    // The last event of that name, whatever its age; null when there was none.
    virtual const Remembered* last(std::string_view event) const = 0;
    virtual Instant now() const = 0;
    virtual std::string_view language() const = 0;   // BCP 47, for formats
    virtual std::string_view time_zone() const = 0;  // IANA
    virtual const Formats* formats() const = 0;      // null: functions of formats fail to evaluate
};

// A condition or a computed value: CEL text, parsed, checked and compiled once. Immutable.
class Expression {
public:
    virtual ~Expression() = default;
    virtual Result<Value> evaluate(const Scope& scope) const = 0;
    virtual const std::string& text() const = 0;
    // What it looks back at in the history, so that states remember it.
    virtual const std::vector<Needs::Window>& needs() const = 0;
};

// What a template gives for one customer. `missing` names the variables that there was no value for
// (with the path as written, "customer.first_name"); then `text` is not to be used.
struct Rendered {
    std::string text;
    std::vector<std::string> missing;
};

// One mustache template, compiled. Immutable.
class Template {
public:
    virtual ~Template() = default;
    virtual Rendered render(const Scope& scope) const = 0;
    // Hash of the source: the store keeps rendered bodies with the source's text as dictionary.
    virtual std::uint64_t hash() const = 0;
    virtual const std::string& source() const = 0;
};

// Money, numbers and dates as people of that language write them (ICU). Immutable.
class Formats {
public:
    virtual ~Formats() = default;
    virtual std::string money(double amount, std::string_view currency, std::string_view language) const = 0;
    virtual std::string number(double value, std::string_view language) const = 0;
    // style: "short", "medium", "long", "full"; the date alone.
    virtual std::string date(Instant instant, std::string_view style, std::string_view language,
                             std::string_view zone) const = 0;
    // The CLDR category of a count in that language: "one", "other", "few", ... Unless known better, one or other.
    virtual std::string plural(double value, std::string_view language) const {
        return !language.empty() && value == 1 ? "one" : "other";
    }
};

// Signs what we hand out and recognises it when it comes back (HMAC-SHA256, truncated to 120 bits,
// over purpose, customer and number, with a key named by its id). Immutable.
struct Token {
    CustomerNumber customer = CustomerNumber::nobody;
    std::uint32_t number = 0;  // a message's, for purpose "message"
    bool operator==(const Token&) const = default;
};
class Signer {
public:
    virtual ~Signer() = default;
    // 39 characters of base32 (RFC 4648, lower case): fit for a local part and a Message-ID.
    virtual std::string sign(std::string_view purpose, Token token) const = 0;
    // Nothing when the text is no token of that purpose made with one of our keys.
    virtual std::optional<Token> verify(std::string_view purpose, std::string_view text) const = 0;
};

class ReplyReader;  // reply.hpp

// Loaded before the first turn, owned by app/, alive as long as any Ruleset that points to them.
struct Services {
    const Calendar* calendar = nullptr;
    const Formats* formats = nullptr;
    const Signer* signer = nullptr;
    const ReplyReader* reader = nullptr;
};

// ---------------------------------------------------------------------------------------- contents

// The words of a content in one language for one channel. E-mail has all four, SMS only `text`.
struct Words {
    std::string language;  // BCP 47
    ChannelKind channel = ChannelKind::email;
    std::unique_ptr<const Template> subject;
    std::unique_ptr<const Template> preheader;  // may be null
    std::unique_ptr<const Template> html;
    std::unique_ptr<const Template> text;
    Where where;
};

// One content's words in one language on one channel, as written, with all they may draw on.
struct WordsSource {
    std::string language;
    ChannelKind channel = ChannelKind::email;
    enum class Format : std::uint8_t { markdown, html, plain };
    Format format = Format::markdown;
    std::string file;       // of `text`, for errors
    std::string text;       // e-mail: header lines (Subject, Preheader), a blank line, the body. SMS: the body
    std::string html_file;  // format html: the HTML part stands in a file of its own,
    std::string html;       //   and `text` holds the headers and the text part
    const std::map<std::string, std::string>* partials = nullptr;  // by name, without ending
    std::string layout;  // HTML around every e-mail, with {{{body}}}; empty: none
};

// Checks and compiles templates. Implemented in message/, given to rules/ by app/. Immutable.
class WordsCompiler {
public:
    virtual ~WordsCompiler() = default;
    // The words, or every mistake in them.
    virtual std::variant<Words, std::vector<Error>> compile(const WordsSource& source) const = 0;
    // A single line, such as a link's URL.
    virtual Result<std::unique_ptr<const Template>> compile_line(std::string_view text, Where where) const = 0;
};

struct Variable {
    std::string name;
    std::unique_ptr<const Expression> value;
};

// A named link of a content: templates say {{links.NAME}}.
struct Link {
    std::string name;
    std::string url;  // mustache over the same names; a plain URL has none
    std::unique_ptr<const Template> address;
};

struct Content {
    std::string name;
    std::string about;
    std::unique_ptr<const Expression> condition;  // null: always
    std::unique_ptr<const Expression> value;      // null: 0; what saying it is expected to be worth
    Duration cooldown{};                          // not again within it; 0: no such limit
    std::uint32_t max_per_customer = 0;           // 0: no such limit
    std::vector<std::string> tags;
    std::vector<Variable> variables;
    std::vector<Link> links;
    std::vector<Words> words;
    Where where;
};

// ------------------------------------------------------------------------------------------- rules

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
    Instant live_since{};       // `absent` looks from here on
    Where where;
};

// -------------------------------------------------------------------------------------- the whole

struct Topic {
    std::string name;
    bool marketing = true;                     // false: service: needs no consent, is not counted
    std::map<std::string, std::string> names;  // by language
};

struct Cap {
    std::uint32_t max = 0;
    std::variant<Duration, CalendarUnit> per = Duration{};  // rolling, or calendar in the customer's zone
    std::optional<ChannelKind> channel;
    std::string topic, tag, rule, content;  // empty: any
    std::string text;                       // as written, for decisions: "max 3 per 7d"
};

struct ChannelSettings {
    ChannelKind kind = ChannelKind::email;
    std::string from;                   // RFC 5322 mailbox, or a number or name
    bool can_receive = true;            // answers can come back
    std::optional<bool> at_least_once;  // none: as the topic's kind says
};

// The parts of the configuration that a turn needs.
struct Household {
    std::string company;
    std::string company_address;
    std::string public_url;    // "https://dialog.shop.example", no slash at the end
    std::string reply_domain;  // behind the @ of Reply-To and return path
    std::string language = "en";
    std::string time_zone = "UTC";
    std::vector<ChannelSettings> channels;  // at most one of a kind
    std::vector<Cap> caps;
    std::optional<QuietHours> quiet_hours;
    Duration gather = kMinute * 5;
    Duration late_after = kHour * 24;
    std::map<std::string, Topic> topics;
    std::vector<std::string> queues;
    std::string unmatched_queue;  // where replies go that nothing understands; empty: none
};

// What other systems call the things in rules/vocabulary.yaml (`also:`): the shell renames what comes in
// before the turn, so that rules know one name for each thing.
struct Aliases {
    using Names = std::unordered_map<std::string, std::string, TextHash, std::equal_to<>>;
    Names events;                             // "Order Completed" -> "order.placed"
    Names attributes;                         // "firstName" -> "first_name"
    std::map<std::string, Names> properties;  // by our event name
};

// Words for what the engine itself says (confirmation of an opt-out, help), by language: contents
// named "_stopped", "_started", "_help", looked up like any other.

// What somebody has stopped by hand (`dialogd pause`): nothing of it starts or goes out until resumed,
// also what waits in the outbox. Names, sorted.
struct Paused {
    bool all = false;
    std::vector<std::string> rules;
    std::vector<std::string> contents;

    bool rule(std::string_view name) const;
    bool content(std::string_view name) const;
    bool operator==(const Paused&) const = default;
};

struct Ruleset {
    Household household;
    Services services;
    std::vector<Rule> rules;   // live and draft, in order of name
    std::vector<Rule> former;  // older versions that open runs still go by
    Paused paused;
    std::vector<Content> contents;  // ordered by name
    Aliases aliases;
    Needs needs;
    std::uint64_t hash = 0;  // of everything that was read

    // Indexes, made by `index` once the lists are complete; into `rules`.
    struct TriggerAt {
        std::uint32_t rule = 0;
        std::uint32_t trigger = 0;
    };
    std::unordered_map<std::string, std::vector<TriggerAt>, TextHash, std::equal_to<>> by_event;  // Kind::event
    std::unordered_map<std::string, std::vector<TriggerAt>, TextHash, std::equal_to<>>
        by_absent;                      // by what it counts from
    std::vector<TriggerAt> by_time;     // Kind::date and Kind::schedule
    std::vector<TriggerAt> by_becomes;  // Kind::becomes
    std::vector<TriggerAt> by_keyword;  // Kind::keyword
    std::unordered_map<std::string, std::vector<std::uint32_t>, TextHash, std::equal_to<>> exits_by_event;
    std::unordered_map<std::string, std::vector<std::uint32_t>, TextHash, std::equal_to<>> goals_by_event;

    const Rule* find_rule(std::string_view name) const;
    // The steps that a run goes by: that version if it is still here, else null.
    const Rule* find_version(std::string_view name, std::uint64_t version) const;
    const Content* find_content(std::string_view name) const;
    const Topic* find_topic(std::string_view name) const;
    const ChannelSettings* find_channel(ChannelKind kind) const;
};

// Fills the indexes and `needs` from the lists. Called once, by whoever filled the lists.
void index(Ruleset& ruleset);

}  // namespace dialogd
