// What is said: contents with their words, and what text is compiled into.
//
// What needs a library (a compiled condition, a compiled template, formats, signatures) is reached through
// the small interfaces at the top, so that the engine includes none of them. Implemented in rules/ and
// message/, and in the engine for Scope.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dialogd/customer.hpp"

namespace dialogd {

// ---------------------------------------------------------------------- what text is compiled into

class Formats;

// `root.field`, as a compiled expression asks for it again and again. `root` is customer, event, run or
// reply; run.event for what the event that started the run has; or a name that the place at hand offers.
// In what was compiled together the same name is the same object: a scope keeps by its address what it has found.
struct SlotName {
    std::string root;
    std::string field;         // empty: the root itself
    std::uint32_t number = 0;  // counts those compiled together, from 1; 0: for one look, and not kept
};

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
    // Where that value stands, without a copy; null when it is not there. Nothing when that cannot be said
    // without making the value: then find or select say it. Points to what lives and stays as it is for as
    // long as the scope, and what the scope looks at, does. A name is looked up once: a thousand rules ask for
    // the same few.
    std::optional<const Value*> peek(const SlotName& name) const {
        Kept& kept = kept_[name.number % kept_.size()];
        if (kept.name == &name) return kept.value;
        const std::optional<const Value*> found = look_up(name);
        if (found && name.number != 0) kept = {&name, *found};
        return found;
    }
    // The events of that name in (now - window, now], oldest first. Pointers live as long as the scope.
    virtual std::vector<const Remembered*> remembered(std::string_view event, Duration window) const = 0;
    // The last event of that name, whatever its age; null when there was none.
    virtual const Remembered* last(std::string_view event) const = 0;
    virtual Instant now() const = 0;
    virtual std::string_view language() const = 0;   // BCP 47, for formats
    virtual std::string_view time_zone() const = 0;  // IANA
    virtual const Formats* formats() const = 0;      // null: functions of formats fail to evaluate

protected:
    // What peek gives, from the beginning.
    virtual std::optional<const Value*> look_up(const SlotName&) const { return std::nullopt; }
    // To be called when the scope looks at something else.
    void forget() { kept_ = {}; }

private:
    struct Kept {
        const SlotName* name = nullptr;
        const Value* value = nullptr;
    };
    mutable std::array<Kept, 8> kept_ = {};
};

// A condition or a computed value: CEL text, parsed, checked and compiled once. Immutable.
class Expression {
public:
    virtual ~Expression() = default;
    virtual Result<Value> evaluate(const Scope& scope) const = 0;
    // What a look at the values where they stand (Scope::peek) decides: true, false, or nothing, and then it has to
    // be evaluated. Never other than what evaluate gives; without an allocation.
    virtual std::optional<bool> decide(const Scope&) const { return std::nullopt; }
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

}  // namespace dialogd
