// What comes in from outside, and the dynamic value that its properties are made of.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "dialogd/ids.hpp"
#include "dialogd/time.hpp"

namespace dialogd {

// The timestamps and durations of CEL: wider and finer than Instant (years 1 to 9999, nanoseconds).
struct Timestamp {
    std::int64_t seconds = 0;  // since 1970, UTC
    std::int32_t nanos = 0;    // 0..999,999,999
    auto operator<=>(const Timestamp&) const = default;
};
struct Span {
    std::int64_t seconds = 0;
    std::int32_t nanos = 0;  // same sign as seconds
    auto operator<=>(const Span&) const = default;
};
struct Bytes {
    std::string octets;
    auto operator<=>(const Bytes&) const = default;
};

// A value of a property, an attribute or an expression: the types of CEL and JSON. Immutable; a copy
// of a list or map is a shared pointer (the one exception to "shared_ptr only for the Ruleset": an
// event's properties are copied into runs and entries on the hot path, and never change).
class Value {
public:
    using List = std::vector<Value>;
    using Map = std::vector<std::pair<Value, Value>>;  // in the order given, keys unique
    enum class Kind : std::uint8_t {
        null,
        boolean,
        integer,
        unsigned_integer,
        number,
        text,
        bytes,
        timestamp,
        span,
        list,
        map
    };

    Value() = default;
    Value(std::nullptr_t) {}
    Value(bool v) : v_(v) {}
    Value(int v) : v_(static_cast<std::int64_t>(v)) {}
    Value(std::int64_t v) : v_(v) {}
    Value(std::uint64_t v) : v_(v) {}
    Value(double v) : v_(v) {}
    Value(std::string v) : v_(std::move(v)) {}
    Value(std::string_view v) : v_(std::string(v)) {}
    Value(const char* v) : v_(std::string(v)) {}
    Value(Bytes v) : v_(std::move(v)) {}
    Value(Timestamp v) : v_(v) {}
    Value(Span v) : v_(v) {}
    Value(Instant v);
    Value(Duration v);
    Value(List v) : v_(std::make_shared<const List>(std::move(v))) {}
    Value(Map v) : v_(std::make_shared<const Map>(std::move(v))) {}

    Kind kind() const { return static_cast<Kind>(v_.index()); }
    bool is_null() const { return kind() == Kind::null; }
    bool is_number() const {
        return kind() == Kind::integer || kind() == Kind::unsigned_integer || kind() == Kind::number;
    }

    // Each gives null when the value is of another kind.
    const bool* boolean() const { return std::get_if<bool>(&v_); }
    const std::int64_t* integer() const { return std::get_if<std::int64_t>(&v_); }
    const std::uint64_t* unsigned_integer() const { return std::get_if<std::uint64_t>(&v_); }
    const double* number() const { return std::get_if<double>(&v_); }
    const std::string* text() const { return std::get_if<std::string>(&v_); }
    const Bytes* bytes() const { return std::get_if<Bytes>(&v_); }
    const Timestamp* timestamp() const { return std::get_if<Timestamp>(&v_); }
    const Span* span() const { return std::get_if<Span>(&v_); }
    const List* list() const {
        auto p = std::get_if<std::shared_ptr<const List>>(&v_);
        return p ? p->get() : nullptr;
    }
    const Map* map() const {
        auto p = std::get_if<std::shared_ptr<const Map>>(&v_);
        return p ? p->get() : nullptr;
    }

    // The value under `key` of a map; null when there is none or this is no map.
    const Value* find(std::string_view key) const;
    // integer, unsigned_integer or number as a double; nothing for other kinds.
    std::optional<double> as_double() const;

    // Same kind and same content (1 and 1.0 differ; CEL's equality is in rules/). Maps: any order.
    bool operator==(const Value& other) const;

private:
    std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Bytes, Timestamp, Span,
                 std::shared_ptr<const List>, std::shared_ptr<const Map>>
        v_;
};

// As a template or a person shows it: text as it is, 300 for 300.0, true, compact JSON for the rest.
std::string to_text(const Value& value);
// JSON (RFC 8259); timestamps as RFC 3339 text, bytes as base64, spans as "1.5s".
std::string to_json(const Value& value);

enum class ChannelKind : std::uint8_t { email, sms };
std::string_view to_text(ChannelKind channel);
std::optional<ChannelKind> parse_channel(std::string_view text);

// The contract's structs name their fields once, for whoever must write, read or print them: calls
// `visit(tag, label, field)` for each. Tags are for ever: a removed field's tag is not used again.
// `visit.name(...)` marks a string that is one of few (a rule's name), which the store interns.

// Something that happened to a customer.
struct Event {
    std::string name;         // "order.placed"
    std::string id;           // the sender's; repeats are recognised by (source, id). Empty: none
    std::string source;       // who sent it: an API key's name, "segment", "dialogd" for our own
    Instant time{};           // when it happened, as the sender says; never later than its entry
    Value properties;         // a map
    std::uint32_t depth = 0;  // how many of our own events led to it: emit is bounded by this

    bool operator==(const Event&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "name", self.name);
        visit(2, "id", self.id);
        visit.name(3, "source", self.source);
        visit(4, "time", self.time);
        visit(5, "properties", self.properties);
        visit(6, "depth", self.depth);
    }
};

// What is known about the customer: merged into the attributes; a null removes one.
struct Profile {
    Value attributes;       // a map
    std::string email;      // empty: unchanged
    std::string phone;      // E.164; empty: unchanged
    std::string language;   // BCP 47; empty: unchanged
    std::string time_zone;  // IANA; empty: unchanged
    std::string source;

    bool operator==(const Profile&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "attributes", self.attributes);
        visit(2, "email", self.email);
        visit(3, "phone", self.phone);
        visit.name(4, "language", self.language);
        visit.name(5, "time_zone", self.time_zone);
        visit.name(6, "source", self.source);
    }
};

// One line of the consent log: who (the customer), what, the exact text agreed to, when, where from.
struct Consent {
    std::string topic;                   // a topic of the config
    std::optional<ChannelKind> channel;  // none: every channel
    bool given = false;                  // true: yes; false: no (withdrawn)
    std::string text;                    // the words that were agreed to
    std::string source;                  // "api", "import", "reply", "page", a form's address
    Instant time{};                      // when it was said

    bool operator==(const Consent&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit.name(1, "topic", self.topic);
        visit(2, "channel", self.channel);
        visit(3, "given", self.given);
        visit(4, "text", self.text);
        visit.name(5, "source", self.source);
        visit(6, "time", self.time);
    }
};

// A number of marketing contacts in a rolling window.
struct Limit {
    std::uint32_t max = 0;
    Duration per{};

    bool operator==(const Limit&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "max", self.max);
        visit(2, "per", self.per);
    }
};

// A span of the day in the customer's time zone, as minutes of the day; from > to goes over midnight.
struct QuietHours {
    std::int32_t from = 0;
    std::int32_t to = 0;

    bool operator==(const QuietHours&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "from", self.from);
        visit(2, "to", self.to);
    }
};

// What the customer wants. A field that is not there leaves what was said before.
struct Preference {
    std::optional<std::vector<ChannelKind>> channels;  // in this order, and no other
    std::optional<Limit> limit;                        // max 0: no limit of their own
    std::optional<Instant> paused_until;               // in the past: goes on
    std::optional<QuietHours> quiet_hours;
    std::vector<std::string> topics_off;
    std::vector<std::string> topics_on;
    std::string language;
    std::string source;                  // "api", "reply", "page"
    std::optional<bool> stop_marketing;  // "stop alt", a complaint; false: taken back
    std::optional<bool> stop_all;        // "everything": also service

    bool operator==(const Preference&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "channels", self.channels);
        visit(2, "limit", self.limit);
        visit(3, "paused_until", self.paused_until);
        visit(4, "quiet_hours", self.quiet_hours);
        visit.names(5, "topics_off", self.topics_off);
        visit.names(6, "topics_on", self.topics_on);
        visit.name(7, "language", self.language);
        visit.name(8, "source", self.source);
        visit(9, "stop_marketing", self.stop_marketing);
        visit(10, "stop_all", self.stop_all);
    }
};

// What becomes of everything sent to one address, whoever holds it.
enum class AddressState : std::uint8_t {
    usable,
    suppressed,    // it bounced for good (5.1.1), or somebody complained: nothing goes there
    opted_out,     // STOP by SMS: nothing to this number until START
    no_marketing,  // unsubscribed by mail: service still goes
};
std::string_view to_text(AddressState state);

struct AddressStatus {
    ChannelKind channel = ChannelKind::email;
    std::string address;
    AddressState state = AddressState::usable;
    std::string reason;  // "bounced 5.1.1", "STOP", "complaint"

    bool operator==(const AddressStatus&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "channel", self.channel);
        visit(2, "address", self.address);
        visit(3, "state", self.state);
        visit(4, "reason", self.reason);
    }
};

// A person took a dialogue over, answered or closed it.
struct Handover {
    enum class Act : std::uint8_t { opened, closed };
    Act act = Act::opened;
    std::string queue;
    std::string note;
    std::string by;  // who: a staff address, "dialogd" when a rule did it
    std::string rule;
    RunNumber run = 0;

    bool operator==(const Handover&) const = default;
    template <class Self, class Visit>
    static void each_field(Self& self, Visit&& visit) {
        visit(1, "act", self.act);
        visit.name(2, "queue", self.queue);
        visit(3, "note", self.note);
        visit(4, "by", self.by);
        visit.name(5, "rule", self.rule);
        visit(6, "run", self.run);
    }
};
std::string_view to_text(Handover::Act act);

}  // namespace dialogd
