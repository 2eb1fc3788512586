// What the customer wrote back, read in this order: opt-out, preference, answer, keyword. What fits
// nothing goes to a person.
#include "dialogd/reply.hpp"

#include <algorithm>

#include "engine/fold.hpp"
#include "engine/taking.hpp"
#include "engine/timing.hpp"

namespace dialogd::engine {

namespace {

// Without a token a closed question is answered only for so long: "7" a year later is about something else.
constexpr Duration kLateWithoutToken = kDay * 30;
// An automatic answer that does not say that it is one repeats its word for ever, and an SMS never says it.
constexpr Duration kRepeatedWithin = kHour;
constexpr std::size_t kMostRepeated = 2;

bool is_blank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

// Which question it answers, if any.
struct Asked {
    std::optional<AskedQuestion> question;
    bool named = false;   // by token, reference or button, and not only by where it came from
    std::string why_not;  // several would fit
};

Asked by_message(const Customer& customer, const Reply& reply) {
    for (const AskedQuestion& question : customer.questions)
        if (question.message == reply.message) return {question, true, {}};
    return {};
}

// Nobody can answer what has not gone out.
bool is_unsent(const Customer& customer, MessageNumber number) {
    return std::any_of(customer.messages.begin(), customer.messages.end(),
                       [&](const OpenMessage& m) { return m.number == number && m.attempts == 0; });
}

// The open one on that channel; else the last one asked there.
Asked by_channel(const Customer& customer, const Reply& reply, Instant now) {
    Asked asked;
    for (const AskedQuestion& question : customer.questions) {
        if (!question.open || question.channel != reply.channel || is_unsent(customer, question.message)) continue;
        if (asked.question) return {std::nullopt, false, "several questions are open"};
        asked.question = question;
    }
    if (asked.question) return asked;
    for (const AskedQuestion& question : customer.questions)
        if (question.channel == reply.channel && question.at > now - kLateWithoutToken &&
            !is_unsent(customer, question.message))
            asked.question = question;
    return asked;
}

Asked asked_by(const Customer& customer, const Reply& reply, Instant now) {
    if (reply.message != 0) {
        Asked asked = by_message(customer, reply);
        // A mail that answers a message which asked nothing answers no other message's question. An SMS
        // names no message; what its gateway tied it to is the last one sent.
        if (asked.question || reply.channel == ChannelKind::email) return asked;
    }
    return by_channel(customer, reply, now);
}

void give_to_person(Taking& taking, const Reply& reply, std::string reason) {
    taking.write(ReplySetAside{reason, reply.message});
    const std::string& queue = taking.rules.household.unmatched_queue;
    if (queue.empty()) return;
    taking.write(Handover{Handover::Act::opened, queue, std::move(reason), "dialogd", {}, 0});
}

// Somebody else may have written it: nothing is saved from it, and an opt-out holds.
void take_unproven(Taking& taking, const Reply& reply, const Steering& said) {
    Steering opt_out;
    opt_out.opt_out = said.opt_out;
    const bool stopped = opt_out.says_something() && steer(taking, reply, opt_out);
    if (stopped)
        taking.write(ReplySetAside{"unproven sender", reply.message});
    else
        give_to_person(taking, reply, "unproven sender");
}

// The word that they wrote, of those that the trigger waits for; null when it is none.
const std::string* word_of(const ReplyReader& reader, const Trigger& trigger, const std::string& text) {
    for (const std::string& word : trigger.words)
        if (reader.says(std::span(&word, 1), text)) return &word;
    return nullptr;
}

bool has_open_run(const Customer& customer, const std::string& rule) {
    return std::any_of(customer.runs.begin(), customer.runs.end(), [&](const Run& run) { return run.rule == rule; });
}

// Has the word been answered often enough within the hour? By what the rule has said: a run leaves nothing else.
bool repeats(const Taking& taking, const Rule& rule) {
    const auto says = [](const Step& step) {
        return std::holds_alternative<step::Send>(step.what) || std::holds_alternative<step::Ask>(step.what);
    };
    const auto once = static_cast<std::size_t>(std::count_if(rule.steps.begin(), rule.steps.end(), says));
    const auto& contacts = taking.customer.contacts;
    const auto said = std::count_if(contacts.begin(), contacts.end(), [&](const Contact& contact) {
        return contact.rule == rule.name && contact.at > taking.now - kRepeatedWithin;
    });
    return once > 0 && static_cast<std::size_t>(said) >= kMostRepeated * once;
}

// They write first: rules that wait for such a word start. False: no live rule serves them; `why` may say why not.
bool take_keyword(Taking& taking, const Reply& reply, std::string& why) {
    const std::string& text = is_blank(reply.text) ? reply.subject : reply.text;
    bool served = false;
    for (const auto& [rule_index, trigger_index] : taking.rules.by_keyword) {
        const Rule& rule = taking.rules.rules[rule_index];
        const Trigger& trigger = rule.triggers[trigger_index];
        const std::string* word = word_of(*taking.rules.services.reader, trigger, text);
        if (word == nullptr || (rule.until && taking.now > *rule.until)) continue;
        if (repeats(taking, rule)) {
            why = "`" + *word + "` was answered " + std::to_string(kMostRepeated) + " times within an hour";
            continue;
        }
        Event event;
        event.name = "reply.received";
        event.source = "dialogd";
        event.time = taking.now;
        event.properties = Value(Value::Map{{Value("text"), Value(text)},
                                            {Value("word"), Value(*word)},
                                            {Value("channel"), Value(to_text(reply.channel))}});
        const Condition condition = holds(trigger.condition, taking.scope().with(&event));
        if (!condition.failed.empty()) taking.write(NotStarted{rule.name, {}, condition.why_not()});
        if (!condition.holds) continue;
        const RunNumber last = taking.customer.last_run;
        start_run(taking, rule, event, {}, &reply);
        served =
            served || (rule.live && (taking.customer.last_run != last || has_open_run(taking.customer, rule.name)));
    }
    return served;
}

}  // namespace

void take_reply(Taking& taking, const Reply& reply) {
    if (reply.automatic) return taking.write(ReplySetAside{"automatic", reply.message});
    const Asked asked = asked_by(taking.customer, reply, taking.now);
    const bool waits = asked.question && asked.question->open;
    Steering said;
    if (reply.answer.empty()) {
        // "unsubscribe" by mailto: stands in the subject.
        const std::string& text = is_blank(reply.text) ? reply.subject : reply.text;
        said = taking.rules.services.reader->read_steering(text, reply.channel, waits, taking.now,
                                                           zone_of(taking.rules, taking.customer));
    }
    if (!reply.proven) return take_unproven(taking, reply, said);

    const bool steered = said.says_something() && steer(taking, reply, said);
    if (!taking.customer.handovers.empty() && reply.answer.empty()) {
        if (!steered) taking.write(ReplySetAside{"a person has the dialogue", reply.message});
        return;
    }
    std::string why = asked.why_not;
    if (asked.question) {
        // "STOP" alone is not what an `any` waits for; nor is a text that named no question and comes too late.
        const bool any_allowed = !steered && (waits || asked.named);
        if (take_answer(taking, reply, {*asked.question, any_allowed}, why)) return;
    }
    if (!steered && reply.answer.empty() && take_keyword(taking, reply, why)) return;
    if (!steered) give_to_person(taking, reply, why.empty() ? "no rule understands it" : why);
}

}  // namespace dialogd::engine
