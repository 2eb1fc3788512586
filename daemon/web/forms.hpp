// What a customer's form says: a body in, what was wished out, or what is wrong, field by field.
//
// Pure. Every reader gives either a whole wish or errors, never half of one: when a field is wrong, nothing
// of the form is to be applied. `now` and the time zone are arguments. Nothing here trusts the form: fields
// that the page does not have are ignored, and no field has a say in whose dialogue it is (the link has).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "dialogd/reply.hpp"
#include "dialogd/ruleset.hpp"

namespace dialogd::web {

struct PreferenceModel;  // pages.hpp
struct AnswerModel;

// The fields of a form, in the order they came.
struct Form {
    std::vector<std::pair<std::string, std::string>> fields;

    const std::string* find(std::string_view name) const;  // the first of that name; null: none
    std::string text(std::string_view name) const;         // the same, trimmed; empty: none
    bool has(std::string_view name, std::string_view value) const;
};

// Bounds of one form: the longest text a customer may write is 4,000 characters, the largest page has some
// fifty fields. app/ refuses a larger body before it is read whole (413).
inline constexpr std::size_t kMostFormOctets = 64U << 10U;
inline constexpr std::size_t kMostFormFields = 200;
inline constexpr std::size_t kMostTextOctets = 16'000;  // 4,000 characters of UTF-8

// A body of application/x-www-form-urlencoded or multipart/form-data (RFC 7578, no files). Anything else,
// a body over the bounds or one that is no UTF-8 is an error with ErrorCode::invalid.
Result<Form> read_form(std::string_view content_type, std::string_view body);

// `problem` is the name of a text (texts/*.json), so that the page says it in the customer's language.
struct FieldError {
    std::string field;
    std::string problem;
    bool operator==(const FieldError&) const = default;
};
using FieldErrors = std::vector<FieldError>;

// What a form on /p/TOKEN wishes. Inputs are for the engine, in this order: consents, then the
// preference when it says something, then the address.
struct PreferenceWish {
    enum class Act : std::uint8_t {
        save,
        stop_marketing,  // everything off but what the customer's own purchases bring
        stop_all,        // also that
        start,           // takes both back, and an unsubscribed mail address
        send_link,       // "what you know about me": send the link to the customer's own address
    };
    Act act = Act::save;
    std::vector<Consent> consents;  // only what changes; `text` holds the words on the page
    Preference preference;          // only what changes
    std::optional<AddressStatus> address;
    bool says_preference() const;
};
std::variant<PreferenceWish, FieldErrors> read_preferences(const Form& form, const PreferenceModel& model);

// What a form on /a/TOKEN answers: what the Reply takes as `answer` and `text`. A choice out of a row of
// numbers has the number as text; what was written beside it is `comment`, to be handed to a person.
struct AnswerWish {
    std::string answer;  // the answer's name; empty: in the customer's own words only
    std::string text;
    std::string comment;
    std::string own_words;  // what was typed, wherever it went
};
std::variant<AnswerWish, FieldErrors> read_answer(const Form& form, const AnswerModel& model);

// What a form on /k/TOKEN does. Every act but `open` carries the visit that `open` began.
struct KnowledgeWish {
    enum class Act : std::uint8_t { open, show, correct, remove, download, erase, erase_confirmed };
    Act act = Act::open;
    std::string visit;  // the token in the page's own forms
    Profile profile;    // correct and remove: one attribute, as the customer's present value is typed
};
std::variant<KnowledgeWish, FieldErrors> read_knowledge(const Form& form, const std::vector<Attribute>& known);

// The address on the form for a new link. Whether anybody has it is never said.
std::variant<std::string, FieldErrors> read_link_request(const Form& form);

}  // namespace dialogd::web
