// Eligibility, language, value, keyed draw; and the rendering that finds missing variables.
#include "engine/select.hpp"

#include <algorithm>

#include "engine/buttons.hpp"
#include "engine/caps.hpp"

namespace dialogd::engine {

namespace {

// What one candidate came to.
struct Candidate {
    const Content* content = nullptr;
    const Words* words = nullptr;
    bool own_language = false;
    double value = 0;
    Message message;
};

std::string_view base_language(std::string_view language) {
    return language.substr(0, language.find('-'));
}

// Norwegian is written nb; a customer marked "no" means that.
std::string_view written_language(std::string_view language) {
    return language == "no" ? "nb" : language;
}

const Words* words_in(const Content& content, ChannelKind channel, std::string_view language) {
    for (const Words& words : content.words)
        if (words.channel == channel && words.language == language) return &words;
    return nullptr;
}

// The customer's language, its base language, the configured default.
const Words* find_words(const Ruleset& rules, const Customer& customer, const Content& content, ChannelKind channel,
                        bool& own) {
    const std::string_view wanted =
        customer.language.empty() ? std::string_view(rules.household.language) : std::string_view(customer.language);
    own = true;
    if (const Words* words = words_in(content, channel, wanted)) return words;
    if (const Words* words = words_in(content, channel, written_language(base_language(wanted)))) return words;
    own = false;
    return words_in(content, channel, rules.household.language);
}

bool speaks(const Content& content, ChannelKind channel) {
    return std::any_of(content.words.begin(), content.words.end(),
                       [&](const Words& words) { return words.channel == channel; });
}

Instant last_said(const Customer& customer, const std::string& content) {
    Instant last{};
    for (const Said& said : customer.said)
        if (said.content == content) last = std::max(last, said.last);
    for (const OpenMessage& message : customer.messages)
        if (message.content == content) last = std::max(last, message.queued_at);
    return last;
}

std::uint32_t times_said(const Customer& customer, const std::string& content) {
    std::uint32_t times = 0;
    for (const Said& said : customer.said)
        if (said.content == content) times += said.times;
    for (const OpenMessage& message : customer.messages) times += message.content == content ? 1 : 0;
    return times;
}

void fall_out(Considered& considered, Reason reason, std::string detail = {}) {
    considered.reason = reason;
    considered.detail = std::move(detail);
}

Value links_of(const Ruleset& rules, const Content& content, const SelectionTask& task, const Scope& scope) {
    Value::Map links;
    const std::string& base = rules.household.public_url;
    const Signer& signer = *rules.services.signer;
    // Service (an invoice, the answer to an opt-out) has nothing to unsubscribe from.
    const Topic* topic = rules.find_topic(task.topic);
    if (topic != nullptr && topic->marketing)
        links.emplace_back(Value("unsubscribe"), Value(base + "/u/" + signer.sign("unsubscribe", task.token)));
    links.emplace_back(Value("preferences"), Value(base + "/p/" + signer.sign("preferences", task.token)));
    for (const Link& link : content.links) {
        Rendered address = link.address != nullptr ? link.address->render(scope) : Rendered{link.url, {}};
        if (address.missing.empty()) links.emplace_back(Value(link.name), Value(std::move(address.text)));
    }
    return Value(std::move(links));
}

// Renders the words; what is missing goes to `missing`.
void render(const Ruleset& rules, const SelectionTask& task, const Scope& scope, Candidate& candidate,
            std::vector<std::string>& missing) {
    const Words& words = *candidate.words;
    ContentScope own(scope, words.language);
    own.set("company", Value(Value::Map{{Value("name"), Value(rules.household.company)},
                                        {Value("address"), Value(rules.household.company_address)}}));
    own.set("language", Value(words.language));
    for (const Variable& variable : candidate.content->variables)
        if (Result<Value> value = variable.value->evaluate(own)) own.set(variable.name, std::move(*value));
    own.set("links", links_of(rules, *candidate.content, task, own));
    if (task.ask != nullptr)
        if (auto buttons = buttons_of(rules, *task.ask, task.channel, words.language, task.token); !buttons.empty())
            own.set("buttons", Value(std::move(buttons)));
    const auto part = [&](const std::unique_ptr<const Template>& source, const char* name, std::string& out) {
        if (source == nullptr) return;
        Rendered rendered = source->render(own);
        missing.insert(missing.end(), rendered.missing.begin(), rendered.missing.end());
        out = std::move(rendered.text);
        if (name != nullptr) own.set(name, Value(out));
    };
    std::string preheader;
    Message& message = candidate.message;
    own.set("preheader", Value(""));
    part(words.subject, "subject", message.subject);
    part(words.preheader, "preheader", preheader);
    part(words.text, nullptr, message.text);
    if (missing.empty()) part(words.html, nullptr, message.html);
    if (words.html != nullptr) message.html_source = words.html->hash();
    if (words.text != nullptr) message.text_source = words.text->hash();
    message.language = words.language;
}

// Everything but the choice: fills `candidate`, or says in `considered` why it falls out.
bool is_eligible(const Ruleset& rules, const Customer& customer, const SelectionTask& task, const Scope& scope,
                 Candidate& candidate, Considered& considered) {
    const Content* content = rules.find_content(considered.content);
    if (!task.rule.empty() && rules.paused.content(considered.content))
        return fall_out(considered, Reason::paused_by_hand), false;
    if (content == nullptr || !speaks(*content, task.channel))
        return fall_out(considered, Reason::no_such_channel), false;
    candidate.content = content;
    candidate.words = find_words(rules, customer, *content, task.channel, candidate.own_language);
    if (candidate.words == nullptr) return fall_out(considered, Reason::no_such_language), false;
    considered.language = candidate.words->language;
    const Instant now = scope.now();
    if (content->cooldown > Duration{} && last_said(customer, content->name) > now - content->cooldown)
        return fall_out(considered, Reason::cooldown, "said within " + to_text(content->cooldown)), false;
    if (content->max_per_customer > 0 && times_said(customer, content->name) >= content->max_per_customer)
        return fall_out(considered, Reason::max_per_customer), false;
    if (task.capped)
        if (const auto full = full_cap(rules, customer, {task.channel, task.topic, task.rule, content}, now))
            return fall_out(considered, full->reason, full->cap), false;
    const Condition condition = holds(content->condition, scope);
    if (!condition.failed.empty()) return fall_out(considered, Reason::condition_failed, condition.failed), false;
    if (!condition.holds) return fall_out(considered, Reason::condition_false), false;
    std::vector<std::string> missing;
    render(rules, task, scope, candidate, missing);
    if (!missing.empty()) {
        // Every one of them, each once: a template says a name in several places.
        std::sort(missing.begin(), missing.end());
        missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
        std::string names;
        for (const std::string& name : missing) names += (names.empty() ? "" : ", ") + name;
        return fall_out(considered, Reason::missing_variable, names), false;
    }
    if (content->value != nullptr)
        if (const Result<Value> value = content->value->evaluate(scope))
            candidate.value = value->as_double().value_or(0);
    considered.score = candidate.value;
    return true;
}

}  // namespace

Selection select_content(const Ruleset& rules, const Customer& customer, const SelectionTask& task,
                         const Scope& scope) {
    Selection selection;
    std::vector<Candidate> eligible;
    std::vector<std::size_t> places;  // of each eligible one in `considered`
    for (const std::string& name : task.candidates) {
        Considered considered;
        considered.content = name;
        Candidate candidate;
        if (is_eligible(rules, customer, task, scope, candidate, considered)) {
            eligible.push_back(std::move(candidate));
            places.push_back(selection.considered.size());
        }
        selection.considered.push_back(std::move(considered));
    }
    if (eligible.empty()) return selection;

    // Own language before a fall-back; then, for `best`, the highest value; ties by keyed draw.
    const bool any_own =
        std::any_of(eligible.begin(), eligible.end(), [](const Candidate& c) { return c.own_language; });
    double best = 0;
    bool first = true;
    const auto stays = [&](const Candidate& c) { return !any_own || c.own_language; };
    for (const Candidate& candidate : eligible) {
        if (!stays(candidate)) continue;
        best = first ? candidate.value : std::max(best, candidate.value);
        first = false;
    }
    std::vector<std::size_t> finalists;
    for (std::size_t i = 0; i < eligible.size(); ++i)
        if (stays(eligible[i]) && (task.pick == step::Pick::even || eligible[i].value == best)) finalists.push_back(i);
    const std::size_t winner = finalists[task.draw % finalists.size()];
    for (std::size_t i = 0; i < eligible.size(); ++i) {
        Considered& considered = selection.considered[places[i]];
        const bool finalist = std::find(finalists.begin(), finalists.end(), i) != finalists.end();
        considered.probability = finalist ? 1.0 / static_cast<double>(finalists.size()) : 0;
        if (i != winner) considered.reason = Reason::not_chosen;
    }
    Candidate& chosen = eligible[winner];
    selection.chosen = Chosen{chosen.content, chosen.words, chosen.value, std::move(chosen.message)};
    return selection;
}

}  // namespace dialogd::engine
