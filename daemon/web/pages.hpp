// The customers' pages: a model in, HTML and headers out.
//
// How app/ uses it:
//   1. `make_pages` once at start, with message/'s compiler and the Services' calendar and formats.
//   2. For a request: check the link (Signer), load the customer, fill a model (`preference_model`,
//      `answer_model`, `conversation_of`), and send what the page function gives, status and headers with it.
//   3. For a POST: `read_form`, then the reader of that page (forms.hpp). A wish goes to the engine, and after
//      its commit the page is shown again with the new state; errors show the page as it was typed.
// A GET changes nothing, ever: scanners and previews follow links.
//
// Pure and safe to share between threads. All that customers or the shop wrote is escaped by the templates.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "dialogd/turn.hpp"
#include "web/forms.hpp"

namespace dialogd::web {

// An answer to a browser. `headers` has the content security policy, Referrer-Policy: no-referrer,
// Cache-Control: no-store and the like on every page.
struct Page {
    int status = 200;
    std::string content_type = "text/html; charset=utf-8";
    std::map<std::string, std::string> headers;
    std::string body;
};

// What every page shows or goes by.
struct Frame {
    std::string language;  // BCP 47; da, sv, nb (also no) and en have texts, all others get English
    std::string company;
    std::string company_address;
    std::string time_zone = "UTC";
    Instant now{};
};

// -------------------------------------------------------------------------------------- models

// "a•••@e•••.dk", "•••• 78": enough for its owner, too little for anybody else.
std::string masked(ChannelKind channel, std::string_view address);

struct TopicLine {
    std::string name;
    std::string title;  // in the page's language
    std::string about;  // a plain explanation; may be empty
    bool marketing = true;
    bool on = false;                // what the form shows: consented, and not switched off
    bool switched_off = false;      // by preference, whatever the consent says
    std::optional<bool> consented;  // nothing: never asked
    Instant at{};                   // when that was said
};

struct ChannelLine {
    ChannelKind kind = ChannelKind::email;
    std::string address;  // masked
    AddressState state = AddressState::usable;
    bool used = true;  // among the customer's channels
};

// What /p/TOKEN shows: preferences only, with masked addresses, as a link from a message may be forwarded.
struct PreferenceModel {
    std::string path;                   // the page's own, "/p/TOKEN": where its forms post to
    std::vector<ChannelLine> channels;  // in the customer's order
    std::vector<TopicLine> topics;
    Limit limit;
    Instant paused_until{};                   // in the past: not paused
    std::optional<QuietHours> quiet;          // the customer's own
    std::optional<QuietHours> quiet_default;  // the house's
    std::string language;                     // the customer's; empty: the default
    bool marketing_stopped = false;
    bool all_stopped = false;
    bool may_start = true;           // what is stopped was stopped on a page or by a link, and may be taken back there
    std::string own_email;           // masked; where a link goes; empty: none, and no link is offered
    std::string unsubscribed_email;  // whole: the customer's mail address that was unsubscribed; empty: none
    Frame frame;
    const Calendar* calendar = nullptr;
};
// `about`: explanations of topics by name, in the page's language; may be empty. The languages, zone and time of
// `frame` are the customer's.
PreferenceModel preference_model(const Frame& frame, const Household& household, const Calendar& calendar,
                                 const Customer& customer, std::string path,
                                 const std::map<std::string, std::string>& about = {});

struct AnswerChoice {
    std::string name;
    std::string label;
};
struct NumberRow {
    std::string name;
    int min = 0;
    int max = 10;
};
struct AnswerModel {
    std::string path;
    std::vector<std::string> question;  // its words, as paragraphs
    std::vector<AnswerChoice> choices;
    std::optional<NumberRow> numbers;
    bool own_words = true;  // a text field
    std::string chosen;     // the name, or the number, that the link in the mail stood for; empty: none
};
// The choices of a question in that language: its buttons (else the fallback's), its row of numbers.
AnswerModel answer_model(const step::Ask& ask, std::string_view question, std::string_view language, std::string path,
                         std::string chosen);

// One line of the dialogue so far.
struct Spoken {
    bool by_us = true;
    Instant at{};
    ChannelKind channel = ChannelKind::email;
    std::string subject;
    std::string text;
    std::string outcome;  // name of a text: "outcome_delivered"; empty: nothing is known
};
// Both sides of the history, oldest first; `words` finds a message's words, or null. At most the newest 500.
std::vector<Spoken> conversation_of(std::span<const Entry> entries,
                                    const std::function<const Message*(MessageNumber)>& words);

struct KnowledgeModel {
    std::string path;   // "/k/TOKEN"
    std::string visit;  // token for the forms on the page: good for 30 minutes after the link was made
    std::vector<std::pair<ChannelKind, std::string>> addresses;  // whole: the reader has shown to own one
    std::vector<Attribute> attributes;
    std::vector<Spoken> dialogue;
    std::string saved;  // the attribute that was just corrected or deleted; empty: none
};

// Why a link does not do.
enum class Trouble : std::uint8_t {
    altered,      // 403: not one of ours, or cut in two on its way
    other_use,    // 403: one of ours, made for another page
    expired,      // 410
    used,         // 410: good once
    not_found,    // 404
    too_often,    // 429, with Retry-After
    unavailable,  // 503, with Retry-After
    too_large,    // 413
    not_allowed,  // 405
    unreadable,   // 400: a form that is none
};

// --------------------------------------------------------------------------------------- pages

class Pages {
public:
    virtual ~Pages() = default;

    // /u/TOKEN. `preferences_path` may be empty: then it is not offered.
    virtual Page unsubscribe(const Frame& frame, const std::string& path, ChannelKind channel, std::string_view address,
                             const std::string& preferences_path) const = 0;
    virtual Page unsubscribed(const Frame& frame, ChannelKind channel, std::string_view address,
                              const std::string& preferences_path) const = 0;

    // /p/TOKEN. `saved`: say on top what now holds.
    virtual Page preferences(const PreferenceModel& model, bool saved) const = 0;
    // The form as it was typed, with what is wrong (400).
    virtual Page preferences_wrong(const PreferenceModel& model, const Form& typed,
                                   const FieldErrors& errors) const = 0;
    virtual Page link_sent(const PreferenceModel& model) const = 0;

    // /k/TOKEN: first a page with one button (GET), then, after its POST, what we know.
    virtual Page open_knowledge(const Frame& frame, const std::string& path) const = 0;
    virtual Page knowledge(const Frame& frame, const KnowledgeModel& model, const FieldErrors& errors) const = 0;
    virtual Page erase_confirm(const Frame& frame, const KnowledgeModel& model, const FieldErrors& errors) const = 0;
    virtual Page erased(const Frame& frame) const = 0;
    // `json` as a file to keep.
    virtual Page download(const std::string& json) const = 0;

    // /a/TOKEN
    virtual Page answer(const Frame& frame, const AnswerModel& model) const = 0;
    virtual Page answer_wrong(const Frame& frame, const AnswerModel& model, const Form& typed,
                              const FieldErrors& errors) const = 0;
    virtual Page answered(const Frame& frame, const std::string& preferences_path) const = 0;
    // Somebody wrote START: whoever holds the link may not be who it was sent to, so nothing begins by it.
    virtual Page start_elsewhere(const Frame& frame, const std::string& preferences_path) const = 0;
    virtual Page answered_already(const Frame& frame, Instant at) const = 0;
    virtual Page answered_too_late(const Frame& frame) const = 0;

    // `link_path`: where the form for a new link posts to ("/link"); empty: no such form.
    virtual Page trouble(const Frame& frame, Trouble trouble, const std::string& link_path) const = 0;
    virtual Page link_request_wrong(const Frame& frame, const std::string& link_path, const Form& typed,
                                    const FieldErrors& errors) const = 0;
    // The same words whether the address is known or not.
    virtual Page link_requested(const Frame& frame) const = 0;
};

// Compiles every template and reads every text; an error names the file. `calendar` and `formats` outlive it.
Result<std::unique_ptr<const Pages>> make_pages(const WordsCompiler& compiler, const Calendar& calendar,
                                                const Formats& formats);

}  // namespace dialogd::web
