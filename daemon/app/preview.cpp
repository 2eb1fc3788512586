// Puts a customer before the step that says the content, and takes the turn.
#include "app/preview.hpp"

#include <algorithm>
#include <iostream>

#include "app/mail_headers.hpp"
#include "app/names_in_words.hpp"
#include "app/terminal.hpp"
#include "engine/scope.hpp"
#include "engine/select.hpp"
#include "message/compose.hpp"

namespace dialogd::app {

namespace {

constexpr std::uint64_t kVersion = 1;
constexpr std::string_view kStageRule = "preview";

// Every way in which a message could wait or fall out is taken away: what is left are the words.
void clear_the_way(Household& household) {
    household.caps.clear();
    household.quiet_hours.reset();
    household.gather = Duration{};
}

void clear_the_way(Customer& customer) {
    customer.runs.clear();
    customer.done.clear();
    customer.messages.clear();
    customer.questions.clear();
    customer.contacts.clear();
    customer.said.clear();
    customer.handovers.clear();
    customer.topics_off.clear();
    customer.channels.clear();
    customer.limit = {};
    customer.paused_until = {};
    customer.quiet_hours.reset();
    customer.marketing_stopped = customer.all_stopped = false;
    for (Address& address : customer.addresses) address.state = AddressState::usable;
}

void clear_the_way(Content& content) {
    content.condition.reset();
    content.cooldown = {};
    content.max_per_customer = 0;
}

// A rule of two steps: a wait that is over, and the send.
Rule stage_rule(const std::string& name, const std::string& topic, const std::string& content, ChannelKind channel) {
    Rule rule;
    rule.name = name;
    rule.topic = topic;
    rule.version = kVersion;
    rule.steps.resize(2);
    rule.steps[0].what = step::Wait{};
    rule.steps[0].next = 1;
    rule.steps[0].key = 1;
    step::Send send;
    send.contents = {content};
    send.channels = {channel};
    rule.steps[1].what = std::move(send);
    rule.steps[1].key = 2;
    return rule;
}

// The rule whose words these are, and what it stands for in the headers.
struct Part {
    std::string rule;
    std::string topic;
    bool marketing = true;
};

Part part_of(const Ruleset& rules, const std::string& content) {
    Part part;
    if (const Rule* rule = rule_that_says(rules, content)) {
        part.rule = rule->name;
        part.topic = rule->topic;
    } else {
        // dialogd's own words are service; others will be marketing unless a rule says otherwise.
        const bool own = content.starts_with('_');
        for (const auto& [name, topic] : rules.household.topics)
            if (topic.marketing != own && part.topic.empty()) part.topic = name;
    }
    const Topic* topic = rules.find_topic(part.topic);
    part.marketing = topic == nullptr || topic->marketing;
    return part;
}

Run run_before_the_send(const std::string& rule, Event event, std::vector<GivenAnswer> answers, Instant now) {
    Run run;
    run.number = 1;
    run.rule = rule;
    run.version = kVersion;
    run.event = std::move(event);
    run.started = now - kHour;
    run.step = 0;
    run.step_key = 1;
    run.waiting = Waiting::time;
    run.until = now;
    run.since = now - kHour;
    run.answers = std::move(answers);
    return run;
}

// What the turn says instead of a message.
std::string why_not(const Turn& turn) {
    for (const EntryBody& entry : turn.entries)
        if (const auto* decision = std::get_if<Decision>(&entry); decision != nullptr)
            return std::string(to_text(decision->reason)) + (decision->detail.empty() ? "" : ": ") + decision->detail;
    return "no decision was made";
}

class Stage {
public:
    Stage(Workshop& shop, const Part& part, Content& content) : shop_(shop), part_(part), content_(content) {}

    // The customer comes as they are, but for what would hold a message.
    Variant show(const Words& words, Customer customer, const Run& run, Instant now) {
        Variant variant;
        variant.language = words.language;
        variant.channel = words.channel;
        customer.language = words.language;
        customer.runs = {run};
        customer.last_run = run.number;
        shop_.rules->rules.clear();
        shop_.rules->rules.push_back(stage_rule(run.rule, part_.topic, content_.name, words.channel));
        index(*shop_.rules);
        Turn turn = take_turn(*shop_.rules, customer, Wake{}, now);
        const WordsAt at{*shop_.rules, customer, run, content_, words, now};
        variant.names = names_in_words(at);
        if (turn.messages.empty()) {
            variant.why = why_not(turn);
            return variant;
        }
        variant.message = std::move(turn.messages.front());
        if (words.channel == ChannelKind::email) {
            variant.preheader = preheader_of(at);
            variant.headers = headers_of(*variant.message, *shop_.tools.calendar);
            variant.return_path = message::return_path(*variant.message);
        }
        return variant;
    }

private:
    Workshop& shop_;
    const Part& part_;
    Content& content_;
};

// Why a real customer would not be told this now, on any channel that it has.
std::string not_now(const Ruleset& rules, const Customer& customer, const Part& part, const Content& content,
                    const Run& run, Instant now) {
    engine::TurnScope scope(rules, customer, now);
    scope.with(&run.event).with(&run);
    const std::vector<std::string> candidates{content.name};
    std::string why;
    for (const ChannelKind channel : {ChannelKind::email, ChannelKind::sms}) {
        const engine::SelectionTask task{candidates, step::Pick::best, channel, part.topic,
                                         part.rule,  part.marketing,   0,       {customer.number, 1}};
        const engine::Selection selection = engine::select_content(rules, customer, task, scope);
        if (selection.chosen) return {};
        const Considered& considered = selection.considered.front();
        if (why.empty() || considered.reason != Reason::no_such_channel)
            why = std::string(to_text(considered.reason)) + (considered.detail.empty() ? "" : ": ") + considered.detail;
    }
    return why;
}

const Run* open_run_of(const Customer& customer, const std::string& rule) {
    for (const Run& run : customer.runs)
        if (run.rule == rule) return &run;
    return nullptr;
}

Customer whole_customer(const Workshop& shop, Customer customer, Instant now, std::string& who) {
    clear_the_way(customer);
    consent_to_all(shop, customer, now);
    for (const auto& [channel, value, name] : {std::tuple{ChannelKind::email, "nobody@example.com", "e-mail address"},
                                               {ChannelKind::sms, "+4500000000", "phone number"}}) {
        if (find_address(customer, channel) != nullptr) continue;
        customer.addresses.push_back({channel, value, AddressState::usable, {}});
        who += std::string(", who has no ") + name;
    }
    return customer;
}

bool is_wanted(const Words& words, const PreviewOptions& options) {
    return (options.language.empty() || options.language == words.language) &&
           (options.channel.empty() || options.channel == to_text(words.channel));
}

std::string variants_of(const Content& content) {
    std::string text;
    for (const Words& words : content.words)
        text += (text.empty() ? "" : ", ") + std::string(to_text(words.channel)) + " in " + words.language;
    return text;
}

Result<Customer> customer_of(const Workshop& shop, const PreviewOptions& options, const Sample& sample, Instant now,
                             std::string& who) {
    if (!options.customer.empty()) {
        who = "customer " + options.customer;
        return load_customer(shop, options.customer);
    }
    who = options.sample.empty() ? "a made-up customer" : "the customer of " + options.sample.string();
    return sample_customer(shop, sample.customer, now);
}

Event event_of(const Workshop& shop, const PreviewOptions& options, const Sample& sample, const Rule* rule,
               Instant now) {
    std::string name = options.event;
    if (const Value* given = sample.event.find("name"); given != nullptr && name.empty()) name = to_text(*given);
    if (name.empty() && rule != nullptr) name = starting_event(*rule);
    return sample_event(shop, name.empty() ? "preview" : name, sample.event, now);
}

}  // namespace

Result<Preview> make_preview(Workshop& shop, const PreviewOptions& options, Instant now) {
    Preview preview;
    Sample sample;
    if (!options.sample.empty()) {
        Result<Sample> read = read_sample(options.sample);
        if (!read) return read.error();
        sample = std::move(*read);
    }
    Result<Customer> loaded = customer_of(shop, options, sample, now, preview.customer);
    if (!loaded) return loaded.error();
    auto& contents = shop.rules->contents;
    const auto content =
        std::find_if(contents.begin(), contents.end(), [&](const Content& c) { return c.name == options.content; });
    const Part part = part_of(*shop.rules, options.content);
    const Rule* rule = shop.rules->find_rule(part.rule);
    Run run = run_before_the_send(
        part.rule.empty() ? std::string(kStageRule) : part.rule, event_of(shop, options, sample, rule, now),
        rule == nullptr ? std::vector<GivenAnswer>{} : sample_answers(*rule, sample.answers, now), now);
    if (const Run* open = open_run_of(*loaded, part.rule); open != nullptr && options.event.empty()) {
        run.event = open->event;
        run.answers = open->answers;
        run.variables = open->variables;
    } else if (!options.customer.empty()) {
        Result<std::optional<Event>> last = last_event(shop, *loaded, run.event.name);
        if (!last) return last.error();
        if (*last) run.event = std::move(**last);
    }
    if (!options.customer.empty()) preview.now_not = not_now(*shop.rules, *loaded, part, *content, run, now);
    clear_the_way(shop.rules->household);
    clear_the_way(*content);
    const Customer customer = whole_customer(shop, std::move(*loaded), now, preview.customer);
    preview.content = &*content;
    preview.rule = part.rule;
    preview.topic = part.topic;
    preview.marketing = part.marketing;
    preview.event = run.event;
    Stage stage(shop, part, *content);
    for (const Words& words : content->words)
        if (is_wanted(words, options)) preview.variants.push_back(stage.show(words, customer, run, now));
    if (preview.variants.empty())
        return Error{ErrorCode::not_found,
                     "`" + options.content + "` is not written so; there is: " + variants_of(*content),
                     {}};
    return preview;
}

int preview(const PreviewOptions& options) {
    int code = 0;
    const std::unique_ptr<Workshop> shop = open_workshop(options.config, code);
    if (shop == nullptr) return code;
    if (find_content_or_say(*shop->rules, options.content, shop->config.templates) == nullptr) return kFoundExit;
    if (!options.event.empty() && shop->vocabulary.declared && shop->vocabulary.find_event(options.event) == nullptr)
        complain("warning: vocabulary.yaml has no event `" + options.event + "`: it has no properties here");
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const Result<Preview> made = make_preview(*shop, options, now);
    if (!made) return complain(made.error());
    if (!options.html.empty())
        if (const Result<void> written = write_pages(*made, options.html); !written) return complain(written.error());
    if (options.json)
        std::cout << to_json(preview_value(*made)) << "\n";
    else if (options.html.empty())
        std::cout << show_preview(*made, Paint::of_stdout());
    else
        std::cout << (options.html / "index.html").string() << "\n";
    const bool all = std::all_of(made->variants.begin(), made->variants.end(),
                                 [](const Variant& variant) { return variant.message.has_value(); });
    return all ? 0 : kFoundExit;
}

}  // namespace dialogd::app
