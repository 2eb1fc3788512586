// Writes messages into the outbox: those that rules chose, and the engine's own words.
#include <algorithm>

#include "engine/fold.hpp"
#include "engine/send.hpp"
#include "engine/timing.hpp"

namespace dialogd::engine {

namespace {

// What every message has, whoever says it.
void address_message(const Taking& t, Message& message, MessageNumber number, ChannelKind channel, std::string to) {
    const Household& household = t.rules.household;
    message.number = number;
    message.channel = channel;
    message.to = std::move(to);
    message.from = t.rules.find_channel(channel)->from;
    message.token = t.rules.services.signer->sign("message", {t.customer.number, number});
    message.reply_domain = household.reply_domain;
    message.date = t.now;
    message.time_zone = std::string(zone_of(t.rules, t.customer));
}

// One conversation in their mail program.
void thread(const Taking& t, Message& message) {
    if (t.reply != nullptr && t.reply->channel == ChannelKind::email && message.channel == ChannelKind::email)
        message.in_reply_to = t.reply->id;
}

Message message_for(const Taking& t, Judgement& judgement) {
    const DueSend& due = judgement.due;
    const Household& household = t.rules.household;
    Message message = std::move(judgement.chosen->message);
    const MessageNumber number = t.customer.last_message + 1;
    address_message(t, message, number, judgement.channel, judgement.to);
    message.content = judgement.chosen->content->name;
    message.topic = due.rule->topic;
    message.marketing = due.marketing;
    if (due.marketing) {
        const Token token{t.customer.number, number};
        message.unsubscribe_url = household.public_url + "/u/" + t.rules.services.signer->sign("unsubscribe", token);
        message.list_id = due.rule->topic + "." + household.reply_domain;
    }
    message.feedback_id = due.rule->name + ":" + message.content + ":" + message.topic + ":" + household.reply_domain;
    if (due.continuation) thread(t, message);
    return message;
}

MessageQueued queued_for(const Message& message) {
    MessageQueued queued;
    queued.message = message.number;
    queued.content = message.content;
    queued.language = message.language;
    queued.topic = message.topic;
    queued.channel = message.channel;
    queued.to = message.to;
    queued.subject = message.subject;
    queued.marketing = message.marketing;
    return queued;
}

// The question's words, when a step of the rule may make a consent of the answer: they are its proof. At most
// so many of them, as the state keeps them with the question.
std::string words_for_proof(const Rule& rule, const Message& message) {
    constexpr std::size_t kMostBytes = 4'096;
    const bool wanted = std::any_of(rule.steps.begin(), rule.steps.end(), [](const Step& step) {
        return std::holds_alternative<step::ChangeConsent>(step.what);
    });
    if (!wanted) return {};
    std::string words = message.text;
    words.erase(words.find_last_not_of(" \n") + 1);
    if (words.size() <= kMostBytes) return words;
    std::size_t end = kMostBytes;
    while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xC0U) == 0x80U) --end;  // not inside a character
    words.resize(end);
    return words;
}

}  // namespace

std::optional<std::int32_t> queue(Taking& taking, Judgement judgement) {
    const DueSend& due = judgement.due;
    Message message = message_for(taking, judgement);
    Decision decision = decision_for(due, {Decision::Outcome::chosen, Reason::none, {}, {}});
    decision.channel = message.channel;
    decision.content = message.content;
    decision.message = message.number;
    decision.continuation = due.continuation;
    decision.considered = std::move(judgement.considered);

    MessageQueued queued = queued_for(message);
    queued.run = due.run;
    queued.rule = due.rule->name;
    queued.step = due.at;
    queued.counted = due.marketing && !due.continuation;
    queued.continuation = due.continuation;
    queued.question = due.ask != nullptr;
    const ChannelSettings& settings = *taking.rules.find_channel(message.channel);
    queued.retry_uncertain = settings.at_least_once.value_or(!due.marketing && message.channel == ChannelKind::email);
    queued.expires = due.expires;

    const MessageNumber number = message.number;
    std::string asked = due.ask == nullptr ? std::string() : words_for_proof(*due.rule, message);
    taking.write(std::move(decision));
    taking.write(std::move(queued));
    taking.turn.messages.push_back(std::move(message));
    // What goes by another channel when it fails is waited for like a question.
    if (due.ask == nullptr && !due.send->next_on_failure) return due.step->next;
    taking.write(RunMoved{due.run, due.rule->name, due.at, due.step->key, Waiting::confirm, kNever, number,
                          std::move(asked), false, 0, due.tried});
    return std::nullopt;
}

bool is_own_words(const OpenMessage& message) {
    return message.run == 0 && message.rule.empty() && message.content.starts_with('_');
}

void say(Taking& taking, const std::string& content, ChannelKind channel, const std::string& to) {
    const ChannelSettings* settings = taking.rules.find_channel(channel);
    if (taking.rules.find_content(content) == nullptr || settings == nullptr || to.empty()) return;
    const MessageNumber number = taking.customer.last_message + 1;
    const std::vector<std::string> candidates{content};
    const SelectionTask task{candidates, step::Pick::best, channel, {}, {}, false, 0, {taking.customer.number, number}};
    Selection selection = select_content(taking.rules, taking.customer, task, taking.scope());
    Decision decision;
    decision.channel = channel;
    decision.continuation = true;
    decision.considered = std::move(selection.considered);
    if (!selection.chosen || taking.customer.messages.size() >= kMaxOpenMessages) {
        decision.outcome = Decision::Outcome::dropped;
        decision.reason = selection.chosen ? Reason::too_many_open : Reason::no_content;
        taking.write(std::move(decision));
        return;
    }
    Message message = std::move(selection.chosen->message);
    address_message(taking, message, number, channel, to);
    message.content = content;
    message.marketing = false;
    message.feedback_id = "dialogd:" + content + "::" + message.reply_domain;
    thread(taking, message);

    decision.outcome = Decision::Outcome::chosen;
    decision.content = content;
    decision.message = number;
    MessageQueued queued = queued_for(message);
    queued.continuation = true;
    queued.retry_uncertain = settings->at_least_once.value_or(channel == ChannelKind::email);
    queued.expires = taking.now + kDay;
    taking.write(std::move(decision));
    taking.write(std::move(queued));
    taking.turn.messages.push_back(std::move(message));
}

}  // namespace dialogd::engine
