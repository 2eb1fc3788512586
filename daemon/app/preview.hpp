// What a content looks like to a customer, in each of its languages and channels: taken through the engine's turn
// and the composer of `serve`, so that it is what would be sent.
#pragma once

#include <optional>

#include "app/sample.hpp"

namespace dialogd::app {

struct PreviewOptions {
    std::filesystem::path config = "/etc/dialogd/dialogd.yaml";
    std::string content;
    std::string customer;          // by id or address; empty: made up
    std::filesystem::path sample;  // a file of values; empty: out of the vocabulary
    std::string event;             // empty: the one that starts the rule
    std::string language;          // empty: all
    std::string channel;           // empty: all
    std::filesystem::path html;    // a folder for the pages; empty: none
    bool json = false;
};

// A name that the words use, and where its value came from.
struct NameInWords {
    std::string name;   // "customer.first_name"
    std::string value;  // as it is shown; empty when there is none
    std::string from;   // "attribute, from api", "computed: money(...)"
    bool missing = false;
    bool needed = false;  // missing, and no section does without it
};

// The words in one language on one channel.
struct Variant {
    std::string language;
    ChannelKind channel = ChannelKind::email;
    std::optional<Message> message;  // nothing: not eligible, `why` says why
    std::string preheader;
    std::string return_path;
    std::vector<std::pair<std::string, std::string>> headers;  // e-mail, in order, as in the bytes but decoded
    std::string why;
    std::vector<NameInWords> names;
};

struct Preview {
    const Content* content = nullptr;
    std::string rule;  // empty: no rule says it
    std::string topic;
    bool marketing = true;
    Event event;
    std::string customer;  // who it is, in words
    std::string now_not;   // a real customer: why it would not be chosen for them now; empty: it might
    std::vector<Variant> variants;
};

// Changes the workshop's rules: they are of no use for anything else after it.
Result<Preview> make_preview(Workshop& shop, const PreviewOptions& options, Instant now);

// preview_show.cpp, preview_page.cpp
class Paint;
std::string show_preview(const Preview& preview, const Paint& paint);
Value preview_value(const Preview& preview);  // for --json
// index.html with all of them side by side, and CONTENT.LANGUAGE.html of each mail.
Result<void> write_pages(const Preview& preview, const std::filesystem::path& folder);

int preview(const PreviewOptions& options);

}  // namespace dialogd::app
